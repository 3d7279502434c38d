"""The gate that every key passes: one after the other, each when what it was typed for is there.

Textual hands a key to what has the focus at that moment, while bindings (Tab, Enter) act later, and what they
ask for comes later still. Of `login Tab password`, typed quickly or sent in one packet by a slow line, the
password would so end in a field that shows it, and of `name Enter r Enter code` the code in the search box.

So a key waits until the one before has come to rest, what that asked for has been answered, and the screen is
drawn. Where something else comes than was expected (a problem, a question, the screen of a change), the keys
that wait are dropped, with the rest of what is typed without a pause, and it is said.
"""

import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen
from textual.timer import Timer

from helpdesk_tui.tui.timers import SureTimers

_MOST_WAITING = 1000  # keys; who types more is no person
_LONGEST = 30.0  # seconds that a key waits for one answer: nobody remembers what was typed before
_PAUSE = 0.3  # seconds without a key, after which what is typed is typed on what is seen
_SOON = 0.02  # seconds
_GONE = 0.25  # seconds between looks whether the widget that has the key went away: it never answers

_WAYS_OUT = frozenset({"escape", "ctrl+c"})

ReturnType = TypeVar("ReturnType")


class TakesTypedAhead:
    """What a screen lets the gate know. Any other takes no key that was typed before it was drawn."""

    takes_typed_ahead: ClassVar[bool] = True

    @property
    def is_waiting(self) -> bool:
        """Whether the answer to a key is awaited: what is typed meanwhile is meant for what comes then."""
        return False


@dataclass(frozen=True)
class _Typed:
    event: events.Key | events.Paste
    seen: Screen[object] | None  # on which it was typed; None = it was not ready
    at_once: bool  # whatever is awaited


class TypeAhead(SureTimers, App[ReturnType], Generic[ReturnType]):
    """An app that keeps the order of what is typed."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._typed_ahead: deque[_Typed] = deque()
        self._last_typed = 0.0
        self._dropping = False
        self._held_since = 0.0  # 0 = the oldest key is not held up
        self._under_way: object | None = None  # None = no key waits, and the last one has come to rest
        self._handed_on: tuple[events.Event, Screen[object]] | None = None
        self._passing: DOMNode | None = None  # whose messages come before the key has come to rest
        self._gone: Timer | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the app itself awaits an answer, which decides what screen comes."""
        return False

    @property
    def quitting_keys(self) -> frozenset[str]:
        """They work whatever comes."""
        return frozenset()

    @property
    def ways_out(self) -> frozenset[str]:
        """They act at once while an answer is awaited, for whoever has seen that: after a pause."""
        return _WAYS_OUT

    def drop_typed_ahead(self, *, and_the_rest: bool = False) -> None:
        """What came is not what the waiting keys were typed for. With `and_the_rest` nor is what comes yet
        without a pause, though none waits: nobody has read so soon what came."""
        kept = [typed for typed in self._typed_ahead if typed.at_once]
        if len(kept) < len(self._typed_ahead):
            self._typed_ahead = deque(kept)
            self._dropping = True
            self.say_dropped()
        self._dropping = self._dropping or and_the_rest

    def say_dropped(self) -> None:
        """Called where keys were dropped."""

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
        elif not event.is_forwarded:
            await self._arrived(event)
        elif self._handed_on == (event, self.screen):
            await super().on_event(event)  # nobody took it, and it comes back to be looked up in the bindings
        # else another screen has come meanwhile, for which it was not meant

    async def _arrived(self, event: events.Key | events.Paste) -> None:
        """A pause is one of the hand: of the times when keys were read, however late they are looked at."""
        key = event.key if isinstance(event, events.Key) else ""
        paused, self._last_typed = event.time - self._last_typed > _PAUSE, event.time
        self._dropping = self._dropping and not paused
        if self._dropping and key not in self.quitting_keys:
            self.say_dropped()
            return
        seen = self._ready_screen()
        at_once = seen is None and (key in self.quitting_keys or (key in self.ways_out and paused))
        if at_once:
            self._typed_ahead.clear()
        self._typed_ahead.append(_Typed(event, seen, at_once))
        if len(self._typed_ahead) > _MOST_WAITING:
            self.drop_typed_ahead()
        if self._under_way is None:
            await self._look()

    def _ready_screen(self, *, at_once: bool = False) -> Screen[object] | None:
        """The screen that a key can act on; None while what is awaited may bring another."""
        stack = self.screen_stack
        if len(stack) < 2 or not stack[-1].is_mounted:  # the first is Textual's own, and empty
            return None
        awaits = isinstance(stack[-1], TakesTypedAhead) and stack[-1].is_waiting
        return None if (awaits or self.is_waiting) and not at_once else stack[-1]

    async def _look(self) -> None:
        """Hand on the oldest key, or look again soon."""
        if not self._typed_ahead:
            self._under_way = None
            return
        screen = self._ready_screen(at_once=self._typed_ahead[0].at_once)
        if screen is not None:
            start = screen.focused or screen
            if any(map(_has_mail, start.ancestors_with_self)):  # it may bring another screen
                self._after_all(start, partial(self._hand_on, screen))
            else:
                await self._hand_on(screen)
            return
        now = time.monotonic()
        self._held_since = self._held_since or now
        if now - self._held_since > _LONGEST:
            self.drop_typed_ahead()
        self._under_way = token = object()
        self.set_timer(_SOON, partial(self._go_on, token, self._look))

    async def _hand_on(self, screen: Screen[object]) -> None:
        """To the screen that was ready for it, unless what was on its way has brought another."""
        typed = self._typed_ahead[0] if self._typed_ahead else None
        if typed is None or self._ready_screen(at_once=typed.at_once) is not screen:
            await self._look()
            return
        self._held_since = 0.0
        takes = isinstance(screen, TakesTypedAhead) and screen.takes_typed_ahead
        if not (takes or typed.at_once or typed.seen is screen):
            self.drop_typed_ahead()
            await self._look()
            return
        self._typed_ahead.popleft()
        start = screen.focused or screen
        self._handed_on = typed.event, screen
        await super().on_event(typed.event)
        self._after_all(start, self._look)

    # --- coming to rest -----------------------------------------------------------------------------

    def _after_all(self, start: DOMNode, then: Callable[[], Awaitable[None]]) -> None:
        """`then`, when all is handled that the widgets from `start` up to the app have been sent so far."""
        self._under_way = token = object()
        rested = partial(self._go_on, token, then)
        self._gone = self.set_interval(_GONE, partial(self._look_whether_gone, rested))
        self._follow([*start.ancestors_with_self], rested)

    def _follow(self, path: list[DOMNode], then: Callable[[], Awaitable[None]]) -> None:
        """A callback queues behind the key in each message queue that the key passes."""
        for place, node in enumerate(path):
            self._passing = node
            if node is not self and node.call_later(self._follow, path[place + 1 :], then):
                return
        self.call_later(then)

    async def _look_whether_gone(self, rested: Callable[[], Awaitable[None]]) -> None:
        if self._passing is None or not self._passing.is_running:
            await rested()

    async def _go_on(self, token: object, then: Callable[[], Awaitable[None]]) -> None:
        """Once for each token: a widget may be found gone first, and its callback come after all."""
        if token is not self._under_way:
            return
        if self._gone is not None:
            self._gone.stop()
        await then()


def _has_mail(node: DOMNode) -> bool:
    """Whether messages wait there. One that the pump has looked at ahead is in its queue no more."""
    return node.message_queue_size > 0 or node._pending_message is not None
