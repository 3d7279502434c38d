"""The server of a sign-in: the first that answers over verified TLS, one that can be written to if there is.

Who did not answer is not asked first again for a minute; then it has its old place back.
"""

import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from helpdesk_tui.connection import Address
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.active_directory.domain import Domain, read_domain
from helpdesk_tui.directory.active_directory.finding import Finding
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.settings import Endpoint, Settings

_SILENCE = timedelta(minutes=1)
_TOGETHER = 3
"""So many times `connect_timeout` may all servers of a sign-in take; after that no further one is begun."""


@dataclass(frozen=True)
class Reached:
    """One server, and a connection to it that nobody has bound yet. `make_link` gives another, not yet open,
    which finds the same server at `address`. `note_silence` is for when it does not answer any more."""

    link: Link
    address: Address
    domain: Domain
    make_link: Callable[[], Link]
    note_silence: Callable[[], None]


class Silence:
    """Who did not answer of late, in this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._since: dict[Endpoint, datetime] = {}

    def note(self, endpoint: Endpoint) -> None:
        with self._lock:
            self._since[endpoint] = self._clock.now()

    def forget(self, endpoint: Endpoint) -> None:
        with self._lock:
            self._since.pop(endpoint, None)

    def last(self, endpoints: Sequence[Endpoint]) -> list[Endpoint]:
        """Those behind the others."""
        now = self._clock.now()
        with self._lock:  # a clock that was set back would keep one silent for long
            self._since = {each: at for each, at in self._since.items() if timedelta() <= now - at < _SILENCE}
            return sorted(endpoints, key=lambda each: each in self._since)


class Reaching:
    """Finds the server of each sign-in. Safe to use from several threads."""

    def __init__(self, settings: Settings, finding: Finding, clock: Clock) -> None:
        self._settings = settings
        self._finding = finding
        self._silence = Silence(clock)

    def reach(self, links: OpenLinks, context: ssl.SSLContext) -> Reached:
        """Raises `DirectoryUnreachable` with the first one's problem where none answers."""
        failure: DirectoryUnreachable | None = None
        spare: Reached | None = None  # one that can only be read
        ends = time.monotonic() + _TOGETHER * self._settings.connect_timeout
        for endpoint in self._silence.last(self._finding.servers(links)):
            if time.monotonic() >= ends:
                break
            try:
                reached = self._reached(endpoint, links, context)
            except DirectoryUnreachable as error:
                failure = failure or error
                continue
            if not reached.domain.read_only:
                _close(spare)
                return reached
            _close(reached if spare else None)
            spare = spare or reached
        if spare:
            return spare
        raise failure or DirectoryUnreachable(problem("no-such-host", server=""))

    def _reached(self, endpoint: Endpoint, links: OpenLinks, context: ssl.SSLContext) -> Reached:
        make_link = partial(self._link, endpoint, context)
        link = make_link()
        links.add(link)
        try:
            address = link.open()
            domain = read_domain(link)
            _require(domain, self._finding.domain, link)
        except DirectoryUnreachable:
            link.close()
            self._silence.note(endpoint)
            raise
        except BaseException:
            link.close()
            raise
        self._silence.forget(endpoint)
        return Reached(link, address, domain, make_link, partial(self._silence.note, endpoint))

    def _link(self, endpoint: Endpoint, context: ssl.SSLContext) -> Link:
        return Link(endpoint, context, self._settings.connect_timeout, self._settings.receive_timeout)


def _close(reached: Reached | None) -> None:
    if reached:
        reached.link.close()


def _require(domain: Domain, name: str, link: Link) -> None:
    """That the server is of the domain that was asked for."""
    if name and domain.name.casefold() != name.casefold():
        raise DirectoryUnreachable(
            problem("server-of-another-domain", server=link.server, found=domain.name, domain=name)
        )
