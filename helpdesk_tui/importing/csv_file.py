"""Hardware tokens in CSV, with the columns that Microsoft Entra ID takes.

`upn,serial number,secret key,time interval,manufacturer,model`. Every line stands for itself: no field may
hold a line break, so that one open quote spoils one line. There is no column for digits and algorithm: such
tokens make six digits by SHA-1. Others come as PSKC.
"""

import re
from collections.abc import Iterator

from helpdesk_tui.desk.imports import ImportedLine, ImportedSeed, RefusedLine
from helpdesk_tui.desk.methods import MethodKind, OathSettings, Origin
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import Refused
from helpdesk_tui.importing import fields
from helpdesk_tui.importing.source import Source, Unreadable, text_of

COLUMNS = ("upn", "serial number", "secret key", "time interval", "manufacturer", "model")
_MOST = 100  # fields that are looked at
_FIELD = re.compile(r'\s*"((?:[^"]|"")*)"\s*(?=,|$)|([^",]*)(?=,|$)')


def read(source: Source) -> Iterator[ImportedLine]:
    """Tokens, and what was refused of them. Raises `Unreadable`."""
    lines = source.lines()
    order = _header(next(lines, (1, b""))[1])
    seen: set[str] = set()
    for number, line in lines:
        try:
            read = _seed(number, text_of(line), order, seen)
        except Refused as refused:
            yield RefusedLine(number, refused.problem)
        else:
            if read is not None:
                yield read


def is_header(head: bytes) -> bool:
    """Whether a file that begins so seems to be one of these."""
    first = " ".join(head.partition(b"\n")[0].decode("utf-8-sig", "replace").casefold().split())
    return "secret key" in first and "serial number" in first


def _header(line: bytes | None) -> tuple[str, ...]:
    try:
        names = tuple(" ".join(name.casefold().split()) for name in _split(text_of(line)))
    except Refused:
        raise Unreadable(problem("import-header")) from None
    if sorted(names) != sorted(COLUMNS):
        raise Unreadable(problem("import-header"))
    return names


def _seed(number: int, text: str, order: tuple[str, ...], seen: set[str]) -> ImportedSeed | None:
    """None for an empty line."""
    values = _split(text)
    if not any(values):
        return None
    if len(values) != len(order):
        raise Refused(problem("import-columns", count=len(order)))
    told = dict(zip(order, values, strict=True))
    period = fields.period_of(told["time interval"])
    owner = fields.owner_of(told["upn"])
    label = fields.label_of(told["manufacturer"], told["model"], otherwise="token")
    secret = fields.key_of_base32(told["secret key"])
    serial = fields.serial_of(told["serial number"], seen)
    seed = NewSeed(MethodKind.OATH_TOKEN, label, secret, OathSettings(6, period), Origin.IMPORTED, serial)
    return ImportedSeed(number, owner, seed)


def _split(text: str) -> list[str]:
    """The fields, without white space around them (RFC 4180, with spaces around quotation marks); empty ones
    past the last column are none."""
    values: list[str] = []
    place = 0
    while place <= len(text):
        found = _FIELD.match(text, place)
        if found is None:
            raise Refused(problem("import-quotes"))
        if len(values) == _MOST:
            raise Refused(problem("import-columns", count=len(COLUMNS)))
        quoted, bare = found.groups()
        values.append((bare if quoted is None else quoted.replace('""', '"')).strip())
        place = found.end() + 1
    while len(values) > len(COLUMNS) and not values[-1]:
        values.pop()
    return values
