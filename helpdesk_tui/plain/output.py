"""Standard output and standard error, in plain lines."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from helpdesk_tui.plain.wrapping import width_of, wrapped

Row = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Names of the columns, and rows with a field for each."""

    columns: Row
    rows: Sequence[Row]


class Output:
    """Lines for people and programs. A reader that has gone away is no reason to fail."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def say(self, *lines: str) -> None:
        """To standard output: what was asked for, in sentences."""
        _write(self._out, wrapped(lines, _width(self._out)))

    def table(self, table: Table, *, header: bool) -> None:
        """To standard output: a line for each row, a tab between its fields; with `header` the names of the
        columns come first."""
        every = [table.columns, *table.rows] if header else table.rows
        _write(self._out, ["\t".join(field.replace("\t", " ") for field in row) for row in every])

    def whole_lines(self, lines: Sequence[str]) -> None:
        """To standard output, just as they are."""
        _write(self._out, lines)

    def note(self, *lines: str) -> None:
        """To standard error: what should be known beside it."""
        _write(self._err, wrapped(lines, _width(self._err)))

    def data(self, value: object) -> None:
        """JSON in ASCII, so that no terminal obeys it and no encoding breaks it."""
        _write(self._out, [json.dumps(value, indent=2, ensure_ascii=True)])

    def line(self, value: object) -> None:
        """One line of JSON (JSON Lines), as above."""
        _write(self._out, [json.dumps(value, ensure_ascii=True)])


def _width(stream: TextIO) -> int | None:
    try:
        return width_of(stream.fileno())
    except (OSError, ValueError):  # no file, or a closed one
        return None


def _write(stream: TextIO, lines: Sequence[str]) -> None:
    try:
        stream.write("".join(f"{line}\n" for line in lines))
        stream.flush()
    except OSError:
        # Whatever is still in the buffer must not fail again when Python ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
