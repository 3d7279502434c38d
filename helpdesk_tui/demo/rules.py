"""The directory's own rules, as Active Directory has them: policy, expiry, lockout, hours, must change.

Pure: an entry, its policy and the time in, a fact out. [MS-ADTS] 3.1.1.4.5.17
(msDS-User-Account-Control-Computed) and 3.1.1.4.5.39 (msDS-UserPasswordExpiryTimeComputed) say how
expiry is computed; [MS-SAMR] 3.1.1.7 says what a new password must be.
"""

from datetime import UTC, datetime, timedelta

from helpdesk_tui.demo.entries import DemoEntry
from helpdesk_tui.demo.groups import FINANCE
from helpdesk_tui.desk import passwords
from helpdesk_tui.desk.account import AccountKind, PasswordPolicy, SignInState, When, is_past
from helpdesk_tui.secret import Secret

DOMAIN_POLICY = PasswordPolicy(
    source="domain policy",
    min_length=10,
    complexity=True,
    history=12,
    min_age=timedelta(days=1),
    max_age=timedelta(days=90),
    lockout_threshold=5,
    lockout_duration=timedelta(minutes=30),
    lockout_window=timedelta(minutes=30),
)
FINANCE_POLICY = PasswordPolicy(
    source="Finance (strict)",
    min_length=16,
    complexity=True,
    history=24,
    min_age=timedelta(days=2),
    max_age=timedelta(days=60),
    lockout_threshold=3,
    lockout_duration=None,
    lockout_window=timedelta(hours=1),
)

_WEEK = 168


def policy_for(groups: frozenset[str]) -> PasswordPolicy:
    """The policy in force for a member of these groups (names): msDS-ResultantPSO, else the domain's."""
    return FINANCE_POLICY if FINANCE in groups else DOMAIN_POLICY


def state_of(entry: DemoEntry, policy: PasswordPolicy, now: datetime) -> SignInState:
    """Everything that decides whether the person can sign in now."""
    return SignInState(
        enabled=entry.enabled,
        locked=is_locked(entry, policy, now),
        locked_until=locked_until(entry, policy),
        account_expires=entry.account_expires or "never",
        password_set=entry.password_set or "never",
        password_expires=password_expires(entry, policy),
        password_expired=is_password_expired(entry, policy, now),
        must_change=must_change(entry),
        password_never_expires=entry.never_expires,
        smart_card_required=entry.smart_card,
        cannot_change_password=entry.cannot_change,
        password_not_required=entry.not_required,
        outside_hours=is_outside_hours(entry, now),
        last_sign_in=entry.last_sign_in or "never",
        locked_since=entry.locked_at,
        hours_begin=_hours_begin(entry, now),
        workstations=("PC-0042",) if entry.elsewhere_only else (),
        restricted_by="Silo for administrators" if entry.restricted else "",
    )


def _hours_begin(entry: DemoEntry, now: datetime) -> When:
    begin = now.replace(minute=0, second=0, microsecond=0)
    ahead = (begin + timedelta(hours=hours) for hours in range(1, _WEEK + 1))
    return next((at for at in ahead if not is_outside_hours(entry, at)), "never")


def must_change(entry: DemoEntry) -> bool:
    """pwdLastSet = 0, where that has an effect."""
    return entry.password_set is None and not _is_exempt(entry)


def password_expires(entry: DemoEntry, policy: PasswordPolicy) -> When:
    """Never for those who are exempt; None where a change is forced: then there is no such moment."""
    if _is_exempt(entry):
        return "never"
    if entry.password_set is None:
        return None
    return "never" if policy.max_age is None else entry.password_set + policy.max_age


def is_password_expired(entry: DemoEntry, policy: PasswordPolicy, now: datetime) -> bool:
    """A password that must be changed counts as expired."""
    return must_change(entry) or is_past(password_expires(entry, policy), now) is True


def _is_exempt(entry: DemoEntry) -> bool:
    return entry.never_expires or entry.smart_card or entry.kind is AccountKind.MACHINE


def locked_until(entry: DemoEntry, policy: PasswordPolicy) -> When:
    """When the lockout ends by itself; never where an administrator must end it, and where there is none."""
    if entry.locked_at is None or policy.lockout_duration is None:
        return "never"
    return entry.locked_at + policy.lockout_duration


def is_locked(entry: DemoEntry, policy: PasswordPolicy, now: datetime) -> bool:
    """Whether the account is locked now."""
    return entry.locked_at is not None and is_past(locked_until(entry, policy), now) is False


def is_outside_hours(entry: DemoEntry, now: datetime) -> bool:
    """Whether the hours that are set forbid a sign-in now."""
    return entry.logon_hours is not None and hour_of_week(now) not in entry.logon_hours


def hour_of_week(moment: datetime) -> int:
    """Sunday 00:00 UTC = 0, as in logonHours."""
    utc = moment.astimezone(UTC)
    return (utc.isoweekday() % 7 * 24 + utc.hour) % _WEEK


def note_wrong_password(entry: DemoEntry, policy: PasswordPolicy, now: datetime) -> None:
    """Count a wrong password, within the window, and lock at the threshold ([MS-SAMR] 3.1.1.8.1)."""
    if entry.bad_at is None or now - entry.bad_at > policy.lockout_window or entry.locked_at is not None:
        entry.bad_count = 0
        entry.locked_at = None  # a lock that still held does not come here
    entry.bad_count += 1
    entry.bad_at = now
    if policy.lockout_threshold and entry.bad_count >= policy.lockout_threshold:
        entry.locked_at = now


def obstacle(entry: DemoEntry, policy: PasswordPolicy, now: datetime) -> str:
    """What stops a sign-in with the right password, as the `data` code of result 49; "ok" = nothing."""
    obstacles = [
        ("533", not entry.enabled),
        ("701", is_past(entry.account_expires or "never", now) is True),
        ("530", is_outside_hours(entry, now)),
        ("531", entry.elsewhere_only),
        ("52f", entry.restricted or entry.smart_card),
        ("773", must_change(entry)),
        ("532", is_password_expired(entry, policy, now)),
    ]
    return next((code for code, holds in obstacles if holds), "ok")


def weaknesses(entry: DemoEntry, policy: PasswordPolicy, password: Secret) -> tuple[str, ...]:
    """Codes of the problems for which the directory refuses this password; PASSWD_NOTREQD lets all pass."""
    found = passwords.check(password, policy, entry.login, entry.name)
    excused = (
        {"password-too-short", "password-too-simple", "password-has-name"} if entry.not_required else set()
    )
    # A directory takes characters that cannot be typed; that rule is the desk's.
    return tuple(problem.code for problem in found if problem.code not in excused | {"password-characters"})


def is_too_young(entry: DemoEntry, policy: PasswordPolicy, now: datetime) -> bool:
    """Whether the minimum age of the password has not ended; a forced change is not bound by it."""
    return entry.password_set is not None and now < entry.password_set + policy.min_age
