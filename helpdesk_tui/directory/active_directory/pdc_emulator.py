"""The PDC emulator: the domain controller to which the others pass wrong passwords on, so that a lockout
stands there (MS-ADTS 6.1.5). It is asked where it is another than the session's.

Which one it is says the session's server, who it is says its certificate, and over that connection the server
itself; all of it before a password is sent.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused
from helpdesk_tui.desk.names import dn_parts, is_within
from helpdesk_tui.desk.ports import Clock, PreparedChange
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory import srv
from helpdesk_tui.directory.active_directory.change import PreparedModify
from helpdesk_tui.directory.active_directory.domain import Domain, read_domain, read_token
from helpdesk_tui.directory.active_directory.problems import detail
from helpdesk_tui.directory.active_directory.reading import Reader
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.session import Access
from helpdesk_tui.text import LONGEST_DN, clean

_SECONDS = 8.0
"""For one connection as a whole, from its name to its last answer: somebody waits for what was done
already."""

_SETTINGS = "cn=ntds settings"  # each server's own object lies above it, and names the host


@dataclass(frozen=True)
class RoleOwner:
    """As the session's server tells it."""

    host: str  # DNS name within the domain
    service: str  # DN of its settings, as `Domain.service`


def role_owner(link: Link, domain: Domain) -> RoleOwner | None:
    """Who holds the role; None = the server that is asked. Raises `Refused` (lockout-server-unknown): also
    for what would lead out of the domain."""
    service = _only(link, domain.dn, "fSMORoleOwner")
    parts = dn_parts(service)
    if parts[:1] != (_SETTINGS,) or not is_within(service, domain.configuration_dn):
        raise _unknown(f"fSMORoleOwner: {service}")
    if parts == dn_parts(domain.service):
        return None
    host = _only(link, service.partition(",")[2], "dNSHostName")
    if not srv.is_host(host) or not srv.is_within(host, domain.name):
        raise _unknown(f"dNSHostName: {host}")
    return RoleOwner(host, service)


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
    """A `LockoutServer`. `link_to` gives a link, not yet open, to another server by name."""

    def __init__(
        self,
        owner: RoleOwner,
        domain: Domain,
        access: Access,
        link_to: Callable[[str], Link],
        *,
        base: str,
        clock: Clock,
    ) -> None:
        self._owner = owner
        self._domain = domain
        self._access = access
        self._link_to = link_to
        self._base = base
        self._clock = clock

    @property
    def name(self) -> str:
        return self._owner.host

    def read(self, account: AccountId) -> Account:
        with self._connected(self._access.links) as (link, domain):
            return self._reader(link, domain).account(link, account)

    @contextmanager
    def prepare_change(self, account: AccountId) -> Iterator[PreparedChange]:
        with self._connected(OpenLinks()) as (link, domain):
            yield PreparedModify(link, account, self._reader(link, domain), domain)

    @contextmanager
    def _connected(self, links: OpenLinks) -> Iterator[tuple[Link, Domain]]:
        """Bound, to the holder of the role and to nobody else."""
        link = self._link_to(self._owner.host)
        links.add(link)
        bound = threading.Timer(_SECONDS, link.close)
        bound.daemon = True
        bound.start()
        try:
            link.open()
            found = read_domain(link)
            if not self._is_it(found):
                raise DirectoryUnreachable(problem("lockout-server-another", server=self._owner.host))
            self._access.identity.bind(link)
            yield link, found
        finally:
            bound.cancel()
            link.close()

    def _is_it(self, found: Domain) -> bool:
        same_server = dn_parts(found.service) == dn_parts(self._owner.service)
        return same_server and dn_parts(found.dn) == dn_parts(self._domain.dn)

    def _reader(self, link: Link, domain: Domain) -> Reader:
        """By what whoever acts is there."""
        return Reader(domain, self._base, frozenset(read_token(link)), self._clock)
