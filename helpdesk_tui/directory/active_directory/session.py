"""One operator signed in to one domain controller."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from helpdesk_tui.desk.account import Account, AccountId, CensusEntry
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.ports import Clock, DirectoryInfo, Found
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.active_directory import named
from helpdesk_tui.directory.active_directory.abilities import abilities
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.census import Census
from helpdesk_tui.directory.active_directory.change import PreparedModify
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.identities import Identity
from helpdesk_tui.directory.active_directory.protection import protecting_groups
from helpdesk_tui.directory.active_directory.reading import DACL_ONLY, Reader
from helpdesk_tui.directory.active_directory.search import DomainFinder
from helpdesk_tui.directory.active_directory.values import sid
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.line import SharedLink
from helpdesk_tui.directory.open_links import OpenLinks


@dataclass(frozen=True)
class Access:
    """What a session works with. `connect` gives a new bound link to the session's server, for a write, which
    ends by itself; `connect_to_read` one that ends with `links`."""

    domain: Domain
    connect: Callable[[], Link]
    connect_to_read: Callable[[], Link]
    links: OpenLinks  # all but those of writes
    identity: Identity  # whoever acts; dropped at the end
    acts_as: str
    token: frozenset[str]  # SIDs of whoever acts, as the server sees them
    tls_version: str


class ActiveDirectorySession:
    """A `DirectorySession`. Searching and reading have a connection each, so that a slow search does not
    keep a card waiting; every write gets one of its own."""

    def __init__(
        self, access: Access, link: Link, finder: DomainFinder, clock: Clock, operator_id: AccountId
    ) -> None:
        self._access = access
        self._finder = finder
        self._clock = clock
        self._reads = SharedLink(access.connect_to_read, link)
        self._searches = SharedLink(access.connect_to_read)
        self._reader = Reader(access.domain, finder.base, access.token, clock)
        self._operator_id = operator_id
        self._operator = self.read_operator()

    @property
    def info(self) -> DirectoryInfo:
        domain = self._access.domain
        return DirectoryInfo(
            kind="Active Directory",
            domain=domain.name,
            server=domain.server,
            tls=self._access.tls_version,
            acts_as=self._access.acts_as,
            read_only=domain.read_only,
            abilities=abilities(domain),
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
    def prepare_change(self, account: AccountId) -> Iterator[PreparedModify]:
        with closing(self._access.connect()) as link:
            yield PreparedModify(link, self._reader, self._access.domain, account)

    def manager(self, account: AccountId) -> Account | None:
        return self._reads.ask(lambda link: self._reader.manager(link, account))

    def census(self, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        """On a connection of its own, which ends with the iteration: it may take minutes."""
        access, finder = self._access, self._finder
        census = Census(
            domain_dn=access.domain.dn,
            domain=access.domain.short_name,
            base=finder.base,
            page=finder.page,
            token=access.token,
            dacl_only=DACL_ONLY,
            protecting=protecting_groups(self._operator.security_id),
        )
        with closing(access.connect_to_read()) as link:
            for entry in census.take(link, bases, groups):
                if access.identity.dropped:
                    raise Refused(problem("signed-out"))
                yield entry

    def group_id(self, name: str) -> str | None:
        return self._reads.ask(lambda link: self._group_id(link, name))

    def entry_dn(self, dn: str) -> str | None:
        return self._reads.ask(lambda link: named.entry_dn(link, dn))

    def nearest(self, name: str) -> str:
        return self._reads.ask(lambda link: named.nearest(link, self._access.domain, name))

    def close(self) -> None:
        self._reads.close()  # first: what is cut below knows by then that it was signed out
        self._searches.close()
        self._access.links.close()
        self._access.identity.drop()

    # --- groups -------------------------------------------------------------------------------------

    def _group_id(self, link: Link, name: str) -> str | None:
        for entry in named.groups(link, self._access.domain, name, ["objectSid"]):
            return Attributes(entry).decoded("objectSid", sid)
        return None
