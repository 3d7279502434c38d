"""The way to other domain controllers of the session's domain.

Which there are says the session's server; who one is says its certificate, and over that connection the
server itself: all of it before a password is sent.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from helpdesk_tui.deadlines import DEADLINES
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory import srv
from helpdesk_tui.directory.active_directory.domain import Domain, read_domain
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.session import Access

SETTINGS = "cn=ntds settings"  # each server's own object lies above it, and names the host


@dataclass(frozen=True)
class NamedServer:
    """As the session's server tells it."""

    host: str  # DNS name
    service: str  # DN of its settings, as `Domain.service`


def may_be_asked(host: str, domain: Domain) -> bool:
    """Whether it is the name of a computer in the domain: nothing leads out of it."""
    return srv.is_host(host) and srv.is_within(host, domain.name)


class OtherServers:
    """`link_to` gives a link, not yet open, to another server by name."""

    def __init__(self, domain: Domain, access: Access, link_to: Callable[[str], Link]) -> None:
        self._domain = domain
        self._access = access
        self._link_to = link_to

    @contextmanager
    def connected(
        self, server: NamedServer, links: OpenLinks, seconds: float
    ) -> Iterator[tuple[Link, Domain]]:
        """Bound, to that server and to no other; it ends in so many seconds, or with `links`. Raises
        `DirectoryUnreachable`, `NotPermitted`, `Refused`."""
        link = self._link_to(server.host)
        links.add(link)
        try:
            with DEADLINES.within(seconds, link.close):
                link.open()
                found = read_domain(link)
                if not self._is_it(server, found):
                    raise DirectoryUnreachable(problem("server-not-there", server=server.host))
                self._access.identity.bind(link)
                yield link, found
        finally:
            link.close()

    def _is_it(self, server: NamedServer, found: Domain) -> bool:
        same_server = dn_parts(found.service) == dn_parts(server.service)
        return same_server and dn_parts(found.dn) == dn_parts(self._domain.dn)
