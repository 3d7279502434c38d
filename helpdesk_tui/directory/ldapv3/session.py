"""One operator signed in to one LDAPv3 server."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from helpdesk_tui.desk.account import Account, AccountId, CensusEntry
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.ports import Clock, DirectoryInfo, Found
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3 import named
from helpdesk_tui.directory.ldapv3.census import Census
from helpdesk_tui.directory.ldapv3.change import PreparedWrite
from helpdesk_tui.directory.ldapv3.reading import Reader
from helpdesk_tui.directory.ldapv3.search import PeopleFinder
from helpdesk_tui.directory.line import SharedLink
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class Access:
    """What a session works with. `connect` gives a new bound link to the session's server, for a write, which
    ends by itself; `connect_to_read` one that ends with `links`."""

    connect: Callable[[], Link]
    connect_to_read: Callable[[], Link]
    try_password: Callable[[str, Secret], bool | None]  # DN and password: whether the server takes it
    links: OpenLinks  # all but those of writes
    password: Secret  # forgotten at the end
    acts_as: str
    root: str  # DN of the tree
    domain: str  # "example.com"
    server: str
    tls_version: str


class LdapSession:
    """A `DirectorySession`. Searching and reading have a connection each, so that a slow search does not keep
    a card waiting; every write gets one of its own."""

    def __init__(
        self,
        access: Access,
        link: Link,
        finder: PeopleFinder,
        reader: Reader,
        clock: Clock,
        *,
        operator_id: AccountId,
    ) -> None:
        self._access = access
        self._finder = finder
        self._reader = reader
        self._dialect = finder.dialect
        self._clock = clock
        self._reads = SharedLink(access.connect_to_read, link)
        self._searches = SharedLink(access.connect_to_read)
        self._operator_id = operator_id
        self._operator = self.read_operator()

    @property
    def info(self) -> DirectoryInfo:
        access = self._access
        return DirectoryInfo(
            kind=self._dialect.name,
            domain=access.domain,
            server=access.server,
            tls=access.tls_version,
            acts_as=access.acts_as,
            read_only=False,
            abilities=self._dialect.abilities(),
            cannot=self._dialect.cannot(),
        )

    @property
    def operator(self) -> Account:
        return self._operator

    def read_operator(self) -> Account:
        return self._reads.ask(lambda link: self._reader.anywhere(link, self._operator_id))

    def search(self, query: str, limit: int, only: Narrowing = EVERYBODY) -> Found:
        now = self._clock.now()
        return self._searches.ask(lambda link: self._finder.find(link, query, limit, now, only))

    def read(self, account: AccountId) -> Account:
        return self._reads.ask(lambda link: self._reader.account(link, account))

    @contextmanager
    def prepare_change(self, account: AccountId) -> Iterator[PreparedWrite]:
        with closing(self._access.connect()) as link:
            yield PreparedWrite(link, self._reader, self._dialect, account, self._access.try_password)

    def manager(self, account: AccountId) -> Account | None:
        return self._reads.ask(lambda link: self._reader.manager(link, account))

    def census(self, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        """On a connection of its own, which ends with the iteration: it may take minutes."""
        access, finder = self._access, self._finder
        census = Census(access.root, finder.base, finder.page, finder.schema, finder.dialect, finder.readable)
        with closing(access.connect_to_read()) as link:
            for entry in census.take(link, bases, groups):
                if access.password.dropped:
                    raise Refused(problem("signed-out"))
                yield entry

    def group_id(self, name: str) -> str | None:
        return self._reads.ask(lambda link: named.group_id(link, self._access.root, name))

    def entry_dn(self, dn: str) -> str | None:
        return self._reads.ask(lambda link: named.entry_dn(link, dn))

    def nearest(self, name: str) -> str:
        return self._reads.ask(lambda link: named.nearest(link, self._access.root, name))

    def close(self) -> None:
        self._reads.close()  # first: what is cut below knows by then that it was signed out
        self._searches.close()
        self._access.links.close()
        self._access.password.drop()
