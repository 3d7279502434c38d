"""Long lists in pages (RFC 2696): all of them or an exception, within a budget of entries and of time."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.budget import Budget
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Control, DirectoryEntry
from helpdesk_tui.directory.problems import BAD_DN, NO_OBJECT, REFERRAL, Result
from helpdesk_tui.text import clean

MOST_EMPTY_PAGES = 1000
"""One after another. A page may be empty with more behind it, but not for ever."""
MOST_ENTRIES = 1_000_000
"""Of people and members together: some 100 MB of ids are kept of so many."""
LONGEST_COURSE = 3600.0
"""Seconds for all of it."""


@dataclass
class Course:
    """Several long lists on one connection, and what they may still take together. `page` entries at once;
    `read_problem` says why one is refused."""

    link: Link
    page: int
    read_problem: Callable[[Result, str], Problem]
    entries: int = field(default_factory=lambda: MOST_ENTRIES)
    ends: float = field(default_factory=lambda: time.monotonic() + LONGEST_COURSE)

    def pages(
        self,
        base: str,
        where: str,
        attributes: Sequence[str],
        controls: Sequence[Control] = (),
    ) -> Iterator[DirectoryEntry]:
        """All of them, or an exception: a part would be taken for the whole. Raises as `batches`."""
        for entries in self.batches(base, where, attributes, controls):
            yield from entries

    def batches(
        self,
        base: str,
        where: str,
        attributes: Sequence[str],
        controls: Sequence[Control] = (),
    ) -> Iterator[tuple[DirectoryEntry, ...]]:
        """The same page by page, each as soon as it is there; what came with a refusal comes before it.
        Raises `Refused` (base-not-found, …), `DirectoryUnreachable` (answer-too-large, directory-garbled, …).
        """
        cookie, empty = b"", 0
        while True:
            budget = Budget(ends=self.ends)
            answer = self.link.search(
                base, where, attributes, self.page, cookie, controls=controls, budget=budget
            )
            self._take(len(answer.entries))
            if answer.entries or answer.result.done:
                yield answer.entries
            if not answer.result.done:
                raise self._refusal(answer.result, base)
            cookie, empty = answer.cookie, 0 if answer.entries else empty + 1
            if not cookie:
                return
            if empty > MOST_EMPTY_PAGES:
                raise DirectoryUnreachable(problem("directory-garbled", server=self.link.server))

    def _take(self, entries: int) -> None:
        self.entries -= entries
        if self.entries < 0:
            raise DirectoryUnreachable(problem("answer-too-large", server=self.link.server))

    def _refusal(self, result: Result, base: str) -> Refused:
        why = self.read_problem(result, self.link.server)
        if result.code in {NO_OBJECT, BAD_DN, REFERRAL}:
            return Refused(problem("base-not-found", base=clean(base), detail=why.detail))
        return Refused(why)


def bounded(bases: Sequence[str], bound: str) -> tuple[str, ...]:
    """What of `bases` lies below `bound`; none = all of it. Raises `Refused` (base-not-found)."""
    for base in bases:
        if not is_within(base, bound) and not is_within(bound, base):
            raise Refused(problem("base-not-found", base=clean(base), detail="outside [directory] base_dn"))
    return tuple(base if is_within(base, bound) else bound for base in bases) or (bound,)


def outermost(bases: Sequence[str]) -> tuple[str, ...]:
    """Without those that lie below another one."""
    found: list[str] = []
    for base in sorted(bases, key=len):
        if not any(is_within(base, other) for other in found):
            found.append(base)
    return tuple(found)
