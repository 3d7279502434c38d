"""What decides whether a person can sign in, from what the ppolicy overlay keeps in an entry."""

from contextlib import suppress
from datetime import datetime, timedelta

from helpdesk_tui.desk.account import SignInState, When, is_past
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.openldap.policy import Policy
from helpdesk_tui.directory.values import boolean, generalized_time, later

ATTRIBUTES = (
    "pwdPolicySubentry", "pwdChangedTime", "pwdAccountLockedTime", "pwdReset", "pwdStartTime", "pwdEndTime",
    "pwdAccountTmpLockoutEnd", "pwdLastSuccess", "pwdFailureTime", "pwdGraceUseTime", "entryCSN",
    "modifyTimestamp",
)  # fmt: skip
FOR_EVER = b"000001010000Z"
"""As the time of a lock: an administrator has disabled the account (slapo-ppolicy(5))."""
_MOST_TIMES = 100  # of wrong passwords


def sign_in_state(entry: Attributes, policy: Policy | None, now: datetime) -> SignInState:
    """The state now; `policy` is that of the account, None = unknown."""
    until = _locked_until(entry, policy, now)
    expires = _expires(entry, policy)
    return SignInState(
        enabled=is_enabled(entry, policy),
        locked=None if until is None else until != "free",
        locked_until="never" if until in {"free", "for-ever"} else _when(until),
        account_expires=entry.moment("pwdEndTime"),
        password_set=entry.known_moment("pwdChangedTime"),
        password_expires=expires,
        password_expired=is_past(expires, now),
        must_change=_must_change(entry, policy),
        password_never_expires=False,  # by policy only, and then a change can be forced all the same
        smart_card_required=False,
        cannot_change_password=None if policy is None else not policy.may_change,
        password_not_required=False,
        outside_hours=False,
        last_sign_in=entry.known_moment("pwdLastSuccess"),  # kept only with `lastbind`
        change_can_be_forced=None if policy is None else policy.must_change,
        begins=entry.moment("pwdStartTime"),
        idle=_is_idle(entry, policy, now),
        locked_since=_locked_since(entry),
        grace_left=_grace_left(entry, policy),
        wrong_times=_wrong_times(entry),
        can_be_disabled=None if policy is None else policy.lockout,
        reset_enables=entry.raw("pwdAccountLockedTime") == FOR_EVER,
    )


def is_enabled(entry: Attributes, policy: Policy | None) -> bool | None:
    """Where nobody is locked, nobody is disabled."""
    raw = entry.raw("pwdAccountLockedTime")
    if raw is None:
        return True if entry.is_empty("pwdAccountLockedTime") else None
    if raw != FOR_EVER:
        return True
    return None if policy is None else not policy.lockout


_Until = datetime | str | None
"""Until when it is locked; "free", "for-ever"; None = unknown."""


def _locked_until(entry: Attributes, policy: Policy | None, now: datetime) -> _Until:
    """The later one of the two lockouts."""
    by_failures, by_delay = _by_failures(entry, policy, now), _by_delay(entry, now)
    if "for-ever" in {by_failures, by_delay}:
        return "for-ever"
    moments = [each for each in (by_failures, by_delay) if isinstance(each, datetime)]
    if moments:
        return max(moments)
    return None if None in {by_failures, by_delay} else "free"


def _by_failures(entry: Attributes, policy: Policy | None, now: datetime) -> _Until:
    raw = entry.raw("pwdAccountLockedTime")
    if raw is None:
        return "free" if entry.is_empty("pwdAccountLockedTime") else None
    if raw == FOR_EVER:
        return "free"  # it is disabled
    if policy is None:
        return None
    if not policy.lockout:
        return "free"  # nothing is locked then, whatever stands there
    since = entry.decoded("pwdAccountLockedTime", generalized_time)
    return None if since is None else _since(since, policy.lockout_seconds, now)


def _since(since: datetime, seconds: int, now: datetime) -> _Until:
    if since > now + _SKEW:
        return "free"  # not yet
    return _ahead(since, seconds, now) if seconds else "for-ever"


_SKEW = timedelta(minutes=5)
"""By which the server's clock may be ahead of ours: what was just locked is locked."""


def _by_delay(entry: Attributes, now: datetime) -> _Until:
    """After each wrong password, for a while (pwdMinDelay); unknown to older servers."""
    if entry.raw("pwdAccountTmpLockoutEnd") is None:
        return "free"
    end = entry.decoded("pwdAccountTmpLockoutEnd", generalized_time)
    return end if end is None or end > now else "free"


def _ahead(since: datetime, seconds: int, now: datetime) -> _Until:
    until = later(since, timedelta(seconds=seconds))
    if until is None:
        return "for-ever"
    return until if until > now else "free"


def _when(until: _Until) -> When:
    return until if isinstance(until, datetime) else None


def _must_change(entry: Attributes, policy: Policy | None) -> bool | None:
    """Only where the policy says so: without pwdMustChange the mark has no effect."""
    if entry.raw("pwdReset") is None:
        return False if entry.is_empty("pwdReset") else None
    marked = entry.decoded("pwdReset", boolean)
    if marked is False:
        return False
    return None if marked is None or policy is None else policy.must_change


def _expires(entry: Attributes, policy: Policy | None) -> When:
    """Without pwdChangedTime a password never expires. A forced change goes before expiry."""
    if policy is None:
        return None
    if not policy.max_age:
        return "never"
    changed = entry.moment("pwdChangedTime")
    if not isinstance(changed, datetime):
        return changed
    return later(changed, timedelta(seconds=policy.max_age)) or "never"


def _locked_since(entry: Attributes) -> When:
    raw = entry.raw("pwdAccountLockedTime")
    return None if raw is None or raw == FOR_EVER else entry.decoded("pwdAccountLockedTime", generalized_time)


def _grace_left(entry: Attributes, policy: Policy | None) -> int | None:
    used = len(entry.all_raw("pwdGraceUseTime"))
    if policy is None or not policy.grace or not (used or entry.is_empty("pwdGraceUseTime")):
        return None
    return max(policy.grace - used, 0)


def _wrong_times(entry: Attributes) -> tuple[datetime, ...]:
    """Those that can be read; the others tell nothing."""
    found = []
    for raw in entry.all_raw("pwdFailureTime")[:_MOST_TIMES]:
        with suppress(ValueError, OverflowError):
            found.append(generalized_time(raw))
    return tuple(sorted(found))


def _is_idle(entry: Attributes, policy: Policy | None, now: datetime) -> bool | None:
    """Who never signed in is not idle."""
    if policy is None or policy.max_idle is None:
        return None
    if not policy.max_idle:
        return False
    seen = entry.moment("pwdLastSuccess")
    if not isinstance(seen, datetime):
        return False if seen == "never" else None
    return now - seen > timedelta(seconds=policy.max_idle)
