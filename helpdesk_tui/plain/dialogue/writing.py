"""While something is written nothing ends the dialogue: the outcome comes first."""

from collections.abc import Iterator
from contextlib import contextmanager

from helpdesk_tui.language import _
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.holding import held


@contextmanager
def outcome_first(talk: Conversation) -> Iterator[None]:
    """What came meanwhile is heeded once the outcome was said: Ctrl+C here, the end at the next question."""
    with held() as signals:
        yield
    if signals:
        talk.tell(_("The key to cancel came too late: this was done."))
