"""Rows, one of them marked. Few rows, few bytes; the keys come from the screen."""

from collections.abc import Iterable, Iterator

from textual.content import Content
from textual.geometry import Offset, Size
from textual.reactive import reactive

from helpdesk_tui.tui.rows import PointedRows
from helpdesk_tui.tui.widgets.columns import marked_line, row, widths_for
from helpdesk_tui.tui.widgets.marked import HasMark

Rows = tuple[tuple[str, tuple[str, ...]], ...]
"""(what the row stands for, its cells)"""


class MarkedRows(HasMark, PointedRows):
    """Subclasses say how many there are. Where those are more than the lines, the ones around the mark are
    seen."""

    marked: reactive[int] = reactive(0)

    @property
    def count(self) -> int:
        raise NotImplementedError  # each list has its own: Textual knows no abstract ones

    @property
    def in_sight(self) -> range:
        """Places of the rows that are seen."""
        lines = self.size.height or self.count
        top = max(0, min(self.marked - lines // 2, self.count - lines))
        return range(top, min(top + lines, self.count))

    def rows_by_line(self) -> Iterator[tuple[int, int]]:
        return enumerate(self.in_sight)

    def steps_to(self, place: int) -> int:
        return place - self.marked

    @property
    def mark_offset(self) -> Offset:
        return Offset(0, self.marked - self.in_sight.start)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(self.count, 1)


class RowList(MarkedRows):
    """Rows of cells. The mark stays on what it stood for, as long as that is there."""

    rows: reactive[Rows] = reactive[Rows]((), layout=True)

    @property
    def count(self) -> int:
        return len(self.rows)

    def show(self, rows: Rows) -> None:
        before = self.rows[self.marked][0] if self.marked < len(self.rows) else None
        self.rows = rows
        self.marked = next((place for place, (key, _) in enumerate(rows) if key == before), 0)

    def move(self, by: int) -> None:
        self.marked = max(0, min(len(self.rows) - 1, self.marked + by))

    def render(self) -> Content:
        widths = widths_for([cells for _, cells in self.rows], self.size.width - 2)
        return Content("\n").join([self._row(place, widths) for place in self.in_sight])

    def _row(self, place: int, widths: list[int]) -> Content:
        cells = row(zip(self.rows[place][1], widths, strict=True))
        return marked_line(cells, marked=place == self.marked)


def numbered(rows: Iterable[tuple[str, tuple[str, ...]]]) -> Rows:
    """The first nine with the digit that takes them."""
    return tuple(
        (key, (str(number) if number < 10 else "", *cells)) for number, (key, cells) in enumerate(rows, 1)
    )
