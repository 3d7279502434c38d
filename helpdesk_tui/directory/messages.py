"""What goes over an LDAP connection, as the rest of the adapters see it: typed, and not yet decoded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from helpdesk_tui.directory.problems import Result


@dataclass(frozen=True)
class Control:
    oid: str
    value: bytes | None = None
    critical: bool = False


@dataclass(frozen=True)
class Modification:
    """One part of a modify (RFC 4511 §4.6). A replacement without a value removes the attribute, if it is
    there; a deletion without one demands that it is."""

    operation: Literal["add", "delete", "replace"]
    attribute: str
    values: tuple[bytes, ...] = field(default=(), repr=False)  # may hold a password


class DirectoryEntry(NamedTuple):
    """One entry; `values` has the attributes' names in lower case and undecoded values."""

    dn: str
    values: Mapping[str, tuple[bytes, ...]]


@dataclass(frozen=True)
class Answer:
    """All that one request brought. `cookie` is empty when there are no more pages."""

    entries: tuple[DirectoryEntry, ...]
    result: Result
    cookie: bytes = b""
    credentials: bytes = b""  # of a bind: the server's next word to whoever signs in
