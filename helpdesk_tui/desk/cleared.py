"""What must hold at the moment at which a clearance is used: for a write, and for a secret that is read."""

from collections.abc import Callable

from helpdesk_tui.desk import offering, recent, reports
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance, against_clearance, fingerprint
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.standing import against_operator


def demand(
    session: Session,
    clearance: Clearance,
    action: Action,
    read: Callable[[], Account],
    *,
    denied: Callable[[Account, Problem], NotPermitted],
    intent: int | None = None,
) -> Account:
    """The account by `read`, if `action` may be done to it now; raises what `denied` makes of the reason.
    Others' intents before one's own `intent` count. The account is looked at last: nothing that takes time
    comes after it."""
    why = against_operator(session) or against_clearance(
        clearance, session.operator.id, action, session.policy_version, session.clock.now()
    )
    why = why or reports.against_unapproved(session, clearance)
    lately = recent.against(session, clearance.account, action, before=intent)
    account = read()
    if why is None and fingerprint(account) != clearance.fingerprint:
        session.stores.clearances.consume(clearance.id, session.clock.now())
        why = problem("account-changed")
    if why:
        raise denied(account, why)
    against = (*offering.permitted(session, account, action), *lately)
    if against:
        raise denied(account, against[0])
    return account
