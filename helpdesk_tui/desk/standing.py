"""Whether the operator still is what the sign-in found: asked again before each verification and write."""

from datetime import datetime

from helpdesk_tui.desk.account import Account, is_past
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session


def against_operator(session: Session) -> Problem | None:
    """What speaks against the operator by now; None = nothing. Raises `DirectoryUnreachable`, `Refused`."""
    account = session.directory.read_operator()
    if over := against_account(account, session.clock.now()):
        return over
    held = account.group_ids or frozenset()
    lost = any(not held & session.role_groups[role] for role in session.operator.roles)
    return problem("role-lost") if lost else None


def against_account(account: Account, now: datetime) -> Problem | None:
    """Whether an operator's account is over, though its password may work: not every directory refuses it."""
    if account.state.enabled is not True:
        return problem("operator-disabled")
    return problem("operator-expired") if is_past(account.state.account_expires, now) else None
