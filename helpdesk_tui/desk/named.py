"""What the configuration names must be there (invariant 16): a name that fits nobody would be a rule that
silently does nothing."""

from collections.abc import Callable, Iterable

from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.offered_groups import power
from helpdesk_tui.desk.policy import DeskPolicy, OfferedGroup
from helpdesk_tui.desk.ports import DirectorySession
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _, ngettext
from helpdesk_tui.text import clean

Where = tuple[str, ...]
"""Section and key: ("scope", "bases"); of a tier with its name between."""

PlaceOf = Callable[[Where, str], str]
"""Where in the configuration a name stands: file, line and key, in words."""

_LONGEST = 1024  # characters of a name that is shown


def key_of(where: Where, _name: str) -> str:
    """Without a file: "[scope] bases"."""
    section, *between, key = where
    return f"[{section}] {' '.join([*between, key])}"


class Named:
    """Looks names up in one directory, and keeps those that are not there until `demand`."""

    def __init__(self, directory: DirectorySession, place_of: PlaceOf) -> None:
        self._directory = directory
        self._place_of = place_of
        self._bound = ""  # what bounds all that is seen; "" = nothing does
        self._missing: list[str] = []

    def bind(self, where: Where, base_dn: str) -> None:
        """People elsewhere are not seen: so bases for them must lie below, or above. "" = no bound."""
        for found in self.bases(where, [base_dn] if base_dn else []):
            self._bound = found if not self._missing else ""

    def groups(self, where: Where, names: Iterable[str], *, of_operators: bool = False) -> frozenset[str]:
        """Their ids. It must be seen whom they hold, of everybody who is served, or of every operator."""
        found = {name: self._directory.group_id(name) for name in sorted(names)}
        for name, group in found.items():
            if group is None:
                self._miss(where, name, _("no such group"), self._directory.nearest(name))
            elif why := self._directory.group_shortfall(name, of_operators=of_operators):
                self._miss(where, name, why, "")
        return frozenset(group for group in found.values() if group)

    def offered(self, groups: Iterable[OfferedGroup], policy: DeskPolicy) -> tuple[OfferedGroup, ...]:
        """Those that the desk adds people to, with their ids. None may give power over people; the
        names of `policy` are looked up already."""
        where, found = ("actions", "groups"), []
        for each in groups:
            for group in self.groups(where, [each.name]):
                if why := power(self._directory.group_power(group), policy):
                    self._miss(where, each.name, _("{why}, so nobody is added to it here", why=why), "")
                found.append(OfferedGroup(group, each.name))
        return tuple(found)

    def bases(self, where: Where, dns: Iterable[str], *, serve: bool = True) -> tuple[str, ...]:
        """The DNs as the directory writes them. `serve`: people are expected below, so it must be seen."""
        found = []
        for dn in dns:
            there = self._directory.entry_dn(dn)
            if there is None:
                self._miss(where, dn, _("nothing is there"), self._directory.nearest(dn))
            elif (
                serve and self._bound and not (is_within(there, self._bound) or is_within(self._bound, there))
            ):
                self._miss(where, dn, _("lies outside of [directory] base_dn"), "")
            found.append(there or dn)
        return tuple(found)

    def demand(self) -> None:
        """Raises `ConfigError` (names-missing) with all that is not there."""
        if self._missing:
            count = ngettext("1 name", "{count} names", len(self._missing))
            raise ConfigError(problem("names-missing", count=count, listed="\n".join(self._missing)))

    def _miss(self, where: Where, name: str, why: str, nearest: str) -> None:
        why = f"{self._place_of(where, name)}: {clean(name, _LONGEST)}: {why}"
        if nearest:
            why = _("{why}; did you mean {nearest}?", why=why, nearest=clean(nearest, _LONGEST))
        else:
            why += "."
        self._missing.append(f"  {why}")
