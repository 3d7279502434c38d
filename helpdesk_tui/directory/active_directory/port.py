"""Signing in to Active Directory."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.ports import Clock, DirectorySession
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory import query
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain, read_token, with_names
from helpdesk_tui.directory.active_directory.elsewhere import ActingElsewhere
from helpdesk_tui.directory.active_directory.finding import Finding, NamedServers
from helpdesk_tui.directory.active_directory.forest import forest_of, served
from helpdesk_tui.directory.active_directory.identities import ByPassword, Tickets
from helpdesk_tui.directory.active_directory.opening import Opening, reaching, session_server
from helpdesk_tui.directory.active_directory.search import ACCOUNTS
from helpdesk_tui.directory.filters import both, either, equal
from helpdesk_tui.directory.identity import DesksOwn, Identity
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.session_server import SessionServer
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
        finding = finding or NamedServers(settings.servers)
        self._reaching = reaching(settings, clock, finding)
        self._links = OpenLinks()  # of every sign-in and session
        self._tickets = Tickets(settings.krb5_conf)

    def sign_in(self, login: str, password: Secret) -> DirectorySession:
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

    def sign_in_with_ticket(self) -> DirectorySession:
        """By the Kerberos ticket in the cache that KRB5CCNAME names, or in the default one."""
        ticket = self._tickets.of_operator()  # first: without one no server is asked
        return self._sign_in(lambda domain, reader: ticket)  # noqa: ARG005 - it says itself who that is

    def sign_in_as_service(self) -> DirectorySession:
        def service(domain: Domain, _: Link | None) -> Identity:
            own = self._service(domain)
            if own is None:
                raise NotPermitted(problem("service-none"))
            return DesksOwn(own, "service-refused")

        return self._sign_in(service)

    def ticket_holder(self) -> str:
        return self._tickets.holder()

    def break_off(self) -> None:
        self._links.close()

    # --- becoming somebody ----------------------------------------------------------------------------

    def _sign_in(self, operator_in: _OperatorIn) -> DirectorySession:
        links = OpenLinks()
        self._links.add(links)
        reached = self._reaching.reach(links, verifying_context(self._settings.ca_file))
        server = session_server(reached, links)
        try:
            return self._signed_in(server, reached.link, reached.server, operator_in)
        except BaseException:
            reached.link.close()
            raise

    def _signed_in(
        self, server: SessionServer, link: Link, domain: Domain, operator_in: _OperatorIn
    ) -> DirectorySession:
        own = self._service(domain)
        acting: Identity
        if own is None:
            own = acting = operator_in(domain, None)
            acting.bind(link)
            somebody = _own_account(link, domain)
            working = link
        else:
            acting = DesksOwn(own, "service-refused")
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
            return self._session(server, working, domain, somebody, acting=acting, elsewhere=own)
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
        server: SessionServer,
        link: Link,
        domain: Domain,
        operator: "_BoundIdentity",
        *,
        acting: Identity,
        elsewhere: Identity,
    ) -> DirectorySession:
        """`acting`, `elsewhere`: whoever reads and writes, in the home domain and in the others."""
        service = self._settings.service_keytab or self._settings.service
        opening = Opening(
            self._settings,
            self._clock,
            acting,
            acts_as=service.login if service is not None else operator.login,
            operator_id=operator.id,
        )
        named = self._settings.other_domains
        domain, others = served(with_names(link, domain, needed=bool(named)), named)
        home = opening.session(server, link, domain)
        if not others:
            return home
        known = operator if service is None else _own_account(link, domain)
        there = ActingElsewhere(_everywhere(elsewhere, known, domain), known.sid)
        return forest_of(home, others, replace(opening, acting=there), server)


def _everywhere(acting: Identity, known: "_BoundIdentity", domain: Domain) -> Identity:
    """`acting` as the other domains of a forest know it, too: a DN is a name in its own domain alone."""
    if isinstance(acting, ByPassword) and "=" in acting.login:
        return acting.named(f"{known.login}@{domain.name}")
    return acting


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
    sid: str


def _own_account(link: Link, domain: Domain) -> _BoundIdentity:
    """Whoever is bound, by the SIDs that the server itself sees: nothing typed is trusted."""
    for sid in read_token(link):
        if not sid.startswith(_PERSONAL_SID):
            continue
        for entry in link.read(f"<SID={sid}>", ["objectGUID", "sAMAccountName"], ACCOUNTS).entries:
            found = Attributes(entry)
            if identity := found.decoded("objectGUID", values.guid):
                return _BoundIdentity(AccountId(identity), found.text("sAMAccountName"), sid)
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
