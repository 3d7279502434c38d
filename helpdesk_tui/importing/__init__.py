"""Files of hardware tokens and authenticator apps: which format it is, and what is in it.

    csv_file    the CSV that Microsoft Entra ID takes
    pskc        RFC 6030, plain or encrypted
    otpauth     addresses of authenticator apps
    foreign     what is none of these, and why

Nothing of a file is repeated in a problem: neither a key, nor a line of a file that is none of these.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.imports import ImportedLine, ImportedSeed, RefusedLine
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.importing import csv_file, foreign, otpauth
from helpdesk_tui.importing.source import TokenFile, Unreadable
from helpdesk_tui.secret import Secret

MOST_TAKEN = 25_000
"""Tokens and apps of one file: so many are held at once where all or none is to be stored."""


def read(
    file: Path | BinaryIO, *, now: datetime, key: Secret | None = None, password: Secret | None = None
) -> Iterator[ImportedLine]:
    """What the file holds, line by line, read as it is asked for; at least one line.

    `key` (as `protection.Protection` takes it) and `password` open an encrypted PSKC; `now` decides whether
    a key's time has come. Raises `Refused` where nothing can be read, or nothing is there; where it breaks
    off later, the last line says why.
    """
    if not isinstance(file, Path):
        yield from _to_the_break(_lines(TokenFile(file), now, key, password))
        return
    try:
        regular = file.is_file()  # no pipe, that would be waited for
        stream = file.open("rb") if regular else None
    except OSError as error:
        raise Refused(problem("import-unreadable", detail=type(error).__name__)) from None
    if stream is None:
        raise Refused(problem("import-unreadable"))
    with stream:
        yield from _to_the_break(_lines(TokenFile(stream), now, key, password))


def _lines(
    source: TokenFile, now: datetime, key: Secret | None, password: Secret | None
) -> Iterator[ImportedLine]:
    head = source.head.lstrip()
    if head.startswith(b"<"):
        from helpdesk_tui.importing import pskc  # noqa: PLC0415 - most files are none

        return pskc.read(source, now, key, password)
    foreign.refuse_known(head)
    if otpauth.is_list(head):
        return otpauth.read(source)
    if csv_file.is_header(head):
        return csv_file.read(source)
    raise Refused(foreign.why_none(head))


def _to_the_break(lines: Iterator[ImportedLine]) -> Iterator[ImportedLine]:
    last = 0
    try:
        for line in _bounded(lines):
            last = line.line
            yield line
    except Unreadable as broken:
        if not last:
            raise
        yield RefusedLine(last + 1, broken.problem)
    if not last:
        raise Refused(problem("import-nothing"))


def _bounded(lines: Iterator[ImportedLine]) -> Iterator[ImportedLine]:
    taken = 0
    for line in lines:
        taken += isinstance(line, ImportedSeed)
        if taken > MOST_TAKEN:
            raise Unreadable(problem("import-too-many", most=f"{MOST_TAKEN:,}"))
        yield line
