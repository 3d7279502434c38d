"""Long lines on a terminal, broken between words. What goes into a pipe or a file is left as it is."""

import os
import re
from collections.abc import Iterable

_BEGINNING = re.compile(r"\s*(?:- |\d+\. +)?")  # of a line: what the lines that go on are indented by
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
    from rich.cells import cell_len  # noqa: PLC0415 - what goes into a pipe does without

    if cell_len(line) <= width:
        return [line]
    beginning = _BEGINNING.match(line)
    indent = " " * (beginning.end() if beginning else 0)
    parts: list[str] = []
    part = ""
    for word in re.findall(r"\s*\S+", line):
        if part and cell_len(part + word) > width:
            parts.append(part)
            part = indent + word.lstrip()
        else:
            part += word
    return [*parts, part]
