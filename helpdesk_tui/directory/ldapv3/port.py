"""Signing in to an LDAPv3 directory: the login is looked up, and the password goes to the entry that was
found, never to one that was guessed."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted
from helpdesk_tui.desk.names import dn_parts, is_within
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory import query
from helpdesk_tui.directory.filters import any_equal, both, either
from helpdesk_tui.directory.identity import DesksOwn, Identity
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.account import Place
from helpdesk_tui.directory.ldapv3.attributes import Attributes, readable_somewhere
from helpdesk_tui.directory.ldapv3.dialect import Dialect
from helpdesk_tui.directory.ldapv3.identities import ByDn, PasswordTrial
from helpdesk_tui.directory.ldapv3.reading import IDENTITY, Reader
from helpdesk_tui.directory.ldapv3.replica import sends_writes_on
from helpdesk_tui.directory.ldapv3.schema import Schema
from helpdesk_tui.directory.ldapv3.search import PeopleFinder
from helpdesk_tui.directory.ldapv3.session import LdapSession
from helpdesk_tui.directory.named import bound
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.problems import BIND_BY_RESULT, LIMITS
from helpdesk_tui.directory.reaching import Reaching
from helpdesk_tui.directory.root_dse import RootDse, leads_to, read_root
from helpdesk_tui.directory.session import Access
from helpdesk_tui.directory.session_server import SessionServer
from helpdesk_tui.directory.settings import Credentials, Settings
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean
from helpdesk_tui.tls import verifying_context

MakeDialect = Callable[[RootDse], Dialect]


class LdapDirectory:
    """A `DirectoryPort`. With `settings.service` the service account reads and writes, and operators only
    prove who they are; without it each operator's own rights are used."""

    def __init__(
        self, settings: Settings, clock: Clock, make_dialect: MakeDialect, schema: Schema | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._make_dialect = make_dialect
        self._schema = schema or Schema()
        self._reaching = Reaching(settings, clock, servers=lambda _: settings.servers, describe=read_root)
        self._links = OpenLinks()  # of every sign-in and session

    def sign_in(self, login: str, password: Secret) -> LdapSession:
        """Bind as whoever has that login, mail address or DN."""
        login = login.strip()
        # An empty password would be an anonymous bind, which succeeds (RFC 4513 §5.1.2).
        if not login or not password:
            raise NotPermitted(problem("sign-in-empty"))
        links = OpenLinks()
        self._links.add(links)
        reached = self._reaching.reach(links, verifying_context(self._settings.ca_file))
        connections = SessionServer(reached, links, is_it=partial(leads_to, reached.server))
        server = _Server(connections, reached.server, self._make_dialect(reached.server))
        try:
            return self._signed_in(server, reached.link, login, Secret(password.reveal()))
        except BaseException:
            reached.link.close()
            raise

    def sign_in_with_ticket(self) -> LdapSession:
        """No ticket is taken here."""
        raise NotPermitted(problem("ticket-unused"))

    def sign_in_as_service(self) -> LdapSession:
        service = self._settings.service
        if service is None:
            raise NotPermitted(problem("service-none"))
        try:
            return self.sign_in(service.login, service.password)
        except NotPermitted as error:
            why = problem("service-refused", detail=error.problem.detail)
            raise DirectoryUnreachable(why) from None

    def ticket_holder(self) -> str:
        raise NotPermitted(problem("ticket-unused"))

    def break_off(self) -> None:
        self._links.close()

    # --- becoming somebody ----------------------------------------------------------------------------

    def _signed_in(self, server: "_Server", link: Link, login: str, password: Secret) -> LdapSession:
        service = self._settings.service
        operator = ByDn(self._dn_of(server, link, login), password, server.dialect)
        operator.bind(link)
        somebody = _own_account(link, server.dialect, operator.login, login)
        if service is None:
            return self._session(server, link, operator, somebody)
        link.close()
        operator.drop()
        acting = server.own(service, "service-refused")
        working = server.connections.connect_to_read(acting)
        try:
            return self._session(server, working, acting, somebody)
        except BaseException:
            working.close()
            acting.drop()
            raise

    def _session(self, server: "_Server", link: Link, acting: Identity, somebody: "_Operator") -> LdapSession:
        settings, schema, dialect = self._settings, self._schema, server.dialect
        dialect.acts_as = acting.login
        tree = _tree(server.root, settings.base_dn or somebody.dn)
        base = bound(link, settings.base_dn, tree)
        access = Access(
            connect=partial(server.connections.connect, acting),
            connect_to_read=partial(server.connections.connect_to_read, acting),
            links=server.connections.links,
            identity=acting,
            acts_as=clean(somebody.login if settings.service is None else settings.service.login),
            tls_version=link.tls_version,
        )
        telling = (*schema.mobile, *schema.office_phone, *dialect.state_attributes)
        readable = readable_somewhere(link, base, schema.persons, telling)
        finder = PeopleFinder(
            base, settings.page_size, settings.phone_region, schema, dialect, readable, tree
        )
        place = Place(_called(server.root, link), schema)
        return LdapSession(
            access,
            link,
            finder,
            Reader(place, dialect, self._clock, base=base, root=tree, readable=readable),
            self._clock,
            operator_id=somebody.id,
            server=place.server,
            read_only=sends_writes_on(link, base),
            domain=_domain_name(tree),
            try_password=PasswordTrial(server.connections, dialect).takes,
            open_link=server.connections.open,
        )

    # --- from a login to a DN -------------------------------------------------------------------------

    def _dn_of(self, server: "_Server", link: Link, login: str) -> str:
        """Raises `NotPermitted` (wrong-password) where nobody, or not only one, has that login."""
        wanted = query.parse(login)
        if wanted is None:
            raise NotPermitted(problem("wrong-password"))
        if wanted.kind is query.Kind.DN:
            return login
        lookup, service = self._settings.lookup, self._settings.service
        if lookup is not None:
            acting = server.own(lookup, "lookup-account-refused")
        elif service is not None:
            acting = server.own(service, "service-refused")
        else:
            return self._looked_up(link, server.root, login)
        try:
            looking = server.connections.connect_to_read(acting)
        finally:
            acting.drop()
        try:
            return self._looked_up(looking, server.root, login)
        finally:
            looking.close()

    def _looked_up(self, link: Link, root: RootDse, login: str) -> str:
        schema = self._schema
        names = (*schema.login, *schema.mail)
        where = both(schema.persons, either(*(any_equal(name, login) for name in names)))
        found, refused = [], None
        for tree in _trees(root):
            answer = link.search(tree, where, ["1.1"], 2)
            found += [entry.dn for entry in answer.entries]
            if not answer.result.done and answer.result.code not in LIMITS:
                refused = answer.result
        if len(found) == 1:
            return found[0]
        if not found and refused:
            code = BIND_BY_RESULT.get(refused.code, "lookup-refused")
            raise DirectoryUnreachable(problem(code, server=link.server, detail=refused.detail))
        raise NotPermitted(problem("wrong-password"))


class _Server(NamedTuple):
    connections: SessionServer
    root: RootDse
    dialect: Dialect

    def own(self, who: Credentials, refused: str) -> DesksOwn:
        """An account of the desk there; `refused`: the problem where it is."""
        return DesksOwn(ByDn(who.login, Secret(who.password.reveal()), self.dialect), refused)


class _Operator(NamedTuple):
    id: AccountId
    dn: str  # as the server writes it
    login: str  # as it was typed


def _called(root: RootDse, link: Link) -> str:
    """What the server is called: what was read on one of that name is compared with nothing of another's, so
    a name that may mean several is not enough. Nor is its own, which two may have alike."""
    if root.itself in {"", link.server.lower()}:
        return link.server
    return f"{root.itself} via {link.server}"


def _own_account(link: Link, dialect: Dialect, dn: str, login: str) -> _Operator:
    """Whoever is bound."""
    for entry in link.read(dn, IDENTITY).entries:
        if identity := dialect.identity(Attributes(entry)):
            return _Operator(identity, entry.dn, login)
    raise NotPermitted(problem("operator-unreadable", server=link.server))


def _trees(root: RootDse) -> tuple[str, ...]:
    """Where people may be: not what a server keeps for itself."""
    trees = tuple(tree for tree in root.contexts if tree and not dn_parts(tree)[0].startswith("cn="))
    return trees or root.contexts


def _tree(root: RootDse, dn: str) -> str:
    """The tree in which `dn` lies; else its own last parts."""
    holding = [tree for tree in _trees(root) if is_within(dn, tree)]
    return max(holding, key=len, default=dn)


def _domain_name(dn: str) -> str:
    """ "example.com" for "dc=example,dc=com"; the DN where it is made of something else."""
    parts = dn_parts(dn)
    if parts and all(part.startswith("dc=") for part in parts):
        return ".".join(part.removeprefix("dc=") for part in parts)
    return clean(dn, 120)
