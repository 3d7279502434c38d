"""While something is written nothing ends the dialogue: the outcome comes first."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.holding import held

_END = frozenset({signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT})


@contextmanager
def outcome_first(talk: Conversation) -> Iterator[None]:
    """What came meanwhile is heeded once the outcome was said. Raises `SystemExit` where it is to end."""
    with held() as signals:
        yield
    if _END.intersection(signals):
        raise SystemExit(1)
    if signals:
        talk.tell("The key to cancel came too late: this was done.")
