"""What was done for an account at this desk, newest first: as much as there is room for."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from helpdesk_tui.desk.history import Entry
from helpdesk_tui.language import _, ngettext, pgettext
from helpdesk_tui.local_time import local, zone_name
from helpdesk_tui.tui.widgets.too_small import WIDE

_SHORT = 12  # columns, of the names of sections


def heading(now: datetime) -> str:
    """With the zone of its hours."""
    return _("History, {zone}", zone=zone_name(now))


def short_heading(now: datetime) -> str:
    """The same for the left column, without the zone where that has no room for it."""
    said = pgettext("left column", "History {zone}", zone=zone_name(now))
    return said if cell_len(said) <= _SHORT else _("History")


_SHARE, _LEAST, _MOST = 3, 32, 66  # a third of the window, within these columns
_CARD = 76  # columns that are left to the card


def history_width(window: int, beside: int) -> int:
    """Columns beside the card, where the list takes `beside`; 0 = it has no room there."""
    room = window - beside
    width = min(room // _SHARE, room - _CARD, _MOST)
    return width if window >= WIDE and width >= _LEAST else 0


def entry_day(when: datetime, now: datetime) -> str:
    """With the hour in this year."""
    at = local(when)
    return f"{at:%m-%d %H:%M}" if at.year == local(now).year else f"{at:%Y-%m-%d}"


class History(Widget):
    """When and by whom in one line, what in the next ones."""

    def __init__(self) -> None:
        super().__init__(id="history-beside")
        self._entries: tuple[Content, ...] = ()
        self._heading = ""

    def show(self, entries: Sequence[Entry], now: datetime) -> None:
        self._heading = heading(now)
        self._entries = tuple(
            Content.assemble(f"{entry_day(each.at, now)}  {each.operator}\n  {each.sentence}")
            for each in entries
        )
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return container.height

    def render(self) -> Content:
        parts = [Content.styled(self._heading, "bold"), *self._in_room()]
        if older := len(self._entries) - (len(parts) - 1):
            parts.append(Content(ngettext("1 older not shown.", "{count} older not shown.", older)))
        return Content("\n\n").join(parts)

    def _in_room(self) -> Iterator[Content]:
        """Whole ones, with a blank line before each, and room for a last line."""
        left = self.size.height - 1
        for place, each in enumerate(self._entries):
            left -= 1 + each.get_height({}, max(self.size.width, 1))
            if left < (2 if place < len(self._entries) - 1 else 0):
                return
            yield each
