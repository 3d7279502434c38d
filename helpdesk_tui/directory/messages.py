"""What goes over an LDAP connection, as the rest of the adapters see it: typed, and not yet decoded."""

from collections.abc import Mapping
from dataclasses import dataclass

from helpdesk_tui.directory.problems import Result

LARGEST_MESSAGE = 16 * 1024 * 1024
"""Bytes of one answer; a longer one is not an answer to anything asked here."""


@dataclass(frozen=True)
class Control:
    oid: str
    value: bytes | None = None
    critical: bool = False


@dataclass(frozen=True)
class Entry:
    """One entry; `values` has the attributes' names in lower case and undecoded values."""

    dn: str
    values: Mapping[str, tuple[bytes, ...]]


@dataclass(frozen=True)
class Answer:
    """All that one request brought. `cookie` is empty when there are no more pages."""

    entries: tuple[Entry, ...]
    result: Result
    cookie: bytes = b""


def message_size(data: bytes | bytearray) -> int | None:
    """Bytes of the LDAP message that `data` begins with; None = more is needed to tell.

    Raises `ValueError` for what cannot be one: not a SEQUENCE, indefinite or absurd length (X.690 §8.1.3).
    """
    if not data:
        return None
    if data[0] != 0x30:
        raise ValueError("not an LDAP message")
    if len(data) < 2:
        return None
    if data[1] < 0x80:
        return 2 + data[1]
    octets = data[1] - 0x80
    if not 1 <= octets <= 4:
        raise ValueError("an indefinite or absurd length")
    if len(data) < 2 + octets:
        return None
    size = 2 + octets + int.from_bytes(data[2 : 2 + octets], "big")
    if size > LARGEST_MESSAGE:
        raise ValueError("too long")
    return size
