"""What decides whether a person can sign in, from the attributes of an Active Directory account."""

from datetime import datetime, timedelta

from helpdesk_tui.desk.account import PasswordPolicy, SignInState, When
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.values import first_value
from helpdesk_tui.text import LONGEST_DN

_RESTRICTING = ("msDS-AssignedAuthNPolicySilo", "msDS-AssignedAuthNPolicy")
"""DNs of what decides where and how an account signs in (MS-KILE 3.3.5.5); unknown to older schemas."""

SIGN_INS = ("lastLogonTimestamp", "lastLogon")
"""The domain's, up to two weeks late, and this server's own."""

ATTRIBUTES = (
    "msDS-User-Account-Control-Computed",
    "msDS-UserPasswordExpiryTimeComputed",
    "lockoutTime",
    "pwdLastSet",
    "accountExpires",
    "logonHours",
    "userWorkstations",
    *_RESTRICTING,
    *SIGN_INS,
)

_WITHOUT_EXPIRY = values.PASSWORD_NEVER_EXPIRES | values.SMART_CARD_REQUIRED | values.TRUST_OR_MACHINE


def sign_in_state(entry: Attributes, policy: PasswordPolicy | None, now: datetime) -> SignInState:
    """The state now; `policy` is that of the account, None = unknown."""
    control = entry.integer("userAccountControl")
    locked_at = moment(entry, "lockoutTime")
    locked = is_locked(entry, policy, now)
    return SignInState(
        enabled=is_enabled(entry),
        locked=locked,
        locked_until=_locked_until(locked_at, policy) if locked else "never",
        account_expires=moment(entry, "accountExpires"),
        password_set=moment(entry, "pwdLastSet"),
        password_expires=password_expires(entry),
        password_expired=is_password_expired(entry),
        must_change=must_change(entry),
        password_never_expires=_has(control, values.PASSWORD_NEVER_EXPIRES),
        smart_card_required=_has(control, values.SMART_CARD_REQUIRED),
        cannot_change_password=(
            None if entry.descriptor is None else entry.descriptor.denies_change_to_person()
        ),
        password_not_required=_has(control, values.PASSWORD_NOT_REQUIRED),
        outside_hours=_outside_hours(entry, now),
        last_sign_in=_last_sign_in(entry),
        locked_since=locked_at if locked else None,
        hours_begin=entry.decoded("logonHours", lambda raw: values.next_hours(raw, now)),
        workstations=_workstations(entry),
        restricted_by=_restricted_by(entry),
    )


def is_enabled(entry: Attributes) -> bool | None:
    control = entry.integer("userAccountControl")
    return None if control is None else not control & values.DISABLED


def is_locked(entry: Attributes, policy: PasswordPolicy | None, now: datetime) -> bool | None:
    """As the server computes it; else from lockoutTime and the policy's duration."""
    computed = entry.integer("msDS-User-Account-Control-Computed")
    if computed is not None:
        return bool(computed & values.LOCKED)
    locked_at = moment(entry, "lockoutTime")
    if locked_at is None:
        return None
    if locked_at == "never":
        return bool(entry.integer("lockoutTime"))  # beyond the calendar it is a lockout too
    until = _locked_until(locked_at, policy)
    return None if until is None else until == "never" or until > now


def is_password_expired(entry: Attributes) -> bool | None:
    """As the server computes it; a password that must be changed counts as expired."""
    return _has(entry.integer("msDS-User-Account-Control-Computed"), values.PASSWORD_EXPIRED)


def must_change(entry: Attributes) -> bool | None:
    """Whether the next sign-in asks for a new password. With "never expires" or "smart card required" it does
    not, even when pwdLastSet is 0, nor for machines (MS-ADTS 3.1.1.4.5.17)."""
    last_set, control = entry.integer("pwdLastSet", if_empty=0), entry.integer("userAccountControl")
    if last_set is None or control is None:
        return None
    return last_set == 0 and not control & _WITHOUT_EXPIRY


def password_expires(entry: Attributes) -> When:
    """None also when a change is forced: then there is no such moment."""
    number = entry.integer("msDS-UserPasswordExpiryTimeComputed")
    return None if number in {None, 0} else moment(entry, "msDS-UserPasswordExpiryTimeComputed")


def moment(entry: Attributes, name: str) -> When:
    """A FILETIME attribute; "never" where it is 0, beyond the calendar or surely empty."""
    number = entry.integer(name)
    if number is None:
        return "never" if entry.raw(name) is None and _may_be_empty(entry, name) else None
    return values.moment(number)


def _may_be_empty(entry: Attributes, name: str) -> bool:
    return not name.startswith("msDS-") and entry.is_empty(name)


def _locked_until(locked_at: When, policy: PasswordPolicy | None) -> When:
    if not isinstance(locked_at, datetime) or policy is None:
        return None
    return "never" if policy.lockout_duration is None else _later(locked_at, policy.lockout_duration)


def _later(moment_: datetime, by: timedelta) -> When:
    try:
        return moment_ + by
    except OverflowError:
        return "never"


def _has(control: int | None, bit: int) -> bool | None:
    return None if control is None else bool(control & bit)


def _outside_hours(entry: Attributes, now: datetime) -> bool | None:
    if entry.is_empty("logonHours"):
        return False
    allowed = entry.decoded("logonHours", lambda raw: values.hours_allow(raw, now))
    return None if allowed is None else not allowed


def _restricted_by(entry: Attributes) -> str:
    named = (first_value(entry.text(name, LONGEST_DN)) for name in _RESTRICTING)
    return next(filter(None, named), "")


def _workstations(entry: Attributes) -> tuple[str, ...] | None:
    """Names, with commas between (MS-ADA3 2.352)."""
    named = entry.known_text("userWorkstations")
    return None if named is None else tuple(filter(None, map(str.strip, named.split(","))))


def _last_sign_in(entry: Attributes) -> When:
    """ "never" only where both say so."""
    seen = [moment(entry, name) for name in SIGN_INS]
    times = [one for one in seen if isinstance(one, datetime)]
    return max(times) if times else None if None in seen else "never"
