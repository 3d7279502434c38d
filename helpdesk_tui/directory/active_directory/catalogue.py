"""The global catalogue: who there is in the other domains of the forest (MS-ADTS 3.1.1.1.5).

It holds a part of each account and is never written to: so it says who somebody is and where, and an account
is read at a server of its own domain. It is asked over the same encryption as any other server, at its own
ports, by the same names, and has to say that it is of this forest before a password is sent.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import compress
from typing import Any

from helpdesk_tui.deadlines import DEADLINES
from helpdesk_tui.desk.account import AccountId, AccountSummary
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.narrowing import Narrowing
from helpdesk_tui.desk.ports import Found
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory import srv
from helpdesk_tui.directory.active_directory.domain import Sibling, domain_parts
from helpdesk_tui.directory.active_directory.elsewhere import Elsewhere
from helpdesk_tui.directory.active_directory.finding import MOST
from helpdesk_tui.directory.active_directory.listed_servers import listed_servers
from helpdesk_tui.directory.active_directory.opening import Opening
from helpdesk_tui.directory.active_directory.problems import read_problem
from helpdesk_tui.directory.active_directory.search import ACCOUNTS, DomainFinder
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.line import SharedLink
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.problems import BAD_DN, NO_OBJECT, REFERRAL
from helpdesk_tui.directory.query import Kind, Query, parse
from helpdesk_tui.directory.reaching import Reaching
from helpdesk_tui.directory.scope import Scope
from helpdesk_tui.directory.settings import Endpoint
from helpdesk_tui.directory.waiting import Waiting
from helpdesk_tui.text import LONGEST_DN, clean

PORTS = {"ldaps": 3269, "starttls": 3268}
_PATIENCE = 2.0
"""Seconds: so long a search waits for it, with the rows of the operator's own domain in hand."""
_LONGEST = 5.0
"""Seconds until a question that nobody waits for any more is broken off."""
_NOT_HELD = ("locked", "must_change", "password_expired", "account_expired")
_ROOT = ("isGlobalCatalogReady", "configurationNamingContext")  # MS-ADTS 3.1.1.3.2.17 and .4


class CatalogueServers:
    """Whom to ask: the operator's own server, if it holds the catalogue, then others of its domain, those of
    its site first, then those of the other domains that are served."""

    def __init__(self, home: ActiveDirectorySession, own: Endpoint, siblings: Sequence[Sibling]) -> None:
        self._home = home
        self._own = replace(own, port=PORTS[own.tls])
        self._domains = [home.domain.name, *(each.name for each in siblings)]

    def servers(self, links: OpenLinks) -> Sequence[Endpoint]:  # noqa: ARG002 - the home's end with the home
        """Raises `DirectoryUnreachable` (catalogue-none), `Refused`."""
        own = self._home.domain
        found: list[tuple[tuple[bool, ...], Endpoint]] = []
        for each in self._home.ask(lambda link: listed_servers(link, own.configuration_dn)):
            if not each.is_catalogue:
                continue
            if dn_parts(each.service) == dn_parts(own.service):
                found.append(((), self._own))
            elif srv.is_host(each.host) and any(srv.is_within(each.host, name) for name in self._domains):
                far = (dn_parts(own.dn) not in each.holds, not each.is_near(own.service))
                found.append((far, replace(self._own, host=each.host)))
        if not found:
            raise DirectoryUnreachable(problem("catalogue-none"))
        found.sort(key=lambda each: each[0])
        return [endpoint for _, endpoint in found[:MOST]]


@dataclass(frozen=True)
class CatalogueFinder(DomainFinder):
    """Searches one domain in the catalogue, where those below it lie in the same tree."""

    def by_login(self, query: Query) -> str:
        """Nobody, where another domain is named."""
        return super().by_login(query) if self.domain.is_named(query.domain) else ""

    def rows(
        self, link: Link, entries: Sequence[DirectoryEntry], now: datetime
    ) -> Sequence[AccountSummary | None]:
        """It does not hold of what these are computed, whatever it makes of that."""
        unknown: dict[str, Any] = dict.fromkeys(_NOT_HELD)
        return [row and replace(row, **unknown) for row in super().rows(link, entries, now)]

    def _scope(self, link: Link, only: Narrowing, now: datetime, *, by_letters: bool = False) -> Scope:
        own = dn_parts(self.domain.dn)
        scope = super()._scope(link, only, now, by_letters=by_letters)
        return replace(scope, keep=lambda entry: domain_parts(entry.dn) == own)


class GlobalCatalogue:
    """Searches the domains `siblings`, and says in which of them an account lies. Safe to use from several
    threads."""

    def __init__(
        self,
        home: ActiveDirectorySession,
        opening: Opening,
        links: OpenLinks,
        own: Endpoint,
        siblings: Sequence[Sibling],
    ) -> None:
        self._siblings = tuple(siblings)
        self._opening = opening
        self._own = home.domain
        reaching = Reaching(
            opening.settings,
            opening.clock,
            servers=CatalogueServers(home, own, siblings).servers,
            describe=self._described,
        )
        self._elsewhere = Elsewhere(reaching, opening, links)
        self._searches = SharedLink(lambda: self._elsewhere.connected().link)
        self._lookups = SharedLink(lambda: self._elsewhere.connected().link)
        self._turn = threading.Semaphore()

    def search(self, query: str, limit: int, siblings: Sequence[Sibling] = ()) -> Found:
        """Whoever is found in these, or in all that are served; nobody, and why, where it cannot tell in
        time. Raises `Refused` (signed-out)."""
        if why := self._elsewhere.rest.why:
            return _unsearched(why)
        now = self._opening.clock.now()
        try:
            return self._in_time(lambda link: self._found(link, query, limit, now, siblings))
        except TimeoutError:
            why = problem("catalogue-late")
        except DirectoryUnreachable as error:
            why = error.problem
        except Refused as error:  # an answer, if an unwanted one
            if error.problem.code == "signed-out":
                raise
            return _unsearched(error.problem)
        self._elsewhere.rest.begin(why)
        return _unsearched(why)

    def _in_time(self, question: Callable[[Link], Found]) -> Found:
        """Raises `TimeoutError`, too: then the question ends by itself, and the next one waits for that."""
        ends = time.monotonic() + _PATIENCE
        if not self._turn.acquire(timeout=_PATIENCE):
            raise TimeoutError

        def bounded(link: Link) -> Found:
            with DEADLINES.within(_LONGEST, link.close):
                return question(link)

        def ask() -> Found:
            try:
                return self._searches.ask(bounded)
            finally:
                self._turn.release()

        try:
            waiting = Waiting(ask, "asking the global catalogue")
        except BaseException:
            self._turn.release()
            raise
        self._elsewhere.links.add(waiting)
        return waiting.result(ends - time.monotonic())

    def domain_of(self, account: AccountId) -> Sibling | None:
        """Which of those that are served holds it; None = none of them. Raises `DirectoryUnreachable`,
        `Refused`."""
        self._elsewhere.rest.demand_over()
        try:
            lies_in = domain_parts(self._lookups.ask(lambda link: _dn_of(link, account)))
        except DirectoryUnreachable as error:
            self._elsewhere.rest.begin(error.problem)
            raise
        return next((each for each in self._siblings if dn_parts(each.dn) == lies_in), None)

    def close(self) -> None:
        self._searches.close()
        self._lookups.close()
        self._elsewhere.close()

    def _found(self, link: Link, query: str, limit: int, now: datetime, siblings: Sequence[Sibling]) -> Found:
        found = Found((), more=False)
        for sibling in siblings or self._siblings:
            rows = self._finder(sibling).find(link, query, limit, now)
            shown = tuple(replace(row, elsewhere=sibling.short_name or sibling.name) for row in rows.rows)
            found = joined(found, replace(rows, rows=shown), limit)
        wanted = parse(query)
        if wanted is not None and wanted.may_be_employee:  # it holds few numbers
            found = replace(found, unsearched=problem("catalogue-numbers"))
        return found

    def _finder(self, sibling: Sibling) -> CatalogueFinder:
        settings = self._opening.settings
        domain = replace(
            self._own, dn=sibling.dn, name=sibling.name, short_name=sibling.short_name, siblings=()
        )
        return CatalogueFinder(sibling.dn, settings.page_size, settings.phone_region, domain)

    def _described(self, link: Link) -> None:
        """Raises `DirectoryUnreachable` (catalogue-foreign)."""
        answer = link.read("", _ROOT)
        told = answer.entries[0].values if answer.entries else {}
        ready = told.get(_ROOT[0].lower(), ()) == (b"TRUE",)
        forest = [raw[:LONGEST_DN].decode("utf-8", "replace") for raw in told.get(_ROOT[1].lower(), ())]
        if not ready or [dn_parts(each) for each in forest] != [dn_parts(self._own.configuration_dn)]:
            raise DirectoryUnreachable(problem("catalogue-foreign", server=link.server))


def joined(one: Found, other: Found, limit: int) -> Found:
    """Both, whoever bears just what was typed first; at most `limit`, each account once."""
    known = {row.id for row in one.rows}  # one that was moved may still be shown where it was
    new = [row.id not in known for row in other.rows]
    further, exactly = tuple(compress(other.rows, new)), sum(new[: other.exact])
    exact = (*one.rows[: one.exact], *further[:exactly])
    rows = (*exact, *one.rows[one.exact :], *further[exactly:])
    return Found(
        rows[:limit],
        one.more or other.more or len(rows) > limit,
        min(len(exact), limit),
        one.slow | other.slow,
        one.unsearched or other.unsearched,
    )


def _unsearched(why: Problem) -> Found:
    return Found((), more=False, unsearched=why)


def _dn_of(link: Link, account: AccountId) -> str:
    """ "" = nowhere."""
    wanted = parse(account)
    if wanted is None or wanted.kind is not Kind.GUID:
        return ""
    answer = link.read(f"<GUID={wanted.text}>", ["1.1"], ACCOUNTS)
    if answer.result.code in {NO_OBJECT, BAD_DN, REFERRAL}:
        return ""
    if not answer.result.done:
        raise Refused(read_problem(answer.result, link.server))
    return clean(answer.entries[0].dn, LONGEST_DN) if answer.entries else ""
