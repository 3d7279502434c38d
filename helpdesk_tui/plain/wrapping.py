"""Long lines on a terminal, broken between words. What goes into a pipe or a file is left as it is."""

import os
import re
import unicodedata
from collections.abc import Iterable

_BEGINNING = re.compile(r"\s*(?:- |\d+\. +)?")  # of a line: what the lines that go on are indented by
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})
_LEAST_WIDTH = 20  # columns; a narrower terminal breaks lines itself, and so does one that names no width


def width_of(file: int) -> int | None:
    """Columns of the terminal behind this file descriptor; None = it is none, or does not say."""
    try:
        columns = os.get_terminal_size(file).columns
    except OSError:
        return None
    return columns if columns >= _LEAST_WIDTH else None


def wrapped(lines: Iterable[str], width: int | None) -> list[str]:
    """The same lines, none wider than `width` unless a single word is; None leaves them as they are."""
    if width is None:
        return list(lines)
    return [part for line in lines for each in line.split("\n") for part in _broken(each, width)]


def _broken(line: str, width: int) -> list[str]:
    """A line in parts. The blanks inside a part stay as they were."""
    if _columns(line) <= width:
        return [line]
    beginning = _BEGINNING.match(line)
    indent = " " * (beginning.end() if beginning else 0)
    parts: list[str] = []
    part = ""
    for word in re.findall(r"\s*\S+", line):
        if part and _columns(part + word) > width:
            parts.append(part)
            part = indent + word.lstrip()
        else:
            part += word
    return [*parts, part]


def _columns(text: str) -> int:
    """How wide a terminal draws it (UAX #11: wide characters take two columns, marks none)."""
    return sum(
        0
        if unicodedata.category(each) in _NO_WIDTH
        else 2
        if unicodedata.east_asian_width(each) in "WF"
        else 1
        for each in text
    )
