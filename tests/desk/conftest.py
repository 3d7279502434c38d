"""A person and an operator to try the desk's rules on."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pyotp
import pytest
from desk.asking import Asking
from desk.enrolling import in_words
from desk.policies import DOMAIN_POLICY, lenient
from statements import statements_are_compiled_once
from writing import make_rights

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.account import (
    Account,
    AccountId,
    AccountKind,
    AccountSummary,
    CensusEntry,
    ContactTimes,
    Marks,
    SignInState,
)
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS, READING
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused
from helpdesk_tui.desk.listing import ListedAccount, ListKind, ListPage, belongs, moment_of
from helpdesk_tui.desk.method import MethodKind, OathSettings
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.narrowing import EVERYBODY, Narrowing
from helpdesk_tui.desk.operator import Operator, Role, SignInBy, Source
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import (
    YES,
    AccountAtServer,
    AccountAtServers,
    Capability,
    Change,
    Channel,
    Delivered,
    DeliveryKind,
    Device,
    DeviceSecret,
    DirectoryInfo,
    Found,
    GroupPower,
    Message,
    NewSeed,
    Record,
    Reply,
    ReplyKind,
    SecretPlace,
    Stores,
)
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.sign_in import SignIn
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, OpenStores, find_key, open_store

__all__ = ["statements_are_compiled_once"]

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DOMAIN = "S-1-5-21-1004336348-1177238915-682003330"

LONG_AGO = ContactTimes(*[NOW - timedelta(days=900)] * 4)

MakeAccount = Callable[..., Account]
MakeOperator = Callable[..., Operator]


PROTECTING = {f"{DOMAIN}-512": "Domain Admins", "S-1-5-32-544": "Administrators"}


def _with_protection(changes: dict[str, object]) -> dict[str, object]:
    """What protects the person is what the groups say, as a directory tells it."""
    if "group_ids" not in changes:
        return changes
    groups = changes["group_ids"]
    held = None if groups is None else next((PROTECTING[group] for group in groups & set(PROTECTING)), "")
    return {"protected_by": held, **changes}


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def make_account() -> MakeAccount:
    state = SignInState(
        enabled=True,
        locked=False,
        locked_until="never",
        account_expires="never",
        password_set=NOW - timedelta(days=10),
        password_expires=NOW + timedelta(days=32),
        password_expired=False,
        must_change=False,
        password_never_expires=False,
        smart_card_required=False,
        cannot_change_password=False,
        password_not_required=False,
        outside_hours=False,
        last_sign_in=NOW - timedelta(days=1),
    )
    policy = replace(DOMAIN_POLICY, min_length=8, max_age=timedelta(days=42))
    account = Account(
        id=AccountId("11111111-2222-3333-4444-555555555555"),
        kind=AccountKind.PERSON,
        security_id=f"{DOMAIN}-1107",
        dn="CN=Ada Byron,OU=People,DC=demo,DC=example",
        login="ada.byron",
        domain="DEMO",
        principal_name="ada.byron@demo.example",
        name="Ada Byron",
        given_name="Ada",
        surname="Byron",
        mail="ada.byron@demo.example",
        mobile="+44 7700 900123",
        office_phone="020 7946 0101",
        employee_number="1815",
        title="Analyst",
        department="Engines",
        company="",
        office="",
        manager="",
        preferred_language="",
        state=state,
        policy=policy,
        group_ids=frozenset({f"{DOMAIN}-513", f"{DOMAIN}-1500"}),
        protected_by="",
        was_protected=False,
        rights=make_rights(True, True, True),
        marks=Marks(1, "100", NOW - timedelta(days=10)),
        server="dc1.demo.example",
        contact_times=LONG_AGO,
    )

    def make(**changes: object) -> Account:
        """The usual person with `changes`; those of the state's fields go into the state."""
        changes = _with_protection(changes)
        of_state = {name: value for name, value in changes.items() if hasattr(state, name)}
        rest = {name: value for name, value in changes.items() if name not in of_state}
        return replace(account, state=replace(state, **of_state), **rest)

    return make


@pytest.fixture
def make_operator() -> MakeOperator:
    def make(*roles: Role, **changes: object) -> Operator:
        operator = Operator(
            id=AccountId("99999999-2222-3333-4444-555555555555"),
            security_id=f"{DOMAIN}-1200",
            login="dana",
            name="Dana Moore",
            roles=frozenset(roles or {Role.OPERATOR}),
            source=Source("host", "1:1", "/dev/pts/1", ""),
        )
        return replace(operator, **changes)

    return make


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


def summary(account: Account) -> AccountSummary:
    """A row, of whose state nothing is known."""
    a = account
    return AccountSummary(a.id, a.login, a.name, a.mail, a.department, a.dn, a.kind, *[None] * 5)


NO_SECRETS = dict.fromkeys((spec.action for spec in READING), "it keeps none")
"""Of a directory that keeps nothing of devices, as most do."""


class ScriptedDirectory:
    """A directory of a few accounts that answers a write as the test says: for answers that no real
    server gives on demand. `script` is called with the change and decides what happens."""

    def __init__(self, operator: Account, clock: SetClock) -> None:
        self.operator = operator
        self.clock = clock
        self.accounts: dict[str, Account] = {}
        self.changes: list[Change] = []
        self.managers: dict[str, Account] = {}
        self.others: dict[str, Account] = {}  # login → a second operator, with the same password
        self.script: Callable[[Account, Change], Reply] = self.accept
        self.old = "Their-Old-One-1"  # everybody's password
        self.own_changes: list[tuple[str, str]] = []
        self.own_script: Callable[[Account, str, str], Reply] = self.accept_own
        self.prepared: Callable[[Account], None] = lambda account: None  # while the connection is opened
        self.ticket: str | Exception = NotPermitted(problem("no-ticket"))  # whose, or what is wrong with it
        self.is_closed = False
        self.lockouts: ScriptedLockoutServer | None = None  # the server that decides on them
        self.lockouts_error: Exception | None = None
        self.infos: dict[str, DirectoryInfo] = {}  # of accounts that another server holds
        self.powers: dict[str, GroupPower] = {}  # of groups that give any
        self.shortfalls: dict[str, str] = {}  # group → why it does not tell of everybody
        self.secrets = ScriptedSecrets()
        self.reachable = True
        self.read_error: Exception | None = None
        self.break_listing: dict[int, Exception] = {}
        self.unlooked: Problem | None = None
        self.asked: Callable[[], None] = lambda: None  # before it answers
        self.untold_people = 0
        self.info = DirectoryInfo(
            kind="scripted",
            domain="demo.example",
            server="dc1.demo.example",
            tls="TLSv1.3",
            acts_as="dana",
            read_only=False,
            abilities=dict.fromkeys(Capability, YES),
            cannot=NO_SECRETS,
        )

    # DirectoryPort
    def sign_in(self, login: str, password: Secret) -> "ScriptedDirectory":
        self.asked()
        if password.reveal() != "right":
            raise NotPermitted(problem("wrong-password"))
        if login in self.others:
            second = copy(self)
            second.operator = self.others[login]
            return second
        return self

    def sign_in_with_ticket(self) -> "ScriptedDirectory":
        self.ticket_holder()
        return self

    def sign_in_as_service(self) -> "ScriptedDirectory":
        return self

    def ticket_holder(self) -> str:
        if isinstance(self.ticket, str):
            return self.ticket
        raise self.ticket

    # DirectorySession
    def search(self, query: str, limit: int, only: Narrowing = EVERYBODY) -> Found:
        rows = tuple(summary(a) for a in self.accounts.values() if query in (a.login, a.name))
        return Found(rows[:limit], len(rows) > limit)

    def read(self, account: str) -> Account:
        self.asked()
        if not self.reachable:
            raise DirectoryUnreachable(problem("unreachable", server="dc1"))
        if account == self.operator.id:
            return self.operator
        for other in self.others.values():
            if account == other.id:
                return other
        if self.read_error is not None:
            raise self.read_error
        if account not in self.accounts:
            raise Refused(problem("account-gone"))
        return self.accounts[account]

    def read_operator(self) -> Account:
        self.asked()
        if not self.reachable:
            raise DirectoryUnreachable(problem("unreachable", server="dc1"))
        return self.others.get(self.operator.login, self.operator)

    @contextmanager
    def prepare_change(self, account: str) -> Iterator["ScriptedChange"]:
        self.asked()
        if not self.reachable:
            raise DirectoryUnreachable(problem("unreachable", server="dc1"))
        self.prepared(self.accounts[account])
        yield ScriptedChange(self, account)

    @contextmanager
    def prepare_own_change(self, account: str) -> Iterator["ScriptedOwnChange"]:
        if not self.reachable:
            raise DirectoryUnreachable(problem("unreachable", server="dc1"))
        self.prepared(self.read(account))
        yield ScriptedOwnChange(self, account)

    def info_of(self, account: str) -> DirectoryInfo:
        return self.infos.get(account, self.info)

    def group_power(self, group: str) -> GroupPower:
        return self.powers.get(group, GroupPower(frozenset({group}), ""))

    def group_shortfall(self, name: str, *, of_operators: bool) -> str:
        return "" if of_operators else self.shortfalls.get(name, "")

    def lockout_server(self, account: str) -> "ScriptedLockoutServer | None":
        if self.lockouts_error is not None:
            raise self.lockouts_error
        return self.lockouts

    def at_every_server(self, account: str) -> AccountAtServers:
        return AccountAtServers((AccountAtServer(self.info.server, wrong_passwords=3),))

    def device_secrets(self, account: str) -> "ScriptedSecrets":
        return self.secrets

    def manager(self, account: str) -> Account | None:
        return self.managers.get(self.read(account).id)

    def census(self, bases: Sequence[str], groups: frozenset[str]) -> Iterator[CensusEntry]:
        for each in self.accounts.values():
            if each.kind is AccountKind.PERSON and (not bases or any(is_within(each.dn, b) for b in bases)):
                yield CensusEntry(
                    id=each.id,
                    security_id=each.security_id,
                    login=each.login,
                    domain=each.domain,
                    principal_name=each.principal_name,
                    dn=each.dn,
                    enabled=each.state.enabled,
                    mail=each.mail,
                    mobile=each.mobile,
                    office_phone=each.office_phone,
                    manager=each.manager,
                    contact_times=each.contact_times,
                    group_ids=(each.group_ids or frozenset()) & groups,
                    protected_by=each.protected_by,
                    name=each.name,
                    department=each.department,
                )

    def listing(self, kind: ListKind, bases: Sequence[str], until: datetime) -> Iterator[ListPage]:
        """A page for each account; `break_listing` goes before the page of that number."""
        for number, each in enumerate(self.accounts.values()):
            if self.break_listing.get(number):
                raise self.break_listing[number]
            is_on = belongs(kind, each.state, self.clock.now(), until)
            seen = not bases or any(is_within(each.dn, b) for b in bases)
            row = ListedAccount(summary(each), moment_of(kind, each.state), unsure=is_on is None)
            yield ListPage((row,) if seen and is_on is not False else (), 1)
        if self.unlooked:
            yield ListPage(unlooked=self.unlooked)

    def untold(self, kind: ListKind, bases: Sequence[str]) -> Iterator[int]:
        yield len(self.accounts)
        yield self.untold_people - len(self.accounts)

    def group_id(self, name: str) -> str | None:
        return None if name == "missing" else f"{DOMAIN}-{1600 + len(name)}"

    def entry_dn(self, dn: str) -> str | None:
        return None if "missing" in dn else dn

    def nearest(self, name: str) -> str:
        return name.replace("missing", "found") if "=" in name else ""

    def close(self) -> None:
        self.is_closed = True

    # scripts
    def accept(self, account: Account, change: Change) -> Reply:
        self.apply(account, change)
        return Reply(ReplyKind.ACCEPTED)

    def accept_own(self, account: Account, old: str, new: str) -> Reply:
        if old != self.old:
            return Reply(ReplyKind.REFUSED, problem("old-password-wrong"), "19/00000056")
        marks = Marks((account.marks.password or 0) + 1, "900", self.clock.now())
        state = replace(account.state, must_change=False, password_expired=False)
        self.accounts[account.id] = replace(account, state=state, marks=marks)
        return Reply(ReplyKind.ACCEPTED)

    def apply(self, account: Account, change: Change) -> None:
        """What a sound server does with the modify."""
        written = bool(change.new_password)
        marks = Marks(
            (account.marks.password or 0) + written,
            str(int(account.marks.entry or 0) + 1),
            self.clock.now() if written else account.marks.password_at,
        )
        state = account.state
        if Action.FORCE_CHANGE in change.steps:
            state = replace(state, must_change=True)
        if Action.UNLOCK in change.steps:
            state = replace(state, locked=False)
        if Action.CLEAR_CHANGE in change.steps:
            state = replace(state, must_change=False)
        if change.steps & {Action.ENABLE, Action.DISABLE}:
            state = replace(state, enabled=Action.ENABLE in change.steps)
        if Action.SET_DATES in change.steps:
            begins, ends = change.asked.begins, change.asked.ends
            state = replace(state, begins=begins or state.begins)
            state = replace(state, account_expires=ends or state.account_expires)
        groups = account.group_ids or frozenset()
        if Action.ADD_TO_GROUP in change.steps:
            groups |= {change.asked.group}
        if Action.REMOVE_FROM_GROUP in change.steps:
            groups -= {change.asked.group}
        self.accounts[account.id] = replace(account, state=state, marks=marks, group_ids=groups)


class ScriptedLockoutServer:
    """A `LockoutServer` with a copy of its own, that answers a write as the test says."""

    name = "dc9.demo.example"

    def __init__(self, clock: SetClock, *accounts: Account) -> None:
        self.copy = ScriptedDirectory(accounts[0], clock)
        self.copy.operator = replace(accounts[0], id=AccountId("nobody"))
        self.copy.accounts = {each.id: replace(each, server=self.name) for each in accounts}
        self.changes = self.copy.changes
        self.connections = 0
        self.reads = 0

    def read(self, account: str) -> Account:
        self.reads += 1
        return self.copy.read(account)

    @contextmanager
    def prepare_change(self, account: str) -> Iterator["ScriptedChange"]:
        self.connections += 1
        with self.copy.prepare_change(account) as prepared:
            yield prepared


class ScriptedSecrets:
    """`DeviceSecrets` of a few places. `meanwhile` is called before a secret is read."""

    def __init__(self) -> None:
        self.kept: dict[str, DeviceSecret] = {}  # by the name that finds it
        self.reads = 0
        self.meanwhile: Callable[[], None] = lambda: None

    def owned(self) -> Sequence[Device]:
        return tuple(each.place.device for each in self.kept.values())

    def find(self, action: Action, named: str) -> SecretPlace:
        found = self.kept.get(named)
        if found is None or found.place.action is not action:
            raise Refused(problem("device-not-found", name=named))
        return found.place

    def read(self, place: SecretPlace) -> DeviceSecret:
        self.reads += 1
        self.meanwhile()
        found = next(each for each in self.kept.values() if each.place.id == place.id)
        return replace(found, secret=Secret(found.secret.reveal()))


@dataclass
class ScriptedChange:
    """A `PreparedChange` of the scripted directory."""

    directory: ScriptedDirectory
    account: str

    def read(self) -> Account:
        return self.directory.read(self.account)

    def change(self, change: Change) -> Reply:
        self.directory.asked()
        self.directory.changes.append(change)
        return self.directory.script(self.directory.accounts[self.account], change)


@dataclass
class ScriptedOwnChange:
    """A `PreparedOwnChange` of the scripted directory."""

    directory: ScriptedDirectory
    account: str

    def read(self) -> Account:
        return self.directory.read(self.account)

    def change(self, old: Secret, new: Secret) -> Reply:
        self.directory.own_changes.append((old.reveal(), new.reveal()))
        return self.directory.own_script(self.directory.accounts[self.account], old.reveal(), new.reveal())


class ScriptedDelivery:
    """Keeps what is sent. `answer` decides what becomes of each message."""

    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.channels = frozenset(Channel)
        self.answer: Callable[[Message], Delivered] = lambda message: Delivered(DeliveryKind.SENT)
        self.asked: Callable[[], None] = lambda: None  # before it answers

    def send(self, message: Message) -> Delivered:
        self.asked()
        self.sent.append(message)
        return self.answer(message)

    def code(self, place: int = -1) -> Secret:
        """The code in the message, as its reader would say it."""
        code = self.sent[place].code
        assert code is not None
        return Secret(code.reveal())


@cache
def _new_store() -> Path:
    """The directory of a store that was made once for all tests, with its key."""
    directory = Path(tempfile.mkdtemp()) / "store"
    atexit.register(shutil.rmtree, directory.parent)
    key = find_key(directory / "desk.db", SystemChance(), source=KeySource.FILE, environ={})
    open_store(directory / "desk.db", key, SetClock(), SystemChance(), durable=False).close()
    return directory


class World:
    """A desk with one operator, over a real store, a scripted directory and a scripted delivery."""

    def __init__(self, tmp_path: Path, make_account: MakeAccount) -> None:
        self.make_account = make_account
        self.clock = SetClock()
        self.randomness = SystemChance()
        self.place = tmp_path / "store" / "desk.db"
        self.stores = self.open()
        self.operator_account = make_account(
            id=AccountId("99999999-2222-3333-4444-555555555555"),
            security_id=f"{DOMAIN}-1200",
            login="dana",
            group_ids=frozenset({f"{DOMAIN}-{1600 + len('operators')}"}),
        )
        self.directory = ScriptedDirectory(self.operator_account, self.clock)
        self.ada = make_account(locked=True)
        self.directory.accounts[self.ada.id] = self.ada
        self.pauses: list[float] = []
        self.alive: bool | None = True
        self.in_flight: set[int] = set()
        self.delivery = ScriptedDelivery()
        self.directory.asked = self.delivery.asked = self.nobody_waits
        self.elevated = False

    def nobody_waits(self) -> None:
        """Nothing outside is asked in the middle of a transaction: it takes as long as it takes, and what it
        is asked rests on what was written."""
        assert not self.stores.database.is_held_up

    def open(self) -> OpenStores:
        """The store as it is; as one that was just made, the first time."""
        if not self.place.parent.exists():
            shutil.copytree(_new_store(), self.place.parent)
        key = find_key(self.place, self.randomness, source=KeySource.FILE, environ={})
        return open_store(self.place, key, self.clock, self.randomness, durable=False)

    def sign_in(
        self,
        *roles: Role,
        policy: DeskPolicy | None = None,
        stores: Stores | None = None,
        process: str = "1:1",
        login: str = "dana",
    ) -> Desk:
        desk = self.sign_in_with(*roles, policy=policy, stores=stores, process=process).sign_in(
            login, Secret("right")
        )
        return in_words(replace(desk, verifying=Asking(desk.verifying)))

    def sign_in_with(
        self,
        *roles: Role,
        policy: DeskPolicy | None = None,
        stores: Stores | None = None,
        process: str = "1:1",
        base_dn: str = "",
        by: SignInBy = SignInBy.PASSWORD,
    ) -> SignIn:
        """The way in, before anybody took it."""
        held = roles or (Role.OPERATOR, Role.REGISTRAR)
        return SignIn(
            directory=self.directory,
            stores=stores or self.stores,
            policy=policy or lenient(),
            roles={role: ("operators",) for role in held},
            clock=self.clock,
            randomness=self.randomness,
            source=Source("host", process, "/dev/pts/1", "192.0.2.7 50000"),
            pause=self.pauses.append,
            is_alive=lambda host, process: self.alive,
            in_flight=self.in_flight,
            delivery=self.delivery,
            is_elevated=lambda: self.elevated,
            base_dn=base_dn,
            by=by,
        )

    def second_operator(self, login: str = "sam", **changes: object) -> Account:
        """Another member of the desk, who can sign in."""
        facts = {"id": AccountId("88888888-0000-0000-0000-000000000000"), "security_id": f"{DOMAIN}-1201"}
        other = replace(self.operator_account, login=login, **(facts | changes))
        self.directory.others[login] = other
        return other

    def add_person(self, login: str, **changes: object) -> Account:
        number = len(self.directory.accounts)
        facts = {
            "id": AccountId(f"77777777-0000-0000-0000-{number:012}"),
            "security_id": f"{DOMAIN}-{3000 + number}",
            "dn": f"CN={login},OU=People,DC=demo,DC=example",
        }
        person = self.make_account(login=login, **(facts | changes))
        self.directory.accounts[person.id] = person
        return person

    def change_ada(self, **changes: object) -> None:
        """Something at the directory, by somebody else."""
        self.directory.accounts[self.ada.id] = replace(
            self.directory.accounts[self.ada.id], **_with_protection(changes)
        )

    def change_operator(self, **changes: object) -> None:
        """The operator's own account, by an administrator."""
        of_state = {name: value for name, value in changes.items() if hasattr(self.ada.state, name)}
        rest = {name: value for name, value in changes.items() if name not in of_state}
        before = self.directory.operator
        self.directory.operator = replace(before, state=replace(before.state, **of_state), **rest)

    def register_app(self, account: AccountId | None = None) -> Callable[[], Secret]:
        """An active app, of Ada's where nobody is named; the function says what it shows now."""
        seed = Secret(self.randomness.base32(20))
        new = NewSeed(MethodKind.TOTP, "phone", seed, OathSettings())
        method = self.stores.methods.add_seed(account or self.ada.id, new, self.clock.now())
        assert self.stores.methods.accept_step(method, 1, self.clock.now(), activate=True)
        return lambda: Secret(pyotp.TOTP(seed.reveal()).at(self.clock.now()))

    def clear(
        self, desk: Desk, app: Callable[[], Secret], actions: frozenset[Action] = CALL_ACTIONS
    ) -> Clearance:
        """Prove Ada by one code."""
        begun = desk.verifying.begin(self.ada.id, actions)
        totp = next(option.method.id for option in begun.options if option.method.kind is MethodKind.TOTP)
        clearance = desk.verifying.prove(begun.id, totp, app()).clearance
        assert clearance is not None
        return clearance

    def events(self) -> list[str]:
        return [record.event for record in self.stores.audit.records()]

    def story(self) -> list[Record]:
        """The record without the notices that follow each action."""
        return [each for each in self.stores.audit.records() if not each.event.startswith("notice.")]


@pytest.fixture
def world(tmp_path: Path, make_account: MakeAccount) -> World:
    return World(tmp_path, make_account)
