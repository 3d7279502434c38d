"""Finding accounts by what a person types: the course of a search, whatever the directory.

Whoever bears just what was typed comes first, and is asked for apart where there is more than is shown: a
server sends entries in an order of its own, and the right one may be the last.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from helpdesk_tui.desk.account import AccountId, AccountSummary
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.ports import Found
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory import accents
from helpdesk_tui.directory.budget import for_seconds
from helpdesk_tui.directory.filters import both, either, in_order, starts_a_word
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Answer, DirectoryEntry
from helpdesk_tui.directory.problems import LIMITS, Result
from helpdesk_tui.directory.query import Kind, Query, parse
from helpdesk_tui.directory.scope import Keep, LockedBy, Scope, bases_of
from helpdesk_tui.directory.searched_by import searched_by
from helpdesk_tui.phone import WantedNumber
from helpdesk_tui.spelling import alike

_MOST_CANDIDATES = 2000
"""Entries looked through for what only we can compare."""

_LONGEST_SEARCH = 30.0
"""Seconds for all pages of one search together."""

_PARTLY = 3  # rank of who is named in part: behind logins, other identifiers, full names

_SLOW = 1.0
"""Seconds: with an index it takes a few hundredths."""


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
    timer: Callable[[], float] = field(default=time.monotonic, kw_only=True)  # seconds

    def find(self, link: Link, typed: str, limit: int, now: datetime, only: Narrowing = EVERYBODY) -> Found:
        """At most `limit` rows, the exact matches first. Raises `Refused` (too-many, admin-limit, …)."""
        query = parse(typed)
        if limit < 1 or (query is None and (typed.strip() or not only)):
            return Found((), more=False)
        began = self.timer()
        found = self._find(self._scope(link, only, now), query, limit)
        if only.departments and not found.rows:
            found = self._find(self._scope(link, only, now, by_letters=True), query, limit)
        if only.locked and not found.rows:
            self._demand_that_locks_can_be_read(link)
        slow = self.timer() - began > _SLOW
        return replace(found, slow=searched_by(query, only)) if slow else found

    def _find(self, scope: Scope, query: Query | None, limit: int) -> Found:
        """Without a query everybody in the scope."""
        batch = self._batch(scope, query, limit)
        named = self.search(scope, self.named(query), self.page).entries if batch.more and query else ()
        ranks: dict[AccountId, int] = {}
        rows: dict[AccountId, AccountSummary] = {}
        # An id or a DN reaches anywhere, so where an entry lies is asked of what came.
        within = tuple(filter(scope.holds, (*named, *batch.entries)))
        for entry, row in zip(within, self.rows(scope.link, within, scope.now), strict=True):
            if row is not None:
                rows[row.id], ranks[row.id] = row, self._rank(entry, row, query)
        # Cut as they came, so that who asks for more finds the same ones, and others behind them.
        kept = sorted(rows.values(), key=lambda row: ranks[row.id])[:limit]
        kept.sort(key=lambda row: (ranks[row.id], row.name.casefold(), row.login.casefold()))
        best = min(ranks.values(), default=_PARTLY)
        exact = sum(rank == best for rank in ranks.values()) if best < _PARTLY else 0
        return Found(tuple(kept), batch.more or len(rows) > limit, min(exact, limit))

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
    def exact(self, scope: Scope, query: Query) -> Batch:
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
    def by_text(self, scope: Scope, query: Query, limit: int) -> Batch:
        """By names, logins and employee numbers."""

    @abstractmethod
    def attributes(self, *, compared: bool) -> Sequence[str]:
        """What is asked of each entry; with what we compare ourselves, or without."""

    @property
    @abstractmethod
    def phones(self) -> Sequence[str]:
        """Attributes with telephone numbers."""

    @property
    @abstractmethod
    def names(self) -> Sequence[str]:
        """Attributes with names of people."""

    @property
    @abstractmethod
    def departments(self) -> Sequence[str]:
        """Attributes with the name of a department."""

    @property
    @abstractmethod
    def persons(self) -> str:
        """Filter: people."""

    @property
    @abstractmethod
    def locked(self) -> LockedBy | None:
        """None = the directory does not tell who is locked."""

    @abstractmethod
    def in_group(self, link: Link, name: str) -> str:
        """Filter: whom the group of that name or DN holds. Raises `Refused` (group-not-found, …)."""

    @abstractmethod
    def problem(self, result: Result, server: str) -> Problem:
        """Why a search was refused."""

    # --- whom alone it is for -------------------------------------------------------------------------

    def _scope(self, link: Link, only: Narrowing, now: datetime, *, by_letters: bool = False) -> Scope:
        """`by_letters`: departments whatever their accents."""
        where = [self.in_group(link, name) for name in only.groups]
        keeps: list[Keep] = []
        if only.locked:
            if self.locked is None:
                raise Refused(problem("locked-unknown"))
            where.append(self.locked.where)
            keeps.append(lambda entry: self._may_be_locked(link, entry, now))
        for text in only.departments:
            words = accents.letters_of(text) if by_letters else []
            if words:
                where.append(accents.around(self.departments, words))
                keeps.append(accents.holder_of(self.departments, words))
            else:
                where += [either(*starts_a_word(self.departments, word)) for word in text.split()]
        keep = (lambda entry: all(each(entry) for each in keeps)) if keeps else None
        return Scope(link, now, bases_of(link, self.base, only.units), both(*where) if where else "", keep)

    def _demand_that_locks_can_be_read(self, link: Link) -> None:
        """Nobody fits a filter by what may not be read (RFC 4511 §4.5.1.7): that is not nobody."""
        name = self.locked.attribute if self.locked else ""
        told = both(self.persons, f"(|({name}=*)(!({name}=*)))")
        answer = link.search(self.base, told, ["1.1"], 1)
        if answer.result.done and not answer.entries:
            raise Refused(problem("locked-unknown"))

    def _may_be_locked(self, link: Link, entry: DirectoryEntry, now: datetime) -> bool:
        """What is unknown may be, and its row says so."""
        return any(row is not None and row.locked is not False for row in self.rows(link, [entry], now))

    # --- the course -----------------------------------------------------------------------------------

    def _rank(self, entry: DirectoryEntry, row: AccountSummary, query: Query | None) -> int:
        """How exactly what was typed names this account: the less, the better."""
        if query is None:
            return _PARTLY
        if query.kind in {Kind.GUID, Kind.SID, Kind.DN, Kind.DOMAIN_LOGIN}:
            return 0
        borne, typed = self.borne(entry, row, query), alike(query.text)
        by_rank = (borne.logins, borne.others, borne.names)
        return next((rank for rank, texts in enumerate(by_rank) if typed in map(alike, texts)), _PARTLY)

    def _batch(self, scope: Scope, query: Query | None, limit: int) -> Batch:
        if query is None:
            return self.search(scope, self.persons, limit)
        match query.kind:
            case Kind.GUID | Kind.SID | Kind.DN:
                return self.exact(scope, query)
            case Kind.DOMAIN_LOGIN:
                where = self.by_login(query)
                return self.search(scope, where, limit) if where else NOBODY
            case Kind.ADDRESS:
                return self.search(scope, self.by_address(query.text), limit)
            case Kind.NUMBER:
                return self._by_number(scope, query, limit)
            case Kind.TEXT:
                return self.by_text(scope, query, limit)

    def _by_number(self, scope: Scope, query: Query, limit: int) -> Batch:
        named = self.by_text(scope, query, limit)
        wanted = WantedNumber(query.text, self.region)
        if not wanted.digits:
            return named
        spelled = either(*(in_order(attribute, wanted.digits) for attribute in self.phones))

        def holds(entry: DirectoryEntry) -> bool:
            return any(map(wanted.matches, accents.texts_of(entry, self.phones)))

        dialled = self.search(scope, both(self.persons, spelled), limit, keep=holds)
        return Batch(named.entries + dialled.entries, named.more or dialled.more)

    def without_accents(self, scope: Scope, text: str, limit: int) -> Batch:
        """Who has the same name with other accents, where the server does not take é for e."""
        words = accents.letters_of(text)
        if not words:
            return NOBODY
        where = both(self.persons, accents.around(self.names, words))
        return self.search(scope, where, limit, keep=accents.holder_of(self.names, words))

    def search(self, scope: Scope, where: str, limit: int, keep: Keep | None = None) -> Batch:
        """At least one entry more than `limit`, where there are so many."""
        kept: list[DirectoryEntry] = []
        more = False
        for base in scope.bases:
            batch = self._below(base, scope, where, limit - len(kept), keep)
            kept += batch.entries
            more = more or batch.more
            if len(kept) > limit:
                return Batch(tuple(kept), more=True)
        return Batch(tuple(kept), more)

    def _below(self, base: str, scope: Scope, where: str, limit: int, keep: Keep | None) -> Batch:
        """Pages until there is one entry more than wanted, so that "there are more" is known.

        The limit of the protocol is not used: Samba ignores it, while it keeps to pages.
        """
        link, where = scope.link, scope.narrowed(where)
        attributes = self.attributes(compared=keep is not None)
        checks = [check for check in (keep, scope.keep) if check]
        size = self.page if checks else min(limit + 1, self.page)
        kept: list[DirectoryEntry] = []
        seen, cookie = 0, b""
        budget = for_seconds(_LONGEST_SEARCH)
        while True:
            answer = link.search(base, where, attributes, size, cookie, budget=budget)
            kept += [entry for entry in answer.entries if all(check(entry) for check in checks)]
            seen += len(answer.entries)
            cookie = answer.cookie
            if not answer.result.done:
                return self._cut_short(answer, kept, link.server)
            if not cookie or len(kept) > limit or seen >= _MOST_CANDIDATES:
                break
        if cookie:
            link.search(base, where, ["1.1"], 0, cookie)  # RFC 2696 §3: the server may forget the rest
        return Batch(tuple(kept), more=bool(cookie) or len(kept) > limit)

    def _cut_short(self, answer: Answer, kept: list[DirectoryEntry], server: str) -> Batch:
        """A limit of the server ended the search: what came is shown, and that there is more."""
        if answer.result.code in LIMITS and kept:
            return Batch(tuple(kept), more=True)
        raise Refused(self.problem(answer.result, server))
