"""Where one search looks, and whom alone it is for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.filters import any_equal, any_starts, both, either
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.pages import outermost
from helpdesk_tui.directory.problems import BUSY, LIMITS, UNAVAILABLE, read_problem
from helpdesk_tui.spelling import spellings
from helpdesk_tui.text import clean

_UNITS = "(|(objectClass=organizationalUnit)(objectClass=container)(objectClass=nsContainer))"
MOST_UNITS = 20
"""That one name may mean: each is searched by itself."""


@dataclass(frozen=True)
class LockedBy:
    """How a directory finds those who are locked out."""

    attribute: str  # without which nobody can tell
    where: str  # filter: whoever may be locked; a row says whether


Keep = Callable[[DirectoryEntry], bool]


@dataclass(frozen=True)
class Scope:
    link: Link
    now: datetime
    bases: Sequence[str]  # DNs in what the desk sees; all that is found lies in or below one of them
    where: str = ""  # filter that holds for everybody who is found; "" = none
    keep: Keep | None = None  # and what a server cannot compare

    def narrowed(self, where: str) -> str:
        """`where`, and what holds for everybody."""
        return both(where, self.where) if self.where else where

    def holds(self, entry: DirectoryEntry) -> bool:
        """Whether it may be found, of an entry that the filter let through."""
        lies_here = any(is_within(entry.dn, base) for base in self.bases)
        return lies_here and (self.keep is None or self.keep(entry))


def bases_of(link: Link, base: str, units: Sequence[str]) -> Sequence[str]:
    """What lies below `base` and below all of `units`, each given by name or DN. Raises `Refused`
    (unit-not-found, units-too-many)."""
    bases: Sequence[str] = (base,)
    for unit in units:
        inner = [_inner(one, other) for one in bases for other in _units(link, base, unit)]
        bases = tuple(dict.fromkeys(filter(None, inner)))
        if not bases:
            raise Refused(problem("unit-not-found", unit=clean(unit)))
    return bases


def _inner(one: str, other: str) -> str:
    """The one that lies in the other; "" = neither does."""
    if is_within(one, other):
        return one
    return other if is_within(other, one) else ""


def _units(link: Link, base: str, unit: str) -> Sequence[str]:
    """DNs: with that DN, else with just that name, else those whose name begins so."""
    if "=" in unit:
        return _at(link, unit)
    for named in (any_equal, any_starts):
        where = both(_UNITS, either(named("ou", unit), named("cn", unit)))
        answer = link.search(base, where, ["1.1"], MOST_UNITS + 1)
        if not answer.result.done and answer.result.code not in LIMITS:
            raise Refused(read_problem(answer.result, link.server))
        if len(answer.entries) > MOST_UNITS:
            raise Refused(problem("units-too-many", unit=clean(unit), count=MOST_UNITS))
        if answer.entries:
            return outermost([entry.dn for entry in answer.entries])
    return ()


def _at(link: Link, dn: str) -> Sequence[str]:
    """What was typed may be no DN at all, or lie elsewhere: then nothing is there."""
    for spelled in spellings(dn):
        answer = link.read(spelled, ["1.1"])
        if answer.result.code in {*LIMITS, BUSY, UNAVAILABLE}:
            raise Refused(read_problem(answer.result, link.server))
        if answer.entries:
            return (answer.entries[0].dn,)
    return ()
