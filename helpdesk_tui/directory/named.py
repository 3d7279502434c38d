"""Whether what the configuration names is there, and what comes nearest to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpdesk_tui.desk import names
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory import query
from helpdesk_tui.directory.attributes import Attributes
from helpdesk_tui.directory.filters import both, either, starts
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Answer, DirectoryEntry
from helpdesk_tui.directory.problems import BAD_DN, NO_OBJECT, REFERRAL, Result
from helpdesk_tui.text import LONGEST_DN, clean

ReadProblem = Callable[[Result, str], Problem]
"""Why that server refused a read."""

_MOST = 500
"""Entries among which the nearest is looked for."""


def entries_of(answer: Answer, server: str, read_problem: ReadProblem) -> tuple[DirectoryEntry, ...]:
    """What came; nothing where nothing is there. Raises `Refused`: what was not read is not absent."""
    if answer.result.code in {NO_OBJECT, BAD_DN, REFERRAL}:
        return ()
    if not answer.result.done:
        raise Refused(read_problem(answer.result, server))
    return answer.entries


def the_only(answer: Answer, server: str, read_problem: ReadProblem) -> tuple[DirectoryEntry, ...]:
    """The same, if it is one alone: a page may have more behind it. Raises as `entries_of`."""
    entries = entries_of(answer, server, read_problem)
    return entries if len(entries) == 1 and not answer.cookie else ()


def entry_dn(link: Link, dn: str, read_problem: ReadProblem) -> str | None:
    """The DN as the server writes it; None = nothing is there, or nothing that may be seen."""
    entries = entries_of(link.read(dn, ["1.1"]), link.server, read_problem)
    return clean(entries[0].dn, LONGEST_DN) if entries else None


def demand_base(link: Link, base: str, read_problem: ReadProblem) -> None:
    """Below which nobody was found: 389 says so of one that is not there, too. Raises `Refused`
    (base-not-found)."""
    if entry_dn(link, base, read_problem) is None:
        raise Refused(problem("base-not-found", base=clean(base)))


def bound(link: Link, base_dn: str, tree: str) -> str:
    """What bounds all that is seen: `base_dn` as the server writes it, as configured where it is not there;
    all of `tree` where none is configured."""
    there = link.read(base_dn, ["1.1"]).entries if base_dn else ()
    return there[0].dn if there else base_dn or tree


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
            below = link.search(self._deepest(link, name), self.holders, ["1.1"], _MOST).entries
            return names.nearest(name, [clean(entry.dn, LONGEST_DN) for entry in below])
        group, shown = name.rpartition("\\")[2], self.group_names[0]
        begins = either(*(starts(attribute, group[:1]) for attribute in self.group_names))
        answer = link.search(self.root, both(self.groups, begins), [shown], _MOST)
        return names.nearest(group, [Attributes(entry).text(shown) for entry in answer.entries])

    def _deepest(self, link: Link, dn: str) -> str:
        """The nearest entry above `dn` that is there."""
        for length in range(1, len(names.dn_parts(dn))):
            # As it is written. An escaped comma makes a wrong one: nothing is there, and the next is tried.
            above = ",".join(dn.split(",")[length:])
            if above and (there := self.entry_dn(link, above)):
                return there
        return self.root
