"""What is sent to an SMS gateway: texts in which `$to`, `$digits`, `$text` and `$secret` are filled in.

Each raises `ValueError` in words, which never repeat a value: a password may stand in it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from helpdesk_tui.text import clean

WORDS = frozenset({"to", "digits", "text", "secret"})
_DOLLAR = re.compile(r"\$(?:(?P<escaped>\$)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)|(?P<wrong>))")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")  # a token (RFC 9110 §5.6.2)
_OWN_HEADERS = frozenset({"host", "content-length", "content-type", "transfer-encoding", "connection"})
_LONGEST = 1024
_DEEPEST = 8


def header_name(value: str) -> str:
    if not _HEADER.fullmatch(value) or value.lower() in _OWN_HEADERS:
        raise ValueError("is no header that may be set")
    return value


def header(value: str) -> str:
    if not value or not value.isascii():
        raise ValueError("must be ASCII characters, one or more")
    if "text" in words_in(template(value)):
        raise ValueError("may not hold $text: a header has no room for a message")
    return value


def template(value: str) -> str:
    if clean(value, _LONGEST) != value:
        raise ValueError(f"must be at most {_LONGEST} printable characters")
    for found in _DOLLAR.finditer(value):
        if found["escaped"] is None and found["word"] not in WORDS:
            raise ValueError("knows only $to, $digits, $text and $secret; a dollar sign is $$")
    return value


def fields(value: dict[str, Any]) -> dict[str, Any]:
    """Text, numbers, true, false, lists and tables of them."""
    if not value:
        raise ValueError("must not be empty")
    _check(value, 0)
    return value


def are_nested(value: Mapping[str, Any]) -> bool:
    return any(isinstance(each, list | dict) for each in value.values())


def words_in(value: object) -> frozenset[str]:
    """Those that are filled in somewhere in `value`."""
    if isinstance(value, str):
        return frozenset(found["word"] for found in _DOLLAR.finditer(value) if found["word"])
    return frozenset().union(*map(words_in, _inner(value)))


def _check(value: object, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError("are nested too deeply")
    if isinstance(value, str):
        template(value)
    elif isinstance(value, dict) and not all(name and clean(name) == name for name in value):
        raise ValueError("must have printable names")
    elif not isinstance(value, bool | int | float | list | dict):
        raise ValueError("must be text, numbers, true or false")
    for each in _inner(value):
        _check(each, depth + 1)


def _inner(value: object) -> Iterable[object]:
    if isinstance(value, Mapping):
        return list(value.values())
    return value if isinstance(value, list) else []
