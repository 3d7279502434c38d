"""One entry's attributes, with the difference between empty and unreadable (invariant 12) as LDAP itself can
tell it.

An absent attribute is ambiguous. But a filter tells them apart: `(!(mobile=*))` fits an entry that has none,
and neither one whose attribute may not be read nor one whose server does not know the attribute, since those
are undefined (RFC 4511 §4.5.1.7).
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from helpdesk_tui.desk.account import When
from helpdesk_tui.directory import attributes
from helpdesk_tui.directory.filters import both
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.values import generalized_time

NOTHING: frozenset[str] = frozenset()


class Attributes(attributes.Attributes):
    """`readable`: attributes, in lower case, that the reader surely may read here."""

    def __init__(self, entry: DirectoryEntry, readable: Collection[str] = NOTHING) -> None:
        super().__init__(entry)
        self._readable = readable

    def may_read(self, name: str) -> bool:
        return name.lower() in self._readable

    def moment(self, name: str) -> When:
        """ "never" where the attribute is surely empty."""
        if self.raw(name) is None:
            return "never" if self.is_empty(name) else None
        return self.decoded(name, generalized_time)

    def known_moment(self, name: str) -> datetime | None:
        """The same of what is not kept for everybody: its absence says nothing."""
        return self.decoded(name, generalized_time)

    def first(self, names: Iterable[str], limit: int = 256) -> str:
        """The text of the first of these that has one; "" = none has."""
        for name in names:
            if text := self.text(name, limit):
                return text
        return ""

    def first_as_sent(self, names: Iterable[str]) -> str:
        """The same, not cleaned."""
        return next((self.as_sent(name)[0] for name in names if self.text(name)), "")

    def known_first(self, names: Iterable[str]) -> str | None:
        """The same; None = none has, and not all are surely empty."""
        names = tuple(names)
        return self.first(names) or ("" if all(self.is_empty(name) for name in names) else None)


def surely_empty(link: Link, dn: str, names: Iterable[str]) -> frozenset[str]:
    """Which of these attributes the entry at `dn` surely does not have, in lower case."""
    absent = sorted({name.lower() for name in names})
    if not absent:
        return NOTHING
    if _fits(link, dn, both(*(f"(!({name}=*))" for name in absent))):
        return frozenset(absent)
    if len(absent) == 1:
        return NOTHING
    half = len(absent) // 2
    return surely_empty(link, dn, absent[:half]) | surely_empty(link, dn, absent[half:])


def readable_somewhere(link: Link, base: str, persons: str, names: Iterable[str]) -> frozenset[str]:
    """Which of these attributes, in lower case, can be read of some entry below `base`: of long lists, each
    entry cannot be asked about."""
    asked = sorted({name.lower() for name in names})
    if not asked:
        return NOTHING
    decided = (f"(|({name}=*)(!({name}=*)))" for name in asked)
    answer = link.search(base, both(persons, *decided), ["1.1"], 1)
    if answer.entries:
        return frozenset(asked)
    if len(asked) == 1:
        return NOTHING
    half = len(asked) // 2
    return readable_somewhere(link, base, persons, asked[:half]) | readable_somewhere(
        link, base, persons, asked[half:]
    )


def _fits(link: Link, dn: str, where: str) -> bool:
    return bool(link.read(dn, ["1.1"], where).entries)
