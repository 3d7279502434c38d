"""One entry's attributes, with the difference between empty and unreadable: invariant 12.

Active Directory leaves out, without a word, what the reader may not read: an absent attribute is ambiguous.
The rule: it is *empty* when the entry's security descriptor lets the reader read it, and *unknown* when it
does not, or when the descriptor cannot be read. Attributes that every account has (userAccountControl and
its computed twin) are unknown whenever they are absent.
"""

from collections.abc import Callable
from typing import TypeVar

from helpdesk_tui.directory import values
from helpdesk_tui.directory.active_directory import security_descriptor as sd
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.text import LONGEST_DN, clean

T = TypeVar("T")


class Attributes:
    """`token`: the SIDs of whoever reads; without any, no absence is certain."""

    def __init__(self, entry: DirectoryEntry, token: frozenset[str] = frozenset()) -> None:
        self._values = entry.values
        self._token = token
        self.dn = clean(entry.dn, LONGEST_DN)
        self.descriptor: sd.SecurityDescriptor | None = self.decoded("nTSecurityDescriptor", sd.parse)

    def raw(self, name: str) -> bytes | None:
        found = self._values.get(name.lower(), ())
        return found[0] if found else None

    def all_raw(self, name: str) -> tuple[bytes, ...]:
        return self._values.get(name.lower(), ())

    def decoded(self, name: str, decode: Callable[[bytes], T]) -> T | None:
        """The first value; None = absent, or not of the form it should have."""
        raw = self.raw(name)
        try:
            return None if raw is None else decode(raw)
        except (ValueError, OverflowError):
            return None

    def text(self, name: str, limit: int = 256) -> str:
        """Cleaned; "" = absent."""
        return clean((self.raw(name) or b"").decode("utf-8", "replace"), limit)

    def texts(self, name: str, limit: int = 256) -> list[str]:
        return [clean(raw.decode("utf-8", "replace"), limit) for raw in self.all_raw(name)]

    def known_text(self, name: str) -> str | None:
        """Cleaned; "" = surely empty; None = unknown."""
        return self.text(name) if self.raw(name) is not None or self.is_empty(name) else None

    def integer(self, name: str, if_empty: int | None = None) -> int | None:
        """`if_empty` stands for an attribute that is surely empty; None = unknown."""
        if self.raw(name) is None:
            return if_empty if if_empty is not None and self.is_empty(name) else None
        return self.decoded(name, values.integer)

    def is_empty(self, name: str) -> bool:
        """Whether the attribute is absent though the reader may read it."""
        if self.raw(name) is not None or self.descriptor is None:
            return False
        attribute, property_set = sd.ATTRIBUTES[name.lower()]
        return self.descriptor.grants(self._token, sd.READ_PROPERTY, attribute, property_set)
