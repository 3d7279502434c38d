"""The domain controllers of a domain, as DNS names them: those of this computer's own site first.

All of it is hearsay: it decides who is tried, and in which order. The certificate says who a server is, and
the server, over TLS, which domain it is of.
"""

import queue
import re
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from helpdesk_tui.connection import Address, ask_resolver
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.active_directory.ldap_ping import Pong, ping
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.settings import Endpoint
from helpdesk_tui.directory.srv import NameServer, Record, in_order, look_up
from helpdesk_tui.directory.waiting import Waiting

MOST = 8
"""Servers that one sign-in may try."""

_OF_DOMAIN = "_ldap._tcp.dc._msdcs"
_OF_SITE = "_ldap._tcp.{site}._sites.dc._msdcs"
_SITE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?")  # it becomes a part of a DNS name
_LDAP = 389
_LDAPS = 636
_PING_SECONDS = 1.0  # for all of them; they answer in milliseconds or not at all
_PASSING = frozenset({"dns-silent", "dns-failed"})


class Finding(Protocol):
    """Whom to try at a sign-in."""

    @property
    def domain(self) -> str:
        """That they must be of; "" = any."""

    def servers(self, links: OpenLinks) -> Sequence[Endpoint]:
        """In the order in which to try them. Raises `DirectoryUnreachable`, `Refused` (signed-out)."""


@dataclass(frozen=True)
class NamedServers:
    """A `Finding`: those of the configuration."""

    endpoints: tuple[Endpoint, ...]
    domain: str = ""

    def servers(self, links: OpenLinks) -> Sequence[Endpoint]:  # noqa: ARG002 - nothing is waited for
        return self.endpoints


class DomainServers:
    """A `Finding`: those that DNS names for `domain`. A question may take `seconds`; where nobody answers it,
    those of the last time are taken. `below` gives a random number in [0, limit)."""

    def __init__(
        self,
        domain: str,
        tls: Literal["ldaps", "starttls"],
        seconds: float,
        below: Callable[[int], int],
        name_servers: Sequence[NameServer] = (),
    ) -> None:
        self.domain = domain
        self.tls = tls
        self._seconds = seconds
        self._below = below
        self._name_servers = tuple(name_servers)
        self._last: tuple[Endpoint, ...] = ()

    def servers(self, links: OpenLinks) -> Sequence[Endpoint]:
        """Raises `DirectoryUnreachable` (dns-…), `Refused` (signed-out)."""
        waiting = Waiting(self._found, "finding servers")
        links.add(waiting)
        try:
            self._last = waiting.result(2 * self._seconds + 3 * _PING_SECONDS)
        except TimeoutError:
            why = problem("dns-silent", domain=self.domain, detail="")
            return self._of_last_time(DirectoryUnreachable(why))
        except DirectoryUnreachable as error:
            return self._of_last_time(error)
        return self._last

    def _of_last_time(self, error: DirectoryUnreachable) -> Sequence[Endpoint]:
        if self._last and error.problem.code in _PASSING:
            return self._last
        raise error

    def _found(self) -> tuple[Endpoint, ...]:
        ordered = self._ordered(_OF_DOMAIN)
        pongs = _pongs(self.domain, ordered[:MOST])
        near = self._of_site(pongs)
        ordered = _once([*near, *ordered])
        if near:
            pongs |= _pongs(self.domain, [each for each in ordered[:MOST] if each.host not in pongs])
        best = sorted(ordered, key=lambda record: _rank(pongs.get(record.host), any_answered=bool(pongs)))
        return tuple(self._endpoint(record) for record in best[:MOST])

    def _of_site(self, pongs: dict[str, Pong]) -> list[Record]:
        """Those of the site in which, they say, this computer is; none where there is no such thing."""
        site = next((pong.client_site for pong in pongs.values() if pong.client_site), "")
        if not _SITE.fullmatch(site):
            return []
        try:
            return self._ordered(_OF_SITE.format(site=site))
        except DirectoryUnreachable:
            return []

    def _ordered(self, service: str) -> list[Record]:
        found = look_up(service, self.domain, self._seconds, self._name_servers)
        return in_order(found, self._below)

    def _endpoint(self, record: Record) -> Endpoint:
        """DNS names the plain port. LDAPS has none of its own there."""
        return Endpoint(record.host, _LDAPS if self.tls == "ldaps" else record.port, self.tls)


def _once(records: Iterable[Record]) -> list[Record]:
    """Each host where it comes first."""
    by_host: dict[str, Record] = {}
    for record in records:
        by_host.setdefault(record.host.casefold(), record)
    return list(by_host.values())


def _rank(pong: Pong | None, *, any_answered: bool) -> int:
    """Writable ones first, read-only ones last. Where no ping passes at all, silence says nothing."""
    if pong is None:
        return 1 if any_answered else 0
    return 0 if pong.is_writable else 2


def _pongs(domain: str, records: Sequence[Record]) -> dict[str, Pong]:
    """By host, of those that answer."""
    return ping(domain, _places([record.host for record in records]), _PING_SECONDS)


def _places(hosts: Sequence[str]) -> dict[str, Address]:
    """Each host's first address, as far as it is known in time."""
    told: queue.SimpleQueue[tuple[str, list[Address] | OSError]] = queue.SimpleQueue()

    def tell(host: str, said: list[Address] | OSError) -> None:
        told.put((host, said))

    for host in hosts:
        ask_resolver(host, _LDAP, socket.SOCK_STREAM, partial(tell, host))
    places: dict[str, Address] = {}
    deadline = time.monotonic() + _PING_SECONDS
    for _ in hosts:
        try:
            host, said = told.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        if not isinstance(said, OSError) and said:
            places[host] = said[0]
    return places
