"""What decides whether a person can sign in, from what the server keeps in an entry."""

from datetime import UTC, datetime

from helpdesk_tui.desk.account import SignInState, When, is_past
from helpdesk_tui.directory.ds389.policy import Policy
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.values import boolean

ATTRIBUTES = (
    "pwdPolicySubentry", "nsAccountLock", "passwordRetryCount", "accountUnlockTime",
    "passwordExpirationTime", "pwdReset", "pwdUpdateTime", "lastLoginTime", "acctPolicySubentry",
    "pwdTPRReset", "pwdTPRUseCount", "pwdTPRExpireAt", "pwdTPRValidFrom", "passwordGraceUserTime",
    "entryUSN", "modifyTimestamp",
)  # fmt: skip
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""As a password's end: it must be changed. As a lock's end: there is none."""


def sign_in_state(
    entry: Attributes, policy: Policy | None, now: datetime, *, idle: bool | None
) -> SignInState:
    """The state now; `policy` is that of the account, None = unknown."""
    ends = entry.moment("passwordExpirationTime")
    must_change = _must_change(ends, policy)
    temporary = _is_temporary(entry, policy)
    outdated = _is_outdated(entry, policy, now) if temporary is not False else False
    expires = _expires(ends, policy, must_change)
    return SignInState(
        enabled=is_enabled(entry),
        locked=_is_locked(entry, policy, now),
        locked_until=_locked_until(entry, policy),
        account_expires="never",
        password_set=entry.known_moment("pwdUpdateTime"),
        password_expires=expires,
        password_expired=_either(outdated, _has_expired(expires, must_change, now)),
        must_change=must_change,
        password_never_expires=False,  # by policy only, and then a change can be forced all the same
        smart_card_required=False,
        cannot_change_password=None if policy is None else not policy.may_change,
        password_not_required=False,
        outside_hours=False,
        last_sign_in=entry.known_moment("lastLoginTime"),
        change_can_be_forced=None if policy is None else policy.must_change,
        begins=entry.moment("pwdTPRValidFrom") if temporary else "never",
        idle=idle,
        grace_left=_grace_left(entry, policy, outdated=outdated),
    )


def is_enabled(entry: Attributes) -> bool | None:
    """Any other text than "true" locks nobody."""
    if entry.raw("nsAccountLock") is None:
        return True if entry.is_empty("nsAccountLock") else None
    return entry.text("nsAccountLock").lower() != "true"


# --- locked by wrong passwords --------------------------------------------------------------------------


def _is_locked(entry: Attributes, policy: Policy | None, now: datetime) -> bool | None:
    """Enough failures, and the time not over: neither alone locks, and nothing where nobody is locked."""
    until = entry.moment("accountUnlockTime")
    failures = entry.integer("passwordRetryCount", if_empty=0)
    if until == "never" or failures == 0:
        return False
    if policy is None:
        return None
    if not policy.lockout or (failures is not None and failures < policy.max_failures):
        return False
    if failures is None or until is None:
        return None
    return not policy.unlocks if until == EPOCH else until > now


def _locked_until(entry: Attributes, policy: Policy | None) -> When:
    until = entry.moment("accountUnlockTime")
    return "never" if until == EPOCH and policy is not None and not policy.unlocks else until


# --- a change that is due -------------------------------------------------------------------------------


def _must_change(ends: When, policy: Policy | None) -> bool | None:
    """Only where the policy says so: else that date has no effect."""
    if ends is None:
        return None
    if ends != EPOCH:
        return False
    return None if policy is None else policy.must_change


def _expires(ends: When, policy: Policy | None, must_change: bool | None) -> When:
    if policy is None:
        return None
    if not policy.expires:
        return "never"
    # Without a date the server begins to count at the next sign-in.
    return None if must_change or ends == EPOCH else ends


def _has_expired(expires: When, must_change: bool | None, now: datetime) -> bool | None:
    return False if must_change else is_past(expires, now)


# --- temporary passwords --------------------------------------------------------------------------------


def _is_temporary(entry: Attributes, policy: Policy | None) -> bool | None:
    """Whether the rules for temporary passwords hold: somebody else set it, and it was not changed since."""
    if entry.raw("pwdTPRReset") is None:
        return False if entry.is_empty("pwdTPRReset") else None
    marked = entry.decoded("pwdTPRReset", boolean)
    return False if policy is not None and not policy.must_change else marked


def _is_outdated(entry: Attributes, policy: Policy | None, now: datetime) -> bool | None:
    """Too old, or used too often."""
    if is_past(entry.moment("pwdTPRExpireAt"), now):
        return True
    uses = entry.integer("pwdTPRUseCount", if_empty=0)
    if policy is None or uses is None:
        return None
    return 0 <= policy.most_uses <= uses


def _grace_left(entry: Attributes, policy: Policy | None, *, outdated: bool | None) -> int | None:
    """Of a temporary password that is over nothing is left."""
    used = entry.integer("passwordGraceUserTime", if_empty=0)
    if policy is None or not policy.grace or used is None or outdated is None:
        return None
    return 0 if outdated else max(policy.grace - used, 0)


def _either(one: bool | None, other: bool | None) -> bool | None:
    if one or other:
        return True
    return None if None in {one, other} else False
