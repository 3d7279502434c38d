"""A locked desk: nothing of it is left, and nobody but the operator opens it again."""

from dataclasses import replace

import pytest
from desk.asking import Asking
from desk.policies import lenient
from desk.proofs import method, refused

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.effect import Effect
from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, NotPermitted, StoreUnavailable
from helpdesk_tui.desk.locking import LockedBy
from helpdesk_tui.desk.operator import SignInBy
from helpdesk_tui.desk.policy import OperatorRules, SecondFactor
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.sign_in import SignIn
from helpdesk_tui.desk.unlocking import MOST_TRIES, UnlockBy, Unlocking
from helpdesk_tui.secret import Secret

RIGHT, WRONG = Secret("right"), Secret("wrong")


class Locker:
    """Dana at one terminal."""

    def __init__(self, world, **settings) -> None:
        self.world = world
        self.way_in: SignIn = world.sign_in_with(**settings)
        signing_in = (
            self.way_in.begin_with_ticket()
            if self.way_in.by is SignInBy.TICKET
            else self.way_in.begin("DEMO\\dana" if "DEMO\\dana" in world.directory.others else "dana", RIGHT)
        )
        if signing_in.opened is None:
            signing_in.answer(Answer(signing_in.stands().prompt.id, {"code": self.app()}))
        self.desk = signing_in.opened
        self.asking = replace(self.desk, verifying=Asking(self.desk.verifying))

    def app(self) -> Secret:
        return self.world.app()

    def lock(self, by: LockedBy = LockedBy.OPERATOR) -> Unlocking:
        return Unlocking(self.way_in, self.desk.locking.lock(by))


@pytest.fixture
def dana(world) -> Locker:
    return Locker(world)


def code_of(begin, *args) -> str:
    with pytest.raises(HelpdeskError) as caught:
        begin(*args)
    return caught.value.problem.code


def cleared(world, locker) -> Clearance:
    return world.clear(locker.asking, world.register_app())


# --- locked -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", LockedBy)
def test_who_locked_it_and_what_is_in_the_record(world, dana, by: LockedBy) -> None:
    dana.lock(by)
    record = world.stores.audit.records()[-1]
    assert (record.event, record.facts["by"], record.facts["operator_login"]) == (
        "session.locked",
        by.value,
        "dana",
    )
    assert world.directory.is_closed, "the password goes with the connection"


def test_nothing_is_shown_proven_or_written_any_more(world, dana) -> None:
    clearance = cleared(world, dana)
    desk = dana.desk
    desk.lookup.search("ada.byron")
    dana.lock()
    assert refused(desk.lookup.search, "ada.byron") == "session-locked"
    assert refused(desk.lookup.card, world.ada.id) == "session-locked"
    assert refused(desk.verifying.begin, world.ada.id) == "session-locked"
    assert refused(desk.verifying.clearance_for, world.ada.id, Action.UNLOCK) == "session-locked"
    assert refused(desk.approving.waiting) == "session-locked"
    assert refused(desk.braking.begin, world.ada.id) == "session-locked"
    assert code_of(desk.actions.perform, clearance.id, Order(Action.UNLOCK)) == "session-locked"
    assert world.directory.changes == []


def test_a_clearance_ends_with_the_lock(world, dana) -> None:
    clearance = cleared(world, dana)
    unlocked = dana.lock().begin(RIGHT).opened
    assert unlocked.verifying.clearance_for(world.ada.id, Action.RESET) is None
    assert not world.stores.clearances.consume(clearance.id, world.clock.now())


def test_one_that_was_found_here_ends_too(world, dana) -> None:
    """It was earned in an earlier session of the same operator."""
    clearance = cleared(world, Locker(world))
    assert dana.desk.verifying.clearance_for(world.ada.id, Action.RESET) is not None
    dana.lock()
    assert not world.stores.clearances.consume(clearance.id, world.clock.now())


def test_a_verification_that_is_open_ends_with_the_lock(world, dana) -> None:
    app = world.register_app()
    begun = dana.desk.verifying.begin(world.ada.id)
    unlocked = dana.lock().begin(RIGHT).opened
    assert world.stores.clearances.verification(begun.id) is None
    asking = Asking(unlocked.verifying)
    assert refused(asking.prove, begun.id, method(begun), app()) == "verification-unknown"


def test_calls_at_another_terminal_of_the_operator_go_on(world, dana) -> None:
    clearance = cleared(world, Locker(world))
    dana.lock()
    assert world.stores.clearances.consume(clearance.id, world.clock.now())


def test_it_is_locked_whatever_fails(world, dana, monkeypatch) -> None:
    cleared(world, dana)

    def fails(*_args, **_facts):
        raise StoreUnavailable(problem("store-locked"))

    def unreachable():
        raise DirectoryUnreachable(problem("unreachable", server="dc1"))

    desk = dana.desk
    monkeypatch.setattr(world.stores.audit, "append", fails)
    monkeypatch.setattr(world.stores.clearances, "void", fails)
    monkeypatch.setattr(world.directory, "close", unreachable)
    desk.locking.lock(LockedBy.IDLE)
    assert refused(desk.lookup.search, "ada.byron") == "session-locked"


def test_what_is_left_holds_no_secret_and_no_caller(world, dana) -> None:
    cleared(world, dana)
    locked = dana.desk.locking.lock(LockedBy.IDLE)
    said = repr(locked)
    assert "right" not in said
    assert "ada" not in said
    assert {type(each) for each in vars(locked).values()} == {type(locked.operator), str}


# --- unlocked ---------------------------------------------------------------------------------------------


def test_the_password_unlocks_it_and_the_record_says_so(world, dana) -> None:
    unlocked = dana.lock().begin(RIGHT).opened
    assert unlocked.operator.id == dana.desk.operator.id
    assert world.events()[-1] == "session.unlocked"
    assert world.events().count("sign-in.done") == 1
    unlocked.lookup.search("ada.byron")


def test_an_unlocked_desk_is_locked_again(world, dana) -> None:
    unlocked = dana.lock().begin(RIGHT).opened
    assert Unlocking(dana.way_in, unlocked.locking.lock(LockedBy.IDLE)).begin(RIGHT).opened
    assert world.events()[-2:] == ["session.locked", "session.unlocked"]


def test_a_wrong_password_is_counted_and_in_the_record_of_who_locked_it(world, dana) -> None:
    unlocking = dana.lock()
    assert code_of(unlocking.begin, WRONG) == "unlock-wrong"
    record = world.stores.audit.records()[-1]
    assert (record.event, record.facts["operator_login"]) == ("session.unlock-refused", "dana")
    assert (record.facts["problem"], record.facts["left"]) == ("wrong-password", MOST_TRIES - 1)
    assert world.events()[-2] == "sign-in.refused", "the ordinary way in counts it as well"
    assert unlocking.begin(RIGHT).opened


def test_after_so_many_it_is_over_for_the_right_one_too(world, dana) -> None:
    unlocking = dana.lock()
    for _ in range(MOST_TRIES - 1):
        assert code_of(unlocking.begin, WRONG) == "unlock-wrong"
    with pytest.raises(NotPermitted) as caught:
        unlocking.begin(WRONG)
    assert (caught.value.problem.code, caught.value.problem.effect) == ("unlock-over", Effect.OVER)
    before = len(world.events())
    assert code_of(unlocking.begin, RIGHT) == "unlock-over"
    assert len(world.events()) == before, "nothing is asked of the directory any more"


def test_a_directory_that_does_not_answer_costs_no_try(world, dana, monkeypatch) -> None:
    unlocking = dana.lock()

    def unreachable(login, password):
        raise DirectoryUnreachable(problem("unreachable", server="dc1"))

    with monkeypatch.context() as patched:
        patched.setattr(world.directory, "sign_in", unreachable)
        for _ in range(MOST_TRIES + 1):
            assert code_of(unlocking.begin, RIGHT) == "unreachable"
    assert code_of(unlocking.begin, Secret("")) == "sign-in-empty"
    assert unlocking.begin(RIGHT).opened


def test_a_login_that_became_somebody_elses_unlocks_nothing(world, dana) -> None:
    """Whose password is right, for an account of the same login."""
    unlocking = dana.lock()
    world.second_operator("dana")
    assert code_of(unlocking.begin, RIGHT) == "unlock-other"
    assert world.events()[-1] == "session.unlock-refused"
    assert "session.unlocked" not in world.events()


def test_whoever_lost_the_role_meanwhile_does_not_unlock(world, dana) -> None:
    unlocking = dana.lock()
    world.change_operator(group_ids=frozenset())
    assert code_of(unlocking.begin, RIGHT) == "no-role"


def test_it_takes_the_login_that_was_typed(world) -> None:
    """The bare login may be somebody else's in another domain."""
    world.second_operator("DEMO\\dana", id=world.operator_account.id)
    locked = Locker(world).desk.locking.lock(LockedBy.IDLE)
    assert locked.login == "DEMO\\dana"


# --- the second factor, and tickets -----------------------------------------------------------------------


@pytest.fixture
def guarded(world):
    """Settings of a desk that demands one, for which Dana has an app."""
    world.app = world.register_app(world.operator_account.id)
    world.clock.forward(days=1)
    return {"policy": lenient(operators=OperatorRules(SecondFactor.REQUIRED))}


def test_the_second_factor_is_asked_for_again(world, guarded) -> None:
    dana = Locker(world, **guarded)
    unlocking = dana.lock()
    world.clock.forward(seconds=30)
    signing_in = unlocking.begin(RIGHT)
    assert signing_in.opened is None
    assert "session.unlocked" not in world.events()
    code = Secret("000000")
    assert code_of(signing_in.answer, Answer(signing_in.stands().prompt.id, {"code": code})) == "code-wrong"
    signing_in.answer(Answer(signing_in.stands().prompt.id, {"code": world.app()}))
    assert signing_in.opened
    record = world.stores.audit.records()[-1]
    assert (record.event, record.facts["second_factor"]) == ("session.unlocked", "totp")


def test_the_password_without_the_second_factor_is_a_try_as_well(world, guarded) -> None:
    unlocking = Locker(world, **guarded).lock()
    for _ in range(MOST_TRIES):
        unlocking.begin(RIGHT).end()
    assert code_of(unlocking.begin, RIGHT) == "unlock-over"


def test_where_tickets_alone_sign_in_the_second_factor_unlocks(world, guarded) -> None:
    world.directory.ticket = "dana@DEMO.EXAMPLE"
    unlocking = Locker(world, by=SignInBy.TICKET, **guarded).lock()
    world.clock.forward(seconds=30)
    assert unlocking.by is UnlockBy.TICKET
    assert code_of(unlocking.begin, RIGHT) == "password-unused"
    signing_in = unlocking.begin(None)
    assert signing_in.opened is None
    signing_in.answer(Answer(signing_in.stands().prompt.id, {"code": world.app()}))
    assert signing_in.opened.by_ticket


def test_a_ticket_alone_unlocks_nothing(world) -> None:
    world.directory.ticket = "dana@DEMO.EXAMPLE"
    unlocking = Locker(world, by=SignInBy.TICKET).lock()
    assert code_of(unlocking.begin, None) == "ticket-spent"
    assert "session.unlocked" not in world.events()


def test_nor_does_it_where_a_password_can_be_typed(world, guarded) -> None:
    world.directory.ticket = "dana@DEMO.EXAMPLE"
    unlocking = Locker(world, by=SignInBy.EITHER, **guarded).lock()
    assert unlocking.by is UnlockBy.PASSWORD
    assert code_of(unlocking.begin, None) == "ticket-spent"


def test_whoever_signs_out_at_the_lock_finds_no_ticket_that_signs_in(world) -> None:
    """It is the ticket of who started the desk; who comes by may be anybody."""
    world.directory.ticket = "dana@DEMO.EXAMPLE"
    dana = Locker(world, by=SignInBy.EITHER)
    assert dana.way_in.ticket_offer().holder
    dana.lock()
    assert not dana.way_in.ticket_offer().holder
