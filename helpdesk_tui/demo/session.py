"""One operator's session with the demo directory: reads and the one modify, behind `DirectorySession`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from helpdesk_tui.demo.computers import DemoSecrets
from helpdesk_tui.demo.domain import DemoDomain
from helpdesk_tui.demo.entries import DOMAIN, SUFFIX, DemoEntry
from helpdesk_tui.demo.faults import Fault, Faults
from helpdesk_tui.demo.groups import GROUPS, all_groups, find_group, protected_by, sids
from helpdesk_tui.demo.narrowing import narrower
from helpdesk_tui.demo.searching import NAMED, Searcher
from helpdesk_tui.demo.views import SERVER, account_of, census_of, listed_of, summary_of
from helpdesk_tui.desk.account import Account, AccountId, AccountKind, CensusEntry
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import WRITING
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
    Change,
    DirectoryInfo,
    Found,
    GroupPower,
    LockoutServer,
    Reply,
    ReplyKind,
)
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import LONGEST_DN, clean

T = TypeVar("T")

_GONE = problem("account-gone", detail="32/0000208D")
_ACCEPTED = Reply(ReplyKind.ACCEPTED, code="0")
_HISTORY_CODES = {"password-in-history", "password-too-young"}


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
        self._info = DirectoryInfo(
            kind="demo",
            domain=DOMAIN,
            server=SERVER,
            tls="",
            acts_as=operator.login,
            read_only=False,
            abilities=dict.fromkeys(Capability, YES)
            | {
                Capability.FIRST_DAY: Ability(False, "the demo keeps the end of an account alone"),
                Capability.END_SESSIONS: Ability(False, "what is open already goes on"),
            },
            after_reset="A laptop that is away takes the old one until it reaches the domain.",
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
                raise Refused(_GONE)
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
    def prepare_change(self, account: AccountId) -> Iterator["PreparedEdit"]:
        """As `DirectorySession`."""
        with self._domain.lock:
            self._before_read()
        yield PreparedEdit(partial(self.read, account), partial(self._write, account))

    @contextmanager
    def prepare_own_change(self, account: AccountId) -> Iterator["PreparedOwnEdit"]:
        """As `DirectorySession`."""
        with self._domain.lock:
            self._before_read()
        yield PreparedOwnEdit(partial(self.read, account), partial(self._change, account))

    def info_of(self, account: AccountId) -> DirectoryInfo:  # noqa: ARG002 - one server holds everybody
        """As `DirectorySession`."""
        return self.info

    def lockout_server(self, account: AccountId) -> LockoutServer | None:  # noqa: ARG002 - there is none
        """As `DirectorySession`."""
        return None

    def _write(self, account: AccountId, change: Change) -> Reply:
        with self._domain.lock:
            if self._closed:
                return Reply(ReplyKind.NOT_SENT, problem("signed-out"))
            if unsendable := _unsendable(change):
                return Reply(ReplyKind.NOT_SENT, problem(unsendable))
            fault = self._faults.of_write()
            if fault in _NOT_WRITING:
                return _NOT_WRITING[fault]
            entry = self._domain.get(account)
            if entry is None or not self._sees(entry):
                return Reply(ReplyKind.NOT_SENT, _GONE)
            refused = self._refusal(entry, change)
            if refused is None:
                _apply(self._domain, entry, change, partly=fault is Fault.PARTIAL)
            return _LOST if fault is Fault.LOST_AFTER else refused or _ACCEPTED

    def _change(self, account: AccountId, old: Secret, new: Secret) -> Reply:
        with self._domain.lock:
            if self._closed:
                return Reply(ReplyKind.NOT_SENT, problem("signed-out"))
            if not old or not new or not _is_encodable(old) or not _is_encodable(new):
                return Reply(ReplyKind.NOT_SENT, problem("password-characters"))
            fault = self._faults.of_write()
            if fault in _NOT_WRITING:
                return _NOT_WRITING[fault]
            entry = self._domain.get(account)
            if entry is None or not self._sees(entry):
                return Reply(ReplyKind.NOT_SENT, _GONE)
            code, result = self._domain.change(entry, old, new)
            refused = _refused(code, result, "") if code else None
            return _LOST if fault is Fault.LOST_AFTER else refused or _ACCEPTED

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
        entry = self._domain.get(account)
        if entry is None or not self._sees(entry):
            raise Refused(_GONE)
        return entry

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

    def _refusal(self, entry: DemoEntry, change: Change) -> Reply | None:
        """What a domain controller says against the whole modify, before anything is written."""
        if not self._domain.may_write(self._operator.id, entry):
            return _no_right(change)
        if change.new_password is None:
            return None
        reasons = self._domain.refusal(entry, change.new_password, with_history=change.obey_history)
        if not reasons:
            return None
        code = "password-in-history" if set(reasons) <= _HISTORY_CODES else "password-refused"
        return _refused(code, "53/0000052D", ", ".join(reasons))


@dataclass(frozen=True)
class PreparedEdit:
    """A `PreparedChange`."""

    read: Callable[[], Account]
    change: Callable[[Change], Reply]


@dataclass(frozen=True)
class PreparedOwnEdit:
    """A `PreparedOwnChange`."""

    read: Callable[[], Account]
    change: Callable[[Secret, Secret], Reply]


def _everybody(entry: DemoEntry) -> int | None:
    return NAMED if entry.kind is AccountKind.PERSON else None


def _is_below(dn: str, bases: Sequence[str]) -> bool:
    return not bases or any(is_within(dn, base) for base in bases)


def _unsendable(change: Change) -> str:
    """The code of the problem that keeps this change on this computer; "" = none."""
    if (change.new_password is None) != (Action.RESET not in change.steps) or not change.steps:
        return "nothing-to-do"
    is_fit = change.new_password is None or _is_encodable(change.new_password)
    return "" if is_fit else "password-characters"


def _is_encodable(password: Secret) -> bool:
    try:
        password.reveal().encode("utf-16-le")
    except ValueError:  # a lone surrogate, or a secret that was dropped
        return False
    return True


def _place(ranked: tuple[int, DemoEntry]) -> tuple[int, bool, int, str, str]:
    """Who bears just what was typed, then people before machines, near before far, then by name."""
    rank, entry = ranked
    return (min(rank, NAMED), entry.kind is not AccountKind.PERSON, rank, entry.name.casefold(), entry.login)


def _apply(domain: DemoDomain, entry: DemoEntry, change: Change, *, partly: bool) -> None:
    """All steps of the modify, in one go; `partly` = a faulty server that does the first alone."""
    known: dict[Action, Callable[[], None]] = {
        Action.RESET: lambda: domain.set_password(entry, change.new_password or Secret("")),
        Action.FORCE_CHANGE: lambda: domain.force_change(entry),
        Action.UNLOCK: lambda: domain.unlock(entry),
        Action.CLEAR_CHANGE: lambda: domain.clear_change(entry),
        Action.ENABLE: lambda: domain.enable(entry, enabled=True),
        Action.DISABLE: lambda: domain.enable(entry, enabled=False),
        Action.ADD_TO_GROUP: lambda: domain.regroup(entry, change.asked.group, member=True),
        Action.REMOVE_FROM_GROUP: lambda: domain.regroup(entry, change.asked.group, member=False),
        Action.SET_DATES: lambda: domain.set_end(entry, change.asked.ends),
    }
    steps = [step for action, step in known.items() if action in change.steps]
    for step in steps[:1] if partly else steps:
        step()
    domain.touch(entry)


def _refused(code: str, result: str, detail: str, **values: str) -> Reply:
    return Reply(
        ReplyKind.REFUSED, problem(code, detail=f"{result} {detail}", server=SERVER, **values), result
    )


def _no_right(change: Change) -> Reply:
    spec = next(each for each in WRITING if each.action in change.steps)
    code, what = ("00000005", "Reset Password") if spec.sets_password else ("00002098", "Write Property")
    return _refused("no-right", f"50/{code}", what, action=spec.words)


_LOST = Reply(ReplyKind.LOST, problem("reply-lost"))
_NOT_WRITING: dict[Fault | None, Reply] = {
    Fault.UNREACHABLE: Reply(ReplyKind.NOT_SENT, problem("unreachable", server=SERVER)),
    Fault.NOT_SENT: Reply(ReplyKind.NOT_SENT, problem("connection-lost", server=SERVER)),
    Fault.BUSY: _refused("directory-busy", "51", "busy"),
    Fault.READ_ONLY: _refused("read-only-directory", "10/0000202B", "referral"),
    Fault.LOST_BEFORE: _LOST,
    Fault.IGNORED: _ACCEPTED,
}
