"""Finding accounts by what a person types, in Active Directory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import AccountSummary
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.ports import Found
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.active_directory.account import SUMMARY_ATTRIBUTES, summary_of
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.named import groups
from helpdesk_tui.directory.active_directory.problems import is_unbound, read_problem
from helpdesk_tui.directory.filters import any_equal, any_starts, both, either, equal, in_chain
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.problems import BUSY, LIMITS, UNAVAILABLE, Result
from helpdesk_tui.directory.query import LONGEST_TEXT, Kind, Query, parse
from helpdesk_tui.directory.scope import LockedBy, Scope
from helpdesk_tui.directory.searching import NOBODY, Batch, Borne, Finder
from helpdesk_tui.spelling import spellings
from helpdesk_tui.text import clean

PERSONS = "(&(objectCategory=person)(objectClass=user))"
ACCOUNTS = "(objectClass=user)"  # machines too: the guard says why they are left alone
_PHONES = ("telephoneNumber", "mobile", "otherTelephone", "otherMobile", "homePhone")
_IDENTIFIERS = ("userPrincipalName", "employeeNumber", "employeeID", "proxyAddresses")
"""Beside those of a row: who bears one of them is named exactly by it."""

_MOST_INNER = 200
"""Groups in one that is searched by, of which it is asked whose primary group they are."""


@dataclass(frozen=True)
class DomainFinder(Finder):
    """Searches one domain."""

    domain: Domain

    phones = _PHONES
    names = ("displayName", "name", "sn", "givenName")
    departments = ("department",)
    persons = PERSONS
    locked = LockedBy("lockoutTime", "(lockoutTime>=1)")

    def find(self, link: Link, typed: str, limit: int, now: datetime, only: Narrowing = EVERYBODY) -> Found:
        """Raises `Refused` (account-of-another-domain), too."""
        found = super().find(link, typed, limit, now, only)
        query = parse(typed)
        suffix = query.text.rpartition("@")[2] if query and query.kind is Kind.ADDRESS else ""
        if not found.rows and any(each.is_named(suffix) for each in self.domain.siblings):
            raise self._elsewhere(suffix)
        return found

    def attributes(self, *, compared: bool) -> Sequence[str]:
        return SUMMARY_ATTRIBUTES + _IDENTIFIERS + ((*_PHONES, "sn", "givenName") if compared else ())

    def rows(
        self,
        link: Link,  # noqa: ARG002 - the server computes all of a row
        entries: Sequence[DirectoryEntry],
        now: datetime,
    ) -> Sequence[AccountSummary | None]:
        return [summary_of(Attributes(entry), now) for entry in entries]

    def problem(self, result: Result, server: str) -> Problem:
        return read_problem(result, server)

    def named(self, query: Query) -> str:
        attributes = ["sAMAccountName", "userPrincipalName", "mail", "displayName", "name"]
        if query.may_be_employee:
            attributes += ["employeeNumber", "employeeID"]
        borne = [any_equal(attribute, query.text) for attribute in attributes]
        if query.kind is Kind.ADDRESS:
            borne += self._addresses(query.text)
        return both(ACCOUNTS, either(*borne))

    def borne(self, entry: DirectoryEntry, row: AccountSummary, query: Query) -> Borne:
        shown = Attributes(entry)
        implicit = f"{row.login}@{query.text.rpartition('@')[2]}"
        logins = [row.login, shown.text("userPrincipalName", LONGEST_TEXT)]
        logins += [implicit] if self.domain.is_named(implicit.rpartition("@")[2]) else []
        others = [
            row.mail,
            *(text[5:] for text in shown.texts("proxyAddresses", LONGEST_TEXT) if _is_address(text)),
        ]
        if query.may_be_employee:
            others += [shown.text("employeeNumber", LONGEST_TEXT), shown.text("employeeID")]
        return Borne(logins, others, [row.name, shown.text("name")])

    def exact(self, scope: Scope, query: Query) -> Batch:
        if query.kind is not Kind.DN:
            return self._at(scope, f"<{query.kind.upper()}={query.text}>")
        tried = (self._at(scope, dn) for dn in spellings(query.text))
        return next((batch for batch in tried if batch.entries), NOBODY)

    def _at(self, scope: Scope, dn: str) -> Batch:
        """An entry by its DN. What was typed may be no DN at all, or lie elsewhere: then nothing is found."""
        answer = scope.link.read(dn, self.attributes(compared=False), scope.narrowed(ACCOUNTS))
        if answer.result.code in {*LIMITS, BUSY, UNAVAILABLE} or is_unbound(answer.result):
            raise Refused(read_problem(answer.result, scope.link.server))
        return Batch(answer.entries[:1])

    def in_group(self, link: Link, name: str) -> str:
        """Through any number of groups between. Who has one as primary group is in no member list."""
        found = groups(link, self.domain, name, ["primaryGroupToken"])
        if not found:
            raise Refused(problem("group-not-found", group=clean(name)))
        held = in_chain("memberOf", found[0].dn)
        where, asked = both("(objectClass=group)", held), ["primaryGroupToken"]
        inner = link.search(self.domain.dn, where, asked, _MOST_INNER).entries
        tokens = [Attributes(entry).integer("primaryGroupToken") for entry in (found[0], *inner)]
        return either(held, *(equal("primaryGroupID", str(token)) for token in tokens if token))

    def by_login(self, query: Query) -> str:
        """Who lies in another domain is not looked for there: nothing could be written by this server.
        Raises `Refused` (account-of-another-domain, -forest) where all names of this one are known."""
        if self.domain.is_named(query.domain):
            return both(ACCOUNTS, any_equal("sAMAccountName", query.text))
        if self.domain.short_name:
            raise self._elsewhere(query.domain)
        return ""

    def _elsewhere(self, name: str) -> Refused:
        in_forest = any(each.is_named(name) for each in self.domain.siblings)
        code = "account-of-another-domain" if in_forest else "account-of-another-forest"
        return Refused(problem(code, other=clean(name, 255), domain=self.domain.name))

    def by_address(self, text: str) -> str:
        found = [any_starts("userPrincipalName", text), any_starts("mail", text), *self._addresses(text)]
        return both(ACCOUNTS, either(*found))

    def _addresses(self, text: str) -> list[str]:
        """Further mail addresses; and login@domain, a name of every account, whatever its userPrincipalName
        (MS-ADTS 5.1.1.1.1)."""
        login, _, suffix = text.rpartition("@")
        implicit = [any_equal("sAMAccountName", login)] if self.domain.is_named(suffix) else []
        return [any_equal("proxyAddresses", f"smtp:{text}"), *implicit]

    def by_text(self, scope: Scope, query: Query, limit: int) -> Batch:
        named = both(PERSONS, any_equal("anr", query.text))
        login = both(ACCOUNTS, any_equal("sAMAccountName", query.text))
        number = [_by_employee(query.text)] if query.may_be_employee else []
        found = self.search(scope, either(named, login, *number), limit)
        if found.entries:
            return found
        if not number and any(character.isdigit() for character in query.text):
            found = self.search(scope, _by_employee(query.text), limit)  # not indexed: only when needed
        if found.entries or self.domain.folds_accents:
            return found
        return self.without_accents(scope, query.text, limit)


def _by_employee(text: str) -> str:
    return both(PERSONS, either(equal("employeeNumber", text), equal("employeeID", text)))


def _is_address(proxy: str) -> bool:
    return proxy[:5].lower() == "smtp:"
