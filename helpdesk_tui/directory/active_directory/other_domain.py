"""Another domain of the forest: its accounts are read and written at a server of its own.

Which servers it has says the operator's server; who one is says its certificate, and then the server itself:
all of it before a password is sent. It is reached when the first of its accounts is asked for, and from then
on it is the same server until the operator signs out.
"""

import threading
from collections.abc import Sequence
from dataclasses import replace

from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory import srv
from helpdesk_tui.directory.active_directory.domain import Sibling
from helpdesk_tui.directory.active_directory.elsewhere import Elsewhere
from helpdesk_tui.directory.active_directory.finding import MOST
from helpdesk_tui.directory.active_directory.listed_servers import listed_servers
from helpdesk_tui.directory.active_directory.opening import Opening, reaching, session_server
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.settings import Endpoint


class SiblingServers:
    """A `Finding`: those that `home`'s server lists for its sibling, of its own site first. `usual`: the port
    and the encryption of them all."""

    def __init__(self, home: ActiveDirectorySession, sibling: Sibling, usual: Endpoint) -> None:
        self.domain = sibling.name
        self._home = home
        self._dn = dn_parts(sibling.dn)
        self._usual = usual

    def servers(self, links: OpenLinks) -> Sequence[Endpoint]:  # noqa: ARG002 - the home's end with the home
        """Raises `DirectoryUnreachable` (domain-no-servers), `Refused`."""
        own = self._home.domain
        listed = self._home.ask(lambda link: listed_servers(link, own.configuration_dn))
        holding = [each for each in listed if self._dn in each.holds]
        named = [each for each in holding if srv.is_host(each.host) and srv.is_within(each.host, self.domain)]
        if not named:
            others = ", ".join(each.host or each.service for each in holding)
            raise DirectoryUnreachable(problem("domain-no-servers", domain=self.domain, detail=others[:200]))
        named.sort(key=lambda each: not each.is_near(own.service))
        return [replace(self._usual, host=each.host) for each in named[:MOST]]


class OtherDomain:
    """Its session, once it is asked for. Safe to use from several threads."""

    def __init__(
        self,
        sibling: Sibling,
        home: ActiveDirectorySession,
        opening: Opening,
        links: OpenLinks,
        usual: Endpoint,
    ) -> None:
        self.sibling = sibling
        self._home = home
        self._opening = opening
        finding = SiblingServers(home, sibling, usual)
        self._elsewhere = Elsewhere(reaching(opening.settings, opening.clock, finding), opening, links)
        self._turn = threading.Lock()
        self._session: ActiveDirectorySession | None = None

    def session(self) -> ActiveDirectorySession:
        """Raises `DirectoryUnreachable`, `Refused`: then the next one who asks tries again."""
        with self._turn:
            if self._session is None:
                self._session = self._opened()
            return self._session

    def _opened(self) -> ActiveDirectorySession:
        reached = self._elsewhere.connected()
        domain = replace(reached.server, short_name=self.sibling.short_name, is_home=False)
        try:
            server = session_server(reached, self._elsewhere.links)
            return self._opening.session(server, reached.link, domain, self._home)
        except BaseException:
            reached.link.close()
            raise

    def close(self) -> None:
        """At once; what is being reached ends, too."""
        if self._session is not None:
            self._session.close()
        self._elsewhere.close()
