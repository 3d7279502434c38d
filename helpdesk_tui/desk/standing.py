"""Whether the operator still is what the sign-in found: asked before anything is shown, proven or written."""

from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk_tui.desk.account import Account, is_past
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.operator import Operator
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session

MEMORY = timedelta(seconds=30)
"""How long a good answer holds for what is only shown. A verification or a write always asks anew."""


def demand(session: Session) -> None:
    """Before anything is shown. Raises `NotPermitted`, which ends the session, and is in the record first;
    `DirectoryUnreachable`."""
    memory = session.standing
    with memory.turn:
        if memory.lost is None and not memory.is_fresh(session.clock.now(), MEMORY):
            memory.lost = against_operator(session)
            memory.good_at = session.clock.now()
            if memory.lost:
                session.recorder.write("session.ended", problem=memory.lost.code)
        if memory.lost:
            raise NotPermitted(memory.lost)


def against_operator(session: Session) -> Problem | None:
    """What speaks against the operator by now; None = nothing. Raises `DirectoryUnreachable`, `Refused`."""
    if session.standing.lost:
        return session.standing.lost  # nobody goes on in a session that was ended or locked
    try:
        account = session.directory.read_operator()
    except NotPermitted as error:  # the directory takes the operator's own login no more
        return replace(error.problem, ends_session=True)
    found = against_roles(session, session.operator, account)
    return replace(found, ends_session=True) if found else None


def against_roles(session: Session, operator: Operator, account: Account) -> Problem | None:
    """The same of anybody at the desk, whose `account` was read now."""
    if found := against_account(account, session.clock.now()):
        return found
    held = account.group_ids or frozenset()
    lost = any(not held & session.role_groups[role] for role in operator.roles)
    return problem("role-lost") if lost else None


def against_account(account: Account, now: datetime) -> Problem | None:
    """Whether an operator's account is over, though its password may work: not every directory refuses it."""
    if account.state.enabled is not True:
        return problem("operator-disabled")
    return problem("operator-expired") if is_past(account.state.account_expires, now) else None
