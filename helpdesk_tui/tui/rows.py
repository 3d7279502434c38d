"""Rows as the hand points at them: by a click, a letter of the jump, or a digit."""

from collections.abc import Iterator
from dataclasses import dataclass

from textual.events import Click
from textual.message import Message
from textual.widget import Widget


@dataclass
class RowPointed(Message):
    """A row was pointed at: so many below the marked one, or above it (negative)."""

    steps: int


class PointedRows(Widget):
    """A list whose rows can be pointed at. Subclasses say which row is in which of its lines."""

    def rows_by_line(self) -> Iterator[tuple[int, int]]:
        """(line, place) of each row that is seen."""
        raise NotImplementedError  # each list has its own: Textual knows no abstract ones

    def steps_to(self, place: int) -> int:
        """From the marked row; 0 where that row cannot be marked."""
        raise NotImplementedError  # as above

    def point_at(self, place: int) -> None:
        """To the screen itself: what is typed next waits for its queue, not for that of a part."""
        self.screen.post_message(RowPointed(self.steps_to(place)))

    def on_click(self, event: Click) -> None:
        """The second click of a double one finds another screen, or should."""
        place = dict(self.rows_by_line()).get(event.y)
        if place is not None and event.chain == 1:
            event.stop()
            self.point_at(place)


class TakesRows:
    """Of a screen or dialog with such a list."""

    def take_row(self, steps: int) -> None:
        """Of the row that was pointed at, as `RowPointed` says."""
        raise NotImplementedError  # as above

    def on_row_pointed(self, event: RowPointed) -> None:
        event.stop()
        self.take_row(event.steps)
