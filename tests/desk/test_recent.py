"""One person's resets are counted over operators and restarts; a longer password follows a refused one."""

from dataclasses import replace

import pytest
from desk.policies import proving
from desk.proofs import refused
from writing import FULL_RESET

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.performing import Actions
from helpdesk_tui.desk.ports import Reply, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

RESET = FULL_RESET
ONLY = frozenset({Action.RESET})


@pytest.fixture
def app(world):
    return world.register_app()


def reset(world, desk, app, order: Order = RESET):
    world.clock.forward(minutes=1)
    return desk.actions.perform(world.clear(desk, app, ONLY).id, order)


def refuse(world, code: str) -> list[int]:
    """The directory refuses each password; their lengths."""
    lengths = []

    def script(account, change):
        lengths.append(len(change.new_password.reveal()))
        return Reply(ReplyKind.REFUSED, problem(code, action="reset"), "53")

    world.directory.script = script
    return lengths


# --- how often ------------------------------------------------------------------------------------------


def test_the_third_reset_of_a_day_takes_a_supervisor_whoever_did_the_first_two(world, app):
    world.second_operator()
    dana, sam = world.sign_in(), world.sign_in(login="sam")
    reset(world, dana, app)
    reset(world, sam, app)
    assert refused(dana.verifying.begin, world.ada.id, ONLY) == "reset-too-often"
    again = world.sign_in(stores=world.open(), process="2:2")
    assert refused(again.verifying.begin, world.ada.id, ONLY) == "reset-too-often"
    supervisor = world.sign_in(Role.SUPERVISOR, stores=world.open())
    assert reset(world, supervisor, app).outcome is Outcome.DONE


def test_that_it_takes_a_supervisor_is_said_on_the_card_and_before_anybody_is_proven(world, app):
    desk = world.sign_in()
    for _ in range(2):
        reset(world, desk, app)
    (refusal,) = desk.lookup.card(world.ada.id).refusals[Action.RESET]
    assert refusal.code == "reset-too-often"
    assert "Hand the call to a supervisor" in refusal.remedy
    assert "2026-03-03 09:31 UTC" in refusal.remedy
    assert desk.lookup.card(world.ada.id).may(Action.FORCE_CHANGE)
    begun = desk.verifying.begin(world.ada.id)
    held = world.stores.clearances.verification(begun.id)
    assert held.actions == {Action.FORCE_CHANGE, Action.UNLOCK}
    (shown,) = desk.actions.preview(world.ada.id, RESET).refusals
    assert shown.code == "reset-too-often"


def test_a_day_later_it_is_as_before(world, app):
    desk = world.sign_in()
    for _ in range(2):
        reset(world, desk, app)
    world.clock.forward(hours=24, minutes=-1, seconds=-1)
    assert refused(desk.verifying.begin, world.ada.id, ONLY) == "reset-too-often"
    world.clock.forward(seconds=1)
    assert reset(world, desk, app).outcome is Outcome.DONE


def test_it_is_asked_again_inside_the_write(world, app):
    """The caller was proven when there was one reset; a colleague began the second meanwhile."""
    desk = world.sign_in()
    reset(world, desk, app)
    clearance = world.clear(desk, app_later(world, app), ONLY)
    begun_by_somebody(world)
    written = len(world.directory.changes)
    assert refused(desk.actions.perform, clearance.id, RESET) == "reset-too-often"
    assert len(world.directory.changes) == written
    assert world.stores.clearances.clearance(clearance.id).used_at is None


def begun_by_somebody(world) -> None:
    facts = {"account": world.ada.id, "action": "reset"}
    world.stores.audit.append("action.intent", facts, world.clock.now())


def app_later(world, app):
    world.clock.forward(minutes=1)
    return app


def test_of_two_that_begin_at_the_same_moment_one_is_done(world, app, monkeypatch):
    """Both looked before either was in the record: the later number goes back."""
    desk = world.sign_in()
    reset(world, desk, app)
    clearance = world.clear(desk, app_later(world, app), ONLY)
    audit, original = world.stores.audit, Actions._intend

    def colleague_first(self, *intended):
        begun_by_somebody(world)
        return original(self, *intended)

    monkeypatch.setattr(Actions, "_intend", colleague_first)
    written = len(world.directory.changes)
    assert refused(desk.actions.perform, clearance.id, RESET) == "reset-too-often"
    assert len(world.directory.changes) == written
    assert [each.facts["problem"] for each in audit.records() if each.event == "action.denied"] == [
        "reset-too-often"
    ]
    (own,) = [
        each for each in audit.done(world.ada.id, world.clock.now().replace(year=2020)) if each.problems
    ]
    assert (own.outcome, set(own.problems)) == ("refused", {"reset-too-often"})


def test_what_the_directory_refused_is_no_reset_and_what_is_unknown_is_one(world, app):
    desk = world.sign_in()
    refuse(world, "password-refused")
    for _ in range(3):
        assert reset(world, desk, app).outcome is Outcome.REFUSED
    assert desk.lookup.card(world.ada.id).may(Action.RESET)
    for _ in range(2):
        begun_by_somebody(world)
    assert not desk.lookup.card(world.ada.id).may(Action.RESET)


def test_others_and_other_actions_are_not_counted(world, app):
    desk = world.sign_in()
    for _ in range(2):
        reset(world, desk, app)
    other = world.add_person("bob")
    assert desk.lookup.card(other.id).may(Action.RESET)
    world.clock.forward(minutes=1)
    desk.actions.perform(world.clear(desk, app).id, Order(Action.FORCE_CHANGE))
    assert desk.lookup.card(world.ada.id).may(Action.FORCE_CHANGE)


def test_a_clock_that_goes_back_forgets_no_reset(world, app):
    desk = world.sign_in()
    for _ in range(2):
        reset(world, desk, app)
    world.clock.forward(days=-2)
    assert not desk.lookup.card(world.ada.id).may(Action.RESET)


def test_where_policy_says_so_there_is_no_limit(world, app):
    desk = world.sign_in(policy=proving(resets_a_day=0))
    for _ in range(4):
        assert reset(world, desk, app).outcome is Outcome.DONE


# --- what the directory's policy refused ------------------------------------------------------------------


def test_a_refused_password_is_followed_by_a_longer_one_until_one_is_taken(world, app):
    """A policy of more than 24 that cannot be read: not the same length again and again."""
    world.change_ada(policy=None)
    lengths, desk = refuse(world, "password-refused"), world.sign_in()
    for _ in range(3):
        reset(world, desk, app)
    reset(world, world.sign_in(stores=world.open(), process="2:2"), app)
    assert lengths == [24, 32, 40, 48]
    world.directory.script = world.directory.accept
    assert len(reset(world, desk, app).password.reveal()) == 56
    assert len(reset(world, desk, app).password.reveal()) == 24


@pytest.mark.parametrize("code", ["password-refused", "password-in-history"])
def test_a_policy_that_hides_half_of_itself_gets_a_longer_one_too(world, app, code):
    lengths, desk = refuse(world, code), world.sign_in()
    for _ in range(2):
        reset(world, desk, app)
    assert lengths == [15, 24]


def test_a_typed_password_that_was_refused_makes_none_longer(world, app):
    lengths, desk = refuse(world, "password-refused"), world.sign_in()
    reset(world, desk, app, replace(FULL_RESET, password=Secret("Correct-Horse-7-Battery")))
    reset(world, desk, app)
    assert lengths[-1] == 15


def test_another_refusal_makes_none_longer(world, app):
    lengths, desk = refuse(world, "no-right"), world.sign_in()
    for _ in range(2):
        reset(world, desk, app)
    assert lengths == [15, 15]
