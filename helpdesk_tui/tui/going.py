"""Screens that go while they come: the desk locks, or the window closes, in the moment that one opens."""

from textual.events import Event, Mount
from textual.message_pump import MessagePump


class GoesAnyTime(MessagePump):
    """A screen that begins nothing once it is on its way out. Textual takes its parts away and still lets it
    begin with them, and a part that is not found ends the program."""

    _pruning: bool  # Textual's: whether it is being taken away

    async def on_event(self, event: Event) -> None:
        if not (isinstance(event, Mount) and self._pruning):
            await super().on_event(event)
