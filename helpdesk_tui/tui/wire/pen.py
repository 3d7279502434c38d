"""Writes cells with few bytes: the shortest move, the shortest change of style."""

from collections.abc import Sequence
from functools import lru_cache

from helpdesk_tui.tui.wire.cells import PLAIN, Cell, Style, of_a_blank


class Pen:
    """Begins at a place (row, column; None = not known) and in no style, and ends in none."""

    def __init__(self, at: tuple[int, int] | None) -> None:
        self.row: int | None
        self.column: int | None
        self.row, self.column = at or (None, None)
        self._style = PLAIN
        self._out: list[str] = []

    def drawn(self) -> str:
        self._take(PLAIN)
        return "".join(self._out)

    def write(self, cell: Cell, *, is_last: bool) -> None:
        """At the place. Behind the last column, terminals differ in where the cursor stands."""
        if not self._shows(cell):
            self._take(cell.style)
        self._out.append(cell.character)
        if is_last:
            self.row = self.column = None
        elif self.column is not None:
            self.column += 1

    def put(self, row: int, column: int, text: str) -> None:
        """Text with styles of its own, after which the place is not known."""
        self._take(PLAIN)
        self._out.append(_to(row, column) + text)
        self.row = self.column = None

    @property
    def cost_of_erasing(self) -> int:
        return len("\x1b[K") + len(change(self._style, PLAIN))

    def erase(self, row: int, column: int) -> None:
        """From here to the end of the row; in no style, since some terminals leave no colour there."""
        self.move(row, column)
        self._take(PLAIN)
        self._out.append("\x1b[K")

    def reach(self, row: int, column: int, cells: Sequence[Cell | None]) -> None:
        """A move, or what stands between on the row, once more, where that is shorter. `cells`: that row."""
        move = self._move(row, column)
        if self.row == row and self.column is not None and 0 < column - self.column <= len(move):
            between = cells[self.column : column]
            text = "".join(each.character for each in between if each is not None and self._shows(each))
            if len(text) == len(between) and len(text.encode()) <= len(move):
                move = text
        self._go(row, column, move)

    def move(self, row: int, column: int) -> None:
        self._go(row, column, self._move(row, column))

    def _go(self, row: int, column: int, move: str) -> None:
        self._out.append(move)
        self.row, self.column = row, column

    def _move(self, row: int, column: int) -> str:
        if self.row is None or self.column is None:
            return _to(row, column)
        return _between(self.row, self.column, row, column)

    def _shows(self, cell: Cell) -> bool:
        """Whether it looks right in the style that is on."""
        return cell.style == (of_a_blank(self._style) if cell.character == " " else self._style)

    def _take(self, style: Style) -> None:
        self._out.append(change(self._style, style))
        self._style = style


def _to(row: int, column: int) -> str:
    if column:
        return f"\x1b[{row + 1};{column + 1}H"
    return f"\x1b[{row + 1}H" if row else "\x1b[H"


@lru_cache(maxsize=4096)
def _between(row: int, column: int, new_row: int, new_column: int) -> str:
    ways = [_to(new_row, new_column)]
    if row == new_row:
        ways += _along(column, new_column)
    elif column == new_column:
        ways.append(_steps(abs(new_row - row), "B" if new_row > row else "A"))
    elif new_column == 0 and new_row == row + 1:
        ways.append("\r\n")
    return min(ways, key=len)


def _along(column: int, new: int) -> list[str]:
    if new == column:
        return [""]
    if new > column:
        return [_steps(new - column, "C")]
    return ["\b" * (column - new), _steps(column - new, "D"), *(["\r"] if new == 0 else [])]


def _steps(count: int, way: str) -> str:
    return f"\x1b[{count if count > 1 else ''}{way}"


@lru_cache(maxsize=4096)
def change(old: Style, new: Style) -> str:
    """The shortest sequence from one style to another."""
    if old == new:
        return ""
    if new == PLAIN:
        return "\x1b[m"
    ways = [_sequence([*([] if old == PLAIN else ["0"]), *_codes(new)])]
    if old.attributes <= new.attributes:
        codes = [str(each) for each in sorted(new.attributes - old.attributes)]
        if old.foreground != new.foreground:
            codes.append(new.foreground or "39")
        if old.background != new.background:
            codes.append(new.background or "49")
        ways.append(_sequence(codes))
    return min(ways, key=len)


def _codes(style: Style) -> list[str]:
    return [
        *map(str, sorted(style.attributes)),
        *(each for each in (style.foreground, style.background) if each),
    ]


def _sequence(codes: Sequence[str]) -> str:
    return f"\x1b[{';'.join(codes)}m"
