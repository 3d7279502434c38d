"""One operator signed in to a domain that serves others of its forest, too.

Each account is read and written at one server of its own domain, whichever it is; the global catalogue says
who there is, and where. Whoever signs in is of the home domain, and what the configuration names without a
domain is looked for there.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime

from helpdesk_tui.desk.account import Account, AccountId, CensusEntry
from helpdesk_tui.desk.errors import ConfigError, DirectoryUnreachable, Refused
from helpdesk_tui.desk.listing import ListKind, ListPage
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.ports import (
    AccountAtServers,
    DeviceSecrets,
    DirectoryInfo,
    Found,
    GroupPower,
    LockoutServer,
    PreparedChange,
    PreparedOwnChange,
)
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.directory.active_directory.catalogue import GlobalCatalogue, joined
from helpdesk_tui.directory.active_directory.domain import Domain, Sibling, domain_parts
from helpdesk_tui.directory.active_directory.opening import Opening
from helpdesk_tui.directory.active_directory.other_domain import OtherDomain
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession, GroupReach
from helpdesk_tui.directory.query import Kind, parse
from helpdesk_tui.directory.session_server import SessionServer
from helpdesk_tui.language import _
from helpdesk_tui.text import clean

_MOST_KNOWN = 4096
"""Accounts of which it is remembered where they lie."""


def served(domain: Domain, names: Sequence[str]) -> tuple[Domain, tuple[Sibling, ...]]:
    """The siblings of `domain` with these DNS names; and the domain with those that are not served. Raises
    `ConfigError` (domain-not-in-forest)."""
    by_name = {each.name.casefold(): each for each in domain.siblings}
    for name in names:
        if name.casefold() not in by_name:
            known = ", ".join(sorted(each.name for each in domain.siblings)) or _("none that can be read")
            raise ConfigError(
                problem("domain-not-in-forest", name=name, domain=domain.name, known=clean(known, 500))
            )
    found = tuple(by_name[name.casefold()] for name in dict.fromkeys(map(str.casefold, names)))
    return replace(domain, siblings=tuple(set(domain.siblings) - set(found))), found


def forest_of(
    home: ActiveDirectorySession, siblings: Sequence[Sibling], opening: Opening, server: SessionServer
) -> "ForestSession":
    links, endpoint = server.links, server.reached.endpoint
    return ForestSession(
        home,
        [OtherDomain(each, home, opening, links, endpoint) for each in siblings],
        GlobalCatalogue(home, opening, links, endpoint, siblings),
    )


class ForestSession:
    """A `DirectorySession`."""

    def __init__(
        self, home: ActiveDirectorySession, others: Sequence[OtherDomain], catalogue: GlobalCatalogue
    ) -> None:
        self._home = home
        self._others = tuple(others)
        self._catalogue = catalogue
        self._known: dict[AccountId, OtherDomain | None] = {}  # None = the home domain
        self._by_sid = {_domain_sid(home.operator.security_id): home}

    @property
    def info(self) -> DirectoryInfo:
        return replace(self._home.info, also=tuple(each.sibling.name for each in self._others))

    @property
    def operator(self) -> Account:
        return self._home.operator

    def read_operator(self) -> Account:
        return self._home.read_operator()

    # --- who there is ---------------------------------------------------------------------------------

    def search(self, query: str, limit: int, only: Narrowing = EVERYBODY) -> Found:
        """The home domain as ever. Of the others the catalogue tells, if it answers in time; what it does not
        hold narrows nobody there."""
        found = self._searched(query, limit, only)
        for row in found.rows:
            self._remember(row.id, self._domain_of(row.dn))
        return found

    def _searched(self, query: str, limit: int, only: Narrowing) -> Found:
        wanted = parse(query)
        named = [each.sibling for each in self._others if wanted and each.sibling.is_named(wanted.domain)]
        if only and named:
            return Found((), more=False, unsearched=self._narrowed)
        if named:
            return self._catalogue.search(query, limit, named)
        if only:
            return replace(self._home.search(query, limit, only), unsearched=self._narrowed)
        if wanted is None or wanted.domain:
            return self._home.search(query, limit)
        return self._everywhere(query, limit, is_one=wanted.kind in {Kind.GUID, Kind.SID, Kind.DN})

    def _everywhere(self, query: str, limit: int, *, is_one: bool) -> Found:
        """`is_one`: what was typed names one account and no other."""
        elsewhere = None
        try:
            found = self._home.search(query, limit)
        except Refused as error:
            if error.problem.code != "account-of-another-domain":
                raise
            found, elsewhere = Found((), more=False), error
        if found.rows and is_one:
            return found
        found = joined(found, self._catalogue.search(query, limit), limit)
        if elsewhere and not found.rows:
            raise elsewhere
        return found

    @property
    def _narrowed(self) -> Problem:
        return problem("catalogue-narrowed", domain=self._home.domain.name)

    def census(self, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        """Of the home domain: no server of another tells whom its groups hold. Raises `Refused`
        (census-of-another-domain)."""
        own = [base for base in bases if not self._domain_of(base)]
        if bases and not own:
            raise Refused(problem("census-of-another-domain", domain=self._home.domain.name))
        return self._home.census(own, groups)

    def listing(self, kind: ListKind, bases: Sequence[str], until: datetime) -> Iterator[ListPage]:
        """The home domain first. Another one whose server does not answer, or breaks off, is said."""
        for other, within in self._places(bases):
            if other is None:
                pages = self._home.listing(kind, within, until)
            else:
                pages = _listed_elsewhere(other, kind, within, until)
            for page in pages:
                for row in page.rows:
                    self._remember(row.account.id, other)
                yield page

    def untold(self, kind: ListKind, bases: Sequence[str]) -> Iterator[int]:
        for other, within in self._places(bases):
            yield from (other.session() if other else self._home).untold(kind, within)

    def _places(self, bases: Sequence[str]) -> Iterator[tuple[OtherDomain | None, Sequence[str]]]:
        """Each domain that is to be looked through, and where in it; None = the home domain."""
        for other in (None, *self._others):
            within = [base for base in bases if self._domain_of(base) is other]
            if within or not bases:
                yield other, within

    # --- an account, where it lies --------------------------------------------------------------------

    def read(self, account: AccountId) -> Account:
        """Whoever was moved within the forest keeps the id (MS-ADTS 3.1.1.5.4.2): one that is gone from where
        it was may be elsewhere by now."""
        before = self._holder(account)
        try:
            return before.read(account)
        except Refused as error:
            if error.problem.code != "account-gone":
                raise
            self._known.pop(account, None)
            now = self._holder(account)
            if now is before:
                raise
        return now.read(account)

    def info_of(self, account: AccountId) -> DirectoryInfo:
        return self._holder(account).info

    def prepare_change(self, account: AccountId) -> AbstractContextManager[PreparedChange]:
        return self._holder(account).prepare_change(account)

    def prepare_own_change(self, account: AccountId) -> AbstractContextManager[PreparedOwnChange]:
        return self._holder(account).prepare_own_change(account)

    def lockout_server(self, account: AccountId) -> LockoutServer | None:
        return self._holder(account).lockout_server(account)

    def at_every_server(self, account: AccountId) -> AccountAtServers:
        return self._holder(account).at_every_server(account)

    def device_secrets(self, account: AccountId) -> DeviceSecrets:
        return self._holder(account).device_secrets(account)

    def manager(self, account: AccountId) -> Account | None:
        return self._holder(account).manager(account)

    def _holder(self, account: AccountId) -> ActiveDirectorySession:
        """The session with the domain that holds it. Raises `Refused` (account-gone)."""
        try:
            other = self._known[account]
        except KeyError:
            other = self._found_at(account)
            self._remember(account, other)
        return other.session() if other else self._home

    def _found_at(self, account: AccountId) -> OtherDomain | None:
        """None = in the home domain."""
        try:
            self._home.read(account)
        except Refused as error:
            if error.problem.code != "account-gone":
                raise
            sibling = self._catalogue.domain_of(account)
            if sibling is None:
                raise
            return self._domain_of(sibling.dn)
        return None

    def _domain_of(self, dn: str) -> OtherDomain | None:
        """None = none of the others that are served."""
        lies_in = domain_parts(dn)
        return next((each for each in self._others if dn_parts(each.sibling.dn) == lies_in), None)

    def _remember(self, account: AccountId, other: OtherDomain | None) -> None:
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[account] = other

    # --- what the configuration names -----------------------------------------------------------------

    def group_id(self, name: str) -> str | None:
        there = self._naming(name)
        found = there.group_id(name)
        if found and (domain := _domain_sid(found)):
            self._by_sid.setdefault(domain, there)
        return found

    def entry_dn(self, dn: str) -> str | None:
        return self._naming(dn).entry_dn(dn)

    def nearest(self, name: str) -> str:
        return self._naming(name).nearest(name)

    def group_shortfall(self, name: str, *, of_operators: bool) -> str:
        """Of a domain-local group each domain but its own sees nothing, and a global one holds accounts of
        its own alone (MS-ADTS 3.1.1.4.5.19, 2.2.12). Operators are of the home domain."""
        there = self._naming(name)
        if of_operators and there is self._home:
            return ""
        reach = there.group_reach(name)
        if reach is GroupReach.UNIVERSAL or (reach is GroupReach.GLOBAL and not of_operators):
            return ""
        domain = there.domain.name
        if reach is GroupReach.GLOBAL:
            return _(
                "is a global group of {domain}, which holds no operators: name one of the own domain",
                domain=domain,
            )
        if reach is GroupReach.LOCAL:
            return _(
                "is domain-local, so that outside of {domain} nobody is seen in it: make it universal",
                domain=domain,
            )
        return _("does not show its kind, so that nobody can tell whom it holds")

    def group_power(self, group: str) -> GroupPower:
        """By a server of its own domain: its SID says which that is, once `group_id` gave it."""
        there = self._by_sid.get(_domain_sid(group))
        return there.group_power(group) if there else GroupPower(None, None)

    def _naming(self, name: str) -> ActiveDirectorySession:
        """The session with the domain that a DN or DOMAIN\\name names; else with the home domain."""
        short_name = name.rpartition("\\")[0] if "=" not in name else ""
        by_name = next((each for each in self._others if each.sibling.is_named(short_name)), None)
        other = by_name if short_name else self._domain_of(name)
        return other.session() if other else self._home

    def close(self) -> None:
        self._catalogue.close()
        for each in self._others:
            each.close()
        self._home.close()


def _domain_sid(sid: str) -> str:
    """Of the domain that an account or a group is of; "" = of none, as those that every domain has."""
    return sid.rpartition("-")[0] if sid.startswith("S-1-5-21-") else ""


def _listed_elsewhere(
    other: OtherDomain, kind: ListKind, bases: Sequence[str], until: datetime
) -> Iterator[ListPage]:
    """What keeps that domain from being looked through to its end is said."""
    try:
        yield from other.session().listing(kind, bases, until)
    except (DirectoryUnreachable, Refused) as error:
        if error.problem.code == "signed-out":
            raise
        name, why = other.sibling.short_name or other.sibling.name, error.problem
        yield ListPage(unlooked=problem("list-domain", domain=name, why=why.cause, detail=why.detail))
