"""Hardware tokens in CSV, with the columns that Microsoft Entra ID takes.

`upn,serial number,secret key,time interval,manufacturer,model`, in any order and spelling: makers write
`timeinterval`, Microsoft Graph `timeIntervalInSeconds`, spreadsheets put semicolons or tabs between. Where a
column is not known, the whole file is refused: it may say that the codes are made in another way. Every line
stands for itself: no field may hold a line break, so that one open quote spoils one line. There is no column
for digits and algorithm: such tokens make six digits by SHA-1. Others come as PSKC.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.imports import ImportedLine, ImportedSeed, RefusedLine
from helpdesk_tui.desk.method import MethodKind, OathSettings, Origin
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.importing import fields
from helpdesk_tui.importing.source import TokenFile, Unreadable, text_of

COLUMNS = ("upn", "serial number", "secret key", "time interval", "manufacturer", "model")
_NEEDED = frozenset({"serial number", "secret key", "time interval"})
_SPELLED = {name.replace(" ", ""): name for name in COLUMNS} | {
    "userprincipalname": "upn",
    "timeintervalinseconds": "time interval",
}
_SEPARATORS = ",;\t"
_KEY = re.compile(r'[,;\t]\s*"?(?:[0-9A-F]{32}|[A-Z2-7]{26})', re.IGNORECASE)  # where a header should be
_MOST = 100  # fields that are looked at


def read(source: TokenFile) -> Iterator[ImportedLine]:
    """Tokens, and what was refused of them. Raises `Unreadable`."""
    lines = source.lines()
    columns = _header(lines)
    seen: set[str] = set()
    for number, line in lines:
        try:
            read = _seed(number, columns.values(text_of(line)), seen)
        except Refused as refused:
            yield RefusedLine(number, refused.problem)
        else:
            if read is not None:
                yield read


def is_header(head: bytes) -> bool:
    """Whether a file that begins so seems to be one of these, its header missing perhaps."""
    first, *rest = head.decode("utf-8", "replace").splitlines() or [""]
    if _named_separator(first):
        first = next(filter(str.strip, rest), "")
    squeezed = _squeezed(first)
    return "serial" in squeezed or "secret" in squeezed or bool(_KEY.search(first))


@dataclass(frozen=True)
class _Columns:
    """Which columns there are, in which order, and what stands between them."""

    names: tuple[str, ...]
    separator: str

    def values(self, text: str) -> dict[str, str] | None:
        """The fields of a line by name, "" for a column that is not there; None for an empty line."""
        values = _split(text, self.separator)
        if not any(values):
            return None
        while len(values) > len(self.names) and not values[-1]:
            values.pop()
        if len(values) != len(self.names):
            raise Refused(problem("import-columns", count=len(self.names)))
        return dict.fromkeys(COLUMNS, "") | dict(zip(self.names, values, strict=True))


def _header(lines: Iterator[tuple[int, bytes | None]]) -> _Columns:
    """From the first line that is not empty; a spreadsheet may name its separator before that."""
    separators = _SEPARATORS
    for _, line in lines:
        try:
            text = text_of(line)
        except Refused:
            break
        if named := _named_separator(text):
            separators = named
        elif text.strip():
            found = (_columns(text, separator) for separator in separators)
            if columns := next(filter(None, found), None):
                return columns
            break
    raise Unreadable(problem("import-header"))


def _columns(text: str, separator: str) -> _Columns | None:
    try:
        fields = _split(text, separator)
    except Refused:
        return None
    while fields and not fields[-1]:
        fields.pop()
    names = tuple(_SPELLED.get(_squeezed(field), "") for field in fields)
    known = "" not in names and len(set(names)) == len(names)
    return _Columns(names, separator) if known and set(names) >= _NEEDED else None


def _named_separator(line: str) -> str:
    """Of a line as spreadsheets read it: `sep=;`."""
    found = re.fullmatch(r'"?sep=([,;\t])"?\s*', line, re.IGNORECASE)
    return found[1] if found else ""


def _squeezed(name: str) -> str:
    return re.sub(r"[\s_-]", "", name.casefold())


def _seed(number: int, told: dict[str, str] | None, seen: set[str]) -> ImportedSeed | None:
    """None for an empty line."""
    if told is None:
        return None
    period = fields.period_of(told["time interval"])
    owner = fields.owner_of(told["upn"])
    label = fields.label_of(told["manufacturer"], told["model"], otherwise="token")
    secret = fields.key_of_base32(told["secret key"])
    serial = fields.serial_of(told["serial number"], seen)
    seed = NewSeed(MethodKind.OATH_TOKEN, label, secret, OathSettings(6, period), Origin.IMPORTED, serial)
    return ImportedSeed(number, owner, seed)


_FIELDS = {
    separator: re.compile(
        rf'[^\S{separator}]*"((?:[^"]|"")*)"[^\S{separator}]*(?={separator}|$)|([^"{separator}]*)(?={separator}|$)'
    )
    for separator in _SEPARATORS
}


def _split(text: str, separator: str) -> list[str]:
    """The fields, without white space around them (RFC 4180, with spaces around quotation marks)."""
    values: list[str] = []
    place = 0
    while place <= len(text):
        found = _FIELDS[separator].match(text, place)
        if found is None:
            raise Refused(problem("import-quotes"))
        if len(values) == _MOST:
            raise Refused(problem("import-columns", count=len(COLUMNS)))
        quoted, bare = found.groups()
        values.append((bare if quoted is None else quoted.replace('""', '"')).strip())
        place = found.end() + 1
    return values
