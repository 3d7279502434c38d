"""Lists of people by what decides about their signing in: the course of one, whatever the directory.

The server filters as far as it can compare, and each entry that comes is looked at once more. Pages go on as
they come, and none is kept.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.listing import ListedAccount, ListKind, ListPage
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.filters import both
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Control, DirectoryEntry
from helpdesk_tui.directory.named import demand_base
from helpdesk_tui.directory.pages import Course, bounded, outermost
from helpdesk_tui.directory.problems import Result
from helpdesk_tui.language import _

SLACK = timedelta(minutes=10)
"""By which the clocks may differ: who comes too early is looked at once more."""


@dataclass(frozen=True)
class Sought:
    """Whom a server is asked for. Whoever is on the list fits one of `filters`, and no other: those that come
    first are looked through first."""

    filters: tuple[str, ...]
    needs: tuple[str, ...]  # attributes by which the server compares
    kept: str = ""  # one of which somebody must have a value: else the server keeps none
    attributes: tuple[str, ...] = ()  # asked for beside those of every row
    controls: tuple[Control, ...] = ()


def is_told(name: str) -> str:
    """Filter: of whom the server tells whether there is such an attribute (RFC 4511 §4.5.1.7)."""
    return f"(|({name}=*)(!({name}=*)))"


@dataclass(frozen=True)
class Lister(ABC):
    """Looks below `base`; `page` entries at once."""

    base: str
    page: int

    # --- a directory's own ----------------------------------------------------------------------------

    @property
    @abstractmethod
    def persons(self) -> str:
        """Filter: people."""

    @abstractmethod
    def sought(self, link: Link, kind: ListKind, now: datetime, until: datetime) -> Sought | str:
        """Or why nobody can tell, in words."""

    @abstractmethod
    def attributes(self) -> Sequence[str]:
        """What is asked of each entry."""

    @abstractmethod
    def row(
        self, link: Link, entry: DirectoryEntry, kind: ListKind, now: datetime, until: datetime
    ) -> ListedAccount | None:
        """None where it is not on the list, no person, or does not show its identity."""

    @abstractmethod
    def problem(self, result: Result, server: str) -> Problem:
        """Why a search was refused."""

    # --- the same in all ------------------------------------------------------------------------------

    def pages(
        self, link: Link, kind: ListKind, bases: Sequence[str], now: datetime, until: datetime
    ) -> Iterator[ListPage]:
        """Each person once. Raises `Refused` (list-unable, base-not-found, …), `DirectoryUnreachable`."""
        below, sought = outermost(bounded(bases, self.base)), self._sought(link, kind, now, until)
        course = Course(link, self.page, self.problem)
        attributes = tuple(dict.fromkeys((*self.attributes(), *sought.attributes)))
        for base in below:
            empty = True
            for where in sought.filters:
                for found in course.batches(base, both(self.persons, where), attributes, sought.controls):
                    empty = empty and not found
                    rows = (self.row(link, entry, kind, now, until) for entry in found)
                    yield ListPage(tuple(row for row in rows if row is not None), len(found))
            if empty:
                demand_base(link, base, self.problem)

    def untold(
        self, link: Link, kind: ListKind, bases: Sequence[str], now: datetime, until: datetime
    ) -> Iterator[int]:
        """As `DirectorySession.untold` has it."""
        below, sought = outermost(bounded(bases, self.base)), self._sought(link, kind, now, until)
        course = Course(link, self.page, self.problem)
        told = both(self.persons, *map(is_told, sought.needs))
        for base in below:
            for where, sign in ((self.persons, 1), (told, -1)):
                for found in course.batches(base, where, ("1.1",)):
                    yield sign * len(found)

    def _sought(self, link: Link, kind: ListKind, now: datetime, until: datetime) -> Sought:
        sought = self.sought(link, kind, now, until)
        if isinstance(sought, str):
            raise Refused(problem("list-unable", why=_(sought)))
        if not self._fits_anybody(link, both(*map(is_told, sought.needs))):
            names = ", ".join(sought.needs)
            raise Refused(
                problem(
                    "list-unable", why=_("it lets nobody at this desk read {attributes}", attributes=names)
                )
            )
        if sought.kept and not self._fits_anybody(link, f"({sought.kept}=*)"):
            raise Refused(
                problem("list-unable", why=_("it keeps {attribute} of nobody", attribute=sought.kept))
            )
        return sought

    def _fits_anybody(self, link: Link, where: str) -> bool:
        """A refusal proves nothing: then the list itself says why."""
        answer = link.search(self.base, both(self.persons, where), ["1.1"], 1)
        return bool(answer.entries) or not answer.result.done
