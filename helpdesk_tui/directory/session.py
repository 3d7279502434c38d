"""One operator signed in to one server: what is the same in every directory."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from helpdesk_tui.desk.account import Account, AccountId, CensusEntry
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.listing import ListKind, ListPage
from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.ports import (
    AccountAtServers,
    Capability,
    Clock,
    DeviceSecrets,
    DirectoryInfo,
    DirectorySession,
    Found,
    LockoutServer,
    PreparedChange,
    PreparedOwnChange,
)
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.identity import Identity
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.line import SharedLink
from helpdesk_tui.directory.listing import Lister
from helpdesk_tui.directory.named import Named
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.searching import Finder


@dataclass(frozen=True)
class Access:
    """What a session works with. `connect` gives a new bound link to the session's server, for a write, which
    ends by itself; `connect_to_read` one that ends with `links`."""

    connect: Callable[[], Link]
    connect_to_read: Callable[[], Link]
    links: OpenLinks  # all but those of writes
    identity: Identity  # whoever acts; dropped at the end
    acts_as: str  # its login, as it is shown
    tls_version: str


class Reader(Protocol):
    """Reads accounts. All raise `Refused` (account-gone, …) and `DirectoryUnreachable`."""

    def account(self, link: Link, account: AccountId) -> Account: ...

    def anywhere(self, link: Link, account: AccountId) -> Account:
        """One that need not be among those whom the desk sees: the operator's own."""

    def manager(self, link: Link, account: AccountId) -> Account | None: ...


class Census(Protocol):
    def take(self, link: Link, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        """Each person once."""


F = TypeVar("F", bound=Finder)
R = TypeVar("R", bound=Reader)
T = TypeVar("T")


class ServerSession(ABC, Generic[F, R]):
    """A `DirectorySession`. Searching and reading have a connection each, so that a slow search does not keep
    a card waiting; every write gets one of its own. `home`: the session whose server knows the operator, if
    that is another one."""

    def __init__(
        self,
        access: Access,
        link: Link,
        *,
        finder: F,
        reader: R,
        named: Named,
        clock: Clock,
        operator_id: AccountId,
        home: DirectorySession | None = None,
    ) -> None:
        self._access = access
        self._finder = finder
        self._reader = reader
        self._named = named
        self._clock = clock
        self._reads = SharedLink(access.connect_to_read, link)
        self._searches = SharedLink(access.connect_to_read)
        self._operator_id = operator_id
        self._home = home
        self._operator = home.operator if home else self.read_operator()

    # --- a directory's own ----------------------------------------------------------------------------

    @property
    @abstractmethod
    def info(self) -> DirectoryInfo: ...

    @abstractmethod
    def _prepared(self, link: Link, account: AccountId) -> PreparedChange: ...

    @abstractmethod
    def _prepared_own(self, link: Link, account: AccountId) -> PreparedOwnChange: ...

    @abstractmethod
    def _group_id(self, link: Link, name: str) -> str | None: ...

    @abstractmethod
    def _census(self) -> Census: ...

    @abstractmethod
    def _lister(self) -> Lister: ...

    # --- the same in all ------------------------------------------------------------------------------

    @property
    def operator(self) -> Account:
        return self._operator

    def read_operator(self) -> Account:
        if self._home:
            return self._home.read_operator()
        return self._reads.ask(lambda link: self._reader.anywhere(link, self._operator_id))

    def search(self, query: str, limit: int, only: Narrowing = EVERYBODY) -> Found:
        now = self._clock.now()
        return self._searches.ask(lambda link: self._finder.find(link, query, limit, now, only))

    def read(self, account: AccountId) -> Account:
        return self._reads.ask(lambda link: self._reader.account(link, account))

    @contextmanager
    def prepare_change(self, account: AccountId) -> Iterator[PreparedChange]:
        with closing(self._access.connect()) as link:
            yield self._prepared(link, account)

    @contextmanager
    def prepare_own_change(self, account: AccountId) -> Iterator[PreparedOwnChange]:
        with closing(self._access.connect()) as link:
            yield self._prepared_own(link, account)

    def info_of(self, account: AccountId) -> DirectoryInfo:  # noqa: ARG002 - one server holds everybody
        return self.info

    def lockout_server(self, account: AccountId) -> LockoutServer | None:  # noqa: ARG002 - one server holds everybody
        """Where a directory has such a server, its session says so."""
        return None

    def at_every_server(self, account: AccountId) -> AccountAtServers:  # noqa: ARG002 - nobody is asked about anybody
        """Where a directory's servers can be told apart, its session asks them."""
        raise Refused(problem("servers-unable", why=self.info.why(Capability.EVERY_SERVER)))

    def device_secrets(self, account: AccountId) -> DeviceSecrets:  # noqa: ARG002 - nobody is asked about anybody
        """Where a directory keeps such, its session says so."""
        raise Refused(problem("device-secrets-unable", server=self.info.server))

    def manager(self, account: AccountId) -> Account | None:
        return self._reads.ask(lambda link: self._reader.manager(link, account))

    def census(self, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        census = self._census()
        return self._apart(lambda link: census.take(link, bases, groups))

    def listing(self, kind: ListKind, bases: Sequence[str], until: datetime) -> Iterator[ListPage]:
        lister, now = self._lister(), self._clock.now()
        return self._apart(lambda link: lister.pages(link, kind, bases, now, until))

    def untold(self, kind: ListKind, bases: Sequence[str]) -> Iterator[int]:
        lister, now = self._lister(), self._clock.now()
        return self._apart(lambda link: lister.untold(link, kind, bases, now, now))

    def _apart(self, read: Callable[[Link], Iterator[T]]) -> Iterator[T]:
        """On a connection of its own, which ends with the iteration: it may take minutes."""
        with closing(self._access.connect_to_read()) as link:
            for each in read(link):
                if self._access.identity.dropped:
                    raise Refused(problem("signed-out"))
                yield each

    def group_id(self, name: str) -> str | None:
        return self._reads.ask(lambda link: self._group_id(link, name))

    def entry_dn(self, dn: str) -> str | None:
        return self._reads.ask(lambda link: self._named.entry_dn(link, dn))

    def group_shortfall(self, name: str, *, of_operators: bool) -> str:  # noqa: ARG002 - one server knows all
        return ""

    def nearest(self, name: str) -> str:
        return self._reads.ask(lambda link: self._named.nearest(link, name))

    def close(self) -> None:
        self._reads.close()  # first: what is cut below knows by then that it was signed out
        self._searches.close()
        self._access.links.close()
        self._access.identity.drop()
