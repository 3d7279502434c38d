"""Keys one after the other: each is handed on only when the one before has come to rest.

Textual hands every key to what has the focus at that moment, while bindings (Tab, Enter) act later, when
the key has bubbled up to the app. Of `login Tab password` typed quickly, or by a password manager, the
password would so end in the login's field, readable.
"""

from collections import deque
from typing import Generic, TypeVar

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.timer import Timer

_MOST_WAITING = 1000  # keys; who types more is no person, and what is more is dropped
_SOON = 0.02  # seconds
_PATIENCE = 2.0  # seconds; a widget that went away meanwhile never answers

ReturnType = TypeVar("ReturnType")


class TypeAhead(App[ReturnType], Generic[ReturnType]):
    """An app that keeps the order of what is typed."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Key | events.Paste] = deque()
        self._under_way: object | None = None
        self._handed_on: tuple[events.Event, Screen[object]] | None = None
        self._patience: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
            return
        if event.is_forwarded:  # nobody took it, and it comes back to be looked up among the bindings
            if self._handed_on == (event, self.screen):
                await super().on_event(event)
            return  # else another screen has come meanwhile, for which it was not meant
        if len(self._waiting) < _MOST_WAITING:
            self._waiting.append(event)
        if self._under_way is None:
            await self._next()

    async def _next(self) -> None:
        """Hand on the oldest key, and follow it through the widgets up to the app."""
        if not self._waiting:
            self._under_way = None
            return
        self._under_way = token = object()
        if not self.screen.is_mounted:  # it was just opened, and has no parts yet that a key could act on
            self.set_timer(_SOON, self._next)
            return
        event, start = self._waiting.popleft(), self.focused or self.screen
        self._handed_on = event, self.screen
        self._patience = self.set_timer(_PATIENCE, lambda: self._rested(token))
        await super().on_event(event)
        self._follow(token, [*start.ancestors_with_self])

    def _follow(self, token: object, path: list[DOMNode]) -> None:
        """A callback queues behind the key in each message queue that the key passes."""
        for place, node in enumerate(path):
            if node is not self and node.call_later(self._follow, token, path[place + 1 :]):
                return
        self.call_later(self._rested, token)

    async def _rested(self, token: object) -> None:
        if token is not self._under_way:
            return
        if self._patience is not None:
            self._patience.stop()
        await self._next()
