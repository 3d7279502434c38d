"""The PDC emulator: the domain controller to which the others pass wrong passwords on, so that a lockout
stands there (MS-ADTS 6.1.5). It is asked where it is another than the session's.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.names import dn_parts, is_within
from helpdesk_tui.desk.ports import Clock, PreparedChange
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.active_directory.change import PreparedModify
from helpdesk_tui.directory.active_directory.domain import Domain, read_token
from helpdesk_tui.directory.active_directory.other_servers import (
    SETTINGS,
    NamedServer,
    OtherServers,
    may_be_asked,
)
from helpdesk_tui.directory.active_directory.problems import detail
from helpdesk_tui.directory.active_directory.reading import Reader
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.text import LONGEST_DN, clean

_SECONDS = 8.0
"""For one connection as a whole, from its name to its last answer: somebody waits for what was done
already."""


def role_owner(link: Link, domain: Domain) -> NamedServer | None:
    """Who holds the role; None = the server that is asked. Raises `Refused` (lockout-server-unknown): also
    for what would lead out of the domain."""
    service = _only(link, domain.dn, "fSMORoleOwner")
    parts = dn_parts(service)
    if parts[:1] != (SETTINGS,) or not is_within(service, domain.configuration_dn):
        raise _unknown(f"fSMORoleOwner: {service}")
    if parts == dn_parts(domain.service):
        return None
    host = _only(link, service.partition(",")[2], "dNSHostName")
    if not may_be_asked(host, domain):
        raise _unknown(f"dNSHostName: {host}")
    return NamedServer(host, service)


def _only(link: Link, dn: str, attribute: str) -> str:
    """The one value of `attribute`. Raises `Refused` (lockout-server-unknown)."""
    answer = link.read(dn, [attribute])
    values = answer.entries[0].values.get(attribute.lower(), ()) if answer.entries else ()
    if len(values) != 1 or len(values[0]) > LONGEST_DN:
        raise _unknown(f"{attribute}: {len(values)} values; {detail(answer.result)}")
    return values[0].decode("utf-8", "replace")


def _unknown(why: str) -> Refused:
    return Refused(problem("lockout-server-unknown", detail=clean(why, 300)))


class PdcEmulator:
    """A `LockoutServer`."""

    def __init__(
        self, owner: NamedServer, others: OtherServers, links: OpenLinks, base: str, clock: Clock
    ) -> None:
        self._owner = owner
        self._others = others
        self._links = links  # reading ends with them, a write does not
        self._base = base
        self._clock = clock

    @property
    def name(self) -> str:
        return self._owner.host

    def read(self, account: AccountId) -> Account:
        with self._others.connected(self._owner, self._links, _SECONDS) as (link, domain):
            return self._reader(link, domain).account(link, account)

    @contextmanager
    def prepare_change(self, account: AccountId) -> Iterator[PreparedChange]:
        with self._others.connected(self._owner, OpenLinks(), _SECONDS) as (link, domain):
            yield PreparedModify(link, account, self._reader(link, domain), domain)

    def _reader(self, link: Link, domain: Domain) -> Reader:
        """By what whoever acts is there."""
        return Reader(domain, self._base, frozenset(read_token(link)), self._clock)
