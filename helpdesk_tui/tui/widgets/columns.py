"""Text in columns of cells, not characters: wide letters take two, combining ones none."""

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` columns, "…" where it was cut."""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def row(cells: Iterable[tuple[str, int]]) -> str:
    """The cells with their widths, two columns apart; no blanks at the end."""
    return "  ".join(fit(text, width) for text, width in cells).rstrip()
