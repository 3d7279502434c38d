"""One try at confirming a new method: what was wrong is said; what ends the registration is raised."""

from collections.abc import Callable
from typing import TypeVar

from helpdesk_tui.errors import NotPermitted, Refused
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.holding import held

_OVER = frozenset(
    {
        "registration-expired", "method-unknown", "account-changed", "account-gone", "account-blocked",
        "method-blocked", "operator-blocked", "clearance-expired", "clearance-used", "policy-changed",
        "clock-went-back", "methods-changed", "token-taken", "confirmed-otherwise", "kind-not-allowed",
    }
)  # fmt: skip


T = TypeVar("T")


def tried(talk: Conversation, attempt: Callable[[], T]) -> T | None:
    """What came of it; None when this try failed and the next may do better."""
    try:
        with held():
            return attempt()
    except (NotPermitted, Refused) as error:
        if error.problem.code in _OVER:
            raise
        talk.tell(str(error.problem))
        return None
