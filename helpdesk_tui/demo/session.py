"""One operator's session with the demo directory: reads and the one modify, behind `DirectorySession`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import TypeVar

from helpdesk_tui.demo.computers import DemoSecrets
from helpdesk_tui.demo.domain import DemoDomain
from helpdesk_tui.demo.entries import DOMAIN, SUFFIX, DemoEntry
from helpdesk_tui.demo.faults import Faults
from helpdesk_tui.demo.groups import GROUPS, all_groups, find_group, protected_by, sids
from helpdesk_tui.demo.narrowing import narrower
from helpdesk_tui.demo.searching import NAMED, Searcher
from helpdesk_tui.demo.views import SERVER, account_of, census_of, listed_of, summary_of
from helpdesk_tui.demo.writing import GONE, DemoWriter, PreparedEdit, PreparedOwnEdit
from helpdesk_tui.desk.account import Account, AccountId, AccountKind, CensusEntry
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused
from helpdesk_tui.desk.listing import ListKind, ListPage
from helpdesk_tui.desk.names import dn_parts, is_within, nearest
from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.ports import (
    YES,
    Ability,
    AccountAtServer,
    AccountAtServers,
    Capability,
    DirectoryInfo,
    Found,
    GroupPower,
    LockoutServer,
)
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import N_
from helpdesk_tui.text import LONGEST_DN, clean

T = TypeVar("T")


class DemoSession:
    """Holds no password: who signed in is known, and that is enough here."""

    def __init__(
        self, domain: DemoDomain, searcher: Searcher, faults: Faults, operator: DemoEntry, base: str = SUFFIX
    ) -> None:
        self._domain = domain
        self._base = base
        self._searcher = searcher
        self._faults = faults
        self._closed = False
        self._operator = account_of(domain, operator, operator.id)
        self._writer = DemoWriter(domain, faults, operator.id, self._seen_entry, lambda: self._closed)
        self._info = DirectoryInfo(
            kind="demo",
            domain=DOMAIN,
            server=SERVER,
            tls="",
            acts_as=operator.login,
            read_only=False,
            abilities=dict.fromkeys(Capability, YES)
            | {
                Capability.FIRST_DAY: Ability(False, N_("the demo keeps the end of an account alone")),
                Capability.END_SESSIONS: Ability(False, N_("what is open already goes on")),
            },
            after_reset=N_("A laptop that is away takes the old one until it reaches the domain."),
        )

    @property
    def info(self) -> DirectoryInfo:
        """As `DirectorySession`."""
        return self._info

    @property
    def operator(self) -> Account:
        """As `DirectorySession`."""
        return self._operator

    def search(self, query: str, limit: int, only: Narrowing = EVERYBODY) -> Found:
        """As `DirectorySession`."""
        with self._domain.lock:
            self._before_read()
            wanted = clean(query, LONGEST_DN)
            if limit < 1 or not (wanted or (only and not query.strip())):
                return Found((), more=False)
            match = self._searcher.matcher(wanted) if wanted else _everybody
            fits = narrower(self._domain, only, self._units(), self._base)
            ranked = [
                (rank, entry) for entry in self._seen() if fits(entry) and (rank := match(entry)) is not None
            ]
            ranked.sort(key=_place)
            shown = ranked[:limit]
            rows = tuple(summary_of(self._domain, entry) for _, entry in shown)
            best = ranked[0][0] if ranked else NAMED
            exact = sum(rank == best for rank, _ in shown) if best < NAMED else 0
            return Found(rows, len(ranked) > len(rows), exact)

    def read_operator(self) -> Account:
        """As `DirectorySession`."""
        with self._domain.lock:
            self._before_read()
            entry = self._domain.get(self._operator.id)
            if entry is None:
                raise Refused(GONE)
            return account_of(self._domain, entry, self._operator.id)

    def read(self, account: AccountId) -> Account:
        """As `DirectorySession`."""
        with self._domain.lock:
            return account_of(self._domain, self._entry(account), self._operator.id)

    def at_every_server(self, account: AccountId) -> AccountAtServers:
        """As `DirectorySession`: there is one server here."""
        with self._domain.lock:
            entry = self._entry(account)
            row = AccountAtServer(
                SERVER,
                wrong_passwords=entry.bad_count,
                last_wrong=entry.bad_at or "never",
                locked_since=entry.locked_at or "never",
                last_sign_in=entry.last_sign_in or "never",
            )
            return AccountAtServers((row,))

    def device_secrets(self, account: AccountId) -> DemoSecrets:
        """As `DirectorySession`."""
        with self._domain.lock:
            entry = self._entry(account)
            may_read = self._domain.may_write(self._operator.id, entry)
            return DemoSecrets(self._domain, self._before_read, entry, may_read=may_read)

    def manager(self, account: AccountId) -> Account | None:
        """As `DirectorySession`."""
        with self._domain.lock:
            entry = self._entry(account)
            named = None if "manager" in entry.unreadable else self._domain.by_login(entry.manager)
            if named is None or named.kind is not AccountKind.PERSON or not self._sees(named):
                return None
            return account_of(self._domain, named, self._operator.id)

    def census(self, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        """As `DirectorySession`."""
        return self._each_person(bases, lambda entry: census_of(self._domain, entry, groups))

    def listing(self, kind: ListKind, bases: Sequence[str], until: datetime) -> Iterator[ListPage]:
        """As `DirectorySession`."""
        for row in self._each_person(bases, lambda entry: listed_of(self._domain, entry, kind, until)):
            yield ListPage(() if row is None else (row,), 1)

    def untold(self, kind: ListKind, bases: Sequence[str]) -> Iterator[int]:  # noqa: ARG002 - who cannot be told is a row
        """As `DirectorySession`."""
        return iter(())

    def _each_person(self, bases: Sequence[str], make: Callable[[DemoEntry], T]) -> Iterator[T]:
        """Others come in between, as with a server."""
        with self._domain.lock:
            self._before_read()
            for base in bases:
                if not self._holds(base):
                    raise Refused(problem("base-not-found", base=clean(base), detail="32/0000208D"))
            everybody = [entry.id for entry in self._seen()]
        for identity in everybody:
            with self._domain.lock:
                self._before_read()
                entry = self._domain.get(identity)
                if entry is None or entry.kind is not AccountKind.PERSON or not _is_below(entry.dn, bases):
                    continue
                made = make(entry)
            yield made

    @contextmanager
    def prepare_change(self, account: AccountId) -> Iterator[PreparedEdit]:
        """As `DirectorySession`."""
        with self._domain.lock:
            self._before_read()
        yield PreparedEdit(partial(self.read, account), partial(self._writer.write, account))

    @contextmanager
    def prepare_own_change(self, account: AccountId) -> Iterator[PreparedOwnEdit]:
        """As `DirectorySession`."""
        with self._domain.lock:
            self._before_read()
        yield PreparedOwnEdit(partial(self.read, account), partial(self._writer.change_own, account))

    def info_of(self, account: AccountId) -> DirectoryInfo:  # noqa: ARG002 - one server holds everybody
        """As `DirectorySession`."""
        return self.info

    def lockout_server(self, account: AccountId) -> LockoutServer | None:  # noqa: ARG002 - there is none
        """As `DirectorySession`."""
        return None

    def group_shortfall(self, name: str, *, of_operators: bool) -> str:  # noqa: ARG002 - all are known
        """As `DirectorySession`."""
        return ""

    def group_power(self, group: str) -> GroupPower:
        """As `DirectorySession`."""
        found = find_group(group)
        if found is None:
            return GroupPower(None, None)
        ids = sids(all_groups([found.name], found.name))
        return GroupPower(ids, protected_by(0, ids))

    def group_id(self, name: str) -> str | None:
        """As `DirectorySession`."""
        with self._domain.lock:
            self._before_read()
        group = find_group(name)
        return None if group is None else group.sid

    def entry_dn(self, dn: str) -> str | None:
        """As `DirectorySession`."""
        with self._domain.lock:
            self._before_read()
            wanted = dn_parts(dn)
            return next((each for each in self._containers() if dn_parts(each) == wanted), None)

    def nearest(self, name: str) -> str:
        """As `DirectorySession`."""
        with self._domain.lock:
            self._before_read()
            return nearest(name, self._containers() if "=" in name else GROUPS)

    def close(self) -> None:
        """As `DirectorySession`."""
        self._closed = True

    def _entry(self, account: AccountId) -> DemoEntry:
        self._before_read()
        entry = self._seen_entry(account)
        if entry is None:
            raise Refused(GONE)
        return entry

    def _seen_entry(self, account: AccountId) -> DemoEntry | None:
        entry = self._domain.get(account)
        return entry if entry and self._sees(entry) else None

    def _containers(self) -> list[str]:
        """Everything that has a DN, and all that is above it."""
        found: dict[str, None] = {}
        for dn in (*(group.dn for group in GROUPS.values()), *(entry.dn for entry in self._domain)):
            parts = dn.split(",")
            found.update(dict.fromkeys(",".join(parts[place:]) for place in range(len(parts))))
        return list(found)

    def _units(self) -> list[str]:
        """Everything that has something below it."""
        held = {each.partition(",")[2] for each in self._containers()}
        return [each for each in self._containers() if each in held]

    def _seen(self) -> list[DemoEntry]:
        return [entry for entry in self._domain if self._sees(entry)]

    def _sees(self, entry: DemoEntry) -> bool:
        return is_within(entry.dn, self._base)

    def _holds(self, base: str) -> bool:
        """Whether there is anything with this DN that the desk may see."""
        if not is_within(base, self._base) and not is_within(self._base, base):
            return False
        known = (*(entry.dn for entry in self._domain), *(group.dn for group in GROUPS.values()))
        return bool(dn_parts(base)) and any(is_within(dn, base) for dn in known)

    def _before_read(self) -> None:
        if self._closed:
            raise NotPermitted(problem("signed-out"))
        if self._faults.of_read():
            raise DirectoryUnreachable(problem("unreachable", server=SERVER))


def _everybody(entry: DemoEntry) -> int | None:
    return NAMED if entry.kind is AccountKind.PERSON else None


def _is_below(dn: str, bases: Sequence[str]) -> bool:
    return not bases or any(is_within(dn, base) for base in bases)


def _place(ranked: tuple[int, DemoEntry]) -> tuple[int, bool, int, str, str]:
    """Who bears just what was typed, then people before machines, near before far, then by name."""
    rank, entry = ranked
    return (min(rank, NAMED), entry.kind is not AccountKind.PERSON, rank, entry.name.casefold(), entry.login)
