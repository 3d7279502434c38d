"""What decides whether a person can sign in, from what the ppolicy overlay keeps in an entry."""

from datetime import datetime, timedelta

from helpdesk_tui.desk.account import SignInState, When
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.openldap.policy import Policy
from helpdesk_tui.directory.values import boolean, generalized_time

ATTRIBUTES = (
    "pwdPolicySubentry", "pwdChangedTime", "pwdAccountLockedTime", "pwdReset", "pwdStartTime", "pwdEndTime",
    "pwdAccountTmpLockoutEnd", "pwdLastSuccess", "entryCSN", "modifyTimestamp",
)  # fmt: skip
_FOR_EVER = b"000001010000Z"  # until an administrator unlocks


def sign_in_state(entry: Attributes, policy: Policy | None, now: datetime) -> SignInState:
    """The state now; `policy` is that of the account, None = unknown."""
    until = _locked_until(entry, policy, now)
    changed = moment(entry, "pwdChangedTime")
    expires = _expires(entry, policy)
    return SignInState(
        enabled=True,  # nobody is disabled there: an administrator locks for ever, or sets an end
        locked=None if until is None else until != "free",
        locked_until="never" if until in {"free", "for-ever"} else _when(until),
        account_expires=moment(entry, "pwdEndTime"),
        password_set=None if changed == "never" else changed,
        password_expires=expires,
        password_expired=None if expires is None else isinstance(expires, datetime) and expires <= now,
        must_change=_must_change(entry, policy),
        password_never_expires=False,  # by policy only, and then a change can be forced all the same
        smart_card_required=False,
        cannot_change_password=None if policy is None else not policy.may_change,
        password_not_required=False,
        outside_hours=False,
        last_sign_in=_last_sign_in(entry),
        change_can_be_forced=None if policy is None else policy.must_change,
        begins=moment(entry, "pwdStartTime"),
        idle=_is_idle(entry, policy, now),
    )


def moment(entry: Attributes, name: str) -> When:
    """ "never" where the attribute is surely empty."""
    if entry.raw(name) is None:
        return "never" if entry.is_empty(name) else None
    return entry.decoded(name, generalized_time)


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
    if policy is None:
        return None
    if not policy.lockout:
        return "free"  # nothing is locked then, whatever stands there
    since = None if raw == _FOR_EVER else entry.decoded("pwdAccountLockedTime", generalized_time)
    if raw != _FOR_EVER and since is None:
        return None
    return _since(since, policy.lockout_seconds, now)


def _since(since: datetime | None, seconds: int, now: datetime) -> _Until:
    """None = locked by an administrator, for ever."""
    if since is not None and since > now + _SKEW:
        return "free"  # not yet
    return "for-ever" if since is None or not seconds else _ahead(since, seconds, now)


_SKEW = timedelta(minutes=5)
"""By which the server's clock may be ahead of ours: what was just locked is locked."""


def _by_delay(entry: Attributes, now: datetime) -> _Until:
    """After each wrong password, for a while (pwdMinDelay); unknown to older servers."""
    if entry.raw("pwdAccountTmpLockoutEnd") is None:
        return "free"
    end = entry.decoded("pwdAccountTmpLockoutEnd", generalized_time)
    return end if end is None or end > now else "free"


def _ahead(since: datetime, seconds: int, now: datetime) -> _Until:
    try:
        until = since + timedelta(seconds=seconds)
    except OverflowError:
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
    changed = moment(entry, "pwdChangedTime")
    if not isinstance(changed, datetime):
        return changed
    try:
        return changed + timedelta(seconds=policy.max_age)
    except OverflowError:
        return "never"


def _last_sign_in(entry: Attributes) -> When:
    """Kept only with `lastbind`: its absence does not say that nobody ever signed in."""
    seen = moment(entry, "pwdLastSuccess")
    return None if seen == "never" else seen


def _is_idle(entry: Attributes, policy: Policy | None, now: datetime) -> bool | None:
    """Who never signed in is not idle."""
    if policy is None or policy.max_idle is None:
        return None
    if not policy.max_idle:
        return False
    seen = moment(entry, "pwdLastSuccess")
    if not isinstance(seen, datetime):
        return False if seen == "never" else None
    return now - seen > timedelta(seconds=policy.max_idle)
