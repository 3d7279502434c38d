"""Standard output and standard error, in plain lines."""

import json
import os
import sys
from typing import TextIO


class Output:
    """Lines for people and programs. A reader that has gone away is no reason to fail."""

    def __init__(self, out: TextIO | None = None, err: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._err = err or sys.stderr

    def say(self, *lines: str) -> None:
        """To standard output: what was asked for."""
        _write(self._out, lines)

    def note(self, *lines: str) -> None:
        """To standard error: what should be known beside it."""
        _write(self._err, lines)

    def data(self, value: object) -> None:
        """JSON in ASCII, so that no terminal obeys it and no encoding breaks it."""
        self.say(json.dumps(value, indent=2, ensure_ascii=True))

    def line(self, value: object) -> None:
        """One line of JSON (JSON Lines), as above."""
        self.say(json.dumps(value, ensure_ascii=True))


def _write(stream: TextIO, lines: tuple[str, ...]) -> None:
    try:
        stream.write("".join(f"{line}\n" for line in lines))
        stream.flush()
    except OSError:
        # Whatever is still in the buffer must not fail again when Python ends.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
