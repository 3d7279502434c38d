"""Passwords that are known from breaches, in a sorted file of SHA-1 digests, of any size: it is never loaded.

Lines begin with 40 hexadecimal digits in ascending order; what follows a colon is passed over, as in the
lists "ordered by hash" that are published. A look costs some thirty short reads.
"""

import hashlib
import os
from pathlib import Path

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

_DIGEST = 40  # characters
_LONGEST_LINE = 128  # bytes
_DIGITS = frozenset(b"0123456789ABCDEF")


class SortedHashes:
    """A `Breached`. The file may be replaced while it is in use: each look opens it anew."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def holds(self, password: Secret) -> bool:
        """Raises `StoreUnavailable` (breached-unreadable) where it cannot be read, or is no such list."""
        text = password.reveal().encode("utf-8", "surrogatepass")
        digest = hashlib.sha1(text, usedforsecurity=False).hexdigest().upper()
        try:
            with self._path.open("rb", buffering=0) as file:
                return _holds(file.fileno(), os.fstat(file.fileno()).st_size, digest.encode())
        except (OSError, ValueError) as error:
            why = problem("breached-unreadable", path=self._path, detail=type(error).__name__)
            raise StoreUnavailable(why) from None


def _holds(file: int, size: int, digest: bytes) -> bool:
    """Between `low` and `high`, offsets of bytes, the line begins that is looked for, if it is there."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        begin, line = _line_from(file, middle)
        if begin >= high or not line:
            high = middle
            continue
        found = _digest_of(line)
        if found == digest:
            return True
        if found < digest:
            low = begin + len(line)
        else:
            high = middle
    return False


def _line_from(file: int, offset: int) -> tuple[int, bytes]:
    """The first line that begins at or behind `offset`, and where; b"" = none does."""
    start = max(offset - 1, 0)
    read = os.pread(file, 2 * _LONGEST_LINE, start)
    begin = 0 if offset == 0 else read.find(b"\n") + 1
    if offset and not begin and len(read) == 2 * _LONGEST_LINE:
        raise ValueError("a line without an end")
    line = read[begin:] if begin or not offset else b""
    end = line.find(b"\n") + 1
    return start + begin, line[:end] if end else line


def _digest_of(line: bytes) -> bytes:
    digest, behind = line[:_DIGEST].upper(), line[_DIGEST : _DIGEST + 1]
    if len(digest) != _DIGEST or not _DIGITS.issuperset(digest) or behind not in (b"", b":", b"\n", b"\r"):
        raise ValueError("no digest")
    return digest
