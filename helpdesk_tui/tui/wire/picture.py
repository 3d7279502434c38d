"""What the terminal shows, as far as it is known; each paint is compared with it, and what changes is sent.

What is not understood goes out as it came, and nothing is taken for known afterwards: the next paints go out
in full.
"""

import re

from helpdesk_tui.tui.wire.cells import BLANK, Cell, Paint, Piece, read_paint
from helpdesk_tui.tui.wire.pen import Pen

Row = list[Cell | None]
"""One row's cells; None = not known."""

_HARMLESS = re.compile(
    r"(?:\x07|\x1b\][^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\)"  # the bell; what concerns the window
    r"|\x1b\[\?(?:7|25|100[0-6]|101[56]|2004|2026|2048)[hl]|\x1b\[\?\d+\$p|\x1b\[[<>]\d*u)*"  # modes
)
"""Changes no cell, and does not move the cursor."""

_BEGIN, _END = "\x1b[?2026h", "\x1b[?2026l"  # around a paint that is to be seen at once


class Picture:
    """Of one terminal of a known size."""

    def __init__(self, columns: int, rows: int) -> None:
        self._columns = columns
        self._rows: list[Row] = []
        self._height = rows
        self._cursor: tuple[int, int] | None = None
        self._begin = ""  # waits for something to be painted
        self._first = ""  # before the next paint
        self.forget()

    def forget(self) -> None:
        """Something else may have written to the terminal."""
        self._rows = [[None] * self._columns for _ in range(self._height)]
        self._cursor = None
        self._first = "\x1b[m"  # a colour may have been left on

    def to_send(self, text: str) -> str:
        """What makes the terminal show what it would show after `text`."""
        if text == _BEGIN:
            self._begin = text
            return ""
        if text == _END and self._begin:
            self._begin = ""
            return ""
        paint = read_paint(text)
        if paint is not None and self._fits(paint):
            sent = self._painted(paint)
        else:
            sent = text
            if not _HARMLESS.fullmatch(text):
                self.forget()
        if sent:
            sent, self._begin = self._begin + sent, ""
        return sent

    def _fits(self, paint: Paint) -> bool:
        places = [paint.cursor, *((each.row, each.column) for each in paint.pieces)]
        return all(row < self._height and column < self._columns for row, column in places)

    def _painted(self, paint: Paint) -> str:
        pen = Pen(self._cursor)
        wanted: dict[int, Row] = {}
        for piece in paint.pieces:
            cells = piece.cells
            if cells is None or piece.column + len(cells) > self._columns:
                self._draw(pen, wanted)
                self._as_it_came(pen, piece)
                wanted = {}
            else:
                row = wanted.setdefault(piece.row, self._rows[piece.row].copy())
                row[piece.column : piece.column + len(cells)] = cells
        self._draw(pen, wanted)
        pen.move(*paint.cursor)
        self._cursor = paint.cursor
        drawn = self._first + pen.drawn()
        self._first = ""
        return drawn

    def _as_it_came(self, pen: Pen, piece: Piece) -> None:
        """How far it reaches is the terminal's to say; a sign may join the one before it."""
        pen.put(piece.row, piece.column, piece.text)
        first = max(piece.column - 1, 0)
        self._rows[piece.row][first:] = [None] * (self._columns - first)

    def _draw(self, pen: Pen, wanted: dict[int, Row]) -> None:
        for number in sorted(wanted):
            draw_row(pen, number, self._rows[number], wanted[number])
            self._rows[number] = wanted[number]


def draw_row(pen: Pen, number: int, shown: Row, wanted: Row) -> None:
    """The changes from `shown` to `wanted`, which knows all that `shown` knows. A row of which nothing is
    known, and all is wanted, is erased first: blanks are most of it."""
    if None not in wanted and not any(shown):
        pen.erase(number, 0)
        shown = [BLANK] * len(wanted)
    changed = [column for column, cell in enumerate(wanted) if cell is not None and cell != shown[column]]
    if not changed:
        return
    tail = _blank_from(wanted)
    in_tail = [column for column in changed if column >= tail]
    erase = len(in_tail) > pen.cost_of_erasing
    for column in changed:
        if erase and column >= tail:
            pen.erase(number, column)
            return
        pen.reach(number, column, wanted)
        cell = wanted[column]
        if cell is not None:
            pen.write(cell, is_last=column == len(wanted) - 1)


def _blank_from(row: Row) -> int:
    """The first column behind which, to the end, nothing stands."""
    column = len(row)
    while column and row[column - 1] == BLANK:
        column -= 1
    return column
