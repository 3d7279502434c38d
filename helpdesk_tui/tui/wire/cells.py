"""A paint of the framework, read back: pieces of text with styles, each behind a move of the cursor.

Only characters that terminals draw in one cell, whatever their tables of widths say, become cells. A piece
with any other (wide, combining, joined, emoji, not known) is left as it came. What is ambiguous in width
counts as narrow, as it does for the framework.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple


class Style(NamedTuple):
    """SGR codes (ECMA-48 §8.3.117), those of the terminal's own look left out."""

    attributes: frozenset[int] = frozenset()
    foreground: str = ""
    background: str = ""


PLAIN = Style()


class Cell(NamedTuple):
    """What one cell of the terminal shows."""

    character: str
    style: Style


BLANK = Cell(" ", PLAIN)


@dataclass(frozen=True)
class Piece:
    """What is written from one place on, on one row (both from 0)."""

    row: int
    column: int
    cells: tuple[Cell, ...] | None  # None = not known cell by cell
    text: str  # as it came


@dataclass(frozen=True)
class Paint:
    """Pieces in their order, and where the cursor stands afterwards (row, column)."""

    pieces: tuple[Piece, ...]
    cursor: tuple[int, int]


_MOVE = re.compile(r"\x1b\[(\d{1,4});(\d{1,4})H")
_STYLED = re.compile(r"\x1b\[([\d;]*)m")
_LINK = re.compile(r"\x1b\]8;[^\x00-\x1f\x7f-\x9f]*\x1b\\")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

_SURE = re.compile(
    r"[ -~\u00a1-\u00ac\u00ae-\u024f"  # Latin, without the soft hyphen
    r"\u0391-\u03a1\u03a3-\u03c9\u03ac-\u03ce"  # Greek
    r"\u0400-\u0481\u048a-\u052f"  # Cyrillic, without its combining signs
    r"\u2010-\u2027\u2030-\u203a\u20ac"  # dashes, quotes, bullet, ellipsis
    r"\u2190-\u2193\u2500-\u25a9\u25b2-\u25b5\u25b7-\u25bf\u25c1-\u25fa\u2713]*"  # arrows, boxes, marks
)

_ATTRIBUTES = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 9, 21, 51, 52, 53})
_SEEN_ON_BLANKS = frozenset({4, 7, 9, 21, 51, 52, 53})
_COLOURS = {*range(30, 38), *range(90, 98)}


def read_paint(text: str) -> Paint | None:
    """None where it is anything else than a paint: it may do to the terminal what this does not know."""
    before, *rest = _MOVE.split(text)
    places = list(zip(rest[::3], rest[1::3], rest[2::3], strict=True))
    if before or not places or places[-1][2]:
        return None
    pieces = []
    for row, column, body in places[:-1]:
        piece = _piece(int(row) - 1, int(column) - 1, body)
        if piece is None:
            return None
        if piece.text:
            pieces.append(piece)
    return Paint(tuple(pieces), (int(places[-1][0]) - 1, int(places[-1][1]) - 1))


def _piece(row: int, column: int, body: str) -> Piece | None:
    text = body.rstrip("\n")  # a move follows
    cells: list[Cell] | None = []
    style: Style | None = PLAIN
    for codes, run in _runs(text):
        style = styled(style, codes)
        if style is None:
            return None
        if not _SURE.fullmatch(run):
            if _CONTROL.search(_LINK.sub("", run)):
                return None
            cells = None
        if cells is not None:
            cells += _cells(run, style)
    if row < 0 or column < 0 or style != PLAIN:
        return None
    return Piece(row, column, None if cells is None else tuple(cells), text)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """The SGR codes before each run of text, and the run."""
    first, *rest = _STYLED.split(text)
    yield "0", first
    yield from zip(rest[::2], rest[1::2], strict=True)


def _cells(run: str, style: Style) -> list[Cell]:
    blank = of_a_blank(style)
    return [Cell(each, blank if each == " " else style) for each in run]


@lru_cache(maxsize=1024)
def of_a_blank(style: Style) -> Style:
    """Of a space without lines, and not reversed, only the ground is seen."""
    return style if style.attributes & _SEEN_ON_BLANKS else Style(background=style.background)


@lru_cache(maxsize=1024)
def styled(style: Style, codes: str) -> Style | None:
    """`style` after the codes of one sequence; None where one of them is not known."""
    left = [int(each or 0) for each in codes.split(";")]
    while left:
        code = left.pop(0)
        if code == 0:
            style = PLAIN
        elif code in _ATTRIBUTES:
            style = style._replace(attributes=style.attributes | {code})
        elif code in (39, 49):
            style = _coloured(style, code, "")
        elif code in _COLOURS or code - 10 in _COLOURS:
            style = _coloured(style, code, str(code))
        elif code in (38, 48) and left and left[0] in (2, 5):
            count = 4 if left[0] == 2 else 2
            if len(left) < count:
                return None
            style = _coloured(style, code, ";".join(map(str, [code, *left[:count]])))
            del left[:count]
        else:
            return None
    return style


def _coloured(style: Style, code: int, colour: str) -> Style:
    if code in _COLOURS or code in (38, 39):
        return style._replace(foreground=colour)
    return style._replace(background=colour)
