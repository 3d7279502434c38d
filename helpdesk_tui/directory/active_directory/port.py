"""Signing in to Active Directory."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory import query
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain, read_service, read_token, with_names
from helpdesk_tui.directory.active_directory.finding import Finding, NamedServers
from helpdesk_tui.directory.active_directory.identities import ByPassword, Identity, Tickets
from helpdesk_tui.directory.active_directory.reaching import Reached, Reaching
from helpdesk_tui.directory.active_directory.search import ACCOUNTS, DomainFinder
from helpdesk_tui.directory.active_directory.session import Access, ActiveDirectorySession
from helpdesk_tui.directory.filters import both, either, equal
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.settings import Settings
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean
from helpdesk_tui.tls import verifying_context

_PERSONAL_SID = "S-1-5-21-"

_OperatorIn = Callable[[Domain, Link | None], Identity]
"""Who signs in to that domain; with a connection of the service's that may look the login up."""


class ActiveDirectory:
    """A `DirectoryPort`. With `settings.service` the service account reads and writes, and operators only
    prove who they are; without it each operator's own rights are used."""

    def __init__(self, settings: Settings, clock: Clock, finding: Finding | None = None) -> None:
        """`finding` says whom to try; None = the servers of the settings."""
        self._settings = settings
        self._clock = clock
        self._reaching = Reaching(settings, finding or NamedServers(settings.servers), clock)
        self._links = OpenLinks()  # of every sign-in and session
        self._tickets = Tickets(settings.krb5_conf)

    def sign_in(self, login: str, password: Secret) -> ActiveDirectorySession:
        """Bind as `login`: login, UPN or DOMAIN\\login; with a service account also the mail address."""
        login = login.strip()
        # An empty password would be an anonymous bind, which succeeds (RFC 4513 §5.1.2).
        if not login or not password:
            raise NotPermitted(problem("sign-in-empty"))
        own = Secret(password.reveal())

        def operator(domain: Domain, reader: Link | None) -> Identity:
            _require_own_domain(login, domain)
            name = _known_name(reader, login, domain.dn) if reader else ""
            return ByPassword(_bind_name(name or login, domain), own)

        return self._sign_in(operator)

    def sign_in_with_ticket(self) -> ActiveDirectorySession:
        """By the Kerberos ticket in the cache that KRB5CCNAME names, or in the default one."""
        ticket = self._tickets.of_operator()  # first: without one no server is asked
        return self._sign_in(lambda domain, reader: ticket)  # noqa: ARG005 - it says itself who that is

    def ticket_holder(self) -> str:
        return self._tickets.holder()

    def break_off(self) -> None:
        self._links.close()

    # --- becoming somebody ----------------------------------------------------------------------------

    def _sign_in(self, operator_in: _OperatorIn) -> ActiveDirectorySession:
        links = OpenLinks()
        self._links.add(links)
        reached = self._reaching.reach(links, verifying_context(self._settings.ca_file))
        is_service = bool(self._settings.service or self._settings.service_keytab)
        server = _Server(reached, links, is_service=is_service)
        try:
            return self._signed_in(server, reached.link, reached.domain, operator_in)
        except BaseException:
            reached.link.close()
            raise

    def _signed_in(
        self, server: "_Server", link: Link, domain: Domain, operator_in: _OperatorIn
    ) -> ActiveDirectorySession:
        acting = self._service(domain)
        if acting is None:
            acting = operator_in(domain, None)
            acting.bind(link)
            somebody = _own_account(link, domain)
            working = link
        else:
            working = server.connect_to_read(acting)
            operator = None
            try:
                operator = operator_in(domain, working)
                operator.bind(link)
                somebody = _own_account(link, domain)
            except BaseException:
                working.close()
                raise
            finally:
                link.close()
                if operator is not None:
                    operator.drop()
        try:
            return self._session(server, working, domain, acting, somebody)
        except BaseException:
            working.close()
            acting.drop()
            raise

    def _service(self, domain: Domain) -> Identity | None:
        """The desk's own account; None = operators act themselves."""
        keytab, service = self._settings.service_keytab, self._settings.service
        if keytab is not None:
            return self._tickets.of_service(keytab.login, keytab.path)
        if service is None:
            return None
        return ByPassword(_bind_name(service.login, domain), Secret(service.password.reveal()))

    def _session(
        self,
        server: "_Server",
        link: Link,
        domain: Domain,
        acting: Identity,
        operator: "_BoundIdentity",
    ) -> ActiveDirectorySession:
        domain = with_names(link, domain)
        service = self._settings.service_keytab or self._settings.service
        access = Access(
            domain=domain,
            connect=partial(server.connect, acting),
            connect_to_read=partial(server.connect_to_read, acting),
            links=server.links,
            identity=acting,
            acts_as=service.login if service is not None else operator.login,
            token=frozenset(read_token(link)),
            tls_version=link.tls_version,
        )
        settings = self._settings
        base = self._base(link, domain)
        finder = DomainFinder(base, settings.page_size, settings.phone_region, domain)
        return ActiveDirectorySession(access, link, finder, self._clock, operator.id)

    def _base(self, link: Link, domain: Domain) -> str:
        """What bounds all that is seen, as the server writes it; as configured where it is not there."""
        asked = self._settings.base_dn
        found = link.read(asked, ["1.1"]).entries if asked else ()
        return found[0].dn if found else asked or domain.dn


_MOST_CONNECTIONS = 4
"""Tried until one leads to the session's server, where a load balancer stands before several."""

_GONE = frozenset({"unreachable", "no-such-host", "connection-lost", "directory-timeout", "tls-failed"})
"""Of a server with which there was an encrypted connection already."""


@dataclass(frozen=True)
class _Server:
    """The one server of a session. A name may mean several servers, and so may an address: which one it is,
    it says itself. `links` are those that end with the session."""

    reached: Reached
    links: OpenLinks
    is_service: bool  # whether the service account works there

    def connect(self, acting: Identity) -> Link:
        """A new connection to the same server, bound. Raises `DirectoryUnreachable`, `NotPermitted`."""
        return self._connected(acting, OpenLinks())

    def connect_to_read(self, acting: Identity) -> Link:
        """As `connect`; it ends with the session."""
        return self._connected(acting, self.links)

    def _connected(self, acting: Identity, links: OpenLinks) -> Link:
        for _ in range(_MOST_CONNECTIONS):
            if acting.dropped:
                raise Refused(problem("signed-out"))
            link = self.reached.make_link()
            links.add(link)
            try:
                if self._leads_there(link):
                    self._bind(link, acting)
                    return link
            except BaseException:
                link.close()
                raise
            link.close()
        raise DirectoryUnreachable(problem("another-server", server=self.reached.domain.server))

    def _bind(self, link: Link, acting: Identity) -> None:
        try:
            acting.bind(link)
        except NotPermitted as error:
            if not self.is_service:
                raise
            # its words are for a person's own account
            raise DirectoryUnreachable(problem("service-refused", detail=error.problem.detail)) from None

    def _leads_there(self, link: Link) -> bool:
        """Open it. A session stays with the server that it began on, which is asked for before a password is
        sent: what was written is read back there."""
        try:
            link.open(self.reached.address)
            return read_service(link) == self.reached.domain.service
        except DirectoryUnreachable as error:
            if not self.links.is_closed:  # else somebody quit: it says nothing of the server
                self.reached.note_silence()
            if error.problem.code in _GONE:
                why = problem("server-gone", server=link.server, detail=error.problem.detail)
                raise DirectoryUnreachable(why) from error
            raise


def _require_own_domain(login: str, domain: Domain) -> None:
    """A login that names another domain is not tried: its password is not this server's to see."""
    name = login.rpartition("\\")[0]
    if name and "=" not in login and domain.short_name and not domain.is_named(name):
        raise NotPermitted(problem("login-of-another-domain", other=clean(name, 255), domain=domain.name))


def _bind_name(login: str, domain: Domain) -> str:
    """login@domain is a name of every account (MS-ADTS 5.1.1.1.1), and needs no look-up."""
    if "\\" in login or "@" in login or "=" in login:
        return login
    return f"{login}@{domain.name}"


@dataclass(frozen=True)
class _BoundIdentity:
    id: AccountId
    login: str


def _own_account(link: Link, domain: Domain) -> _BoundIdentity:
    """Whoever is bound, by the SIDs that the server itself sees: nothing typed is trusted."""
    for sid in read_token(link):
        if not sid.startswith(_PERSONAL_SID):
            continue
        for entry in link.read(f"<SID={sid}>", ["objectGUID", "sAMAccountName"], ACCOUNTS).entries:
            found = Attributes(entry)
            if identity := found.decoded("objectGUID", values.guid):
                return _BoundIdentity(AccountId(identity), found.text("sAMAccountName"))
    raise NotPermitted(problem("operator-elsewhere", domain=domain.name))


def _known_name(link: Link, login: str, base: str) -> str:
    """The login of the only account with that mail address, where it is no account's UPN; else ""."""
    wanted = query.parse(login)
    if wanted is None or wanted.kind is not query.Kind.ADDRESS:
        return ""
    where = both(ACCOUNTS, either(equal("userPrincipalName", login), equal("mail", login)))
    found = [
        Attributes(entry)
        for entry in link.search(base, where, ["userPrincipalName", "sAMAccountName"], 2).entries
    ]
    if len(found) != 1 or found[0].text("userPrincipalName").casefold() == login.casefold():
        return ""
    return found[0].text("sAMAccountName")
