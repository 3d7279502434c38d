"""The accounts that were found, as rows: name, login, department, state; in wide windows the mail address."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import BindingType
from textual.widgets import DataTable

from helpdesk_tui.desk.account import AccountId, AccountSummary
from helpdesk_tui.tui.rows import RowPointed
from helpdesk_tui.tui.widgets.columns import GAP, fit, widths_for
from helpdesk_tui.tui.widgets.fields import without_enter
from helpdesk_tui.tui.widgets.too_small import COLUMNS
from helpdesk_tui.words.accounts import known_login, summary_state

_WITH_MAIL = 120  # columns from which the mail address has room
_NAMES = ("Name", "Login", "Department", "State", "Mail")

Columns = tuple[tuple[str, int], ...]
"""(heading, width)"""


class Results(DataTable[Text], inherit_bindings=False):
    """The mark stays on its account. Enter is the screen's, as in the box."""

    BINDINGS: ClassVar[list[BindingType]] = without_enter(DataTable.BINDINGS)

    def __init__(self) -> None:
        super().__init__(id="results", cursor_type="row")
        self._accounts: tuple[AccountSummary, ...] = ()
        self._laid_out: Columns = ()

    @property
    def marked(self) -> AccountId | None:
        return self._accounts[self.cursor_row].id if self.cursor_row < len(self._accounts) else None

    def mark(self, account: AccountId | None) -> bool:
        """False where it is not in the list; then the first one is marked."""
        place = next((place for place, row in enumerate(self._accounts) if row.id == account), None)
        self.move_cursor(row=place or 0)
        return place is not None

    def rows_by_line(self) -> Iterator[tuple[int, int]]:
        """(line, place) of each row that is seen, below the heading."""
        top = self.scroll_offset.y
        for line in range(1, min(self.size.height, self.row_count - top + 1)):
            yield line, top + line - 1

    def point_at(self, place: int) -> None:
        """As `PointedRows` does; the row is marked then."""
        self.move_cursor(row=place)
        self.screen.post_message(RowPointed(0))

    def show(self, rows: tuple[AccountSummary, ...]) -> bool:
        """False where the account that was marked is not among them."""
        marked, window = self.marked, self.app.size.width
        cells = [_cells(row, window) for row in rows]
        columns = columns_for(cells, window)
        with self.app.batch_update():
            self.clear()
            self._lay_out(columns)
            for each in cells:
                self.add_row(
                    *(Text(fit(cell, width)) for cell, (_, width) in zip(each, columns, strict=True))
                )
        self._accounts = rows
        return self.mark(marked)

    def _lay_out(self, columns: Columns) -> None:
        if columns != self._laid_out:
            self._laid_out = columns
            self.clear(columns=True)
            for name, width in columns:
                self.add_column(Text(name), width=width)


def _cells(row: AccountSummary, window: int) -> tuple[str, ...]:
    cells = (row.name or "(no name)", known_login(row), row.department or "-", summary_state(row))
    return (*cells, row.mail) if window >= _WITH_MAIL else cells


def columns_for(cells: Sequence[Sequence[str]], window: int) -> Columns:
    """For a window of so many columns: the usual ones, so that they stay while one types; where something
    would be cut that has room elsewhere, those that the rows need."""
    wide = window >= _WITH_MAIL
    names = _NAMES if wide else _NAMES[:-1]
    room = max(window, COLUMNS) - 1 - 2 * len(names)  # the scroll bar, and a blank at each side of a cell
    others = [20, 14, 20, 34] if wide else [20, 11, 19]
    widths = [room - sum(others), *others]
    if any(cell_len(cell) > width for each in cells for cell, width in zip(each, widths, strict=True)):
        needed = widths_for([names, *cells], room + GAP * (len(names) - 1))[:-1]
        widths = [*needed, room - sum(needed)]
    return tuple(zip(names, widths, strict=True))
