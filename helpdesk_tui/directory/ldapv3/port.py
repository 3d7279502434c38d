"""Signing in to an LDAPv3 directory: the login is looked up, and the password goes to the entry that was
found, never to one that was guessed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused
from helpdesk_tui.desk.names import dn_parts, is_within
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory import query
from helpdesk_tui.directory.filters import any_equal, both, either
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3 import ppolicy
from helpdesk_tui.directory.ldapv3.account import Place
from helpdesk_tui.directory.ldapv3.attributes import Attributes, readable_somewhere
from helpdesk_tui.directory.ldapv3.dialect import Dialect
from helpdesk_tui.directory.ldapv3.reading import IDENTITY, Reader
from helpdesk_tui.directory.ldapv3.schema import Schema
from helpdesk_tui.directory.ldapv3.search import PeopleFinder
from helpdesk_tui.directory.ldapv3.session import Access, LdapSession
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.problems import LIMITS
from helpdesk_tui.directory.reaching import Reached, Reaching
from helpdesk_tui.directory.root_dse import RootDse, read_root
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
        link, root = reached.link, reached.server
        is_service = self._settings.service is not None
        server = _Server(reached, links, self._make_dialect(root), is_service=is_service)
        try:
            return self._signed_in(server, link, root, Credentials(login, Secret(password.reveal())))
        except BaseException:
            link.close()
            raise

    def sign_in_with_ticket(self) -> LdapSession:
        """No ticket is taken here."""
        raise NotPermitted(problem("ticket-unused"))

    def ticket_holder(self) -> str:
        raise NotPermitted(problem("ticket-unused"))

    def break_off(self) -> None:
        self._links.close()

    # --- becoming somebody ----------------------------------------------------------------------------

    def _signed_in(self, server: "_Server", link: Link, root: RootDse, operator: Credentials) -> LdapSession:
        service = self._settings.service
        dn = self._dn_of(server, link, root, operator.login)
        server.bind(link, Credentials(dn, operator.password))
        somebody = _own_account(link, server.dialect, dn, operator.login)
        if service is None:
            return self._session(server, link, root, Credentials(dn, operator.password), somebody)
        link.close()
        operator.password.drop()
        acting = Credentials(service.login, Secret(service.password.reveal()))
        working = server.connect_to_read(acting)
        try:
            return self._session(server, working, root, acting, somebody)
        except BaseException:
            working.close()
            acting.password.drop()
            raise

    def _session(
        self,
        server: "_Server",
        link: Link,
        root: RootDse,
        acting: Credentials,
        somebody: "_Operator",
    ) -> LdapSession:
        settings, schema, dialect = self._settings, self._schema, server.dialect
        dialect.acts_as = acting.login
        tree = _tree(root, settings.base_dn or somebody.dn)
        base = self._base(link, tree)
        access = Access(
            connect=partial(server.connect, acting),
            connect_to_read=partial(server.connect_to_read, acting),
            try_password=server.takes,
            links=server.links,
            password=acting.password,
            acts_as=clean(somebody.login if settings.service is None else settings.service.login),
            root=tree,
            domain=_domain_name(tree),
            server=link.server,
            tls_version=link.tls_version,
        )
        telling = (*schema.mobile, *schema.office_phone, *dialect.state_attributes)
        readable = readable_somewhere(link, base, schema.persons, telling)
        finder = PeopleFinder(
            base, settings.page_size, settings.phone_region, schema, dialect, readable, tree
        )
        place = Place(link.server, schema)
        reader = Reader(place, dialect, self._clock, base=base, root=tree, readable=readable)
        return LdapSession(access, link, finder, reader, self._clock, operator_id=somebody.id)

    def _base(self, link: Link, tree: str) -> str:
        """What bounds all that is seen, as the server writes it; as configured where it is not there."""
        asked = self._settings.base_dn
        found = link.read(asked, ["1.1"]).entries if asked else ()
        return found[0].dn if found else asked or tree

    # --- from a login to a DN -------------------------------------------------------------------------

    def _dn_of(self, server: "_Server", link: Link, root: RootDse, login: str) -> str:
        """Raises `NotPermitted` (wrong-password) where nobody, or not only one, has that login."""
        wanted = query.parse(login)
        if wanted is None:
            raise NotPermitted(problem("wrong-password"))
        if wanted.kind is query.Kind.DN:
            return login
        looker = self._settings.lookup or self._settings.service
        if looker is None:
            return self._looked_up(link, root, login)
        acting = Credentials(looker.login, Secret(looker.password.reveal()))
        try:
            looking = server.connect_to_read(acting)
        finally:
            acting.password.drop()
        try:
            return self._looked_up(looking, root, login)
        finally:
            looking.close()

    def _looked_up(self, link: Link, root: RootDse, login: str) -> str:
        schema = self._schema
        names = (*schema.login, *schema.mail)
        where = both(schema.persons, either(*(any_equal(name, login) for name in names)))
        found, refused = [], ""
        for tree in _trees(root):
            answer = link.search(tree, where, ["1.1"], 2)
            found += [entry.dn for entry in answer.entries]
            if not answer.result.done and answer.result.code not in LIMITS:
                refused = answer.result.detail
        if len(found) == 1:
            return found[0]
        if not found and refused:
            raise DirectoryUnreachable(problem("lookup-refused", server=link.server, detail=refused))
        raise NotPermitted(problem("wrong-password"))


@dataclass(frozen=True)
class _Server:
    """The one server of a session, found again at its network address: a name may mean several servers.
    `links` are those that end with the session."""

    reached: Reached[RootDse]
    links: OpenLinks
    dialect: Dialect
    is_service: bool  # whether the service account works there

    def connect(self, acting: Credentials) -> Link:
        """A new connection to the same server, bound. Raises `DirectoryUnreachable`, `NotPermitted`."""
        return self._opened(self.reached.make_link(), acting)

    def connect_to_read(self, acting: Credentials) -> Link:
        """As `connect`; it ends with the session."""
        link = self.reached.make_link()
        self.links.add(link)
        return self._opened(link, acting)

    def bind(self, link: Link, who: Credentials) -> None:
        """Raises `NotPermitted` for the person's own trouble, else `DirectoryUnreachable`."""
        try:
            result = link.bind(who.login, who.password, [ppolicy.ASK])
        except ValueError:  # the secret was dropped meanwhile
            raise Refused(problem("signed-out")) from None
        if not result.done:
            why, is_persons = self.dialect.sign_in_problem(result, link.server)
            raise (NotPermitted if is_persons else DirectoryUnreachable)(why)
        if against := self.dialect.after_sign_in(result):
            raise NotPermitted(against)

    def takes(self, dn: str, password: Secret) -> bool | None:
        """Whether this is the password of `dn`; None = it does not tell, or nobody answers."""
        link = self.reached.make_link()
        try:
            self._open(link)
            result = link.bind(dn, password, [ppolicy.ASK])
        except (DirectoryUnreachable, ValueError):
            return None
        finally:
            link.close()
        if result.done:
            return True
        why, _ = self.dialect.sign_in_problem(result, link.server)
        return False if why.code == "wrong-password" else None

    def _opened(self, link: Link, acting: Credentials) -> Link:
        if acting.password.dropped:
            raise Refused(problem("signed-out"))
        try:
            self._open(link)
            self.bind(link, acting)
        except BaseException as error:
            link.close()
            if self.is_service and isinstance(error, NotPermitted):
                # its words are for a person's own account
                raise DirectoryUnreachable(problem("service-refused", detail=error.problem.detail)) from None
            raise
        return link

    def _open(self, link: Link) -> None:
        """A session stays with the server that it began on: what was written is read back there."""
        try:
            link.open(self.reached.address)
        except DirectoryUnreachable as error:
            if not self.links.is_closed:  # else somebody quit: it says nothing of the server
                self.reached.note_silence()
            if error.problem.code in {"unreachable", "no-such-host", "connection-lost", "directory-timeout"}:
                why = problem("server-gone", server=link.server, detail=error.problem.detail)
                raise DirectoryUnreachable(why) from error
            raise


class _Operator(NamedTuple):
    id: AccountId
    dn: str  # as the server writes it
    login: str  # as it was typed


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
