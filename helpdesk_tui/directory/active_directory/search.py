"""Finding accounts by what a person types, in Active Directory."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import AccountSummary
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.ports import Found
from helpdesk_tui.directory.active_directory.account import SUMMARY_ATTRIBUTES, summary_of, unique
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.filters import both, either, equal, in_order, starts
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Answer, Entry
from helpdesk_tui.directory.phone import WantedNumber
from helpdesk_tui.directory.problems import (
    BUSY,
    LIMITS,
    UNAVAILABLE,
    read_problem,
)
from helpdesk_tui.directory.query import Kind, Query, parse
from helpdesk_tui.errors import Refused

PERSONS = "(&(objectCategory=person)(objectClass=user))"
ACCOUNTS = "(objectClass=user)"  # machines too: the guard says why they are left alone
_PHONES = ("telephoneNumber", "mobile", "otherTelephone", "otherMobile", "homePhone")
_MOST_CANDIDATES = 2000
"""Entries looked through for a phone number, whose spelling only we can compare."""

Keep = Callable[[Entry], bool]


@dataclass(frozen=True)
class _Batch:
    entries: tuple[Entry, ...]
    more: bool


@dataclass(frozen=True)
class Finder:
    """Searches one domain below `base`; `page` entries at once at most."""

    domain: Domain
    base: str
    page: int
    region: str

    def find(self, link: Link, typed: str, limit: int, now: datetime) -> Found:
        """At most `limit` rows, the exact matches first. Raises `Refused` (too-many, admin-limit, …)."""
        query = parse(typed)
        if query is None or limit < 1:
            return Found((), more=False)
        batch = self._batch(link, query, limit)
        # A GUID, a SID or a DN reaches anywhere, so where an entry lies is asked of what came.
        seen = [entry for entry in batch.entries if is_within(entry.dn, self.base)]
        found = [summary_of(Attributes(entry), now) for entry in seen]
        rows = unique([row for row in found if row is not None])
        rows.sort(key=lambda row: _rank(row, query.text))
        return Found(tuple(rows[:limit]), more=batch.more or len(rows) > limit)

    def _batch(self, link: Link, query: Query, limit: int) -> _Batch:
        match query.kind:
            case Kind.GUID | Kind.SID:
                return self._exact(link, f"<{query.kind.upper()}={query.text}>")
            case Kind.DN:
                return self._exact(link, query.text)
            case Kind.DOMAIN_LOGIN:
                named = self.domain.is_named(query.domain)
                where = both(ACCOUNTS, equal("sAMAccountName", query.text))
                return self._search(link, where, limit) if named else _Batch((), more=False)
            case Kind.ADDRESS:
                return self._search(link, self._by_address(query.text), limit)
            case Kind.NUMBER:
                return self._by_number(link, query, limit)
            case Kind.TEXT:
                return self._by_text(link, query, limit)

    def _exact(self, link: Link, dn: str) -> _Batch:
        """An entry by its DN. What was typed may be no DN at all, or lie elsewhere: then nothing is found."""
        answer = link.read(dn, SUMMARY_ATTRIBUTES, ACCOUNTS)
        if answer.result.code in {*LIMITS, BUSY, UNAVAILABLE} or answer.result.is_unbound:
            raise Refused(read_problem(answer.result, link.server))
        return _Batch(answer.entries[:1], more=False)

    def _by_address(self, text: str) -> str:
        login, _, suffix = text.rpartition("@")
        addresses = [
            starts("userPrincipalName", text),
            starts("mail", text),
            equal("proxyAddresses", f"smtp:{text}"),
        ]
        # login@domain is a name of every account, whatever its userPrincipalName (MS-ADTS 5.1.1.1.1).
        implicit = [equal("sAMAccountName", login)] if self.domain.is_named(suffix) else []
        return both(ACCOUNTS, either(*addresses, *implicit))

    def _by_text(self, link: Link, query: Query, limit: int) -> _Batch:
        named = both(PERSONS, equal("anr", query.text))
        login = both(ACCOUNTS, equal("sAMAccountName", query.text))
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

        def holds(entry: Entry) -> bool:
            shown = Attributes(entry)
            return any(wanted.matches(number) for attribute in _PHONES for number in shown.texts(attribute))

        dialled = self._search(link, both(PERSONS, spelled), limit, keep=holds)
        return _Batch(named.entries + dialled.entries, named.more or dialled.more)

    def _search(self, link: Link, where: str, limit: int, keep: Keep | None = None) -> _Batch:
        """Pages until there is one entry more than wanted, so that "there are more" is known.

        The limit of the protocol is not used: Samba ignores it, while it keeps to pages.
        """
        attributes = SUMMARY_ATTRIBUTES + (_PHONES if keep else ())
        size = self.page if keep else min(limit + 1, self.page)
        kept: list[Entry] = []
        seen, cookie = 0, b""
        while True:
            answer = link.search(self.base, where, attributes, size, cookie)
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


def _cut_short(answer: Answer, kept: list[Entry], server: str) -> _Batch:
    """A limit of the server ended the search: what came is shown, and that there is more."""
    if answer.result.code in LIMITS and kept:
        return _Batch(tuple(kept), more=True)
    raise Refused(read_problem(answer.result, server))


def _by_employee(text: str) -> str:
    return both(PERSONS, either(equal("employeeNumber", text), equal("employeeID", text)))


def _rank(row: AccountSummary, text: str) -> tuple[bool, str, str]:
    wanted = text.casefold()
    exact = wanted in {row.login.casefold(), row.mail.casefold(), row.name.casefold()}
    return (not exact, row.name.casefold(), row.login.casefold())
