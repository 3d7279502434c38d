"""Two real domain controllers, and a lockout that stands at both: the desk is signed in to the second, and
the first decides on lockouts. Nothing is replicated meanwhile."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyotp
import pytest
from desk.asking import Asking
from desk.conftest import ScriptedDelivery
from desk.policies import lenient
from directory.test_two_servers import FIRST, SECOND, alive, dc1, dc2, port
from lab import people
from lab.domain import Kinit, NewPerson
from lab.forward import Forward
from lab.second_dc import TwoDcs
from writing import FULL_RESET, a_change

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.method import MethodKind, OathSettings
from helpdesk_tui.desk.operator import Role, SignInBy, Source
from helpdesk_tui.desk.performing import Receipt
from helpdesk_tui.desk.ports import Change, NewSeed, ReplyKind, Stores
from helpdesk_tui.desk.sign_in import SignIn
from helpdesk_tui.directory.active_directory import ActiveDirectory, change
from helpdesk_tui.directory.settings import Credentials, Endpoint
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, find_key, open_store
from helpdesk_tui.words.outcomes import steps_in_words

pytestmark = pytest.mark.lab

UNLOCK = Order(Action.UNLOCK)


class Works:
    """A desk over real servers and a store of its own."""

    def __init__(self, place: Path, directory: ActiveDirectory) -> None:
        self.chance = SystemChance()
        key = find_key(place, self.chance, source=KeySource.FILE, environ={})
        self.stores: Stores = open_store(place, key, SystemClock(), self.chance, durable=False)
        self.directory = directory
        self.alive = True

    def sign_in(self, process: str = "1:1") -> Desk:
        desk = SignIn(
            directory=self.directory,
            stores=self.stores,
            policy=lenient(),
            roles={Role.OPERATOR: ("Helpdesk Operators",)},
            clock=SystemClock(),
            randomness=self.chance,
            source=Source("host", process, "/dev/pts/1", ""),
            pause=time.sleep,
            is_alive=lambda host, process: self.alive,
            in_flight=set(),
            delivery=ScriptedDelivery(),
            is_elevated=lambda: False,
            base_dn="",
            by=SignInBy.PASSWORD,
        ).sign_in(people.OPERATOR, Secret(people.PASSWORD))
        return replace(desk, verifying=Asking(desk.verifying))

    def perform(self, person: NewPerson, order: Order = UNLOCK) -> Receipt:
        desk = self.sign_in()
        return desk.actions.perform(self.clear(desk, person), order)

    def clear(self, desk: Desk, person: NewPerson) -> str:
        who, seed = AccountId(person.id), Secret(self.chance.base32(20))
        new = NewSeed(MethodKind.TOTP, "phone", seed, OathSettings())
        method = self.stores.methods.add_seed(who, new, SystemClock().now())
        assert self.stores.methods.accept_step(method, 1, SystemClock().now(), activate=True)
        begun = desk.verifying.begin(who)
        shown = Secret(pyotp.TOTP(seed.reveal()).now())
        clearance = desk.verifying.prove(begun.id, method, shown).clearance
        assert clearance is not None
        return clearance.id


@pytest.fixture
def works(tmp_path: Path, port: Callable[..., ActiveDirectory], dc2: Endpoint) -> Works:
    return Works(tmp_path / "store" / "desk.db", port(dc2))


@pytest.fixture
def caller(two_dcs: TwoDcs) -> NewPerson:
    """Locked at both."""
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    for domain in (two_dcs.first, two_dcs.second):
        domain.lock(person.login)
    return person


def locked_at(two_dcs: TwoDcs, person: NewPerson) -> tuple[bool, bool]:
    return two_dcs.first.is_locked(person.login), two_dcs.second.is_locked(person.login)


def why(receipt: Receipt) -> str:
    assert receipt.elsewhere is not None
    told = receipt.elsewhere.result.problem
    assert told is not None
    return f"{told.code} {told.detail}"


@pytest.mark.parametrize("order", [UNLOCK, FULL_RESET], ids=["alone", "with a reset"])
def test_who_is_locked_at_both_is_unlocked_at_both(
    works: Works, two_dcs: TwoDcs, caller: NewPerson, order: Order
) -> None:
    assert locked_at(two_dcs, caller) == (True, True)
    receipt = works.perform(caller, order)
    assert (receipt.outcome, receipt.server.lower()) == (Outcome.DONE, SECOND)
    (result, words) = steps_in_words(receipt)[-1]
    assert (result.outcome, words.lower()) == (Outcome.DONE, f"account unlocked at {FIRST}")
    assert locked_at(two_dcs, caller) == (False, False)
    assert two_dcs.first.ldap_bind(caller.login, caller.password) == "ok"
    intents = works.stores.audit.records(event="action.intent")
    assert [str(each.facts["server"]).lower() for each in intents] == [SECOND, FIRST]
    assert works.stores.audit.open_intents() == ()


def test_before_it_the_lockout_at_the_first_kept_the_person_out(
    works: Works, two_dcs: TwoDcs, caller: NewPerson
) -> None:
    """What an unlock at the second alone leaves."""
    session = works.directory.sign_in(people.OPERATOR, Secret(people.PASSWORD))
    with session.prepare_change(AccountId(caller.id)) as prepared:
        assert prepared.change(a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    assert locked_at(two_dcs, caller) == (True, False)
    assert two_dcs.first.ldap_bind(caller.login, caller.password) == "775"
    assert two_dcs.first.kinit(caller.login, caller.password) is Kinit.REVOKED


def test_who_is_not_locked_at_the_first_is_not_written_there(works: Works, two_dcs: TwoDcs) -> None:
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    two_dcs.second.lock(person.login)
    before = two_dcs.first.attributes(person.login, "uSNChanged")
    receipt = works.perform(person)
    assert (receipt.outcome, receipt.elsewhere) == (Outcome.DONE, None)
    assert two_dcs.first.attributes(person.login, "uSNChanged") == before
    assert locked_at(two_dcs, person) == (False, False)


def test_signed_in_to_the_first_there_is_no_other(
    tmp_path: Path,
    port: Callable[..., ActiveDirectory],
    dc1: Endpoint,
    two_dcs: TwoDcs,
    caller: NewPerson,
) -> None:
    receipt = Works(tmp_path / "store" / "desk.db", port(dc1)).perform(caller)
    assert (receipt.outcome, receipt.elsewhere) == (Outcome.DONE, None)
    assert locked_at(two_dcs, caller) == (False, True)


def test_a_first_that_is_down_changes_nothing_and_is_said_soon(
    works: Works,
    two_dcs: TwoDcs,
    dc1: Endpoint,
    caller: NewPerson,
) -> None:
    two_dcs.first_dc.kill()
    began = time.monotonic()
    receipt = works.perform(caller)
    assert time.monotonic() - began < 10
    assert receipt.outcome is Outcome.DONE
    assert why(receipt).startswith("lockout-server-unasked unreachable")
    assert receipt.elsewhere.server.lower() == FIRST
    assert not two_dcs.second.is_locked(caller.login)


def test_a_first_that_hangs_is_left_within_its_bound(
    works: Works,
    two_dcs: TwoDcs,
    dc1: Endpoint,
    caller: NewPerson,
) -> None:
    desk = works.sign_in()
    clearance = works.clear(desk, caller)
    two_dcs.first_dc.freeze()
    began = time.monotonic()
    try:
        receipt = desk.actions.perform(clearance, UNLOCK)
        assert time.monotonic() - began < 12
    finally:
        two_dcs.first_dc.kill()
    assert receipt.outcome is Outcome.DONE
    assert why(receipt).startswith("lockout-server-unasked")


def test_who_is_protected_at_the_first_alone_stays_locked_there(
    works: Works, two_dcs: TwoDcs, caller: NewPerson
) -> None:
    two_dcs.first.add_to_group(caller.login, "CN=Domain Admins,CN=Users,DC=lab,DC=example")
    receipt = works.perform(caller)
    assert receipt.outcome is Outcome.DONE
    assert why(receipt).startswith("lockout-server-keeps protected-account")
    assert locked_at(two_dcs, caller) == (True, False)


def test_without_the_right_at_the_first_it_stays_locked_there(
    works: Works, two_dcs: TwoDcs, caller: NewPerson
) -> None:
    """It was moved there, to where nobody has delegated anything, and the second does not know yet."""
    two_dcs.first.move(caller.login, people.ELSEWHERE)
    receipt = works.perform(caller)
    assert receipt.outcome is Outcome.DONE
    assert why(receipt).startswith("lockout-server-keeps no-right")
    assert locked_at(two_dcs, caller) == (True, False)
    two_dcs.first.delete(caller.login)


def test_what_the_first_itself_refuses_is_said(
    works: Works, two_dcs: TwoDcs, caller: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a guard that sees nothing: the server says no."""
    two_dcs.first.move(caller.login, people.ELSEWHERE)
    monkeypatch.setattr("helpdesk_tui.desk.unlock_elsewhere.guard.refusals", lambda *_: ())
    receipt = works.perform(caller)
    assert receipt.outcome is Outcome.DONE
    assert why(receipt).startswith("lockout-server-keeps no-right 50/")
    assert locked_at(two_dcs, caller) == (True, False)
    two_dcs.first.delete(caller.login)


@pytest.mark.parametrize("applied", [True, False])
def test_a_kill_in_the_second_write_is_found_at_the_next_sign_in_and_looked_up_at_the_first(
    works: Works, two_dcs: TwoDcs, caller: NewPerson, monkeypatch: pytest.MonkeyPatch, applied: bool
) -> None:
    usual = change.PreparedModify.change

    def dying(prepared: change.PreparedModify, asked: Change) -> object:
        if prepared._domain.server.lower() != FIRST:
            return usual(prepared, asked)
        if applied:
            usual(prepared, asked)
        raise KeyboardInterrupt

    desk = works.sign_in()
    clearance = works.clear(desk, caller)
    with monkeypatch.context() as patched:
        patched.setattr(change.PreparedModify, "change", dying)
        with pytest.raises(KeyboardInterrupt):
            desk.actions.perform(clearance, UNLOCK)
    works.alive = False
    (second,) = works.stores.audit.open_intents()
    assert str(second.facts["server"]).lower() == FIRST
    (first,) = works.stores.audit.records(event="action.outcome")
    assert first.facts["outcome"] == "done"
    (resolved,) = works.sign_in("2:2").resolved
    assert resolved.number == second.seq
    if applied:
        assert (resolved.outcome, resolved.final) == (Outcome.DONE, True)
    else:
        assert (resolved.problem.code, resolved.final) == ("not-settled", False)
    assert two_dcs.first.is_locked(caller.login) is not applied


def test_a_server_that_is_reached_at_another_port_has_the_first_at_the_same_one(
    tmp_path: Path,
    port: Callable[..., ActiveDirectory],
    two_dcs: TwoDcs,
    caller: NewPerson,
) -> None:
    """There nobody listens: what it is refused by is the port."""
    with Forward(two_dcs.second.address, 636) as forward:
        directory = port(Endpoint("localhost", forward.port))
        receipt = Works(tmp_path / "store" / "desk.db", directory).perform(caller)
    assert receipt.outcome is Outcome.DONE
    assert why(receipt).startswith("lockout-server-unasked unreachable")


def test_a_desk_that_acts_as_a_service_unlocks_there_as_the_service(
    tmp_path: Path,
    port: Callable[..., ActiveDirectory],
    dc2: Endpoint,
    two_dcs: TwoDcs,
    caller: NewPerson,
) -> None:
    service = Credentials(people.SECOND_OPERATOR, Secret(people.PASSWORD))
    receipt = Works(tmp_path / "store" / "desk.db", port(dc2, service=service)).perform(caller)
    assert steps_in_words(receipt)[-1][0].outcome is Outcome.DONE
    assert locked_at(two_dcs, caller) == (False, False)


def test_by_starttls_it_is_starttls_there_too(
    tmp_path: Path,
    port: Callable[..., ActiveDirectory],
    two_dcs: TwoDcs,
    caller: NewPerson,
) -> None:
    directory = port(Endpoint(SECOND, 389, "starttls"))
    receipt = Works(tmp_path / "store" / "desk.db", directory).perform(caller)
    assert steps_in_words(receipt)[-1][0].outcome is Outcome.DONE
    assert locked_at(two_dcs, caller) == (False, False)


@pytest.fixture(autouse=True)
def _first_is_alive(two_dcs: TwoDcs) -> Iterator[None]:
    """Whatever a test did to it."""
    yield
    if not alive(two_dcs.first):
        two_dcs.first_dc.revive(two_dcs.first)


# --- where wrong passwords came in --------------------------------------------------------------------


def test_each_server_tells_its_own_wrong_passwords(
    port: Callable[..., ActiveDirectory],
    dc2: Endpoint,
    two_dcs: TwoDcs,
) -> None:
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    for _ in range(2):
        assert two_dcs.first.ldap_bind(person.login, "Not-The-Password-0") == "52e"
    session = port(dc2).sign_in(people.OPERATOR, Secret(people.PASSWORD))
    here, there = session.at_every_server(AccountId(person.id)).rows
    assert (here.server.lower(), here.wrong_passwords, here.last_wrong) == (SECOND, 0, "never")
    assert (there.server.lower(), there.wrong_passwords, there.locked_since) == (FIRST, 2, "never")
    assert there.last_wrong != "never"
    two_dcs.first.lock(person.login)
    _, there = session.at_every_server(AccountId(person.id)).rows
    assert isinstance(there.locked_since, datetime)
    assert there.wrong_passwords == 5


def test_a_server_that_is_down_is_said_beside_what_the_others_know(
    port: Callable[..., ActiveDirectory],
    dc2: Endpoint,
    two_dcs: TwoDcs,
) -> None:
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    session = port(dc2).sign_in(people.OPERATOR, Secret(people.PASSWORD))
    two_dcs.first_dc.kill()
    here, there = session.at_every_server(AccountId(person.id)).rows
    assert (here.problem, here.wrong_passwords) == (None, 0)
    assert there.problem is not None
    assert there.problem.code == "unreachable"


def test_who_is_not_known_there_yet_is_said(
    port: Callable[..., ActiveDirectory],
    dc1: Endpoint,
    two_dcs: TwoDcs,
) -> None:
    person = two_dcs.first.new_person()
    session = port(dc1).sign_in(people.OPERATOR, Secret(people.PASSWORD))
    here, there = session.at_every_server(AccountId(person.id)).rows
    assert (here.problem, there.problem and there.problem.code) == (None, "account-gone")
