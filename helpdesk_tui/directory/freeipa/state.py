"""What decides whether a person can sign in to FreeIPA."""

from datetime import datetime, timedelta

from helpdesk_tui.desk.account import PasswordPolicy, SignInState, When, is_past
from helpdesk_tui.directory.ds389.state import is_enabled
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.values import later

ATTRIBUTES = (
    "nsAccountLock", "krbPasswordExpiration", "krbLastPwdChange", "krbLoginFailedCount", "krbLastFailedAuth",
    "krbLastAdminUnlock", "krbLastSuccessfulAuth", "krbPrincipalExpiration", "krbPwdPolicyReference",
    "ipaNTSecurityIdentifier", "entryUSN", "modifyTimestamp",
)  # fmt: skip


def sign_in_state(entry: Attributes, policy: PasswordPolicy | None, now: datetime) -> SignInState:
    """The state now; `policy` is that of the account, None = unknown."""
    until = _locked_until(entry, policy, now)
    expires = entry.moment("krbPasswordExpiration")
    expired = is_past(expires, now)
    return SignInState(
        enabled=is_enabled(entry),
        locked=None if until is None else until != "free",
        locked_until=until if isinstance(until, datetime) else "never",
        account_expires=entry.moment("krbPrincipalExpiration"),
        password_set=entry.known_moment("krbLastPwdChange"),
        password_expires=expires,
        password_expired=expired,
        must_change=expired,  # Kerberos lets nobody in with an expired one, and lets everybody change it
        password_never_expires=False,
        smart_card_required=False,
        cannot_change_password=False,
        password_not_required=False,
        outside_hours=False,
        last_sign_in=entry.known_moment("krbLastSuccessfulAuth"),
    )


_Until = datetime | str | None
"""Until when it is locked; "free", "for-ever"; None = unknown."""


def _locked_until(entry: Attributes, policy: PasswordPolicy | None, now: datetime) -> _Until:
    """Failures count for each server by itself; an unlock counts everywhere."""
    failures = entry.integer("krbLoginFailedCount", if_empty=0)
    failed, unlocked = entry.moment("krbLastFailedAuth"), entry.moment("krbLastAdminUnlock")
    if failures == 0:
        return "free"
    if isinstance(failed, datetime) and isinstance(unlocked, datetime) and failed <= unlocked:
        return "free"
    if policy is None:
        return None
    if not policy.lockout_threshold or (failures is not None and failures < policy.lockout_threshold):
        return "free"
    if None in {failures, failed, unlocked}:
        return None
    return _since(failed, policy.lockout_duration, now)


def _since(failed: When, lasting: timedelta | None, now: datetime) -> _Until:
    if lasting is None:
        return "for-ever"
    if not isinstance(failed, datetime):
        return "free"
    until = later(failed, lasting)
    if until is None:
        return "for-ever"
    return until if until > now else "free"
