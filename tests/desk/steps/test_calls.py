"""What one key of the operator writes is one transaction, and what was counted in it stays counted."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType
from unittest.mock import patch

import pytest
from desk.conftest import World
from desk.policies import proving
from transactions import Transactions, refused_commit

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import HelpdeskError, NotPermitted, StoreUnavailable
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.ports import ChainHead
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import sqlite
from helpdesk_tui.store.schema import attempts, proofs

CHANGES = ("BEGIN IMMEDIATE", "SAVEPOINT", "INSERT", "UPDATE", "DELETE", "RELEASE", "COMMIT")
WRONG = Answer("code", {"code": Secret("000000")})


@pytest.fixture
def app(world: World) -> Callable[[], Secret]:
    return world.register_app()


@pytest.fixture
def desk(world: World, app: Callable[[], Secret]) -> Desk:
    return world.sign_in()


def totp(world: World, desk: Desk) -> tuple[str, MethodId]:
    begun = desk.verifying.begin(world.ada.id)
    return begun.id, next(each.method.id for each in begun.options if each.method.kind is MethodKind.TOTP)


def test_a_step_of_a_call_is_one_transaction(
    world: World, desk: Desk, app: Callable[[], Secret], seen: Transactions
) -> None:
    def written(act: Callable[[], object]) -> int:
        seen.taken()
        act()
        return seen.taken()[0]

    assert written(lambda: desk.lookup.search("ada.byron")) == 1
    assert written(lambda: desk.lookup.card(world.ada.id)) == 1
    assert written(lambda: totp(world, desk)) == 1
    verification, method = totp(world, desk)

    def wrong() -> None:
        with pytest.raises(NotPermitted):
            desk.verifying.answer(verification, method, WRONG)

    def right() -> None:
        answer = Answer("code", {"code": app()})
        assert desk.verifying.answer(verification, method, answer).clearance is not None

    assert written(wrong) == 1
    assert written(right) == 1
    assert written(lambda: desk.verifying.end_call(world.ada.id)) == 1


def test_a_code_that_is_sent_takes_one_before_and_one_after(world: World, seen: Transactions) -> None:
    desk = world.sign_in(policy=proving(allowed=frozenset({MethodKind.SMS}), gates=1))
    begun = desk.verifying.begin(world.ada.id)
    sms = next(each.method.id for each in begun.options if each.method.kind is MethodKind.SMS)
    seen.taken()
    desk.verifying.answer(begun.id, sms, Answer("send"))
    assert seen.taken()[0] == 2
    answer = Answer("code", {"code": world.delivery.code()})
    assert desk.verifying.answer(begun.id, sms, answer).clearance is not None
    assert seen.taken()[0] == 1


def test_a_write_takes_one_before_and_one_after_and_one_for_each_who_is_told(
    world: World, desk: Desk, app: Callable[[], Secret], seen: Transactions
) -> None:
    clearance, order = world.clear(desk, app), desk.actions.usual(world.ada, Action.RESET)
    at_the_write: list[int] = []
    world.directory.asked = lambda: at_the_write.append(seen.written)
    seen.taken()
    receipt = desk.actions.perform(clearance.id, order)
    assert at_the_write[0] == 0
    assert max(at_the_write) == 1  # use of the clearance, and the intent
    assert seen.taken()[0] == 2 + len(receipt.notices)
    assert [each.event for each in world.stores.audit.records()][-5:] == [
        "notice.due",
        "action.outcome",
        "notice.sent",
        "notice.sent",
        "notice.told",
    ]


def test_one_connection_serves_a_whole_call(
    world: World, desk: Desk, app: Callable[[], Secret], seen: Transactions
) -> None:
    opened = seen.opened
    desk.lookup.card(world.ada.id)
    clearance = world.clear(desk, app)
    desk.actions.perform(clearance.id, desk.actions.usual(world.ada, Action.RESET))
    assert seen.opened == opened


# --- what was counted ---


def failed_attempts(world: World) -> int:
    """As another process finds them."""
    with world.open() as stores, stores.database.reading() as connection:
        return len(connection.execute(attempts.select().where(attempts.c.failed)).all())


def test_a_try_is_counted_before_anybody_hears_that_it_failed(world: World, desk: Desk) -> None:
    verification, method = totp(world, desk)
    with pytest.raises(NotPermitted):
        desk.verifying.answer(verification, method, WRONG)
    assert failed_attempts(world) == 1


@pytest.mark.parametrize("error", [RuntimeError("a mistake"), KeyboardInterrupt()])
def test_a_step_that_fails_half_way_takes_no_try_back(
    world: World, desk: Desk, app: Callable[[], Secret], error: BaseException
) -> None:
    """The code is used up as well, and proves nothing more."""
    verification, method = totp(world, desk)
    answer = Answer("code", {"code": app()})
    with patch.object(world.stores.clearances, "add_proof", side_effect=error), pytest.raises(type(error)):
        desk.verifying.answer(verification, method, answer)
    assert failed_attempts(world) == 1
    with pytest.raises(NotPermitted) as refused:
        desk.verifying.answer(verification, method, answer)
    assert refused.value.problem.code == "code-used"


def test_where_the_store_fails_at_the_end_nothing_is_told_and_nothing_done(
    world: World, desk: Desk, app: Callable[[], Secret]
) -> None:
    """A full disk at the commit: the code proves nothing, and is good once the store is."""
    verification, method = totp(world, desk)
    answer = Answer("code", {"code": app()})
    before = world.events()
    with refused_commit(), pytest.raises(StoreUnavailable):
        desk.verifying.answer(verification, method, answer)
    assert world.events() == before
    assert failed_attempts(world) == 0
    assert desk.verifying.look(verification).clearance is None
    assert desk.verifying.answer(verification, method, answer).clearance is not None


def test_a_wrong_code_is_told_no_more_than_a_right_one_where_the_store_fails(
    world: World, desk: Desk
) -> None:
    verification, method = totp(world, desk)
    with refused_commit(), pytest.raises(StoreUnavailable):
        desk.verifying.answer(verification, method, WRONG)


def test_a_write_that_is_done_is_told_as_not_recorded_where_the_store_fails_after_it(
    world: World, desk: Desk, app: Callable[[], Secret]
) -> None:
    clearance, order = world.clear(desk, app), desk.actions.usual(world.ada, Action.RESET)
    accept = world.directory.accept
    full = refused_commit()

    def accept_and_fill_up(*given: object) -> object:
        full.__enter__()
        return accept(*given)

    world.directory.script = accept_and_fill_up
    try:
        receipt = desk.actions.perform(clearance.id, order)
    finally:
        full.__exit__(None, None, None)
    assert (receipt.outcome.value, receipt.recorded) == ("done", False)
    assert receipt.password is not None
    assert [each.event for each in world.stores.audit.open_intents()] == ["action.intent"]
    assert world.in_flight == set()


# --- killed at any statement ---


def killed_at(number: int, world: World, act: Callable[[], object]) -> bool:
    """Do it in a process that dies before the statement with that number, of those that change anything;
    False if it came to the end."""
    child = os.fork()
    if not child:
        counted = 0

        def dies(statement: str) -> None:
            nonlocal counted
            counted += statement.startswith(CHANGES)
            if counted > number:
                os._exit(9)

        connect = sqlite3.connect

        def watched(*arguments: object, **named: object) -> sqlite3.Connection:
            connection = connect(*arguments, **named)
            connection.set_trace_callback(dies)
            return connection

        sqlite.sqlite3.connect = watched
        try:
            act()
        except HelpdeskError:
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the parent sees that it was none of ours
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, 9}
    return code == 9


class Kills:
    """One world, put back before each death."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._saved = world.place.parent.with_name("saved")
        world.stores.close()
        shutil.copytree(world.place.parent, self._saved)

    def every(self, act: Callable[[], object]) -> Iterator[int]:
        number = 0
        while killed_at(number, self.world, act):
            yield number
            self.world.stores.close()
            shutil.rmtree(self.world.place.parent)
            shutil.copytree(self._saved, self.world.place.parent)
            number += 1


@pytest.mark.parametrize("is_right", [True, False])
def test_killed_at_any_statement_a_try_is_whole_or_was_not(
    world: World, desk: Desk, app: Callable[[], Secret], is_right: bool
) -> None:
    """A code that is used up has its proof and its clearance; a try that is counted is in the record."""
    verification, method = totp(world, desk)
    answer = Answer("code", {"code": app()}) if is_right else WRONG
    before, deaths = len(world.events()), 0
    for deaths in Kills(world).every(lambda: desk.verifying.answer(verification, method, answer)):
        assert isinstance(world.stores.audit.verify(), ChainHead), deaths
        new = world.events()[before:]
        whole = ["verification.attempt", "verification.proof", "verification.cleared"]
        with world.stores.database.reading() as connection:
            tried = len(connection.execute(attempts.select()).all())
            proven = len(connection.execute(proofs.select()).all())
        now = world.clock.now()
        cleared = world.stores.clearances.find(desk.operator.id, world.ada.id, Action.RESET, now)
        said = MappingProxyType({"right": whole, "wrong": ["verification.attempt", "verification.failed"]})
        if new:
            assert new == said["right" if is_right else "wrong"]
            assert (tried, proven, cleared is not None) == (1, is_right, is_right)
        else:
            assert (tried, proven, cleared) == (0, 0, None)
    assert deaths > 20


def test_killed_at_any_statement_no_write_is_without_its_intent(
    world: World, desk: Desk, app: Callable[[], Secret], tmp_path: Path
) -> None:
    """And none is made twice: a clearance is used up with its intent."""
    clearance, order = world.clear(desk, app), desk.actions.usual(world.ada, Action.RESET)
    written = tmp_path / "written"
    accept = world.directory.accept

    def note(*given: object) -> object:
        written.touch()
        return accept(*given)

    world.directory.script = note
    seen: set[tuple[bool, ...]] = set()
    for death in Kills(world).every(lambda: desk.actions.perform(clearance.id, order)):
        assert isinstance(world.stores.audit.verify(), ChainHead), death
        events = world.events()
        intended, told = "action.intent" in events, "action.outcome" in events
        used = world.stores.clearances.clearance(clearance.id).used_at is not None
        assert used == intended
        assert ("notice.due" in events) == told
        if written.exists():
            assert intended, death
        seen.add((intended, written.exists(), told))
        written.unlink(missing_ok=True)
    assert seen == {(False, False, False), (True, False, False), (True, True, False), (True, True, True)}
