"""Reading one account, whatever it is named by: the bound of what a desk sees is held here."""

from collections.abc import Sequence
from typing import NamedTuple

from helpdesk_tui.desk.account import Account, AccountId, AccountKind
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.directory import query
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.account import Place, account_of
from helpdesk_tui.directory.ldapv3.attributes import Attributes, surely_empty
from helpdesk_tui.directory.ldapv3.dialect import Dialect
from helpdesk_tui.directory.ldapv3.groups import Member, groups_of
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.directory.problems import BAD_DN, NO_OBJECT, OPERATIONS_ERROR, Result, read_problem
from helpdesk_tui.text import LONGEST_DN

IDENTITY = ("objectClass", "entryUUID", "nsUniqueId")
_MORE = ("krbPrincipalName", "gidNumber", "memberOf")


class Located(NamedTuple):
    account: Account
    dn: str  # just as the server wrote it
    login: str  # the same


class Reader:
    """Reads accounts that lie in or below `base`; `root` is the tree in which operators and groups may be;
    `readable`: attributes that can be read of somebody."""

    def __init__(
        self, place: Place, dialect: Dialect, clock: Clock, *, base: str, root: str, readable: frozenset[str]
    ) -> None:
        self._place = place
        self._dialect = dialect
        self._base = base
        self._root = root
        self._clock = clock
        tells = (*place.schema.mobile, *place.schema.office_phone, *dialect.state_attributes)
        self._telling = readable & {name.lower() for name in tells}
        self.attributes: Sequence[str] = tuple(
            dict.fromkeys((*IDENTITY, *_MORE, *place.schema.attributes, *dialect.state_attributes))
        )

    def account(self, link: Link, account: AccountId) -> Account:
        """Raises `Refused` (account-gone, …)."""
        return self.located(link, account)[0]

    def located(self, link: Link, account: AccountId) -> Located:
        entry = self._entry(link, self._base, account)
        login = Attributes(entry).first_as_sent(self._place.schema.login)
        return Located(self._account(link, entry), entry.dn, login)

    def anywhere(self, link: Link, account: AccountId) -> Account:
        """An account that need not lie below the base: the operator's own."""
        return self._account(link, self._entry(link, self._root, account))

    def manager(self, link: Link, account: AccountId) -> Account | None:
        """Whom the entry names, if it may be seen and is a person."""
        entry = Attributes(self._entry(link, self._base, account))
        dn = entry.first(self._place.schema.manager, LONGEST_DN)
        if not dn or not is_within(dn, self._base):
            return None
        answer = link.read(dn, self.attributes)
        if answer.result.code in {NO_OBJECT, BAD_DN} or (answer.result.done and not answer.entries):
            return None
        _require(answer.result, link)
        try:
            found = self._account(link, answer.entries[0])
        except Refused as error:
            if error.problem.code == "account-unreadable":
                return None
            raise
        return found if found.kind is AccountKind.PERSON else None

    def _entry(self, link: Link, base: str, account: AccountId) -> DirectoryEntry:
        wanted = query.parse(account)
        if wanted is None or wanted.kind is not query.Kind.GUID:
            raise Refused(problem("account-gone"))
        answer = link.search(base, self._dialect.by_id(account), self.attributes, 2)
        _require(answer.result, link)
        found = [entry for entry in answer.entries if is_within(entry.dn, base)]
        if len(found) != 1:
            raise Refused(problem("account-gone"))
        return found[0]

    def _account(self, link: Link, found: DirectoryEntry) -> Account:
        absent = {name for name in self._telling if not found.values.get(name)}
        entry = Attributes(found, surely_empty(link, found.dn, absent))
        identity = self._dialect.identity(entry)
        if identity is None:
            raise Refused(problem("account-unreadable"))
        facts = self._dialect.facts(link, entry, self._clock.now())
        groups = self._groups(link, found.dn, entry)
        protected_by = self._dialect.protected_by(groups)
        return account_of(entry, identity, self._place, facts, groups=groups, protected_by=protected_by)

    def _groups(self, link: Link, dn: str, entry: Attributes) -> frozenset[str] | None:
        """None where the directory does not tell: then the guard takes the account for a protected one."""
        login, member_of = entry.first_as_sent(self._place.schema.login), entry.as_sent("memberOf")
        try:
            member = Member(dn, login, entry.text("gidNumber"), member_of)
            return groups_of(link, self._root, member)
        except Refused:
            return None


def _require(result: Result, link: Link) -> None:
    """Raises `Refused` where it is no answer; `DirectoryUnreachable` where this connection gets none any
    more, as after the server has taken its data in anew: then a new one may."""
    if result.code == OPERATIONS_ERROR:
        link.close()
        raise DirectoryUnreachable(problem("connection-lost", server=link.server, detail=result.detail))
    if result.code in {NO_OBJECT, BAD_DN}:
        raise Refused(problem("account-gone", detail=result.detail))
    if not result.done:
        raise Refused(read_problem(result, link.server))
