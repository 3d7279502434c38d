"""Text in columns of cells, not characters: wide letters take two, combining ones none."""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

GAP = 2  # columns between cells
_LEAST = 8  # columns in which a name can be read


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` columns, "…" where it was cut."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` columns, "…" where it was cut."""
    return fit(text, width).rstrip()


def row(cells: Iterable[tuple[str, int]]) -> str:
    """The cells with their widths, a gap apart; no blanks at the end."""
    return (" " * GAP).join(fit(text, width) for text, width in cells).rstrip()


def marked_line(text: str, *, marked: bool) -> Content:
    """A row of a list."""
    return Content.styled(f"{'▸' if marked else ' '} {text}", "bold" if marked else "")


def in_lines(widths: Iterable[int], room: int) -> list[list[int]]:
    """Places of parts of these widths, as many to a line of `room` columns as fit whole."""
    lines: list[list[int]] = [[]]
    used = 0
    for place, width in enumerate(widths):
        if lines[-1] and used + width > room:
            lines.append([])
            used = 0
        lines[-1].append(place)
        used += width
    return lines


def widths_for(rows: Sequence[Sequence[str]], room: int, *, last_whole: bool = False) -> list[int]:
    """A width for each column, for `row` in `room` columns: what its longest cell needs; where that is too
    much, the widest gives way. `last_whole`: the last one only where the others have become hard to read."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    while sum(widths) + GAP * (len(widths) - 1) > room and max(widths) > 1:
        may = widths[:-1] if last_whole and max(widths[:-1], default=0) > _LEAST else widths
        widths[widths.index(max(may))] -= 1
    return widths
