"""One operator signed in to one domain controller."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from helpdesk_tui.desk.account import Account, AccountId, AccountKind, CensusEntry, PasswordPolicy
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.ports import Change, Clock, DirectoryInfo, Found, Reply
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory import query
from helpdesk_tui.directory.active_directory import contact_times as times
from helpdesk_tui.directory.active_directory import policy as policies
from helpdesk_tui.directory.active_directory.account import ACCOUNT_ATTRIBUTES, account_of
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.census import Census
from helpdesk_tui.directory.active_directory.change import apply_change
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.search import Finder
from helpdesk_tui.directory.filters import both, either, equal
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.line import Line
from helpdesk_tui.directory.messages import Control, Entry
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.problems import BAD_DN, NO_OBJECT, read_problem
from helpdesk_tui.directory.values import sid
from helpdesk_tui.errors import Refused
from helpdesk_tui.secret import Secret

# LDAP_SERVER_SD_FLAGS (MS-ADTS 3.1.1.3.4.1.11) with DACL_SECURITY_INFORMATION: without it the server would
# try to give the audit list too, which needs a privilege.
_DACL_ONLY = Control("1.2.840.113556.1.4.801", bytes.fromhex("3003020104"), critical=True)


@dataclass(frozen=True)
class Access:
    """What a session works with. `connect` gives a new bound link to the session's server, for a write, which
    ends by itself; `connect_to_read` one that ends with `links`."""

    domain: Domain
    connect: Callable[[], Link]
    connect_to_read: Callable[[], Link]
    links: OpenLinks  # all but those of writes
    password: Secret  # forgotten at the end
    acts_as: str
    token: frozenset[str]  # SIDs of whoever acts, as the server sees them
    tls_version: str


class ActiveDirectorySession:
    """A `DirectorySession`. Searching and reading have a connection each, so that a slow search does not
    keep a card waiting; every write gets one of its own."""

    def __init__(
        self, access: Access, link: Link, finder: Finder, clock: Clock, operator_id: AccountId
    ) -> None:
        self._access = access
        self._finder = finder
        self._clock = clock
        self._reads = Line(access.connect_to_read, link)
        self._searches = Line(access.connect_to_read)
        self._domain_policy: tuple[PasswordPolicy | None] | None = None
        self._operator = self.read(operator_id)

    @property
    def info(self) -> DirectoryInfo:
        domain = self._access.domain
        return DirectoryInfo(
            kind="Active Directory",
            domain=domain.name,
            server=domain.server,
            tls=self._access.tls_version,
            acts_as=self._access.acts_as,
            read_only=domain.read_only,
            history_on_reset=None if domain.policy_hints is None else bool(domain.policy_hints),
        )

    @property
    def operator(self) -> Account:
        return self._operator

    def search(self, query: str, limit: int) -> Found:
        now = self._clock.now()
        return self._searches.ask(lambda link: self._finder.find(link, query, limit, now))

    def read(self, account: AccountId) -> Account:
        return self._reads.ask(lambda link: self._read(link, account))

    def change(self, account: AccountId, change: Change) -> Reply:
        return apply_change(self._access.connect, self._access.domain, account, change)

    def manager(self, account: AccountId) -> Account | None:
        return self._reads.ask(lambda link: self._manager(link, account))

    def census(self, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        """On a connection of its own, which ends with the iteration: it may take minutes."""
        access, finder = self._access, self._finder
        census = Census(access.domain.dn, finder.base, finder.page, access.token, _DACL_ONLY)
        link = access.connect_to_read()
        try:
            for entry in census.take(link, bases, groups):
                if access.password.dropped:
                    raise Refused(problem("signed-out"))
                yield entry
        finally:
            link.close()

    def group_id(self, name: str) -> str | None:
        return self._reads.ask(lambda link: self._group_id(link, name))

    def close(self) -> None:
        self._access.links.close()
        self._reads.close()
        self._searches.close()
        self._access.password.drop()

    # --- one account --------------------------------------------------------------------------------

    def _read(self, link: Link, account: AccountId) -> Account:
        dn = _by_id(account)
        return self._account(link, dn, _entry(link, dn, ACCOUNT_ATTRIBUTES))

    def _account(self, link: Link, dn: str, entry: Entry) -> Account:
        token = self._access.token
        attributes = Attributes(_with_stamps(link, dn, entry), token)
        policy = self._policy(link, attributes)
        found = account_of(attributes, self._access.domain, policy, token, self._clock.now())
        if found is None:
            raise Refused(problem("account-unreadable"))
        return found

    def _manager(self, link: Link, account: AccountId) -> Account | None:
        """One server answers for both. What its own domain does not hold, it could know by hearsay only."""
        named = _entry(link, _by_id(account), ["manager"]).values.get("manager", ())
        try:
            dn = named[0].decode() if named else ""
        except UnicodeDecodeError:
            return None
        if dn.startswith("<") or _domain_of(dn) != _domain_of(self._access.domain.dn):
            return None
        try:
            found = self._account(link, dn, _entry(link, dn, ACCOUNT_ATTRIBUTES))
        except Refused as error:
            if error.problem.code in {"account-gone", "account-unreadable", "wrong-server"}:
                return None
            raise
        return found if found.kind is AccountKind.PERSON else None

    def _policy(self, link: Link, entry: Attributes) -> PasswordPolicy | None:
        """The policy in force. A fine-grained one that may be there unseen makes it unknown."""
        pso = entry.raw("msDS-ResultantPSO")
        if pso is not None:
            found = link.read(pso.decode("utf-8", "replace"), policies.FINE_GRAINED_ATTRIBUTES).entries
            return policies.fine_grained_policy(Attributes(found[0])) if found else None
        if not entry.is_empty("msDS-ResultantPSO"):
            return None
        if self._domain_policy is None:
            head = link.read(self._access.domain.dn, policies.DOMAIN_ATTRIBUTES).entries
            self._domain_policy = (policies.domain_policy(Attributes(head[0])) if head else None,)
        return self._domain_policy[0]

    # --- groups -------------------------------------------------------------------------------------

    def _group_id(self, link: Link, name: str) -> str | None:
        for entry in self._groups(link, name):
            return Attributes(entry).decoded("objectSid", sid)
        return None

    def _groups(self, link: Link, name: str) -> tuple[Entry, ...]:
        """The group with that SID, DN or login name; else the only one with that common name."""
        wanted = query.parse(name)
        if wanted is None:
            return ()
        attributes, is_group = ["objectSid", "sAMAccountName"], "(objectClass=group)"
        if wanted.kind in {query.Kind.SID, query.Kind.DN, query.Kind.GUID}:
            dn = wanted.text if wanted.kind is query.Kind.DN else f"<{wanted.kind.upper()}={wanted.text}>"
            return link.read(dn, attributes, is_group).entries
        if wanted.domain and not self._access.domain.is_named(wanted.domain):
            return ()
        where = both(is_group, either(equal("sAMAccountName", wanted.text), equal("cn", wanted.text)))
        found = link.search(self._access.domain.dn, where, attributes, 20).entries
        by_login = tuple(
            entry
            for entry in found
            if Attributes(entry).text("sAMAccountName").casefold() == wanted.text.casefold()
        )
        return by_login or (found if len(found) == 1 else ())


def _by_id(account: AccountId) -> str:
    wanted = query.parse(account)
    if wanted is None or wanted.kind is not query.Kind.GUID:
        raise Refused(problem("account-gone"))
    return f"<GUID={wanted.text}>"


def _entry(link: Link, dn: str, attributes: Sequence[str]) -> Entry:
    """Raises `Refused` (account-gone, …)."""
    answer = link.read(dn, attributes, controls=[_DACL_ONLY])
    result = answer.result
    if result.code in {NO_OBJECT, BAD_DN} or (result.done and not answer.entries):
        raise Refused(problem("account-gone", detail=result.detail))
    if not result.done:
        raise Refused(read_problem(result, link.server))
    return answer.entries[0]


def _with_stamps(link: Link, dn: str, entry: Entry) -> Entry:
    """Where the binary stamps may not be read, with those that Windows computes: they are long, so they are
    asked for only then."""
    if times.BINARY.lower() in entry.values:
        return entry
    for more in link.read(dn, [times.BY_ATTRIBUTE]).entries:
        return replace(entry, values={**more.values, **entry.values})
    return entry


def _domain_of(dn: str) -> tuple[str, ...]:
    """The last parts of a DN, as far as they name a domain."""
    parts = dn_parts(dn)
    own = next((place for place in range(len(parts)) if all(p.startswith("dc=") for p in parts[place:])), 0)
    return parts[own:]
