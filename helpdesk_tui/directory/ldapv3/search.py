"""Finding people by what somebody types, where a directory has no search of its own for that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import AccountId, AccountSummary, is_past
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.filters import any_equal, any_starts, both, either, starts_a_word
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.account import summary_of
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.dialect import Dialect
from helpdesk_tui.directory.ldapv3.groups import people_in
from helpdesk_tui.directory.ldapv3.named import find_group
from helpdesk_tui.directory.ldapv3.reading import IDENTITY
from helpdesk_tui.directory.ldapv3.schema import Schema
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.problems import BUSY, LIMITS, UNAVAILABLE, Result, read_problem
from helpdesk_tui.directory.query import LONGEST_TEXT, Kind, Query
from helpdesk_tui.directory.scope import LockedBy, Scope
from helpdesk_tui.directory.searching import NOBODY, Batch, Borne, Finder
from helpdesk_tui.spelling import spellings
from helpdesk_tui.text import clean


@dataclass(frozen=True)
class PeopleFinder(Finder):
    """`readable`: attributes that can be read of somebody; `root`: the tree with the groups."""

    schema: Schema
    dialect: Dialect
    readable: frozenset[str]
    root: str

    @property
    def phones(self) -> Sequence[str]:
        return self.schema.phones

    @property
    def persons(self) -> str:
        return self.schema.persons

    @property
    def names(self) -> Sequence[str]:
        return (*self.schema.surname, *self.schema.given_name, *self.schema.name)

    @property
    def departments(self) -> Sequence[str]:
        return self.schema.department

    @property
    def locked(self) -> LockedBy | None:
        return self.dialect.locked

    def attributes(self, *, compared: bool) -> Sequence[str]:
        asked = (*IDENTITY, *self.schema.attributes, *self.dialect.state_attributes)
        return tuple(dict.fromkeys((*asked, *(self.phones if compared else ()))))

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

    def exact(self, scope: Scope, query: Query) -> Batch:
        if query.kind is Kind.SID:
            return NOBODY
        if query.kind is Kind.GUID:
            return self.search(scope, self.dialect.by_id(AccountId(query.text)), 2)
        tried = (self._at(scope, dn) for dn in spellings(query.text))
        return next((batch for batch in tried if batch.entries), NOBODY)

    def _at(self, scope: Scope, dn: str) -> Batch:
        """An entry by its DN. What was typed may be no DN at all, or lie elsewhere: then nothing is found."""
        answer = scope.link.read(dn, self.attributes(compared=False), scope.narrowed(self.persons))
        if answer.result.code in {*LIMITS, BUSY, UNAVAILABLE}:
            raise Refused(read_problem(answer.result, scope.link.server))
        return Batch(answer.entries[:1])

    def in_group(self, link: Link, name: str) -> str:
        group = find_group(link, self.root, name)
        if group is None:
            raise Refused(problem("group-not-found", group=clean(name)))
        return people_in(link, self.root, group, self.schema.login)

    def by_login(self, query: Query) -> str:  # noqa: ARG002 - there are no domains
        return ""

    def by_address(self, text: str) -> str:
        names = (*self.schema.login, *self.schema.mail)
        return both(self.persons, either(*(any_starts(name, text) for name in names)))

    def by_text(self, scope: Scope, query: Query, limit: int) -> Batch:
        begin = (*self.schema.login, *self.names)
        where = both(*(self._with_word(begin, word) for word in query.text.split()))
        whole = [any_equal(name, query.text) for name in (*self.schema.login, *self.schema.mail)]
        if query.may_be_employee:
            whole += [any_equal(name, query.text) for name in self.schema.employee_number]
        found = self.search(scope, both(self.persons, either(where, *whole)), limit)
        return found if found.entries else self.without_accents(scope, query.text, limit)

    def _with_word(self, begin: Sequence[str], word: str) -> str:
        """A name, or the login, begins with it; or a word within a full name does."""
        parts = [any_starts(name, word) for name in begin]
        return either(*dict.fromkeys((*parts, *starts_a_word(self.schema.name, word))))
