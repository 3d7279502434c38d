"""Finding accounts by what a person types, in Active Directory.

Whoever bears just what was typed comes first, and is asked for apart where there is more than is shown: the
server sends entries in an order of its own, and the right one may be the last.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import AccountId, AccountSummary
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.ports import Found
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.active_directory.account import SUMMARY_ATTRIBUTES, summary_of
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.budget import for_seconds
from helpdesk_tui.directory.filters import any_equal, any_starts, both, either, equal, in_order
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Answer, DirectoryEntry
from helpdesk_tui.directory.problems import (
    BUSY,
    LIMITS,
    UNAVAILABLE,
    read_problem,
)
from helpdesk_tui.directory.query import LONGEST_TEXT, Kind, Query, parse
from helpdesk_tui.phone import WantedNumber
from helpdesk_tui.spelling import alike, spellings
from helpdesk_tui.text import clean

PERSONS = "(&(objectCategory=person)(objectClass=user))"
ACCOUNTS = "(objectClass=user)"  # machines too: the guard says why they are left alone
_PHONES = ("telephoneNumber", "mobile", "otherTelephone", "otherMobile", "homePhone")
_IDENTIFIERS = ("userPrincipalName", "employeeNumber", "employeeID", "proxyAddresses")
"""Beside those of a row: who bears one of them is named exactly by it."""
_MOST_CANDIDATES = 2000
"""Entries looked through for a phone number, whose spelling only we can compare."""

_LONGEST_SEARCH = 30.0
"""Seconds for all pages of one search together."""

_PARTLY = 3  # rank of who is named in part: behind logins, other identifiers, full names

Keep = Callable[[DirectoryEntry], bool]


@dataclass(frozen=True)
class _Batch:
    entries: tuple[DirectoryEntry, ...]
    more: bool


@dataclass(frozen=True)
class Finder:
    """Searches one domain below `base`; `page` entries at once at most."""

    domain: Domain
    base: str
    page: int
    region: str

    def find(self, link: Link, typed: str, limit: int, now: datetime) -> Found:
        """At most `limit` rows, the exact matches first. Raises `Refused` (account-of-another-domain, …)."""
        query = parse(typed)
        if query is None or limit < 1:
            return Found((), more=False)
        batch = self._batch(link, query, limit)
        named = self._named(link, query) if batch.more else ()
        ranks: dict[AccountId, int] = {}
        rows: dict[AccountId, AccountSummary] = {}
        # A GUID, a SID or a DN reaches anywhere, so where an entry lies is asked of what came.
        within = (entry for entry in (*named, *batch.entries) if is_within(entry.dn, self.base))
        for entry in map(Attributes, within):
            if row := summary_of(entry, now):
                rows[row.id], ranks[row.id] = row, self._rank(entry, row, query)
        suffix = query.text.rpartition("@")[2]
        if not rows and query.kind is Kind.ADDRESS and suffix.casefold() in self.domain.siblings:
            raise self._elsewhere(suffix)
        ordered = sorted(
            rows.values(), key=lambda row: (ranks[row.id], row.name.casefold(), row.login.casefold())
        )
        best = min(ranks.values(), default=_PARTLY)
        exact = sum(rank == best for rank in ranks.values()) if best < _PARTLY else 0
        return Found(tuple(ordered[:limit]), batch.more or len(rows) > limit, min(exact, limit))

    def _named(self, link: Link, query: Query) -> tuple[DirectoryEntry, ...]:
        """Whoever bears just that, however many others bear it in part."""
        attributes = ["sAMAccountName", "userPrincipalName", "mail", "displayName", "name"]
        if query.may_be_employee:
            attributes += ["employeeNumber", "employeeID"]
        borne = [any_equal(attribute, query.text) for attribute in attributes]
        if query.kind is Kind.ADDRESS:
            borne += self._addresses(query.text)
        return self._search(link, both(ACCOUNTS, either(*borne)), self.page).entries

    def _rank(self, entry: Attributes, row: AccountSummary, query: Query) -> int:
        """How exactly what was typed names this account: the less, the better."""
        if query.kind in {Kind.GUID, Kind.SID, Kind.DN, Kind.DOMAIN_LOGIN}:
            return 0
        implicit = f"{row.login}@{query.text.rpartition('@')[2]}"
        logins = [row.login, entry.text("userPrincipalName", LONGEST_TEXT)]
        logins += [implicit] if self.domain.is_named(implicit.rpartition("@")[2]) else []
        others = [
            row.mail,
            *(text[5:] for text in entry.texts("proxyAddresses", LONGEST_TEXT) if _is_address(text)),
        ]
        if query.may_be_employee:
            others += [entry.text("employeeNumber", LONGEST_TEXT), entry.text("employeeID")]
        typed, borne = alike(query.text), (logins, others, [row.name, entry.text("name")])
        return next((rank for rank, texts in enumerate(borne) if typed in map(alike, texts)), _PARTLY)

    def _batch(self, link: Link, query: Query, limit: int) -> _Batch:
        match query.kind:
            case Kind.GUID | Kind.SID:
                return self._exact(link, f"<{query.kind.upper()}={query.text}>")
            case Kind.DN:
                tried = (self._exact(link, dn) for dn in spellings(query.text))
                return next((batch for batch in tried if batch.entries), _Batch((), more=False))
            case Kind.DOMAIN_LOGIN:
                where = both(ACCOUNTS, any_equal("sAMAccountName", query.text))
                named = self._is_own(query.domain)
                return self._search(link, where, limit) if named else _Batch((), more=False)
            case Kind.ADDRESS:
                return self._search(link, self._by_address(query.text), limit)
            case Kind.NUMBER:
                return self._by_number(link, query, limit)
            case Kind.TEXT:
                return self._by_text(link, query, limit)

    def _is_own(self, name: str) -> bool:
        """Who lies in another domain is not looked for there: nothing could be written by this server.
        Raises `Refused` (account-of-another-domain) where all names of this one are known."""
        named = self.domain.is_named(name)
        if not named and self.domain.short_name:
            raise self._elsewhere(name)
        return named

    def _elsewhere(self, name: str) -> Refused:
        other = clean(name, 255)
        return Refused(problem("account-of-another-domain", other=other, domain=self.domain.name))

    def _exact(self, link: Link, dn: str) -> _Batch:
        """An entry by its DN. What was typed may be no DN at all, or lie elsewhere: then nothing is found."""
        answer = link.read(dn, SUMMARY_ATTRIBUTES, ACCOUNTS)
        if answer.result.code in {*LIMITS, BUSY, UNAVAILABLE} or answer.result.is_unbound:
            raise Refused(read_problem(answer.result, link.server))
        return _Batch(answer.entries[:1], more=False)

    def _by_address(self, text: str) -> str:
        found = [any_starts("userPrincipalName", text), any_starts("mail", text), *self._addresses(text)]
        return both(ACCOUNTS, either(*found))

    def _addresses(self, text: str) -> list[str]:
        """Further mail addresses; and login@domain, a name of every account, whatever its userPrincipalName
        (MS-ADTS 5.1.1.1.1)."""
        login, _, suffix = text.rpartition("@")
        implicit = [any_equal("sAMAccountName", login)] if self.domain.is_named(suffix) else []
        return [any_equal("proxyAddresses", f"smtp:{text}"), *implicit]

    def _by_text(self, link: Link, query: Query, limit: int) -> _Batch:
        named = both(PERSONS, any_equal("anr", query.text))
        login = both(ACCOUNTS, any_equal("sAMAccountName", query.text))
        if query.may_be_employee:
            return self._search(link, either(named, login, _by_employee(query.text)), limit)
        found = self._search(link, either(named, login), limit)
        if not found.entries and any(character.isdigit() for character in query.text):
            return self._search(link, _by_employee(query.text), limit)  # not indexed: only when needed
        return found

    def _by_number(self, link: Link, query: Query, limit: int) -> _Batch:
        named = self._by_text(link, query, limit)
        wanted = WantedNumber(query.text, self.region)
        if not wanted.digits:
            return named
        spelled = either(*(in_order(attribute, wanted.digits) for attribute in _PHONES))

        def holds(entry: DirectoryEntry) -> bool:
            shown = Attributes(entry)
            return any(wanted.matches(number) for attribute in _PHONES for number in shown.texts(attribute))

        dialled = self._search(link, both(PERSONS, spelled), limit, keep=holds)
        return _Batch(named.entries + dialled.entries, named.more or dialled.more)

    def _search(self, link: Link, where: str, limit: int, keep: Keep | None = None) -> _Batch:
        """Pages until there is one entry more than wanted, so that "there are more" is known.

        The limit of the protocol is not used: Samba ignores it, while it keeps to pages.
        """
        attributes = SUMMARY_ATTRIBUTES + _IDENTIFIERS + (_PHONES if keep else ())
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
                return _cut_short(answer, kept, link.server)
            if not cookie or len(kept) > limit or seen >= _MOST_CANDIDATES:
                break
        if cookie:
            link.search(self.base, where, ["1.1"], 0, cookie)  # RFC 2696 §3: the server may forget the rest
        return _Batch(tuple(kept), more=bool(cookie) or len(kept) > limit)


def _cut_short(answer: Answer, kept: list[DirectoryEntry], server: str) -> _Batch:
    """A limit of the server ended the search: what came is shown, and that there is more."""
    if answer.result.code in LIMITS and kept:
        return _Batch(tuple(kept), more=True)
    raise Refused(read_problem(answer.result, server))


def _by_employee(text: str) -> str:
    return both(PERSONS, either(equal("employeeNumber", text), equal("employeeID", text)))


def _is_address(proxy: str) -> bool:
    return proxy[:5].lower() == "smtp:"
