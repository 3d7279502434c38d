"""Reading a file of tokens or apps, whichever its format."""

import os
from collections.abc import Iterator
from pathlib import Path

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.console import ImportFile
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.imports import ImportedLine
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

_MOST_BYTES = 4096  # of a file that may be a key
_KEY_SIZES = (16, 24, 32)  # bytes, of AES


def read_import(file: ImportFile) -> Iterator[ImportedLine]:
    """As `console.ReadImport`. The key is read before the first line, and dropped after the last."""
    from helpdesk_tui import importing

    key = _key(file.key_file) if file.key_file else file.key
    try:
        yield from importing.read(file.path, now=SystemClock().now(), key=key, password=file.password)
    finally:
        if key is not None:
            key.drop()


def _key(path: Path) -> Secret:
    """The key in the file, as text or in as many bytes as it has. A pipe is not waited for."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
        if len(content) <= _MOST_BYTES:
            return Secret(_text_of_key(content))
    except (OSError, UnicodeError):
        pass
    raise Refused(problem("import-key-unreadable")) from None


def _text_of_key(content: bytes) -> str:
    """In hexadecimal digits where it was no text. Raises `UnicodeError`."""
    from helpdesk_tui.importing.encoding import encoding_of

    if len(content) in _KEY_SIZES and not content.isascii():
        return content.hex()
    mark, encoding = encoding_of(content)
    text = content.removeprefix(mark).decode(encoding or "ascii")
    if not text.isascii() or not text.strip():
        raise UnicodeError
    return text.strip()
