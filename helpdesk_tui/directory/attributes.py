"""One entry's attributes, decoded and cleaned. Whether an absent one is empty or unreadable (invariant 12) is
each directory's own question."""

from collections.abc import Callable
from typing import TypeVar

from helpdesk_tui.directory import values
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.text import LONGEST_DN, clean

T = TypeVar("T")


class Attributes:
    """Names of attributes are taken in any case."""

    def __init__(self, entry: DirectoryEntry) -> None:
        self._values = entry.values
        self.dn = clean(entry.dn, LONGEST_DN)

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
        raw = self.raw(name)
        return clean(raw.decode("utf-8", "replace"), limit) if raw else ""

    def texts(self, name: str, limit: int = 256) -> list[str]:
        return [clean(raw.decode("utf-8", "replace"), limit) for raw in self.all_raw(name)]

    def as_sent(self, name: str) -> list[str]:
        """Not cleaned: for what is only compared, or asked for again."""
        return [raw.decode("utf-8", "replace") for raw in self.all_raw(name)]

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
        return self.raw(name) is None and self.may_read(name)

    def may_read(self, name: str) -> bool:
        """Whether the reader surely may."""
        raise NotImplementedError  # each directory has its own way to tell
