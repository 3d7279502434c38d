"""The one server of a session: what was written is read back there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory.identity import Identity
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.reaching import Reached

_MOST_CONNECTIONS = 4
"""Tried until one leads to the session's server, where a load balancer stands before several."""

_GONE = frozenset({"unreachable", "no-such-host", "connection-lost", "directory-timeout", "tls-failed"})
"""Of a server with which there was an encrypted connection already."""


@dataclass(frozen=True)
class SessionServer:
    """Found again at its network address: a name may mean several servers. And an address may, too: `is_it`
    asks an encrypted connection. `links` are those that end with the session."""

    reached: Reached[Any]
    links: OpenLinks
    is_it: Callable[[Link], bool]

    def connect(self, acting: Identity) -> Link:
        """A new connection to the same server, bound. Raises `DirectoryUnreachable`, `NotPermitted`."""
        return self._connected(acting, OpenLinks())

    def connect_to_read(self, acting: Identity) -> Link:
        """As `connect`; it ends with the session."""
        return self._connected(acting, self.links)

    def open(self) -> Link:
        """The same, and nobody is signed in on it."""
        return self._opened(self.reached.make_link)

    def leads_there(self, link: Link) -> bool:
        """Open it; whether it is this server is asked before a password is sent. Raises
        `DirectoryUnreachable`."""
        try:
            link.open(self.reached.address)
            return self.is_it(link)
        except DirectoryUnreachable as error:
            if not self.links.is_closed:  # else somebody quit: it says nothing of the server
                self.reached.note_silence()
            if error.problem.code in _GONE:
                why = problem("server-gone", server=link.server, detail=error.problem.detail)
                raise DirectoryUnreachable(why) from error
            raise

    def _connected(self, acting: Identity, links: OpenLinks) -> Link:
        def make() -> Link:
            if acting.dropped:
                raise Refused(problem("signed-out"))
            link = self.reached.make_link()
            links.add(link)
            return link

        link = self._opened(make)
        try:
            acting.bind(link)
        except BaseException:
            link.close()
            raise
        return link

    def _opened(self, make: Callable[[], Link]) -> Link:
        for _ in range(_MOST_CONNECTIONS):
            link = make()
            try:
                if self.leads_there(link):
                    return link
            except BaseException:
                link.close()
                raise
            link.close()
        raise DirectoryUnreachable(problem("another-server", server=link.server))
