"""One try at a method: what was wrong is said, and whether another may follow."""

from collections.abc import Callable

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.verifying import Progress
from helpdesk_tui.errors import NotPermitted, Refused
from helpdesk_tui.plain.conversation import Conversation

_OVER = frozenset(
    {
        "verification-expired", "verification-unknown", "account-changed", "account-gone", "account-blocked",
        "operator-blocked", "policy-changed", "clock-went-back", "contact-changed", "cancelled",
    }
)  # fmt: skip
"""After these there is nothing left to try."""

_ANOTHER_METHOD = frozenset(
    {
        "method-blocked", "method-not-offered", "method-already-proven", "call-back-failed", "too-many-codes",
        "too-many-codes-there", "too-many-codes-yours", "too-many-codes-today", "number-not-texted",
        "too-few-questions", "manager-unfit", "manager-unreachable", "approver-is-operator",
    }
)  # fmt: skip
"""After these the same method will not help now."""


class TakeAnother(Exception):
    """The operator wants the list again, or has to take another method."""


def tried(talk: Conversation, attempt: Callable[[], Progress]) -> Progress | None:
    """Where the verification stands; None when this try failed and the next may do better.

    Raises `TakeAnother`, and what ends the verification.
    """
    try:
        return attempt()
    except (NotPermitted, Refused) as error:
        tell_or_end(talk, error)
        return None


def tell_or_end(talk: Conversation, error: Refused) -> Problem:
    """Say what was wrong. Raises it where it ends the verification, `TakeAnother` where another method is
    needed."""
    why = error.problem
    if why.code in _OVER:
        raise error
    talk.tell(str(why))
    if why.code in _ANOTHER_METHOD:
        raise TakeAnother from None
    return why
