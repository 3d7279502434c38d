"""Finding people by what somebody types, where a directory has no search of its own for that."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import AccountId, AccountSummary, is_past
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.directory.filters import any_equal, any_starts, both, contains, either, in_order, starts
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.account import summary_of
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.dialect import Dialect
from helpdesk_tui.directory.ldapv3.reading import IDENTITY
from helpdesk_tui.directory.ldapv3.schema import Schema
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.problems import BUSY, LIMITS, UNAVAILABLE, Result, read_problem
from helpdesk_tui.directory.query import LONGEST_TEXT, Kind, Query
from helpdesk_tui.directory.searching import NOBODY, Batch, Borne, Finder
from helpdesk_tui.spelling import alike, spellings

_LEAST_OF_A_WORD = 2
"""Letters from which a word of a name is looked for behind its beginning."""


@dataclass(frozen=True)
class PeopleFinder(Finder):
    """`readable`: attributes that can be read of somebody."""

    schema: Schema
    dialect: Dialect
    readable: frozenset[str]

    @property
    def phones(self) -> Sequence[str]:
        return self.schema.phones

    @property
    def persons(self) -> str:
        return self.schema.persons

    def attributes(self, *, phones: bool) -> Sequence[str]:
        asked = (*IDENTITY, *self.schema.attributes, *self.dialect.state_attributes)
        return tuple(dict.fromkeys((*asked, *(self.phones if phones else ()))))

    def rows(
        self, link: Link, entries: Sequence[DirectoryEntry], now: datetime
    ) -> Sequence[AccountSummary | None]:
        return [self._row(link, Attributes(entry, self.readable), now) for entry in entries]

    def _row(self, link: Link, entry: Attributes, now: datetime) -> AccountSummary | None:
        identity = self.dialect.identity(entry)
        if identity is None:
            return None
        state = self.dialect.state(link, entry, now)
        return summary_of(entry, identity, self.schema, state, expired=is_past(state.account_expires, now))

    def problem(self, result: Result, server: str) -> Problem:
        return read_problem(result, server)

    def named(self, query: Query) -> str:
        attributes = [*self.schema.login, *self.schema.mail, *self.schema.name]
        if query.may_be_employee:
            attributes += self.schema.employee_number
        return both(self.persons, either(*(any_equal(attribute, query.text) for attribute in attributes)))

    def borne(self, entry: DirectoryEntry, row: AccountSummary, query: Query) -> Borne:
        shown = Attributes(entry)

        def texts(names: Iterable[str]) -> list[str]:
            return [text for name in names for text in shown.texts(name, LONGEST_TEXT)]

        others = texts(self.schema.mail)
        if query.may_be_employee:
            others += texts(self.schema.employee_number)
        return Borne([row.login, *texts(self.schema.login)], others, texts(self.schema.name))

    def exact(self, link: Link, query: Query) -> Batch:
        if query.kind is Kind.SID:
            return NOBODY
        if query.kind is Kind.GUID:
            return self._search(link, self.dialect.by_id(AccountId(query.text)), 2)
        tried = (self._at(link, dn) for dn in spellings(query.text))
        return next((batch for batch in tried if batch.entries), NOBODY)

    def _at(self, link: Link, dn: str) -> Batch:
        """An entry by its DN. What was typed may be no DN at all, or lie elsewhere: then nothing is found."""
        answer = link.read(dn, self.attributes(phones=False), self.persons)
        if answer.result.code in {*LIMITS, BUSY, UNAVAILABLE}:
            raise Refused(read_problem(answer.result, link.server))
        return Batch(answer.entries[:1])

    def by_login(self, query: Query) -> str:  # noqa: ARG002 - there are no domains
        return ""

    def by_address(self, text: str) -> str:
        names = (*self.schema.login, *self.schema.mail)
        return both(self.persons, either(*(any_starts(name, text) for name in names)))

    def by_text(self, link: Link, query: Query, limit: int) -> Batch:
        words = query.text.split()
        where = both(*(self._with_word(word) for word in words))
        whole = [any_equal(name, query.text) for name in (*self.schema.login, *self.schema.mail)]
        if query.may_be_employee:
            whole += [any_equal(name, query.text) for name in self.schema.employee_number]
        found = self._search(link, both(self.persons, either(where, *whole)), limit)
        return found if found.entries else self._without_accents(link, query.text, limit)

    def _with_word(self, word: str) -> str:
        """A name, or the login, begins with it; or a word within a full name does."""
        names = (*self.schema.login, *self.schema.surname, *self.schema.given_name, *self.schema.name)
        parts = [any_starts(name, word) for name in names]
        if len(word) >= _LEAST_OF_A_WORD:
            parts += [
                contains(name, f" {spelled}") for name in self.schema.name for spelled in spellings(word)
            ]
        return either(*dict.fromkeys(parts))

    def _without_accents(self, link: Link, text: str, limit: int) -> Batch:
        """Who has the same name with other accents: servers do not take é for e. Asked for by how it
        begins and by the letters that never have one, and compared here."""
        words = [plain(word) for word in text.split()]
        names = (*self.schema.surname, *self.schema.given_name, *self.schema.name)

        def holds(entry: DirectoryEntry) -> bool:
            shown = Attributes(entry)
            parts = [part for name in names for text in shown.texts(name) for part in plain(text).split()]
            return all(any(part.startswith(word) for part in parts) for word in words)

        where = both(*(either(*(_about(name, word) for name in names)) for word in words))
        return self._search(link, both(self.persons, where), limit, keep=holds)


def plain(text: str) -> str:
    """Without accents and case."""
    apart = unicodedata.normalize("NFKD", alike(text))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


_BARE = frozenset("bfmpqvx0123456789")
"""Letters that stand for themselves in nearly every language's spelling."""

_ACCENTED: Mapping[str, tuple[str, ...]] = {
    letter: tuple(chr(code) for code in range(0xC0, 0x180) if plain(chr(code)) == letter)
    for letter in "acdeghijklnorstuwyz"
}
"""Letter → the same with accents, of the Latin languages of Europe."""


def _about(name: str, word: str) -> str:
    """Begins with the first letter of `word`, whatever accent it has, or has a word that does; and holds
    those that have none, in order."""
    firsts = (word[0], *_ACCENTED.get(word[0], ()))
    begins = either(
        *(part for first in firsts for part in (starts(name, first), contains(name, f" {first}")))
    )
    kept = "".join(letter for letter in word[1:] if letter in _BARE)
    return both(begins, in_order(name, kept)) if kept else begins
