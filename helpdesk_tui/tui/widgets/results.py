"""The accounts that were found, as rows: name, login, department, state, mail address, as far as there is
room. Where a preview stands beside them, that says what has none here."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import BindingType
from textual.coordinate import Coordinate
from textual.geometry import Offset
from textual.widgets import DataTable

from helpdesk_tui.desk.account import AccountId, AccountSummary
from helpdesk_tui.language import N_, _
from helpdesk_tui.tui.rows import RowPointed
from helpdesk_tui.tui.widgets.columns import GAP, fit, widths_for
from helpdesk_tui.tui.widgets.fields import without_enter
from helpdesk_tui.tui.widgets.marked import HasMark
from helpdesk_tui.tui.widgets.preview import preview_width
from helpdesk_tui.words.accounts import known_login, summary_state

_WITH_MAIL, _WITH_DEPARTMENT = 120, 80  # columns from which there is room for it
_LOGIN, _DEPARTMENT, _STATE, _MAIL = 20, 11, 19, 34  # columns, as a rule; the name has what is left

Columns = tuple[tuple[str, int], ...]
"""(heading, width)"""


class Results(HasMark, DataTable[Text], inherit_bindings=False):
    """The mark stays on its account. Enter is the screen's, as in the box."""

    BINDINGS: ClassVar[list[BindingType]] = without_enter(DataTable.BINDINGS)

    def __init__(self) -> None:
        super().__init__(id="results", cursor_type="row")
        self._accounts: tuple[AccountSummary, ...] = ()
        self._laid_out: Columns = ()
        self._signed: int | None = None  # the row that bears the sign

    @property
    def marked(self) -> AccountId | None:
        return self._accounts[self.cursor_row].id if self.cursor_row < len(self._accounts) else None

    @property
    def mark_offset(self) -> Offset:
        return Offset(self.cell_padding, self.header_height + self.cursor_row - round(self.scroll_y))

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
        room = window - preview_width(window)
        cells = [_cells(row, room) for row in rows]
        columns = columns_for(cells, room)
        self._accounts, self._signed = (), None
        with self.app.batch_update():
            self.clear()
            self._lay_out(columns)
            for each in cells:
                self.add_row(
                    *(Text(fit(cell, width)) for cell, (_name, width) in zip(each, columns, strict=True))
                )
        self._accounts = rows
        found = self.mark(marked)
        self._sign()
        return found

    def _sign(self) -> None:
        """As in every list a sign marks the row, while the keys go here: a bar of another ground would be
        drawn over all blanks of two rows, with each arrow. Where who is marked stands beside the list, the
        name alone is bold."""
        place = self.cursor_row if self.has_focus and self.cursor_row < len(self._accounts) else None
        for row, sign, style in ((self._signed, " ", ""), (place, "▸", "bold")):
            if row is not None and self._signed != place:
                cell = self.get_cell_at(Coordinate(row, 0))
                self.update_cell_at(Coordinate(row, 0), Text(sign + cell.plain[1:], style))
        self._signed = place

    def watch_has_focus(self, _has_focus: bool) -> None:
        super().watch_has_focus(_has_focus)
        self._sign()

    def watch_cursor_coordinate(self, old_coordinate: Coordinate, new_coordinate: Coordinate) -> None:
        super().watch_cursor_coordinate(old_coordinate, new_coordinate)
        self._sign()

    def _lay_out(self, columns: Columns) -> None:
        if columns != self._laid_out:
            self._laid_out = columns
            self.clear(columns=True)
            for name, width in columns:
                self.add_column(Text(name), width=width)


def _usual(room: int) -> Columns:
    """Those that `room` columns have place for; what is left goes to the name."""
    columns = [
        (N_("Name"), 0),
        (N_("Login"), _LOGIN),
        (N_("Department"), _DEPARTMENT),
        (N_("State"), _STATE),
        (N_("Mail"), _MAIL),
    ]
    if room < _WITH_MAIL:
        del columns[4]
    else:
        columns[2:4] = [("Department", 14), ("State", 20)]
    if room < _WITH_DEPARTMENT:
        del columns[2]
    return tuple(columns)


def _cells(row: AccountSummary, room: int) -> tuple[str, ...]:
    known = {
        "Name": f"  {row.name or _('(no name)')}",
        "Login": known_login(row),
        "Department": row.department or "-",
        "State": summary_state(row),
        "Mail": row.mail,
    }
    return tuple(known[name] for name, _width in _usual(room))


def columns_for(cells: Sequence[Sequence[str]], room: int) -> Columns:
    """In so many columns: the usual ones, so that they stay while one types; where something would be cut
    that has room elsewhere, those that the rows need."""
    columns, usual = zip(*_usual(room), strict=True)
    names = (f"  {_(columns[0])}", *map(_, columns[1:]))
    free = room - 1 - 2 * len(names)  # the scroll bar, and a blank at each side of a cell
    widths = [free - sum(usual), *usual[1:]]
    if any(cell_len(cell) > width for each in cells for cell, width in zip(each, widths, strict=True)):
        needed = widths_for([names, *cells], free + GAP * (len(names) - 1))[:-1]
        widths = [*needed, free - sum(needed)]
    return tuple(zip(names, widths, strict=True))
