"""From a server that was reached, and somebody who is bound there, to a session."""

from dataclasses import dataclass
from functools import partial

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.directory.active_directory.domain import Domain, read_domain_named, read_service, read_token
from helpdesk_tui.directory.active_directory.finding import Finding
from helpdesk_tui.directory.active_directory.search import DomainFinder
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.directory.identity import Identity
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.named import bound
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.reaching import Reached, Reaching
from helpdesk_tui.directory.session import Access
from helpdesk_tui.directory.session_server import SessionServer
from helpdesk_tui.directory.settings import Settings


def reaching(settings: Settings, clock: Clock, finding: Finding) -> Reaching[Domain]:
    """To the first of those that `finding` names, of its domain; one that can be written to, if there is."""
    return Reaching(
        settings,
        clock,
        servers=finding.servers,
        describe=partial(read_domain_named, finding.domain),
        is_read_only=lambda domain: domain.read_only,
    )


def session_server(reached: Reached[Domain], links: OpenLinks) -> SessionServer:
    return SessionServer(reached, links, is_it=lambda link: read_service(link) == reached.server.service)


@dataclass(frozen=True)
class Opening:
    """Makes sessions for one operator. `acts_as`: the login of whoever reads and writes, as it is shown."""

    settings: Settings
    clock: Clock
    acting: Identity
    acts_as: str
    operator_id: AccountId

    def session(
        self, server: SessionServer, link: Link, domain: Domain, home: ActiveDirectorySession | None = None
    ) -> ActiveDirectorySession:
        """On `link`, where `acting` is bound. `home`: the operator's, if `domain` is another one; then all of
        it is seen. Raises `Refused`, `DirectoryUnreachable`."""
        access = Access(
            connect=partial(server.connect, self.acting),
            connect_to_read=partial(server.connect_to_read, self.acting),
            links=server.links,
            identity=self.acting,
            acts_as=self.acts_as,
            tls_version=link.tls_version,
        )
        settings = self.settings
        base = domain.dn if home else bound(link, settings.base_dn, domain.dn)
        return ActiveDirectorySession(
            access,
            link,
            DomainFinder(base, settings.page_size, settings.phone_region, domain),
            self.clock,
            operator_id=self.operator_id,
            token=frozenset(read_token(link)),
            link_to=server.reached.make_link_to,
            home=home,
        )
