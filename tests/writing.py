"""One write through a `DirectorySession`, told as one reply."""

from helpdesk_tui.desk.account import AccountId, Rights
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.ports import Change, DirectorySession, Reply, ReplyKind
from helpdesk_tui.secret import Secret


def write(session: DirectorySession, account: AccountId, change: Change) -> Reply:
    """Without a look before it. What fails before the connection stands is told as not sent."""
    try:
        with session.prepare_change(account) as prepared:
            return prepared.change(change)
    except HelpdeskError as error:
        return Reply(ReplyKind.NOT_SENT, error.problem)


def a_change(
    new_password: Secret | None = None,
    *,
    must_change: bool = False,
    unlock: bool = False,
    obey_history: bool = False,
) -> Change:
    """A `Change` of the steps that are asked for."""
    asked = {
        Action.RESET: new_password is not None,
        Action.FORCE_CHANGE: must_change,
        Action.UNLOCK: unlock,
    }
    return Change(frozenset(step for step, wanted in asked.items() if wanted), new_password, obey_history)


FULL_RESET = Order(Action.RESET, frozenset({Action.FORCE_CHANGE, Action.UNLOCK}))
"""As it is usual."""


def make_rights(
    reset: bool | None, force_change: bool | None, unlock: bool | None, others: bool | None = None
) -> Rights:
    """`others`: all the rest of what is written to the account itself."""
    first = {Action.RESET: reset, Action.FORCE_CHANGE: force_change, Action.UNLOCK: unlock}
    return {spec.action: first.get(spec.action, others) for spec in WRITING if not spec.elsewhere}
