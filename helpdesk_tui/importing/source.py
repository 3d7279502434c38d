"""The file as bytes in UTF-8: never more of it in memory, and never more of it read, than is sensible."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.importing.encoding import UTF_8, encoding_of, in_utf_8

MAX_MEGABYTES = 64  # as it lies on the disk
MAX_LINE = 4096  # bytes
_HEAD = 4096
_CHUNK = 65536
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")  # a tab is white space


class Unreadable(Refused):
    """The file cannot be read, or not any further. Within a line it is a plain `Refused`."""


class TokenFile:
    """A file, once through."""

    def __init__(self, stream: BinaryIO) -> None:
        """Reads its beginning. Raises `Unreadable`."""
        self._stream = stream
        self._left = MAX_MEGABYTES * 1024 * 1024
        head = self._take(_HEAD)
        mark, self.encoding = encoding_of(head)
        self._chunks = self._rest_of(head.removeprefix(mark))
        self.head = next(self._chunks, b"")

    def chunks(self) -> Iterator[bytes]:
        """All of it, in UTF-8 whatever its `encoding`; untouched where that is None. Raises `Unreadable`."""
        return chain((self.head,), self._chunks)

    def lines(self) -> Iterator[tuple[int, bytes | None]]:
        """Number, from 1, and bytes of every line without its end; None for one that is too long."""
        number, begun, long = 1, b"", False
        for chunk in _with_one_line_end(self.chunks()):
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

    def _rest_of(self, head: bytes) -> Iterator[bytes]:
        taken = chain((head,), iter(lambda: self._take(_CHUNK), b""))
        foreign = None if self.encoding == UTF_8 else self.encoding
        try:
            yield from in_utf_8(taken, foreign) if foreign else taken
        except UnicodeDecodeError:
            raise Unreadable(problem("import-encoding")) from None

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
    """A line as text; a tab may stand in it, and no other control character. Raises `Refused`."""
    if line is None:
        raise Refused(problem("import-line-long", longest=MAX_LINE))
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(problem("import-line-encoding")) from None
    if _CONTROL.search(text):
        raise Refused(problem("import-line-encoding"))
    return text


def _with_one_line_end(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Lines may end as on Windows (CR LF), on Unix (LF) or as on an old Macintosh (CR): here by LF alone."""
    held = b""
    for chunk in chunks:
        whole = held + chunk
        held = b"\r" if whole.endswith(b"\r") else b""  # its LF may come with the next one
        yield whole.removesuffix(b"\r").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if held:
        yield b"\n"
