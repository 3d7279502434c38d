"""Lists of people in an LDAPv3 directory; how a server is asked for them, and what its entries say, is the
dialect's own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk_tui.desk.account import AccountKind, is_past
from helpdesk_tui.desk.listing import ListedAccount, ListKind, belongs, moment_of
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.account import summary_of
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.ldapv3.reading import IDENTITY
from helpdesk_tui.directory.ldapv3.search import PeopleFinder
from helpdesk_tui.directory.listing import Lister, Sought
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.problems import Result, read_problem


@dataclass(frozen=True)
class PeopleLister(Lister):
    finder: PeopleFinder

    @property
    def persons(self) -> str:
        return self.finder.persons

    def attributes(self) -> Sequence[str]:
        """What a row shows, and no more: there are many."""
        schema = self.finder.schema
        shown = (*schema.login, *schema.name, *schema.mail, *schema.department)
        return (*IDENTITY, *shown, *self.finder.dialect.state_attributes)

    def problem(self, result: Result, server: str) -> Problem:
        return read_problem(result, server)

    def sought(self, link: Link, kind: ListKind, now: datetime, until: datetime) -> Sought | str:
        return self.finder.dialect.sought(link, kind, now, until)

    def row(
        self, link: Link, entry: DirectoryEntry, kind: ListKind, now: datetime, until: datetime
    ) -> ListedAccount | None:
        schema, dialect = self.finder.schema, self.finder.dialect
        shown = Attributes(entry, self.finder.readable)
        identity = dialect.identity(shown)
        if identity is None:
            return None
        state = dialect.state(link, shown, now)
        if kind is ListKind.NEVER_SIGNED_IN:  # a server that keeps sign-ins of nobody is not asked
            state = replace(state, last_sign_in=state.last_sign_in or shown.moment(dialect.signs_in_by))
        is_on = belongs(kind, state, now, until)
        if is_on is False:
            return None
        expired = is_past(state.account_expires, now)
        row = summary_of(shown, identity, schema, state, expired=expired)
        if row.kind is not AccountKind.PERSON:
            return None
        return ListedAccount(row, moment_of(kind, state), unsure=is_on is None)
