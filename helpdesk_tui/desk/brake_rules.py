"""Who may use the brake on whom, how often, and what it will do: asked before it is offered, and inside the
write.

What a tier of the policy refuses does not stop it. A tier says what the desk does for people who call; here
nobody is served, somebody is shut out, and those whom a tier spares most are attacked first. The guard stays,
all of it: it says whom the desk may lay hands on at all.
"""

from collections.abc import Iterator
from datetime import datetime

from helpdesk_tui.desk import guard
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.actions.weighing import preview
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.method import MethodId
from helpdesk_tui.desk.operator import Operator, Role
from helpdesk_tui.desk.ports import Attempt, Blocked, Change
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session, Witnessed
from helpdesk_tui.language import _
from helpdesk_tui.local_time import minute

ORDER = Order(Action.DISABLE)
"""What the brake does, in the words of orders. It is given none: it can only close."""
CLOSE = Change(frozenset({Action.DISABLE}))
"""The one write of the brake."""

_USES = AccountId("brakes")
"""Nobody's account: under it all uses of the desk are counted."""


def needs_second(session: Session) -> bool:
    """Whether it takes a second operator's yes: a supervisor's word does alone."""
    return Role.SUPERVISOR not in session.operator.roles & session.policy.brake.roles


def forbidden(session: Session, operator: Operator, account: Account) -> tuple[Problem, ...]:
    """What the guard says against this operator's part in it."""
    return guard.against_brake(operator, account, session.policy.brake, session.policy.scope)


def impossible(session: Session, account: Account) -> tuple[Problem, ...]:
    """Why the account cannot be disabled, whoever wants it."""
    info, rules = session.directory.info_of(account.id), session.policy.passwords
    return preview(account, ORDER, rules, info, session.clock.now()).refusals


def against(session: Session, account: Account) -> tuple[Problem, ...]:
    """All that speaks against its being braked by this session's operator now; empty = it is offered."""
    return (*forbidden(session, session.operator, account), *impossible(session, account))


def against_second(session: Session, second: Witnessed, account: Account) -> Problem | None:
    """Why this person's yes does not count: it is the operator's own, or of one who may not brake it."""
    own, other = session.operator, second.operator
    if other.id == own.id or (own.security_id and other.security_id == own.security_id):
        return problem("brake-second-same")
    reasons = forbidden(session, other, account)
    return problem("brake-second-barred", login=other.login, why=reasons[0].cause) if reasons else None


def sentences(session: Session, account: Account) -> Iterator[str]:
    """What will happen."""
    info, rules = session.directory.info_of(account.id), session.policy.passwords
    yield from preview(account, ORDER, rules, info, session.clock.now()).sentences
    yield _("What was proven for it at this desk, and is not used yet, ends.")
    if session.policy.notices.administrators:
        yield _(
            "The person is told, and the administrators whom policy names; your reason is in the "
            "record under "
            "your name."
        )
    else:
        yield _("The person is told; your reason is in the record under your name.")
    yield _("Only a supervisor enables it again, once its owner is proven.")


# --- how often ------------------------------------------------------------------------------------------


def against_limit(session: Session) -> Problem | None:
    """That it was used too often lately, by this operator or by the whole desk."""
    limits, now = session.policy.brake.limits, session.clock.now()
    found = session.stores.attempts.state(_USES, _uses_by(session), limits, now)
    return _too_often(session, found, now) if found else None


def count(session: Session) -> Attempt:
    """One more use, counted before it is written: in one step, over all processes. Raises `NotPermitted`
    (brake-limit, brake-limit-desk)."""
    limits, now, mine = session.policy.brake.limits, session.clock.now(), _uses_by(session)
    found = session.stores.attempts.begin(_USES, MethodId(mine), mine, limits, now)
    if isinstance(found, Blocked):
        raise NotPermitted(_too_often(session, found, now))
    return found.attempt


def _uses_by(session: Session) -> AccountId:
    return AccountId(f"brakes by {session.operator.id}")


def _too_often(session: Session, found: Blocked, now: datetime) -> Problem:
    per_hour, at = session.policy.brake.per_hour, minute(max(found.until, now))
    if found.which == "account":
        return problem("brake-limit-desk", count=4 * per_hour, until=at)
    return problem("brake-limit", count=per_hour, until=at)
