"""One write through a `DirectorySession`, told as one reply."""

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import Change, DirectorySession, Reply, ReplyKind
from helpdesk_tui.errors import HelpdeskError


def write(session: DirectorySession, account: AccountId, change: Change) -> Reply:
    """Without a look before it. What fails before the connection stands is told as not sent."""
    try:
        with session.prepare_change(account) as prepared:
            return prepared.change(change)
    except HelpdeskError as error:
        return Reply(ReplyKind.NOT_SENT, error.problem)
