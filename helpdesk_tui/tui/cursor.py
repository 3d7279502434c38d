"""Where the cursor of the terminal stands: where one types, else on what is marked, else on what was said.

Screen readers, magnifiers, braille lines and input methods follow that cursor and nothing else. So it is seen
at all times, no caret is drawn in its place, and every paint ends by moving it there.
"""

from collections.abc import Iterator
from typing import Any

from rich.cells import cell_len
from textual.app import App
from textual.geometry import Offset
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from helpdesk_tui.tui.widgets.marked import HasMark
from helpdesk_tui.tui.widgets.problem_line import ProblemLine
from helpdesk_tui.tui.widgets.too_small import TooSmall


class StandsWhereOneTypes(App[Any]):
    """An app whose cursor position is looked up at each paint, whatever a widget set before."""

    @property
    def cursor_position(self) -> Offset:
        return cursor_of(self.screen) if self.screen_stack else Offset(0, 0)

    @cursor_position.setter
    def cursor_position(self, _: Offset) -> None:
        """Textual's fields set it, before their layout at times."""


def cursor_of(screen: Screen[Any]) -> Offset:
    """In the screen; its first cell where nothing is drawn yet."""
    for widget in _candidates(screen):
        region = widget.content_region
        if region:  # it is seen
            return region.offset + region.size.clamp_offset(_in(widget))
    return Offset(0, 0)


def _candidates(screen: Screen[Any]) -> Iterator[Widget]:
    """The first of them that is seen is it."""
    yield from screen.query(TooSmall)
    if screen.focused is not None:
        yield screen.focused
    yield from (each for each in screen.query(Widget) if isinstance(each, HasMark) and not each.can_focus)
    yield from screen.query(ProblemLine)
    yield from screen.query("Heading, .title")


def _in(widget: Widget) -> Offset:
    """In its content."""
    if isinstance(widget, Input):  # Textual's own figure is one too far behind the last sign
        before = widget.value[: widget.cursor_position]
        cells = len(before) if widget.password else cell_len(before)
        return Offset(cells - round(widget.scroll_x), 0)
    return widget.mark_offset if isinstance(widget, HasMark) else Offset(0, 0)
