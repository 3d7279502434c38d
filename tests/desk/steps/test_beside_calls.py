"""Beside calls, too, what one key of the operator writes is one transaction, and nobody is told of what is
not on disk."""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from unittest.mock import patch

import pytest
from desk.braking import agreed
from desk.conftest import World
from desk.policies import lenient, proving
from desk.proofs import method, refused
from desk.registering import Token, cleared, code, every_kind, methods
from sqlalchemy import Connection, event
from transactions import Transactions, refused_commit

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.errors import NotPermitted, StoreUnavailable
from helpdesk_tui.desk.locking import LockedBy
from helpdesk_tui.desk.method import MethodKind, MethodStatus
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import NoticeRules
from helpdesk_tui.secret import Secret
from helpdesk_tui.store.hashing import Hasher

ADMINISTRATORS = NoticeRules(administrators=("admins@demo.example",))
ONLY = frozenset({Action.RESET})
Act = Callable[[], object]
Written = Callable[[Act], int]


@pytest.fixture
def written(seen: Transactions) -> Written:
    """How many transactions it takes."""

    def count(act: Act) -> int:
        seen.taken()
        act()
        return seen.taken()[0]

    return count


# --- another operator, supervisors, whoever reports -------------------------------------------------------


@pytest.mark.parametrize("says", ["approve", "refuse"])
def test_a_second_operators_answer_is_one(world: World, written: Written, says: str) -> None:
    app = world.register_app()
    desk = world.sign_in(policy=proving(approval=True))
    world.second_operator()
    sam = world.sign_in(login="sam", policy=desk.policy)
    begun = desk.verifying.begin(world.ada.id, ONLY)
    desk.verifying.prove(begun.id, method(begun), app())
    desk.verifying.ask_approval(begun.id)
    (waiting,) = sam.approving.waiting()
    assert written(lambda: getattr(sam.approving, says)(begun.id, waiting.request)) == 1


def test_a_report_takes_one_and_one_for_each_who_is_told(
    world: World, seen: Transactions, written: Written
) -> None:
    silent, told = world.sign_in(), world.sign_in(policy=lenient(notices=ADMINISTRATORS))
    assert written(lambda: silent.reporting.report(world.ada.id, "It was not me")) == 1
    at_the_message: list[int] = []
    world.delivery.asked = lambda: at_the_message.append(seen.written)
    assert written(lambda: told.reporting.report(world.ada.id, "It was not me")) == 2
    assert at_the_message == [1]  # the report, the hold, and that it is due to be told


def test_a_release_is_one(world: World, written: Written) -> None:
    world.sign_in().reporting.report(world.ada.id, "It was not me")
    world.second_operator()
    world.add_person("olga")
    sam = world.sign_in(Role.SUPERVISOR, login="sam")
    assert written(lambda: sam.releasing.release_account(world.ada.id)) == 1
    assert written(lambda: sam.releasing.release_operator("olga")) == 2  # the search for the login, and this


def test_the_brake_takes_one_before_and_one_after_and_one_for_each_who_is_told(
    world: World, seen: Transactions, written: Written
) -> None:
    desk = world.sign_in(Role.SUPERVISOR)
    agreement = agreed(desk, world.ada.id)
    at_the_write: list[int] = []
    accept = world.directory.accept

    def note(*given: object) -> object:
        at_the_write.append(seen.written)
        return accept(*given)

    world.directory.script = note
    receipts = []
    count = written(lambda: receipts.append(desk.braking.brake(agreement)))
    assert at_the_write == [1]  # one more use, the end of what was proven, the intent
    assert count == 2 + len(receipts[0].notices)


def test_whoever_takes_a_write_into_a_larger_step_its_intent_is_on_disk_first(world: World) -> None:
    desk = world.sign_in(Role.SUPERVISOR)
    agreement = agreed(desk, world.ada.id)
    accept, at_the_write = world.directory.accept, []

    def note(*given: object) -> object:
        with world.open() as others:
            at_the_write.append(others.audit.records()[-1].event)
        return accept(*given)

    world.directory.asked, world.directory.script = lambda: None, note
    with world.stores.together():
        world.stores.audit.append("step", {}, world.clock.now())
        desk.braking.brake(agreement)
    assert at_the_write == ["action.intent"]


def test_a_change_with_the_old_password_takes_one_before(world: World, seen: Transactions) -> None:
    world.change_ada(state=replace(world.ada.state, locked=False, must_change=True))
    change = world.sign_in().changing_own.begin(world.ada.id)
    accept, at_the_write = world.directory.accept_own, []

    def note(*given: object) -> object:
        at_the_write.append(seen.written)
        return accept(*given)

    world.directory.own_script = note
    typed = {"old": Secret("Their-Old-One-1"), "new": Secret("Their-Own-Choice-88")}
    seen.taken()
    change.answer(Answer("change-password", typed | {"again": Secret("Their-Own-Choice-88")}))
    assert at_the_write == [1]  # one more try, and the intent


def test_where_the_brake_cannot_be_recorded_it_is_no_use_of_it_and_writes_nothing(world: World) -> None:
    desk = world.sign_in(Role.SUPERVISOR)
    agreement, before = agreed(desk, world.ada.id), world.events()
    with refused_commit(), pytest.raises(StoreUnavailable):
        desk.braking.brake(agreement)
    assert (world.directory.changes, world.events()) == ([], before)
    for _ in range(desk.policy.brake.per_hour):
        desk.braking.brake(agreed(desk, world.ada.id))
        world.change_ada(state=world.ada.state)


def test_to_lock_the_desk_is_one_however_many_calls_end(world: World, written: Written) -> None:
    desk = world.sign_in()
    for login in ("olga", "otto"):
        app = world.register_app(world.add_person(login).id)
        begun = desk.verifying.begin(world.directory.accounts[desk.lookup.resolve(login)].id, ONLY)
        assert desk.verifying.prove(begun.id, method(begun), app()).clearance
    assert written(lambda: desk.locking.lock(LockedBy.OPERATOR)) == 1
    assert world.events()[-3:] == ["session.locked", "clearance.ended", "clearance.ended"]


def test_a_store_that_others_hold_is_waited_for_once_and_the_desk_is_locked(world: World) -> None:
    desk = world.sign_in()
    for login in ("olga", "otto"):
        world.register_app(world.add_person(login).id)
        desk.verifying.begin(desk.lookup.resolve(login), ONLY)
    tried: list[object] = []

    def busy(connection: Connection) -> None:
        tried.append(connection)
        locked = sqlite3.OperationalError("database is locked")
        locked.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise locked

    event.listen(world.stores.database._engine, "begin", busy, insert=True)
    try:
        assert desk.locking.lock(LockedBy.OPERATOR).login == "dana"
    finally:
        event.remove(world.stores.database._engine, "begin", busy)
    assert len(tried) == 1
    assert refused(desk.lookup.search, "olga") == "session-locked"


def test_a_test_message_takes_one_before_and_one_after(world: World, written: Written) -> None:
    world.change_operator(mail="dana@demo.example")
    checkup = world.sign_in().checkup
    assert written(lambda: list(checkup.send_test("dana@demo.example"))) == 2


# --- registering ------------------------------------------------------------------------------------------


@pytest.fixture
def desk(world: World) -> object:
    return world.sign_in(policy=every_kind(on_methods=False))


@pytest.fixture
def clearance(world: World, desk: object) -> ClearanceId:
    return cleared(world, desk)


def test_an_app_takes_one_to_begin_and_one_for_each_code(
    world: World, desk, clearance: ClearanceId, written: Written
) -> None:
    waiting: list[object] = []
    assert written(lambda: waiting.append(desk.registration.begin_app(clearance, "phone"))) == 1
    (app,) = waiting

    def wrong() -> None:
        with pytest.raises(NotPermitted):
            desk.registration.activate(app, Secret("000000"))

    assert written(wrong) == 1
    assert written(lambda: desk.registration.activate(app, code(world, app))) == 1


def test_a_token_from_stock_takes_as_many(
    world: World, desk, clearance: ClearanceId, written: Written
) -> None:
    token, waiting = Token(world), []
    assert written(lambda: waiting.append(desk.registration.begin_token(clearance, "T-100"))) == 1
    assert written(lambda: desk.registration.activate(waiting[0], token.code(1))) == 1


def test_a_number_takes_as_many(world: World, desk, clearance: ClearanceId, written: Written) -> None:
    waiting: list[object] = []

    def begin() -> None:
        number = "+44 7700 900555"
        waiting.append(desk.registration.begin_contact(clearance, MethodKind.CALL_BACK, number, "own"))

    assert written(begin) == 1
    assert written(lambda: desk.registration.attest(waiting[0], confirmed=True)) == 1


def test_what_is_hashed_is_hashed_while_nobody_waits(
    world: World, desk, clearance: ClearanceId, written: Written
) -> None:
    waits: list[bool] = []
    made = Hasher.hash

    def watched(*given: object, **named: object) -> object:
        waits.append(world.stores.database.is_held_up)
        return made(*given, **named)

    with patch.object(Hasher, "hash", watched):
        assert written(lambda: desk.registration.issue_recovery_codes(clearance)) == 3  # the first of a visit
        assert written(lambda: desk.registration.issue_recovery_codes(clearance)) == 2
    assert set(waits) == {False}


@pytest.mark.parametrize("does", ["rename", "set_default", "remove"])
def test_keeping_a_method_is_one(
    world: World, desk, clearance: ClearanceId, written: Written, does: str
) -> None:
    world.register_app()
    (app,) = methods(world)
    more = ("work",) if does == "rename" else ()
    assert written(lambda: getattr(desk.keeping, does)(clearance, app.id, *more)) == 1


def test_confirming_and_asking_again_are_one_each(
    world: World, desk, clearance: ClearanceId, written: Written
) -> None:
    assert written(lambda: desk.keeping.reconfirm(clearance)) == 1
    assert written(lambda: desk.keeping.require_again(world.ada.id)) == 1


def test_a_method_that_does_not_come_to_disk_counts_for_nobody_and_nobody_is_told(world: World) -> None:
    desk = world.sign_in(policy=every_kind())
    app = desk.registration.begin_app(cleared(world, desk), "phone")
    right, before = code(world, app), world.events()
    with refused_commit(), pytest.raises(StoreUnavailable):
        desk.registration.activate(app, right)
    assert (methods(world)[0].status, world.delivery.sent) == (MethodStatus.PENDING, [])
    assert world.events() == before
    assert desk.registering.stands(app.stands.id).method is None
    assert desk.registration.activate(app, right).status is MethodStatus.ACTIVE
    assert world.delivery.sent


def test_a_clearance_whose_use_does_not_come_to_disk_is_not_used(
    world: World, desk, clearance: ClearanceId
) -> None:
    """And the visit is none: the next change uses it up."""
    with refused_commit(), pytest.raises(StoreUnavailable):
        desk.registration.begin_app(clearance, "phone")
    assert world.stores.clearances.clearance(clearance).used_at is None
    assert methods(world) == ()
    desk.registration.begin_app(clearance, "phone")
    assert world.stores.clearances.clearance(clearance).used_at is not None


def test_a_change_that_is_on_disk_is_told_as_done_whatever_fails_after_it(world: World) -> None:
    desk = world.sign_in(policy=every_kind())
    clearance = cleared(world, desk)
    world.register_app()
    (app,) = methods(world)
    with ExitStack() as full:
        world.delivery.asked = lambda: full.enter_context(refused_commit())
        assert desk.keeping.remove(clearance, app.id).id == app.id
    assert methods(world) == ()
    assert world.delivery.sent
    assert "method.removed" in world.events()


def test_an_account_is_held_by_a_report_that_is_on_disk_alone(world: World) -> None:
    desk = world.sign_in(policy=lenient(notices=ADMINISTRATORS))
    with refused_commit(), pytest.raises(StoreUnavailable):
        desk.reporting.report(world.ada.id, "It was not me")
    assert (world.stores.reports.hold(world.ada.id), world.delivery.sent) == (None, [])
