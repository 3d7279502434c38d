"""Rows in any number, of which only those in sight are drawn; one of them marked. The keys come from the
screen."""

from collections.abc import Callable, Iterator, Sequence

from textual.content import Content
from textual.geometry import Offset

from helpdesk_tui.tui.rows import PointedRows
from helpdesk_tui.tui.widgets.columns import marked_line, row
from helpdesk_tui.tui.widgets.marked import HasMark

Column = tuple[str, int]
"""(heading, width)"""


class LongList(HasMark, PointedRows):
    """`columns_for` says which columns there are in a window of so many cells; `cells_of` what stands in the
    row at a place, a cell for each of them."""

    def __init__(
        self, columns_for: Callable[[int], Sequence[Column]], cells_of: Callable[[int], Sequence[str]]
    ) -> None:
        super().__init__()
        self._columns_for = columns_for
        self._cells_of = cells_of
        self._top = 0
        self.marked = 0
        self.count = 0

    def show(self, count: int, marked: int) -> None:
        """So many rows there are now, and this one is marked."""
        self.count = count
        self.marked = max(0, min(count - 1, marked))
        self.refresh()

    def move(self, by: int) -> None:
        self.show(self.count, self.marked + by)

    @property
    def page(self) -> int:
        """Rows that are seen at once."""
        return max(1, self.size.height - 1)

    @property
    def in_sight(self) -> range:
        """Places of the rows that are seen: they stay, as long as the mark is among them."""
        lowest = max(0, self.marked - self.page + 1)
        self._top = max(lowest, min(self._top, self.marked, max(0, self.count - self.page)))
        return range(self._top, min(self._top + self.page, self.count))

    def rows_by_line(self) -> Iterator[tuple[int, int]]:
        return enumerate(self.in_sight, 1)

    def steps_to(self, place: int) -> int:
        return place - self.marked

    @property
    def mark_offset(self) -> Offset:
        return Offset(0, 1 + self.marked - self.in_sight.start)  # below the headings

    def render(self) -> Content:
        columns = self._columns_for(self.size.width - 2)
        widths = [width for _, width in columns]
        heading = Content.styled(f"  {row(columns)}", "bold")
        return Content("\n").join([heading, *(self._row(place, widths) for place in self.in_sight)])

    def _row(self, place: int, widths: Sequence[int]) -> Content:
        cells = row(zip(self._cells_of(place), widths, strict=True))
        return marked_line(cells, marked=place == self.marked)
