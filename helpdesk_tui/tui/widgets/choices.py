"""Choices among few, and a tick box. They leave Enter to the screen."""

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from helpdesk_tui.tui.keys import DIGIT_BINDINGS, bind
from helpdesk_tui.tui.widgets.columns import in_lines
from helpdesk_tui.tui.widgets.marked import HasMark

_AROUND = len("(•) ") + 3  # beside the words of an option


class Choice(HasMark, Widget, can_focus=True):
    """`(•) one  ( ) two`, over as many lines as it takes: arrows or Space move the mark."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("left", "move(-1)", show=False),
        bind("right", "move(1)", show=False),
        bind("toggle", "move(1)"),
        *DIGIT_BINDINGS,
    ]
    index: reactive[int] = reactive(-1)

    @dataclass
    class Changed(Message):
        """Another one is chosen."""

        choice: "Choice"

    def __init__(
        self, options: tuple[tuple[str, str], ...], value: str = "", *, id: str | None = None, help_text: str
    ) -> None:
        """`options` are (value, words). Nothing is chosen where `value` is none of them."""
        super().__init__(id=id)
        self._options = options
        self.help_text = help_text
        self.set_reactive(Choice.index, self._place(value))

    def _place(self, value: str) -> int:
        return next((place for place, (each, _) in enumerate(self._options) if each == value), -1)

    @property
    def value(self) -> str:
        """The chosen one; "" = none yet."""
        return self._options[self.index][0] if self.index >= 0 else ""

    @value.setter
    def value(self, value: str) -> None:
        self.index = self._place(value)

    def action_move(self, by: int) -> None:
        self._choose(max(self.index + by, -1) % len(self._options) if self._options else self.index)

    def action_row(self, number: int) -> None:
        if number <= len(self._options):
            self._choose(number - 1)

    def on_click(self, event: Click) -> None:
        """Each option is as wide as its words and what stands around them."""
        line = self._lines(self.size.width)[event.y : event.y + 1]
        left = 0
        for place in line[0] if line else ():
            left += cell_len(self._options[place][1]) + _AROUND
            if event.x < left:
                self._choose(place)
                return

    def _choose(self, place: int) -> None:
        if place != self.index:
            self.index = place
            self.post_message(self.Changed(self))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def _lines(self, width: int) -> list[list[int]]:
        """Places of the options, line by line."""
        return in_lines([cell_len(words) + _AROUND for _, words in self._options], width)

    @property
    def mark_offset(self) -> Offset:
        for number, line in enumerate(self._lines(self.size.width)):
            if self.index in line:
                before = line[: line.index(self.index)]
                return Offset(sum(cell_len(self._options[place][1]) + _AROUND for place in before), number)
        return Offset(0, 0)  # none is chosen yet

    def render(self) -> Content:
        return Content("\n").join(
            [Content.assemble(*map(self._option, line)) for line in self._lines(self.size.width)]
        )

    def _option(self, place: int) -> Content:
        chosen = place == self.index
        style = "reverse" if chosen and self.has_focus else "bold" if chosen else ""
        return Content.assemble((f"({'•' if chosen else ' '}) {self._options[place][1]}", style), "   ")


class Tick(Widget, can_focus=True):
    """`[x] words`: Space ticks and unticks."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("toggle", "toggle_tick")]
    ticked: reactive[bool] = reactive(True)

    @dataclass
    class Changed(Message):
        """It was ticked or unticked."""

    def __init__(self, words: str, *, id: str, help_text: str) -> None:
        super().__init__(id=id)
        self._words = words
        self.help_text = help_text

    def on_click(self) -> None:
        self.action_toggle_tick()

    def action_toggle_tick(self) -> None:
        self.ticked = not self.ticked
        self.post_message(self.Changed())

    def render(self) -> Content:
        mark = "x" if self.ticked else " "
        return Content.styled(f"[{mark}] {self._words}", "reverse" if self.has_focus else "")
