"""The server of a sign-in: the first that answers over verified TLS, one that can be written to if there is.

Who did not answer is not asked first again for a minute; then it has its old place back.
"""

import ssl
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

from helpdesk_tui.connection import Address
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.settings import Endpoint, Settings

S = TypeVar("S")

_SILENCE = timedelta(minutes=1)
_TOGETHER = 3
"""So many times `connect_timeout` may all servers of a sign-in take; after that no further one is begun."""


@dataclass(frozen=True)
class Reached(Generic[S]):
    """One server as it is described, and a connection to it that nobody has bound yet. `make_link` gives
    another, not yet open, which finds the same server at `address`. `make_link_to` gives one to another
    server of the same directory, by its name: the same port, TLS and bounds of time. `note_silence` is for
    when it does not answer any more."""

    link: Link
    endpoint: Endpoint
    address: Address
    server: S
    make_link: Callable[[], Link]
    make_link_to: Callable[[str], Link]
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


class Reaching(Generic[S]):
    """Finds the server of each sign-in. `servers` says whom to try, `describe` what an encrypted connection
    leads to, `is_read_only` whether that cannot be written to. Safe to use from several threads."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        *,
        servers: Callable[[OpenLinks], Sequence[Endpoint]],
        describe: Callable[[Link], S],
        is_read_only: Callable[[S], bool] = lambda server: False,  # noqa: ARG005 - as most servers are
    ) -> None:
        self._settings = settings
        self._servers = servers
        self._describe = describe
        self._is_read_only = is_read_only
        self._silence = Silence(clock)

    def reach(self, links: OpenLinks, context: ssl.SSLContext) -> Reached[S]:
        """Raises `DirectoryUnreachable` with the first one's problem where none answers."""
        failure: DirectoryUnreachable | None = None
        spare: Reached[S] | None = None  # one that can only be read
        ends = time.monotonic() + _TOGETHER * self._settings.connect_timeout
        for endpoint in self._silence.last(self._servers(links)):
            if time.monotonic() >= ends:
                break
            try:
                reached = self._reached(endpoint, links, context)
            except DirectoryUnreachable as error:
                failure = failure or error
                continue
            if not self._is_read_only(reached.server):
                _close(spare)
                return reached
            _close(reached if spare else None)
            spare = spare or reached
        if spare:
            return spare
        raise failure or DirectoryUnreachable(problem("no-such-host", server=""))

    def _reached(self, endpoint: Endpoint, links: OpenLinks, context: ssl.SSLContext) -> Reached[S]:
        make_link = partial(self._link, endpoint, context)
        link = make_link()
        links.add(link)
        try:
            address = link.open()
            server = self._describe(link)
        except DirectoryUnreachable:
            link.close()
            self._silence.note(endpoint)
            raise
        except BaseException:
            link.close()
            raise
        self._silence.forget(endpoint)
        return Reached(
            link,
            endpoint,
            address,
            server,
            make_link,
            make_link_to=lambda host: self._link(replace(endpoint, host=host), context),
            note_silence=partial(self._silence.note, endpoint),
        )

    def _link(self, endpoint: Endpoint, context: ssl.SSLContext) -> Link:
        return Link(endpoint, context, self._settings.connect_timeout, self._settings.receive_timeout)


def _close(reached: Reached[S] | None) -> None:
    if reached:
        reached.link.close()
