"""In which line of a TOML text each key stands; `tomllib` does not say.

Reads TOML 1.0 that `tomllib` has accepted before, so it need not look for mistakes.
"""

import re

Path = tuple[str | int, ...]
"""Keys and, for the elements of arrays, numbers from 0."""

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(
    r"""[ \t]*(?:(?P<bare>[A-Za-z0-9_-]+)|"(?P<basic>(?:[^"\\\n]|\\.)*)"|'(?P<literal>[^'\n]*)')[ \t]*"""
)
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""+|'
    r"'''.*?'''+|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]*")


def lines_of_keys(text: str) -> dict[Path, int]:
    """The line, from 1, of every table, key and array element in `text`."""
    reader = _Reader(text)
    reader.read()
    return reader.lines


class _Reader:
    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._counted = (0, 1)  # position, and its line
        self._tables: dict[Path, int] = {}  # how many of an array of tables there were

    def read(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._next("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> Path:
        start = self._at
        many = self._text.startswith("[[", start)
        self._at += 2 if many else 1
        table = self._within_arrays(self._keys())
        self._at += 2 if many else 1
        if many:
            number = self._tables[table] = self._tables.get(table, -1) + 1
            self._note(table, start)
            table = (*table, number)
        self._note(table, start)
        return table

    def _within_arrays(self, keys: Path) -> Path:
        """`keys` with the number of the last element wherever one names an array of tables."""
        whole: Path = ()
        for index, key in enumerate(keys):
            whole = (*whole, key)
            if index < len(keys) - 1 and whole in self._tables:
                whole = (*whole, self._tables[whole])
        return whole

    def _pair(self, table: Path) -> None:
        start = self._at
        path = (*table, *self._keys())
        for length in range(len(table) + 1, len(path) + 1):
            self._note(path[:length], start)
        self._at += 1  # =
        self._value(path)

    def _keys(self) -> Path:
        keys = []
        while match := _KEY.match(self._text, self._at):
            self._at = match.end()
            basic = match["basic"]
            keys.append(_unescaped(basic) if basic is not None else match["bare"] or match["literal"] or "")
            if not self._next("."):
                break
            self._at += 1
        return tuple(keys)

    def _value(self, path: Path) -> None:
        self._skip(_BLANK)
        if match := _STRING.match(self._text, self._at):
            self._at = match.end()
        elif self._next("["):
            self._array(path)
        elif self._next("{"):
            self._inline_table(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        self._at += 1
        number = 0
        self._skip(_BLANK)
        while not self._closed("]"):
            self._note((*path, number), self._at)
            self._value((*path, number))
            self._separator()
            number += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        self._skip(_BLANK)
        while not self._closed("}"):
            self._pair(path)
            self._separator()

    def _separator(self) -> None:
        self._skip(_BLANK)
        if self._next(","):
            self._at += 1
            self._skip(_BLANK)

    def _closed(self, sign: str) -> bool:
        if self._at >= len(self._text):
            return True
        if not self._next(sign):
            return False
        self._at += 1
        return True

    def _next(self, sign: str) -> bool:
        return self._text.startswith(sign, self._at)

    def _skip(self, expression: re.Pattern[str]) -> None:
        match = expression.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _note(self, path: Path, position: int) -> None:
        counted, line = self._counted
        if position < counted:
            counted, line = 0, 1
        line += self._text.count("\n", counted, position)
        self._counted = (position, line)
        self.lines.setdefault(path, line)


def _unescaped(key: str) -> str:
    """A quoted key's real name (TOML 1.0, "String")."""
    short = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}

    def character(match: re.Match[str]) -> str:
        sign = match[1]
        return chr(int(sign[1:], 16)) if sign[0] in "uU" else short[sign]

    return re.sub(r"""\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[btnfr"\\])""", character, key)
