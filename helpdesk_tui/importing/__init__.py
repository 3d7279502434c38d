"""Files of hardware tokens and authenticator apps: which format it is, and what is in it.

    csv_file    the CSV that Microsoft Entra ID takes
    pskc        RFC 6030, plain or encrypted
    otpauth     addresses of authenticator apps

Nothing of a file is repeated in a problem: neither a key, nor a line of a file that is none of these.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from helpdesk_tui.desk.imports import ImportedLine, RefusedLine
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import Refused
from helpdesk_tui.importing import csv_file, otpauth
from helpdesk_tui.importing.source import Source, Unreadable
from helpdesk_tui.secret import Secret


def read(
    file: Path | BinaryIO, *, now: datetime, key: Secret | None = None, password: Secret | None = None
) -> Iterator[ImportedLine]:
    """What the file holds, line by line, read as it is asked for.

    `key` (hexadecimal digits) and `password` open an encrypted PSKC; `now` decides whether a key's time has
    come. Raises `Refused` where nothing can be read; where it breaks off later, the last line says why.
    """
    if not isinstance(file, Path):
        yield from _to_the_break(_lines(Source(file), now, key, password))
        return
    try:
        regular = file.is_file()  # no pipe, that would be waited for
        stream = file.open("rb") if regular else None
    except OSError as error:
        raise Refused(problem("import-unreadable", detail=type(error).__name__)) from None
    if stream is None:
        raise Refused(problem("import-unreadable"))
    with stream:
        yield from _to_the_break(_lines(Source(stream), now, key, password))


def _lines(
    source: Source, now: datetime, key: Secret | None, password: Secret | None
) -> Iterator[ImportedLine]:
    head = source.head().removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"<"):
        from helpdesk_tui.importing import pskc  # noqa: PLC0415 - most files are none

        return pskc.read(source, now, key, password)
    if csv_file.is_header(head):
        return csv_file.read(source)
    if head[: len(otpauth.SCHEME)].lower() == otpauth.SCHEME.encode() or head.startswith(b"#"):
        return otpauth.read(source)
    raise Refused(problem("import-format" if head else "import-empty"))


def _to_the_break(lines: Iterator[ImportedLine]) -> Iterator[ImportedLine]:
    last = 0
    try:
        for line in lines:
            last = line.line
            yield line
    except Unreadable as broken:
        if not last:
            raise
        yield RefusedLine(last + 1, broken.problem)
