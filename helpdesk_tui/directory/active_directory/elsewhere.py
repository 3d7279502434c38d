"""Whoever acts, at servers beside the operator's own: of another domain, or a global catalogue."""

import threading
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.active_directory.domain import read_token
from helpdesk_tui.directory.active_directory.opening import Opening
from helpdesk_tui.directory.identity import Identity, WrappedIdentity
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.reaching import Reached, Reaching
from helpdesk_tui.language import _
from helpdesk_tui.tls import verifying_context

S = TypeVar("S")

_REST = timedelta(seconds=30)
_REFUSALS = frozenset({"sign-in-trouble", "no-simple-bind", "channel-binding"})
"""Of the directory's, beside those of the person."""


class ActingElsewhere(WrappedIdentity):
    """An `Identity`: whoever acts, as `sid` of the home domain and nobody else. Where it is refused once, it
    is not tried at any other server until the next sign-in: each try may count as a wrong password."""

    def __init__(self, identity: Identity, sid: str) -> None:
        super().__init__(identity)
        self._sid = sid
        self._turn = threading.Lock()  # one tries, and the others know what came of it
        self._proven = False
        self._refused: Problem | None = None

    def bind(self, link: Link) -> None:
        """Raises `DirectoryUnreachable` (refused-elsewhere, …), `Refused` (signed-out)."""
        if self._proven:
            self._bound(link)
            return
        with self._turn:
            self._bound(link)
            self._proven = True

    def _bound(self, link: Link) -> None:
        if self._refused:
            raise DirectoryUnreachable(self._refused)
        try:
            self._identity.bind(link)
        except (NotPermitted, DirectoryUnreachable) as error:
            if isinstance(error, DirectoryUnreachable) and error.problem.code not in _REFUSALS:
                raise
            why = error.problem
            raise self._never_again(link, why.cause, f"{why.code} {why.detail}".strip()) from None
        if self._sid not in read_token(link):
            raise self._never_again(link, _("It takes it for somebody else."), "acting-as-somebody-else")

    def _never_again(self, link: Link, why: str, detail: str) -> DirectoryUnreachable:
        self._refused = problem("refused-elsewhere", server=link.server, why=why, detail=detail)
        return DirectoryUnreachable(self._refused)


class Rest:
    """What did not answer is left alone for half a minute: somebody types, and many are read one by one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: datetime | None = None
        self._why: Problem | None = None

    def begin(self, why: Problem) -> None:
        self._until, self._why = self._clock.now() + _REST, why

    @property
    def why(self) -> Problem | None:
        """None = it may be asked. A clock that went back makes nothing last longer."""
        rests = self._until is not None and timedelta() < self._until - self._clock.now() <= _REST
        return self._why if rests else None

    def demand_over(self) -> None:
        """Raises `DirectoryUnreachable` with what it was that did not answer."""
        if why := self.why:
            raise DirectoryUnreachable(why)


class Elsewhere(Generic[S]):
    """`links` end with the session."""

    def __init__(self, reaching: Reaching[S], opening: Opening, links: OpenLinks) -> None:
        self._reaching = reaching
        self._opening = opening
        self.rest = Rest(opening.clock)
        self.links = OpenLinks()
        links.add(self.links)

    def connected(self) -> Reached[S]:
        """Raises `DirectoryUnreachable` (refused-elsewhere, …), `Refused`."""
        self.rest.demand_over()
        try:
            return self._connected()
        except DirectoryUnreachable as error:
            self.rest.begin(error.problem)
            raise

    def _connected(self) -> Reached[S]:
        reached = self._reaching.reach(self.links, verifying_context(self._opening.settings.ca_file))
        try:
            self._opening.acting.bind(reached.link)
        except BaseException:
            reached.link.close()
            raise
        return reached

    def close(self) -> None:
        """At once, what is being reached too."""
        self.links.close()
