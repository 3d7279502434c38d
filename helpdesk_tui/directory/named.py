"""Whether what the configuration names is there, and what comes nearest to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpdesk_tui.desk import names
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.directory import query
from helpdesk_tui.directory.attributes import Attributes
from helpdesk_tui.directory.filters import both, either, starts
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.problems import BAD_DN, NO_OBJECT, REFERRAL, Result
from helpdesk_tui.text import LONGEST_DN, clean

ReadProblem = Callable[[Result, str], Problem]
"""Why that server refused a read."""

_MOST = 500
"""Entries among which the nearest is looked for."""


def entry_dn(link: Link, dn: str, read_problem: ReadProblem) -> str | None:
    """The DN as the server writes it; None = nothing is there, or nothing that may be seen."""
    answer = link.read(dn, ["1.1"])
    if answer.result.code in {NO_OBJECT, BAD_DN, REFERRAL}:
        return None
    if not answer.result.done:
        raise Refused(read_problem(answer.result, link.server))
    return clean(answer.entries[0].dn, LONGEST_DN) if answer.entries else None


def bound(link: Link, base_dn: str, tree: str) -> str:
    """What bounds all that is seen: `base_dn` as the server writes it, as configured where it is not there;
    all of `tree` where none is configured."""
    found = link.read(base_dn, ["1.1"]).entries if base_dn else ()
    return found[0].dn if found else base_dn or tree


@dataclass(frozen=True)
class Named:
    """What a configuration may name below `root`."""

    root: str
    holders: str  # filter: what is named by its DN
    groups: str  # filter
    group_names: Sequence[str]  # attributes by which a group is known; the first one is shown
    read_problem: ReadProblem

    def entry_dn(self, link: Link, dn: str) -> str | None:
        """The DN as the server writes it; None = nothing is there, or nothing that may be seen."""
        return entry_dn(link, dn, self.read_problem)

    def nearest(self, link: Link, name: str) -> str:
        """What comes nearest to a DN or a group's name; "" = nothing does."""
        wanted = query.parse(name)
        if wanted is None or wanted.kind in {query.Kind.SID, query.Kind.GUID}:
            return ""
        if "=" in name:
            found = link.search(self._deepest(link, name), self.holders, ["1.1"], _MOST).entries
            return names.nearest(name, [clean(entry.dn, LONGEST_DN) for entry in found])
        group, shown = name.rpartition("\\")[2], self.group_names[0]
        begins = either(*(starts(attribute, group[:1]) for attribute in self.group_names))
        answer = link.search(self.root, both(self.groups, begins), [shown], _MOST)
        return names.nearest(group, [Attributes(entry).text(shown) for entry in answer.entries])

    def _deepest(self, link: Link, dn: str) -> str:
        """The nearest entry above `dn` that is there."""
        for length in range(1, len(names.dn_parts(dn))):
            # As it is written. An escaped comma makes a wrong one: nothing is there, and the next is tried.
            above = ",".join(dn.split(",")[length:])
            if above and (found := self.entry_dn(link, above)):
                return found
        return self.root
