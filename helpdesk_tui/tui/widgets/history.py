"""What was done for an account at this desk, newest first: as much as there is room for."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from helpdesk_tui.desk.history import Entry
from helpdesk_tui.tui.widgets.too_small import WIDE

HEADING = "History, UTC"

_SHARE, _LEAST, _MOST = 3, 32, 66  # a third of the window, within these columns
_CARD = 76  # columns that are left to the card


def history_width(window: int, beside: int) -> int:
    """Columns beside the card, where the list takes `beside`; 0 = it has no room there."""
    room = window - beside
    width = min(room // _SHARE, room - _CARD, _MOST)
    return width if window >= WIDE and width >= _LEAST else 0


def entry_day(when: datetime, now: datetime) -> str:
    """With the hour in this year."""
    return f"{when:%m-%d %H:%M}" if when.year == now.year else f"{when:%Y-%m-%d}"


class History(Widget):
    """When and by whom in one line, what in the next ones."""

    def __init__(self) -> None:
        super().__init__(id="history-beside")
        self._entries: tuple[Content, ...] = ()

    def show(self, entries: Sequence[Entry], now: datetime) -> None:
        self._entries = tuple(
            Content.assemble(f"{entry_day(each.at, now)}  {each.operator}\n  {each.sentence}")
            for each in entries
        )
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's signature
        return container.height

    def render(self) -> Content:
        parts = [Content.styled(HEADING, "bold"), *self._in_room()]
        if older := len(self._entries) - (len(parts) - 1):
            parts.append(Content(f"{older} older not shown."))
        return Content("\n\n").join(parts)

    def _in_room(self) -> Iterator[Content]:
        """Whole ones, with a blank line before each, and room for a last line."""
        left = self.size.height - 1
        for place, each in enumerate(self._entries):
            left -= 1 + each.get_height({}, max(self.size.width, 1))
            if left < (2 if place < len(self._entries) - 1 else 0):
                return
            yield each
