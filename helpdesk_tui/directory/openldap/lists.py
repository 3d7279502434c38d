"""How a server with the ppolicy overlay is asked for those on a list."""

from datetime import datetime, timedelta

from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.directory.filters import both, either
from helpdesk_tui.directory.listing import SLACK, Sought
from helpdesk_tui.directory.openldap.policy import Policy
from helpdesk_tui.directory.openldap.state import FOR_EVER
from helpdesk_tui.directory.values import later, time_text

SIGNS_IN_BY = "pwdLastSuccess"  # kept only with `lastbind`
BY_AGE = frozenset({ListKind.PASSWORD_EXPIRED, ListKind.PASSWORD_EXPIRING})

_LOCKED = "(|(pwdAccountLockedTime=*)(pwdAccountTmpLockoutEnd=*))"
_ENDED = Sought(("(pwdEndTime=*)",), ("pwdEndTime",))
SOUGHT = {
    ListKind.LOCKED: Sought((_LOCKED,), ("pwdAccountLockedTime",)),
    ListKind.DISABLED: Sought((f"(pwdAccountLockedTime={FOR_EVER.decode()})",), ("pwdAccountLockedTime",)),
    ListKind.EXPIRED: _ENDED,
    ListKind.ENDING: _ENDED,
    ListKind.MUST_CHANGE: Sought(("(pwdReset=TRUE)",), ("pwdReset",)),
    ListKind.NEVER_SIGNED_IN: Sought((f"(!({SIGNS_IN_BY}=*))",), (SIGNS_IN_BY,), kept=SIGNS_IN_BY),
}


def by_age(kind: ListKind, usual: Policy | None, now: datetime, until: datetime) -> Sought:
    """Of those under the policy of everybody the server compares the age; of others it does not know which
    policy they are under. `usual` None = unknown."""
    needs = ("pwdChangedTime", "pwdPolicySubentry")
    if usual is None:
        return Sought(("(pwdChangedTime=*)",), needs)
    others = "(&(pwdPolicySubentry=*)(pwdChangedTime=*))"
    if not usual.max_age:
        return Sought((others,), needs)
    aged = []
    ends = now if kind is ListKind.PASSWORD_EXPIRED else until
    if set_until := later(ends + SLACK, -timedelta(seconds=usual.max_age)):
        aged.append(f"(pwdChangedTime<={time_text(set_until)})")
    if kind is ListKind.PASSWORD_EXPIRING and (
        set_from := later(now - SLACK, -timedelta(seconds=usual.max_age))
    ):
        aged.append(f"(pwdChangedTime>={time_text(set_from)})")
    return Sought((either(both("(!(pwdPolicySubentry=*))", *aged), others),), needs)
