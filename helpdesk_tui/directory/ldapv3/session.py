"""One operator signed in to one LDAPv3 server."""

from collections.abc import Callable

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.actions.registry import READING
from helpdesk_tui.desk.ports import Ability, Capability, Clock, DirectoryInfo, GroupPower
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3 import members, named
from helpdesk_tui.directory.ldapv3.census import Census
from helpdesk_tui.directory.ldapv3.change import DialectWrite, TryPassword
from helpdesk_tui.directory.ldapv3.listing import PeopleLister
from helpdesk_tui.directory.ldapv3.own_change import OwnOperation
from helpdesk_tui.directory.ldapv3.reading import Reader
from helpdesk_tui.directory.ldapv3.search import PeopleFinder
from helpdesk_tui.directory.session import Access, ServerSession
from helpdesk_tui.language import N_, _

_ONE_SERVER = N_("the desk knows one server of this directory")
_NO_DEVICES = N_("this kind of directory keeps no secrets of computers that the desk knows")
_READ = tuple(spec.action for spec in READING)


class LdapSession(ServerSession[PeopleFinder, Reader]):
    def __init__(
        self,
        access: Access,
        link: Link,
        finder: PeopleFinder,
        reader: Reader,
        clock: Clock,
        *,
        operator_id: AccountId,
        server: str,  # as it is called
        read_only: bool,
        domain: str,  # "example.com"
        try_password: TryPassword,
        open_link: Callable[[], Link],
    ) -> None:
        self._dialect = finder.dialect
        self._domain = domain
        self._server = server
        self._read_only = read_only
        self._try_password = try_password
        self._open_link = open_link
        super().__init__(
            access,
            link,
            finder=finder,
            reader=reader,
            named=named.named_in(finder.root),
            clock=clock,
            operator_id=operator_id,
        )

    @property
    def info(self) -> DirectoryInfo:
        access = self._access
        return DirectoryInfo(
            kind=self._dialect.name,
            domain=self._domain,
            server=self._server,
            tls=access.tls_version,
            acts_as=access.acts_as,
            read_only=self._read_only,
            abilities={**self._dialect.abilities(), Capability.EVERY_SERVER: Ability(False, _(_ONE_SERVER))},
            cannot={**self._dialect.cannot(), **dict.fromkeys(_READ, _NO_DEVICES)},
        )

    def _prepared(self, link: Link, account: AccountId) -> DialectWrite:
        return DialectWrite(
            link,
            account,
            reader=self._reader,
            dialect=self._dialect,
            try_password=self._try_password,
            clock=self._clock,
            root=self._finder.root,
        )

    def group_power(self, group: str) -> GroupPower:
        return self._reads.ask(
            lambda link: members.group_power(link, self._finder.root, group, self._dialect)
        )

    def _prepared_own(self, link: Link, account: AccountId) -> OwnOperation:
        return OwnOperation(
            link,
            account,
            reader=self._reader,
            dialect=self._dialect,
            open_link=self._open_link,
            try_password=self._try_password,
        )

    def _census(self) -> Census:
        finder = self._finder
        return Census(finder.root, finder.base, finder.page, finder.schema, finder.dialect, finder.readable)

    def _lister(self) -> PeopleLister:
        finder = self._finder
        return PeopleLister(finder.base, finder.page, finder)

    def _group_id(self, link: Link, name: str) -> str | None:
        return named.group_id(link, self._finder.root, name)
