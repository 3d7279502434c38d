"""One operator signed in to one domain controller."""

from collections.abc import Callable
from enum import IntEnum
from typing import TypeVar

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import AccountAtServers, Clock, DirectoryInfo, DirectorySession, GroupPower
from helpdesk_tui.directory.active_directory import holders, named
from helpdesk_tui.directory.active_directory.abilities import abilities
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.census import Census
from helpdesk_tui.directory.active_directory.change import PreparedModify
from helpdesk_tui.directory.active_directory.computer_secrets import ComputerSecrets
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.every_server import EveryServer, account_at
from helpdesk_tui.directory.active_directory.listed_servers import servers_of
from helpdesk_tui.directory.active_directory.listing import DomainLister
from helpdesk_tui.directory.active_directory.other_servers import OtherServers
from helpdesk_tui.directory.active_directory.own_change import OwnModify
from helpdesk_tui.directory.active_directory.pdc_emulator import PdcEmulator, role_owner
from helpdesk_tui.directory.active_directory.protection import protected_by, protecting_groups
from helpdesk_tui.directory.active_directory.reading import DACL_ONLY, Reader
from helpdesk_tui.directory.active_directory.search import DomainFinder
from helpdesk_tui.directory.active_directory.values import sid
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.session import Access, ServerSession
from helpdesk_tui.language import N_

T = TypeVar("T")


_AFTER_RESET = N_("A laptop that is away takes the old one until it reaches the domain.")


class GroupReach(IntEnum):
    """Where it is seen who is in a group: bits of groupType (MS-ADTS 2.2.12)."""

    UNKNOWN = 0
    GLOBAL = 2
    LOCAL = 4
    UNIVERSAL = 8


class ActiveDirectorySession(ServerSession[DomainFinder, Reader]):
    """`token`: SIDs of whoever acts, as the server sees them. `link_to` gives a link, not yet open, to
    another server by name. `home`: the session with the operator's own domain, if that is another one."""

    def __init__(
        self,
        access: Access,
        link: Link,
        finder: DomainFinder,
        clock: Clock,
        *,
        operator_id: AccountId,
        token: frozenset[str],
        link_to: Callable[[str], Link],
        home: DirectorySession | None = None,
    ) -> None:
        self._others = OtherServers(finder.domain, access, link_to)
        self._domain = finder.domain
        self._token = token
        super().__init__(
            access,
            link,
            finder=finder,
            reader=Reader(finder.domain, finder.base, token, clock),
            named=named.named_in(finder.domain),
            clock=clock,
            operator_id=operator_id,
            home=home,
        )

    @property
    def info(self) -> DirectoryInfo:
        domain = self._domain
        return DirectoryInfo(
            kind="Active Directory",
            domain=domain.name,
            server=domain.server,
            tls=self._access.tls_version,
            acts_as=self._access.acts_as,
            read_only=domain.read_only,
            abilities=abilities(domain),
            after_reset=_AFTER_RESET,
        )

    @property
    def domain(self) -> Domain:
        return self._domain

    def ask(self, question: Callable[[Link], T]) -> T:
        """On the connection for searches: no card waits for it."""
        return self._searches.ask(question)

    def lockout_server(self, account: AccountId) -> PdcEmulator | None:  # noqa: ARG002 - one for the whole domain
        """Asked each time: two short reads, and the role may move while somebody is signed in."""
        owner = self._reads.ask(lambda link: role_owner(link, self._domain))
        if owner is None:
            return None
        return PdcEmulator(owner, self._others, self._access.links, self._finder.base, self._clock)

    def at_every_server(self, account: AccountId) -> AccountAtServers:
        domain, now = self._domain, self._clock.now()
        own = self._reads.ask(lambda link: account_at(link, self._reader, account, domain.server, now))
        servers = self._reads.ask(lambda link: servers_of(link, domain))
        every = EveryServer(self._others, self._access.links, self._finder.base, self._clock)
        return every.ask(servers, domain, own, account)

    def device_secrets(self, account: AccountId) -> ComputerSecrets:
        return ComputerSecrets(
            account,
            search=self._searches.ask,
            read=self._reads.ask,
            reader=self._reader,
            domain=self._domain,
            base=self._finder.base,
        )

    def _prepared(self, link: Link, account: AccountId) -> PreparedModify:
        return PreparedModify(link, account, self._reader, self._domain)

    def _prepared_own(self, link: Link, account: AccountId) -> OwnModify:
        return OwnModify(link, account, self._reader, self._domain)

    def _census(self) -> Census:
        domain = self._domain
        return Census(
            domain_dn=domain.dn,
            domain=domain.short_name,
            base=self._finder.base,
            page=self._finder.page,
            token=self._token,
            dacl_only=DACL_ONLY,
            protecting=protecting_groups(self._operator.security_id),
        )

    def _lister(self) -> DomainLister:
        finder = self._finder
        return DomainLister(finder.base, finder.page, self._domain, self._token)

    def group_reach(self, name: str) -> GroupReach:
        """Of a group that is there, given as to `group_id`."""
        found = self.ask(lambda link: named.groups(link, self._domain, name, ["groupType"]))
        kind = Attributes(found[0]).integer("groupType") if found else None
        return next((each for each in GroupReach if kind is not None and kind & each), GroupReach.UNKNOWN)

    def group_power(self, group: str) -> GroupPower:
        """By all groups that hold it."""
        sids = self._reads.ask(lambda link: self._holding(link, group))
        protects = None if sids is None else protected_by("", sids)
        return GroupPower(sids, protects)

    def _holding(self, link: Link, group: str) -> frozenset[str] | None:
        for entry in named.groups(link, self._domain, group, ["objectSid"]):
            found = holders.holding(link, entry.dn, self._token)
            return None if found is None else found | {group}
        return None

    def _group_id(self, link: Link, name: str) -> str | None:
        for entry in named.groups(link, self._domain, name, ["objectSid"]):
            return Attributes(entry).decoded("objectSid", sid)
        return None
