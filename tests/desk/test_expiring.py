"""Temporary means temporary: what this desk has set and nobody has used is ended, and nothing else."""

import sqlite3
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from desk.policies import lenient
from writing import FULL_RESET

from helpdesk_tui.desk import expiring, temporary
from helpdesk_tui.desk.account import Marks
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, StoreUnavailable
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import PasswordRules
from helpdesk_tui.desk.ports import MessageKind, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.settling import intend

POLICY = replace(lenient(), passwords=PasswordRules(temporary_hours=24))


@pytest.fixture
def desk(world):
    return world.sign_in(policy=POLICY)


@pytest.fixture
def app(world):
    return world.register_app()


def reset(world, desk, app, order: Order = FULL_RESET):
    receipt = desk.actions.perform(world.clear(desk, app).id, order)
    assert receipt.outcome is Outcome.DONE
    world.directory.changes.clear()
    world.delivery.sent.clear()
    return receipt


def ada(world):
    return world.directory.accounts[world.ada.id]


def told(ended) -> list[tuple[object, str]]:
    return [(each.outcome, each.problem.code if each.problem else "") for each in ended]


def run(desk):
    return told(desk.expiring.run())


# --- the end ----------------------------------------------------------------------------------------------


def test_the_receipt_says_until_when_it_is_good(world, desk, app) -> None:
    receipt = reset(world, desk, app)
    assert receipt.good_until == world.clock.now() + timedelta(hours=24)
    (kept,) = world.stores.audit.records(event="temporary.until")
    assert (kept.facts["of"], kept.facts["until"]) == (receipt.number, receipt.good_until.isoformat())


def test_what_nobody_used_is_ended_once_its_time_is_over(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=23, minutes=59)
    assert run(desk) == []
    world.clock.forward(minutes=1)
    assert run(desk) == [(Outcome.DONE, "")]
    (change,) = world.directory.changes
    assert change.steps == {Action.RESET, Action.FORCE_CHANGE}
    assert ada(world).state.must_change
    assert {each.kind for each in world.delivery.sent} == {MessageKind.TEMPORARY_EXPIRED}
    assert run(desk) == []  # used up
    assert len(world.directory.changes) == 1


def test_nobody_learns_what_took_its_place(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    seen = []

    def script(account, change):
        seen.append(change.new_password.reveal())
        return world.directory.accept(account, change)

    world.directory.script = script
    ended = list(desk.expiring.run())
    said = repr([record.facts for record in world.stores.audit.records()]) + repr(ended)
    assert len(seen[0]) >= 32
    assert seen[0] not in said
    assert world.directory.changes[0].new_password.dropped


def test_intent_before_and_outcome_after(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    seen = []
    world.directory.script = lambda account, change: (
        seen.extend(world.events()),
        world.directory.accept(account, change),
    )[1]
    list(desk.expiring.run())
    assert seen[-1] == "action.intent"
    assert world.story()[-1].event == "action.outcome"
    intent = [each for each in world.story() if each.event == "action.intent"][-1]
    assert intent.facts["action"] == "expire"
    assert (
        intent.facts["clearance"] == world.stores.audit.records(event="temporary.until")[0].facts["clearance"]
    )


@pytest.mark.parametrize("hours", [0])
def test_without_an_end_in_the_policy_nothing_is_left_behind(world, app, hours) -> None:
    desk = world.sign_in(policy=replace(lenient(), passwords=PasswordRules(temporary_hours=hours)))
    assert reset(world, desk, app).good_until is None
    world.clock.forward(days=60)
    assert run(desk) == []


def test_a_password_that_the_person_keeps_has_no_end(world, app) -> None:
    rules = PasswordRules(temporary_hours=24, always_force_change=False)
    desk = world.sign_in(policy=replace(lenient(), passwords=rules))
    assert reset(world, desk, app, Order(Action.RESET)).good_until is None


def test_where_no_mark_can_be_read_it_is_said_that_nothing_will_end_it(world, desk, app) -> None:
    def script(account, change):
        reply = world.directory.accept(account, change)
        unmarked = replace(ada(world).marks, password=None, password_at=None)
        world.change_ada(marks=unmarked, state=replace(ada(world).state, password_set=world.clock.now()))
        return reply

    world.change_ada(marks=Marks(None, "100", None))
    world.directory.script = script
    receipt = desk.actions.perform(world.clear(desk, app).id, FULL_RESET)
    assert isinstance(receipt.good_until, Problem)
    assert receipt.good_until.code == "temporary-unbounded"


def test_a_reset_whose_answer_was_lost_has_its_end_all_the_same(world, desk, app) -> None:
    def die(account, change):
        world.directory.apply(account, change)
        raise KeyboardInterrupt

    world.directory.script = die
    with pytest.raises(KeyboardInterrupt):
        desk.actions.perform(world.clear(desk, app).id, FULL_RESET)
    world.alive = False
    world.directory.script = world.directory.accept
    later = world.sign_in(policy=POLICY, process="2:2")
    world.clock.forward(hours=25)
    assert run(later) == [(Outcome.DONE, "")]


# --- left alone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"must_change": False}, "temporary-changed"),
        ({"must_change": None}, "temporary-unread"),
        ({"last_sign_in": "after"}, "temporary-used"),
        ({"marks": "another"}, "temporary-changed"),
        ({"marks": "unread"}, "temporary-changed"),
    ],
)
def test_what_is_not_surely_that_password_is_left_alone_and_it_is_said(world, desk, app, what, code) -> None:
    """Changed by the person, set by an administrator, signed in with, or not to be read."""
    reset(world, desk, app)
    account = ada(world)
    if "marks" in what:
        count = 99 if what["marks"] == "another" else None
        world.change_ada(marks=replace(account.marks, password=count))
    else:
        after = {"last_sign_in": world.clock.now() + timedelta(hours=1)}
        world.change_ada(state=replace(account.state, **(after if "last_sign_in" in what else what)))
    world.clock.forward(hours=25)
    assert run(desk) == [(None, code)]
    assert world.directory.changes == []
    assert world.story()[-1].event == "temporary.left"
    again = [(None, code)] if code == "temporary-unread" else []
    assert run(desk) == again


def test_what_changes_while_the_connection_is_made_is_left_alone(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    world.directory.prepared = lambda account: world.change_ada(
        state=replace(account.state, must_change=False), marks=replace(account.marks, password=7)
    )
    assert run(desk) == [(Outcome.REFUSED, "temporary-changed")]
    assert world.directory.changes == []
    assert run(desk) == []


def test_another_reset_takes_the_place_of_the_first_ones_end(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=12)
    world.stores.clearances.void(world.ada.id, world.clock.now())
    world.clock.forward(minutes=1)
    reset(world, desk, app)
    world.clock.forward(hours=13)
    assert run(desk) == []
    world.clock.forward(hours=12)
    assert run(desk) == [(Outcome.DONE, "")]


def test_the_end_of_a_call_and_a_change_of_methods_take_no_end_away(world, desk, app) -> None:
    reset(world, desk, app)
    desk.verifying.end_call(world.ada.id)
    world.stores.clearances.void(world.ada.id, world.clock.now(), visits=True)
    world.clock.forward(hours=25)
    assert run(desk) == [(Outcome.DONE, "")]


def test_an_account_out_of_scope_by_now_is_left_alone(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    world.change_ada(group_ids=frozenset({"S-1-5-32-544"}))
    assert run(desk) == [(None, "protected-account")]
    assert world.directory.changes == []


def test_an_account_that_is_gone_keeps_nobody_from_the_others(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    del world.directory.accounts[world.ada.id]
    assert run(desk) == [(None, "account-gone")]


# --- attacks ------------------------------------------------------------------------------------------------


def test_a_clock_that_goes_back_ends_nothing(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=-48)
    assert run(desk) == []


def test_the_clearance_is_for_nothing_else_and_no_other_is_for_this(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    (left,) = world.stores.clearances.left(world.clock.now(), 9)
    for action in CALL_ACTIONS:
        with pytest.raises(NotPermitted):
            desk.actions.perform(left.id, Order(action))
        assert desk.verifying.clearance_for(world.ada.id, action) is None
    usual = world.clear(desk, app)
    with pytest.raises(NotPermitted):
        desk.actions.perform(usual.id, Order(Action.EXPIRE, frozenset({Action.FORCE_CHANGE})))
    assert Action.EXPIRE not in desk.lookup.card(world.ada.id).refusals
    assert world.directory.changes == []


def test_nothing_is_ended_for_whom_no_reset_left_a_clearance(world, desk, app) -> None:
    """Whoever must change a password that an administrator has set is none of the desk's."""
    world.change_ada(state=replace(ada(world).state, must_change=True))
    world.clock.forward(days=30)
    assert run(desk) == []


def test_of_two_runs_at_once_one_ends_it(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    other = world.sign_in(policy=POLICY, process="2:2")
    inner = []

    def once(account):
        world.directory.prepared = lambda _: None
        inner.append(run(other))

    world.directory.prepared = once
    assert run(desk) == []
    assert inner == [[(Outcome.DONE, "")]]
    assert len(world.directory.changes) == 1


def test_a_lost_answer_is_read_and_never_sent_again(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)

    def lose(account, change):
        world.directory.apply(account, change)
        return Reply(ReplyKind.LOST, problem("reply-lost"))

    world.directory.script = lose
    assert run(desk) == [(Outcome.DONE, "")]
    assert run(desk) == []
    assert len(world.directory.changes) == 1


def test_what_was_refused_is_tried_again_by_a_later_run(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    world.directory.script = lambda *_: Reply(
        ReplyKind.REFUSED, problem("directory-busy", server="dc1"), "51"
    )
    assert run(desk) == [(Outcome.REFUSED, "directory-busy")]
    assert run(desk) == []
    world.directory.script = world.directory.accept
    world.clock.forward(hours=2)
    assert run(desk) == [(Outcome.DONE, "")]


def test_a_directory_that_is_away_costs_no_clearance(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    world.directory.reachable = False
    with pytest.raises(DirectoryUnreachable):
        run(desk)
    world.directory.reachable = True
    assert run(desk) == [(Outcome.DONE, "")]


def test_a_row_that_somebody_else_wrote_ends_nothing(world, desk, app) -> None:
    reset(world, desk, app)
    with sqlite3.connect(world.place) as file:
        file.execute("UPDATE clearances SET issued_at = '2020-01-01 00:00:00' WHERE actions = 'expire'")
    file.close()
    world.clock.forward(hours=1)
    ((outcome, code),) = run(desk)
    assert (outcome, code) == (None, "store-altered")
    assert world.directory.changes == []


def test_who_has_no_role_for_it_ends_nothing(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    auditor = world.sign_in(Role.AUDITOR, policy=POLICY)
    assert run(auditor) == [(None, "role-lacks-action")]
    assert world.directory.changes == []


def test_the_desks_own_account_does_it_without_an_operator(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    world.directory.sign_in_as_service = lambda: world.directory
    with world.sign_in_with(policy=POLICY).as_service("desk") as expiring:
        assert told(expiring.run()) == [(Outcome.DONE, "")]
    assert world.directory.is_closed
    outcome = world.stores.audit.records(event="action.outcome")[-1]
    assert outcome.facts["operator_login"] == "system account desk"


def test_what_is_left_alone_again_and_again_is_recorded_once(world, desk, app) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    world.change_ada(group_ids=frozenset({"S-1-5-32-544"}))
    assert [run(desk) for _ in range(5)] == [[(None, "protected-account")]] * 5
    assert len(world.stores.audit.records(event="temporary.left")) == 1


def test_what_is_left_alone_keeps_no_other_waiting(world, desk, app, monkeypatch) -> None:
    monkeypatch.setattr(expiring, "_AT_ONCE", 1)
    gone = world.add_person("gone")
    marked = replace(gone, state=replace(gone.state, must_change=True))
    steps = tuple(StepResult(step, Outcome.DONE) for step in (Action.RESET, Action.FORCE_CHANGE))
    temporary.set_end(desk.expiring._session, 1, world.clock.now(), marked, steps)
    del world.directory.accounts[gone.id]
    world.clock.forward(minutes=1)
    reset(world, desk, app)
    world.clock.forward(hours=25)
    assert run(desk) == [(None, "account-gone"), (Outcome.DONE, "")]


def test_whom_a_new_password_would_enable_is_left_disabled(world, desk, app) -> None:
    """In OpenLDAP a new password takes a lock away that an administrator, or the brake, has set."""
    reset(world, desk, app)
    disabled = replace(ada(world).state, enabled=False, reset_enables=True)
    world.change_ada(state=disabled)
    world.clock.forward(hours=25)
    assert run(desk) == [(None, "reset-would-enable")]
    assert world.directory.changes == []
    world.change_ada(state=replace(disabled, enabled=True, reset_enables=False))
    assert run(desk) == [(Outcome.DONE, "")]


# --- nothing is given up unseen -----------------------------------------------------------------------------


@pytest.fixture
def unrecorded(world, monkeypatch):
    """A store that takes no intent while the block is open."""

    @contextmanager
    def failing():
        real = type(world.stores.audit).append

        def append(log, event, facts, at):
            if event == "action.intent":
                raise StoreUnavailable(problem("store-full"))
            return real(log, event, facts, at)

        with monkeypatch.context() as patch:
            patch.setattr(type(world.stores.audit), "append", append)
            yield

    return failing


def with_longest(world, characters: int) -> None:
    world.change_ada(policy=replace(ada(world).policy, max_length=characters))


def test_where_passwords_are_short_a_short_one_takes_its_place(world, desk, app) -> None:
    with_longest(world, 20)
    reset(world, desk, app)
    world.clock.forward(hours=25)
    lengths = []
    world.directory.script = lambda account, change: (
        lengths.append(len(change.new_password.reveal())),
        world.directory.accept(account, change),
    )[1]
    assert run(desk) == [(Outcome.DONE, "")]
    assert lengths == [20]


def test_what_no_password_can_be_made_for_is_said_and_looked_at_again(world, desk, app) -> None:
    reset(world, desk, app)
    with_longest(world, 8)
    world.clock.forward(hours=25)
    assert [run(desk), run(desk)] == [[(None, "password-generation")]] * 2
    (left,) = world.stores.audit.records(event="temporary.left")
    assert left.facts["problem"] == "password-generation"
    with_longest(world, 256)
    assert run(desk) == [(Outcome.DONE, "")]


def test_a_store_that_fails_is_said_aloud_and_the_end_is_tried_again(world, desk, app, unrecorded) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    with unrecorded(), pytest.raises(StoreUnavailable):
        run(desk)
    assert world.directory.changes == []
    world.clock.forward(hours=2)
    assert run(desk) == [(Outcome.DONE, "")]


# --- a process that dies ------------------------------------------------------------------------------------


@pytest.fixture
def dying(world, monkeypatch):
    """The process dies in this method of a store, and another one comes after it."""

    @contextmanager
    def dying(store, method: str):
        def die(*_, **__):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(type(store), method, die)
            yield
        world.alive = False

    return dying


@pytest.mark.parametrize("method", ["leave", "finish"])
def test_whoever_dies_around_the_end_of_a_password_leaves_one_end(world, desk, app, dying, method) -> None:
    """Before it is left: the next start leaves it. Between it and the outcome: there is one, not two."""
    begun, clearance = world.clock.now(), world.clear(desk, app).id
    store = world.stores.clearances if method == "leave" else world.stores.audit
    with dying(store, method), pytest.raises(KeyboardInterrupt):
        desk.actions.perform(clearance, FULL_RESET)
    world.clock.forward(hours=2)
    later = world.sign_in(policy=POLICY, process="2:2")
    assert [each.outcome for each in later.resolved] == [Outcome.DONE]
    left = world.stores.clearances.left(begun + timedelta(days=2), 9)
    assert [each.issued_at for each in left] == [begun + timedelta(hours=24)]
    world.directory.changes.clear()
    world.clock.forward(hours=22)
    assert run(later) == [(Outcome.DONE, "")]
    assert run(later) == []


@pytest.mark.parametrize("method", ["leave", "finish"])
def test_whoever_dies_around_an_end_that_was_refused_leaves_it_to_a_later_run(
    world, desk, app, dying, method
) -> None:
    reset(world, desk, app)
    world.clock.forward(hours=25)
    busy = Reply(ReplyKind.REFUSED, problem("directory-busy", server="dc1"), "51")
    world.directory.script = lambda *_: busy
    store = world.stores.clearances if method == "leave" else world.stores.audit
    with dying(store, method), pytest.raises(KeyboardInterrupt):
        run(desk)
    world.directory.script = world.directory.accept
    world.clock.forward(minutes=10)
    later = world.sign_in(policy=POLICY, process="2:2")
    assert [each.outcome for each in later.resolved] == [Outcome.REFUSED]
    world.clock.forward(hours=2)
    assert run(later) == [(Outcome.DONE, "")]
    assert run(later) == []


def test_what_is_reset_while_others_are_looked_at_keeps_its_own_end(
    world, desk, app, dying, monkeypatch
) -> None:
    """A server that is slow about one account gives a colleague the time to reset another."""
    colleague, clearance = world.sign_in(policy=POLICY, process="3:3"), world.clear(desk, app).id
    with dying(world.stores.audit, "finish"), pytest.raises(KeyboardInterrupt):
        desk.actions.perform(clearance, FULL_RESET)
    slow = world.add_person("slow")
    intend(desk.expiring._session, None, slow, Order(Action.UNLOCK))
    world.clock.forward(hours=2)
    read, resets = world.directory.read, []

    def reading(account):
        if account == slow.id and not resets:
            resets.append(True)
            resets.append(reset(world, colleague, app))
        return read(account)

    monkeypatch.setattr(world.directory, "read", reading)
    world.sign_in(policy=POLICY, process="2:2")
    world.clock.forward(days=1)
    (left,) = world.stores.clearances.left(world.clock.now(), 9)
    assert left.fingerprint == temporary.password_mark(ada(world))
    assert left.issued_at == resets[1].good_until
