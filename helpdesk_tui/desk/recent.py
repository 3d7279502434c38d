"""What was done to an account lately, and what of it speaks against doing it again.

Counted in the record, which all operators share and no restart empties.
"""

from datetime import UTC, datetime, timedelta

from helpdesk_tui.desk import cooling, reports
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import BRAKE, Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import Done
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.local_time import minute

DAY = timedelta(hours=24)
_KNOWN_TO_STAFF = timedelta(days=90)
"""So long a password of the desk's is taken for one, where its change is still forced."""

_EVER = datetime(1970, 1, 1, tzinfo=UTC)

_BY_POLICY = frozenset({"password-refused", "password-in-history"})


def against(
    session: Session, account: AccountId, action: Action, before: int | None = None
) -> tuple[Problem, ...]:
    """What was done lately that speaks against this now; empty = nothing. `before`: see `too_often`."""
    found = (
        reports.against_part(session, account),
        cooling.against(session, account, action),
        too_often(session, account, action, before),
        keeps_temporary(session, account, action),
        releases_brake(session, account, action),
    )
    return tuple(each for each in found if each)


def too_often(
    session: Session, account: AccountId, action: Action, before: int | None = None
) -> Problem | None:
    """Who was reset so often within a day is reset once more by a supervisor only: the same person again and
    again is a sign of somebody who tries desk after desk. A secret of a computer is read no more often, and
    is not read for whom the resets are used up. `before`: the number of one's own intent, which is no earlier
    one."""
    most = session.policy.verification.resets_a_day
    if not SPECS[action].cools_down or not most or Role.SUPERVISOR in session.operator.roles:
        return None
    lately = session.stores.audit.done(account, session.clock.now() - DAY)
    earlier = [each for each in lately if before is None or each.intent.seq < before]
    for counted in dict.fromkeys((Action.RESET, action)):
        begun = [each.intent.at for each in earlier if _may_be_done(each, counted)]
        if len(begun) >= most:
            until = sorted(begun)[-most] + DAY
            code = "read-too-often" if SPECS[counted].reads else "reset-too-often"
            return problem(code, count=len(begun), until=minute(until))
    return None


def keeps_temporary(session: Session, account: AccountId, action: Action) -> Problem | None:
    """The person would keep the password that this desk has given, which policy does not want."""
    if not (SPECS[action].keeps_password and session.policy.passwords.always_force_change):
        return None
    lately = session.stores.audit.done(account, session.clock.now() - _KNOWN_TO_STAFF)
    may_be_reset = any(_may_be_done(each, Action.RESET) for each in lately)
    return problem("temporary-stays") if may_be_reset else None


def releases_brake(session: Session, account: AccountId, action: Action) -> Problem | None:
    """What the brake has disabled is enabled by a supervisor, whoever enables all else."""
    roles = session.operator.roles
    if action is not Action.ENABLE or Role.SUPERVISOR in roles:
        return None
    may = dict(session.policy.scope.roles).get(action, SPECS[action].roles)
    return braked(session, account) if roles & may else None  # else the guard says it, and nothing is read


def braked(session: Session, account: AccountId) -> Problem | None:
    """That it was disabled by the brake, which may have been done, however long ago; with the next enabling
    that surely was done it is over."""
    is_braked = False
    for done in session.stores.audit.done(account, _EVER):
        if done.intent.facts.get("action") == BRAKE and done.outcome != "refused":
            is_braked = True
        elif done.intent.facts.get("action") == Action.ENABLE and done.outcome == "done":
            is_braked = False
    return problem("braked") if is_braked else None


def refused_by_policy(session: Session, account: AccountId) -> int:
    """How many generated passwords in a row the directory's policy refused, up to now."""
    now, count = session.clock.now(), 0
    for done in reversed(session.stores.audit.done(account, now - DAY)):
        if done.intent.facts.get("action") == Action.RESET:
            if not (done.intent.facts.get("generated") is True and _BY_POLICY & set(done.problems)):
                break
            count += 1
    return count


def _may_be_done(done: Done, action: Action) -> bool:
    """What is under way or unknown counts."""
    return done.intent.facts.get("action") == action and done.outcome != "refused"
