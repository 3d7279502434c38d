"""Choices among few, and a tick box. They leave Enter to the screen."""

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from helpdesk_tui.tui.keys import bind

_AROUND = len("(•) ") + 3  # beside the words of an option


class Choice(Widget, can_focus=True):
    """`(*) one  ( ) two`: arrows or Space move the mark."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("left", "move(-1)", show=False),
        bind("right", "move(1)", show=False),
        bind("toggle", "move(1)"),
    ]
    index: reactive[int] = reactive(0)

    @dataclass
    class Changed(Message):
        choice: "Choice"
        value: str

        @property
        def control(self) -> "Choice":
            return self.choice

    def __init__(self, options: tuple[tuple[str, str], ...], value: str, *, id: str, help_text: str) -> None:
        """`options` are (value, words)."""
        super().__init__(id=id)
        self._options = options
        self.help_text = help_text
        self.set_reactive(Choice.index, [each for each, _ in options].index(value))

    @property
    def value(self) -> str:
        return self._options[self.index][0]

    def action_move(self, by: int) -> None:
        if len(self._options) > 1:
            self.index = (self.index + by) % len(self._options)
            self.post_message(self.Changed(self, self.value))

    def render(self) -> Content:
        parts: list[tuple[str, str] | str] = []
        for place, (_, words) in enumerate(self._options):
            chosen = place == self.index
            style = "reverse" if chosen and self.has_focus else "bold" if chosen else ""
            parts += [(f"({'•' if chosen else ' '}) {words}", style), "   "]
        return Content.assemble(*parts)


class OneOf(Widget, can_focus=True):
    """The same over as many lines as it takes, with nothing chosen at first."""

    @dataclass
    class Changed(Message):
        """Another one is chosen."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("left", "move(-1)", show=False),
        bind("right", "move(1)", show=False),
        bind("toggle", "move(1)"),
    ]
    index: reactive[int] = reactive(-1)

    def __init__(
        self, options: tuple[tuple[str, str], ...], *, id: str | None = None, help_text: str
    ) -> None:
        """`options` are (value, words)."""
        super().__init__(id=id)
        self._options = options
        self.help_text = help_text

    @property
    def value(self) -> str:
        """The chosen one; "" = none yet."""
        return self._options[self.index][0] if self.index >= 0 else ""

    @value.setter
    def value(self, value: str) -> None:
        """None is chosen where it is not among the options."""
        self.index = next((place for place, each in enumerate(self._options) if each[0] == value), -1)

    def action_move(self, by: int) -> None:
        if self._options:
            self.index = max(self.index + by, -1) % len(self._options)
            self.post_message(self.Changed())

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's signature
        return len(self._lines(width))

    def _lines(self, width: int) -> list[list[int]]:
        """Places of the options, line by line."""
        lines: list[list[int]] = [[]]
        used = 0
        for place, (_, words) in enumerate(self._options):
            needed = cell_len(words) + _AROUND
            if lines[-1] and used + needed > width:
                lines.append([])
                used = 0
            lines[-1].append(place)
            used += needed
        return lines

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

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [bind("toggle", "toggle_tick")]
    ticked: reactive[bool] = reactive(True)

    @dataclass
    class Changed(Message):
        tick: "Tick"
        ticked: bool

        @property
        def control(self) -> "Tick":
            return self.tick

    def __init__(self, words: str, ticked: bool, *, id: str, help_text: str) -> None:
        super().__init__(id=id)
        self._words = words
        self.help_text = help_text
        self.set_reactive(Tick.ticked, ticked)

    def action_toggle_tick(self) -> None:
        self.ticked = not self.ticked
        self.post_message(self.Changed(self, self.ticked))

    def render(self) -> Content:
        mark = "x" if self.ticked else " "
        return Content.styled(f"[{mark}] {self._words}", "reverse" if self.has_focus else "")
