"""The file as bytes: never more of it in memory, and never more of it read, than is sensible."""

import re
from collections.abc import Iterator
from typing import Protocol

from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import Refused

MAX_MEGABYTES = 64  # 25,000 tokens in encrypted PSKC; 500,000 lines of CSV
MAX_LINE = 4096  # bytes
_HEAD = 4096
_CHUNK = 65536
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")  # a tab is white space


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Unreadable(Refused):
    """The file cannot be read, or not any further. Within a line it is a plain `Refused`."""


class Source:
    """A file, once through."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._head: bytes | None = None
        self._left = MAX_MEGABYTES * 1024 * 1024

    def head(self) -> bytes:
        """Its first few thousand bytes, that stay unread."""
        if self._head is None:
            self._head = self._take(_HEAD)
        return self._head

    def chunks(self) -> Iterator[bytes]:
        """All of it. Raises `Unreadable`."""
        chunk = self.head()
        self._head = b""
        while chunk:
            yield chunk
            chunk = self._take(_CHUNK)

    def lines(self) -> Iterator[tuple[int, bytes | None]]:
        """Number, from 1, and bytes of every line without its end; None for one that is too long."""
        number, begun, long = 1, b"", False
        for chunk in self.chunks():
            *whole, rest = chunk.split(b"\n")
            for part in whole:
                line = begun + part
                yield number, None if long or len(line) > MAX_LINE else line
                number, begun, long = number + 1, b"", False
            begun += rest
            if len(begun) > MAX_LINE:
                begun, long = b"", True
        if begun or long:
            yield number, None if long else begun

    def _take(self, size: int) -> bytes:
        try:
            taken = self._stream.read(size)
        except (OSError, ValueError) as error:
            raise Unreadable(problem("import-unreadable", detail=type(error).__name__)) from None
        self._left -= len(taken)
        if self._left < 0:
            raise Unreadable(problem("import-too-large", megabytes=MAX_MEGABYTES))
        return taken


def text_of(line: bytes | None) -> str:
    """A line as text, without white space at its ends. Raises `Refused`."""
    if line is None:
        raise Refused(problem("import-line-long", longest=MAX_LINE))
    try:
        text = line.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise Refused(problem("import-line-encoding")) from None
    if _CONTROL.search(text):
        raise Refused(problem("import-line-encoding"))
    return text
