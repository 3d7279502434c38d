"""Reading one account, whatever it is named by: the bound of what a desk sees is held here."""

from collections.abc import Sequence

from helpdesk_tui.desk.account import Account, AccountId, AccountKind, PasswordPolicy
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory import query
from helpdesk_tui.directory.active_directory import contact_times as times
from helpdesk_tui.directory.active_directory import policy as policies
from helpdesk_tui.directory.active_directory.account import ACCOUNT_ATTRIBUTES, account_of
from helpdesk_tui.directory.active_directory.attributes import Attributes
from helpdesk_tui.directory.active_directory.domain import Domain, domain_parts
from helpdesk_tui.directory.active_directory.problems import detail, read_problem
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Control, DirectoryEntry
from helpdesk_tui.directory.problems import BAD_DN, NO_OBJECT

# LDAP_SERVER_SD_FLAGS (MS-ADTS 3.1.1.3.4.1.11) with DACL_SECURITY_INFORMATION: without it the server would
# try to give the audit list too, which needs a privilege.
DACL_ONLY = Control("1.2.840.113556.1.4.801", bytes.fromhex("3003020104"), critical=True)


class Reader:
    """Reads accounts of `domain` that lie in or below `base`, as whoever has the SIDs in `token`."""

    def __init__(self, domain: Domain, base: str, token: frozenset[str], clock: Clock) -> None:
        self._domain = domain
        self._base = base
        self._token = token
        self._clock = clock
        self._domain_policy: tuple[PasswordPolicy | None] | None = None

    def account(self, link: Link, account: AccountId) -> Account:
        """Raises `Refused` (account-gone, …)."""
        return self._read(link, _by_id(account))

    def anywhere(self, link: Link, account: AccountId) -> Account:
        """An account that need not lie below the base: the operator's own."""
        dn = _by_id(account)
        return self._account(link, dn, _entry(link, dn, ACCOUNT_ATTRIBUTES))

    def manager(self, link: Link, account: AccountId) -> Account | None:
        """One server answers for both. What its own domain does not hold, it could know by hearsay only."""
        entry = self._seen(_entry(link, _by_id(account), ["manager"]))
        named = entry.values.get("manager", ())
        try:
            dn = named[0].decode() if named else ""
        except UnicodeDecodeError:
            return None
        if dn.startswith("<") or domain_parts(dn) != domain_parts(self._domain.dn):
            return None
        try:
            found = self._read(link, dn)
        except Refused as error:
            if error.problem.code in {"account-gone", "account-unreadable", "wrong-server"}:
                return None
            raise
        return found if found.kind is AccountKind.PERSON else None

    def attributes(self, link: Link, account: AccountId, names: Sequence[str]) -> Attributes:
        """Some of an account. Raises `Refused` (account-gone, …)."""
        return Attributes(self._seen(_entry(link, _by_id(account), names)), self._token)

    def _read(self, link: Link, dn: str) -> Account:
        return self._account(link, dn, self._seen(_entry(link, dn, ACCOUNT_ATTRIBUTES)))

    def _seen(self, entry: DirectoryEntry) -> DirectoryEntry:
        """A GUID, a SID or a DN reaches anywhere: so where the entry lies is asked of what came."""
        if not is_within(entry.dn, self._base) or domain_parts(entry.dn) != domain_parts(self._domain.dn):
            raise Refused(problem("account-gone", detail="outside [directory] base_dn"))
        return entry

    def _account(self, link: Link, dn: str, entry: DirectoryEntry) -> Account:
        attributes = Attributes(times.with_stamps(link, dn, entry), self._token)
        policy = self._policy(link, attributes)
        found = account_of(attributes, self._domain, policy, self._token, self._clock.now())
        if found is None:
            raise Refused(problem("account-unreadable"))
        return found

    def _policy(self, link: Link, entry: Attributes) -> PasswordPolicy | None:
        """The policy in force. A fine-grained one that may be there unseen makes it unknown."""
        pso = entry.raw("msDS-ResultantPSO")
        if pso is not None:
            found = link.read(pso.decode("utf-8", "replace"), policies.FINE_GRAINED_ATTRIBUTES).entries
            return policies.fine_grained_policy(Attributes(found[0])) if found else None
        if not entry.is_empty("msDS-ResultantPSO"):
            return None
        if self._domain_policy is None:
            head = link.read(self._domain.dn, policies.DOMAIN_ATTRIBUTES).entries
            self._domain_policy = (policies.domain_policy(Attributes(head[0])) if head else None,)
        return self._domain_policy[0]


def _by_id(account: AccountId) -> str:
    wanted = query.parse(account)
    if wanted is None or wanted.kind is not query.Kind.GUID:
        raise Refused(problem("account-gone"))
    return f"<GUID={wanted.text}>"


def _entry(link: Link, dn: str, attributes: Sequence[str]) -> DirectoryEntry:
    """Raises `Refused` (account-gone, …)."""
    answer = link.read(dn, attributes, controls=[DACL_ONLY])
    result = answer.result
    if result.code in {NO_OBJECT, BAD_DN} or (result.done and not answer.entries):
        raise Refused(problem("account-gone", detail=detail(result)))
    if not result.done:
        raise Refused(read_problem(result, link.server))
    return answer.entries[0]
