"""One key shows a letter at everything that can be reached; that letter goes there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.errors import NoWidget
from textual.events import Key
from textual.geometry import Offset, Size
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from helpdesk_tui.language import of_class
from helpdesk_tui.tui.going import GoesAnyTime
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.rows import PointedRows
from helpdesk_tui.tui.widgets.results import Results
from helpdesk_tui.tui.widgets.words import Words

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""Those under the fingers first."""


@dataclass(frozen=True)
class Target:
    """Where its letter is shown, and what typing it does."""

    at: Offset
    widget: Widget
    go: Callable[[], object]


def targets(screen: Screen[object]) -> list[Target]:
    """What is in sight, from the top: fields and choices take the focus, rows are pointed at."""
    chain = [each for each in screen.focus_chain if not isinstance(each, PointedRows | Results)]
    found = [Target(each.region.offset, each, partial(screen.set_focus, each)) for each in chain]
    for rows in screen.query(Widget):
        if isinstance(rows, PointedRows | Results) and rows.display:
            found += _rows(rows)
    seen = [each for each in found if _is_seen(screen, each)]
    return sorted(seen, key=lambda each: (each.at.y, each.at.x))[: len(LETTERS)]


def _rows(rows: PointedRows | Results) -> Iterator[Target]:
    for line, place in rows.rows_by_line():
        yield Target(rows.region.offset + Offset(0, line), rows, partial(rows.point_at, place))


def _is_seen(screen: Screen[object], target: Target) -> bool:
    """Not scrolled away, nor part of what is not shown."""
    try:
        return screen.find_widget(target.widget).visible_region.contains_point(target.at)
    except NoWidget:
        return False


class JumpScreen(GoesAnyTime, ModalScreen[Target | None]):
    """Ends with the target whose letter was typed; any other key leaves all as it is."""

    TITLE = of_class("Go to")
    HELP = of_class(
        "Type the letter that stands at a field or a row, and you are there. Any other key changes nothing."
    )
    BINDINGS: ClassVar[list[BindingType]] = [bind("close", "close")]

    def __init__(self, found: list[Target]) -> None:
        super().__init__()
        self._found = dict(zip(LETTERS, found, strict=False))
        self._drawn_for = Size()

    def compose(self) -> ComposeResult:
        self._drawn_for = self.app.size
        for letter, target in self._found.items():
            mark = Words(letter, classes="jump")
            mark.styles.offset = target.at
            yield mark

    def on_key(self, event: Key) -> None:
        if event.is_printable:
            event.stop()
            self._end(self._found.get(event.character or ""))

    def on_click(self) -> None:
        self._end(None)

    def on_resize(self) -> None:
        """The letters would stand where things no longer are."""
        if self.app.size != self._drawn_for:
            self._end(None)

    def action_close(self) -> None:
        self._end(None)

    def _end(self, target: Target | None) -> None:
        """Once: the second would take the screen below with it. A field that is gone by now, as when a
        colleague has answered, would take the keys with it."""
        if self.app.screen is self:
            self.dismiss(target if target and target.widget.is_attached else None)
