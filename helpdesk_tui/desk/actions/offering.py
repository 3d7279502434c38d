"""What speaks against an action on an account: before it is offered, and before anybody is asked to prove."""

from helpdesk_tui.desk import guard, recent
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.action import Action
from helpdesk_tui.desk.actions.weighing import impossible
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.session import Session


def against(session: Session, account: Account, action: Action) -> tuple[Problem, ...]:
    """Everything: who may act on whom, what was done lately, and what no choice of options can make possible
    (invariant 13). Empty = it is offered."""
    return (
        *forbidden(session, account, action),
        *impossible(account, action, session.policy.passwords, session.directory.info, session.clock.now()),
    )


def forbidden(session: Session, account: Account, action: Action) -> tuple[Problem, ...]:
    """The guard, and what was done lately."""
    return (
        *guard.refusals(session.operator, account, action, session.policy.scope),
        *recent.against(session, account.id, action),
    )
