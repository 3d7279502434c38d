"""Finding accounts by what a person types: the course of a search, whatever the directory.

Whoever bears just what was typed comes first, and is asked for apart where there is more than is shown: a
server sends entries in an order of its own, and the right one may be the last.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import AccountId, AccountSummary
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.ports import Found
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.directory.budget import for_seconds
from helpdesk_tui.directory.filters import both, either, in_order
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Answer, DirectoryEntry
from helpdesk_tui.directory.problems import LIMITS, Result
from helpdesk_tui.directory.query import Kind, Query, parse
from helpdesk_tui.phone import WantedNumber
from helpdesk_tui.spelling import alike

_MOST_CANDIDATES = 2000
"""Entries looked through for what only we can compare."""

_LONGEST_SEARCH = 30.0
"""Seconds for all pages of one search together."""

_PARTLY = 3  # rank of who is named in part: behind logins, other identifiers, full names

Keep = Callable[[DirectoryEntry], bool]


@dataclass(frozen=True)
class Batch:
    entries: tuple[DirectoryEntry, ...]
    more: bool = False


NOBODY = Batch(())


@dataclass(frozen=True)
class Borne:
    """What names an account, by how exactly: logins and ids, other identifiers, full names."""

    logins: Sequence[str]
    others: Sequence[str]
    names: Sequence[str]


@dataclass(frozen=True)
class Finder(ABC):
    """Searches below `base`; `page` entries at once at most. `region`: of numbers without a country code."""

    base: str
    page: int
    region: str

    def find(self, link: Link, typed: str, limit: int, now: datetime) -> Found:
        """At most `limit` rows, the exact matches first. Raises `Refused` (too-many, admin-limit, …)."""
        query = parse(typed)
        if query is None or limit < 1:
            return Found((), more=False)
        batch = self._batch(link, query, limit)
        named = self._search(link, self.named(query), self.page).entries if batch.more else ()
        ranks: dict[AccountId, int] = {}
        rows: dict[AccountId, AccountSummary] = {}
        # An id or a DN reaches anywhere, so where an entry lies is asked of what came.
        within = tuple(entry for entry in (*named, *batch.entries) if is_within(entry.dn, self.base))
        for entry, row in zip(within, self.rows(link, within, now), strict=True):
            if row is not None:
                rows[row.id], ranks[row.id] = row, self._rank(entry, row, query)
        ordered = sorted(
            rows.values(), key=lambda row: (ranks[row.id], row.name.casefold(), row.login.casefold())
        )
        best = min(ranks.values(), default=_PARTLY)
        exact = sum(rank == best for rank in ranks.values()) if best < _PARTLY else 0
        return Found(tuple(ordered[:limit]), batch.more or len(rows) > limit, min(exact, limit))

    # --- a directory's own ----------------------------------------------------------------------------

    @abstractmethod
    def rows(
        self, link: Link, entries: Sequence[DirectoryEntry], now: datetime
    ) -> Sequence[AccountSummary | None]:
        """One for each entry; None for one that does not show its identity."""

    @abstractmethod
    def borne(self, entry: DirectoryEntry, row: AccountSummary, query: Query) -> Borne:
        """What names this account."""

    @abstractmethod
    def exact(self, link: Link, query: Query) -> Batch:
        """Whoever has that id or DN."""

    @abstractmethod
    def named(self, query: Query) -> str:
        """Filter: whoever bears just that, however many others bear it in part."""

    @abstractmethod
    def by_login(self, query: Query) -> str:
        """Filter: DOMAIN\\login; "" = of another domain."""

    @abstractmethod
    def by_address(self, text: str) -> str:
        """Filter: login@domain or a mail address."""

    @abstractmethod
    def by_text(self, link: Link, query: Query, limit: int) -> Batch:
        """By names, logins and employee numbers."""

    @abstractmethod
    def attributes(self, *, phones: bool) -> Sequence[str]:
        """What is asked of each entry."""

    @property
    @abstractmethod
    def phones(self) -> Sequence[str]:
        """Attributes with telephone numbers."""

    @property
    @abstractmethod
    def persons(self) -> str:
        """Filter: people."""

    @abstractmethod
    def problem(self, result: Result, server: str) -> Problem:
        """Why a search was refused."""

    # --- the course -----------------------------------------------------------------------------------

    def _rank(self, entry: DirectoryEntry, row: AccountSummary, query: Query) -> int:
        """How exactly what was typed names this account: the less, the better."""
        if query.kind in {Kind.GUID, Kind.SID, Kind.DN, Kind.DOMAIN_LOGIN}:
            return 0
        borne, typed = self.borne(entry, row, query), alike(query.text)
        by_rank = (borne.logins, borne.others, borne.names)
        return next((rank for rank, texts in enumerate(by_rank) if typed in map(alike, texts)), _PARTLY)

    def _batch(self, link: Link, query: Query, limit: int) -> Batch:
        match query.kind:
            case Kind.GUID | Kind.SID | Kind.DN:
                return self.exact(link, query)
            case Kind.DOMAIN_LOGIN:
                where = self.by_login(query)
                return self._search(link, where, limit) if where else NOBODY
            case Kind.ADDRESS:
                return self._search(link, self.by_address(query.text), limit)
            case Kind.NUMBER:
                return self._by_number(link, query, limit)
            case Kind.TEXT:
                return self.by_text(link, query, limit)

    def _by_number(self, link: Link, query: Query, limit: int) -> Batch:
        named = self.by_text(link, query, limit)
        wanted = WantedNumber(query.text, self.region)
        if not wanted.digits:
            return named
        spelled = either(*(in_order(attribute, wanted.digits) for attribute in self.phones))

        def holds(entry: DirectoryEntry) -> bool:
            return any(
                wanted.matches(raw.decode("utf-8", "replace"))
                for attribute in self.phones
                for raw in entry.values.get(attribute.lower(), ())
            )

        dialled = self._search(link, both(self.persons, spelled), limit, keep=holds)
        return Batch(named.entries + dialled.entries, named.more or dialled.more)

    def _search(self, link: Link, where: str, limit: int, keep: Keep | None = None) -> Batch:
        """Pages until there is one entry more than wanted, so that "there are more" is known.

        The limit of the protocol is not used: Samba ignores it, while it keeps to pages.
        """
        attributes = self.attributes(phones=keep is not None)
        size = self.page if keep else min(limit + 1, self.page)
        kept: list[DirectoryEntry] = []
        seen, cookie = 0, b""
        budget = for_seconds(_LONGEST_SEARCH)
        while True:
            answer = link.search(self.base, where, attributes, size, cookie, budget=budget)
            kept += [entry for entry in answer.entries if keep is None or keep(entry)]
            seen += len(answer.entries)
            cookie = answer.cookie
            if not answer.result.done:
                return self._cut_short(answer, kept, link.server)
            if not cookie or len(kept) > limit or seen >= _MOST_CANDIDATES:
                break
        if cookie:
            link.search(self.base, where, ["1.1"], 0, cookie)  # RFC 2696 §3: the server may forget the rest
        return Batch(tuple(kept), more=bool(cookie) or len(kept) > limit)

    def _cut_short(self, answer: Answer, kept: list[DirectoryEntry], server: str) -> Batch:
        """A limit of the server ended the search: what came is shown, and that there is more."""
        if answer.result.code in LIMITS and kept:
            return Batch(tuple(kept), more=True)
        raise Refused(self.problem(answer.result, server))
