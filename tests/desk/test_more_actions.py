"""Enable, disable, set dates, clear a forced change: under the same proof as all else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desk.conftest import DOMAIN, NOW
from desk.test_actions import gone_in_the_middle, refused
from hypothesis import given
from hypothesis import strategies as st
from writing import FULL_RESET

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome, kept
from helpdesk_tui.desk.actions.registry import WRITING, steps_of
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.asked import NOTHING, Asked
from helpdesk_tui.desk.dates import asked_dates, typed_day
from helpdesk_tui.desk.errors import ConfigError, Refused
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeskPolicy, OfferedGroup
from helpdesk_tui.desk.ports import GroupPower, MessageKind, Reply, ReplyKind
from helpdesk_tui.desk.problems import problem

SOON = NOW + timedelta(days=30)
VPN = f"{DOMAIN}-{1600 + len('VPN')}"
"""As the scripted directory has it."""
CASES = {
    Action.CLEAR_CHANGE: ({"must_change": True}, NOTHING, MessageKind.CHANGE_CLEARED),
    Action.ENABLE: ({"enabled": False}, NOTHING, MessageKind.ENABLED),
    Action.DISABLE: ({"enabled": True}, NOTHING, MessageKind.DISABLED),
    Action.SET_DATES: ({"account_expires": "never"}, Asked(ends=SOON), MessageKind.DATES_SET),
    Action.ADD_TO_GROUP: ({}, Asked(group=VPN), MessageKind.GROUPS_CHANGED),
    Action.REMOVE_FROM_GROUP: (
        {"group_ids": frozenset({f"{DOMAIN}-513", VPN})}, Asked(group=VPN), MessageKind.GROUPS_CHANGED,
    ),
}  # fmt: skip
"""Action → the account before, what is asked for, what the person is told."""

every = pytest.mark.parametrize("action", CASES)


@pytest.fixture
def policy(world) -> DeskPolicy:
    usual = world.sign_in(Role.SUPERVISOR).policy
    return replace(usual, scope=replace(usual.scope, groups=(OfferedGroup("", "VPN"),)))


@pytest.fixture
def desk(world, policy):
    return world.sign_in(Role.SUPERVISOR, policy=policy)


@pytest.fixture
def app(world):
    return world.register_app()


@pytest.fixture
def order(world, action, make_account) -> Order:
    state, asked, _ = CASES[action]
    world.directory.accounts[world.ada.id] = make_account(**state)
    return Order(action, asked=asked)


@every
def test_it_is_done_by_one_write_read_back_recorded_and_told(world, desk, app, action, order) -> None:
    receipt = desk.actions.perform(world.clear(desk, app).id, order)
    assert receipt.outcome is Outcome.DONE
    (change,) = world.directory.changes
    assert (change.steps, change.new_password, change.asked) == ({action}, None, order.asked)
    assert [each.event for each in world.story()[-2:]] == ["action.intent", "action.outcome"]
    assert {message.kind for message in world.delivery.sent} == {CASES[action][2]}


@every
def test_it_takes_a_clearance_and_uses_it_up(world, desk, app, action, order) -> None:
    clearance = world.clear(desk, app)
    assert desk.actions.perform(clearance.id, order).outcome is Outcome.DONE
    assert refused(desk.actions.perform, clearance.id, order) == "clearance-used"
    assert refused(desk.actions.perform, "none", order) == "no-clearance"
    assert len(world.directory.changes) == 1


@every
def test_an_operator_has_no_part_in_it_unless_policy_says_so(world, policy, app, action, order) -> None:
    desk = world.sign_in(Role.OPERATOR, policy=policy)
    assert desk.lookup.card(world.ada.id).refusals[action][0].code == "role-lacks-action"
    assert action not in world.clear(desk, app).actions
    given_away = replace(policy.scope, roles=((action, frozenset({Role.OPERATOR})),))
    desk = world.sign_in(Role.OPERATOR, policy=replace(policy, scope=given_away))
    world.clock.forward(minutes=1)
    assert desk.actions.perform(world.clear(desk, app).id, order).outcome is Outcome.DONE


@every
def test_a_role_that_loses_it_meanwhile_is_refused_in_the_write(world, desk, app, action, order) -> None:
    clearance = world.clear(desk, app)
    world.directory.accounts[world.ada.id] = replace(
        world.directory.accounts[world.ada.id], rights={action: False}
    )
    assert refused(desk.actions.perform, clearance.id, order) == "no-right"
    assert world.directory.changes == []


@every
def test_a_tier_that_refuses_it_clears_nothing_for_it(world, policy, app, action, order) -> None:
    everybody, here = policy.verification.everybody, ("DC=demo,DC=example",)
    tier = replace(everybody, name="people", bases=here, refused=frozenset({action}))
    rules = replace(policy.verification, tiers=(tier,))
    desk = world.sign_in(Role.SUPERVISOR, policy=replace(policy, verification=rules))
    clearance = world.clear(desk, app)
    assert action not in clearance.actions
    assert [each.code for each in desk.lookup.card(world.ada.id).refusals[action]] == ["action-not-in-tier"]
    assert refused(desk.actions.perform, clearance.id, order) == "clearance-not-for-this"


@every
def test_what_the_server_did_not_do_is_not_claimed(world, desk, app, action, order) -> None:
    world.directory.script = lambda *_: Reply(ReplyKind.ACCEPTED)
    receipt = desk.actions.perform(world.clear(desk, app).id, order)
    (step,) = receipt.steps
    assert (step.outcome, step.problem.code) == (Outcome.REFUSED, "not-as-asked")


@every
def test_a_lost_answer_is_looked_for_and_never_sent_again(world, desk, app, action, order) -> None:
    def lost(account, change):
        world.directory.apply(account, change)
        return Reply(ReplyKind.LOST, problem("reply-lost"))

    world.directory.script = lost
    assert desk.actions.perform(world.clear(desk, app).id, order).outcome is Outcome.DONE
    assert len(world.directory.changes) == 1


@every
def test_what_was_cut_off_is_found_at_the_next_sign_in(world, desk, app, action, order) -> None:
    """With what was asked for: it stands in the intent."""
    clearance = world.clear(desk, app)
    world.directory.script = gone_in_the_middle(world)
    desk.actions.perform(clearance.id, order)
    world.directory.reachable, world.alive = True, False
    (intent,) = world.stores.audit.open_intents()
    assert kept(intent)[0].asked == order.asked.facts()
    world.directory.apply(world.directory.accounts[world.ada.id], world.directory.changes[0])
    assert [each.outcome for each in world.sign_in().resolved] == [Outcome.DONE]


@pytest.mark.parametrize(
    ("state", "order", "code"),
    [
        ({}, Order(Action.ENABLE), "not-disabled"),
        ({"enabled": False}, Order(Action.DISABLE), "already-disabled"),
        ({"can_be_disabled": False}, Order(Action.DISABLE), "cannot-be-disabled"),
        ({}, Order(Action.CLEAR_CHANGE), "no-change-forced"),
        ({}, Order(Action.SET_DATES), "dates-missing"),
        ({}, Order(Action.SET_DATES, asked=Asked(ends=NOW)), "dates-past"),
        ({}, Order(Action.SET_DATES, asked=Asked(ends=NOW - timedelta(days=1))), "dates-past"),
        ({"begins": SOON}, Order(Action.SET_DATES, asked=Asked(ends=SOON)), "dates-crossed"),
        ({"account_expires": SOON}, Order(Action.SET_DATES, asked=Asked(begins=SOON)), "dates-crossed"),
        ({"account_expires": SOON}, Order(Action.SET_DATES, asked=Asked(ends=SOON)), "dates-same"),
        ({}, Order(Action.ADD_TO_GROUP), "group-missing"),
        ({}, Order(Action.ADD_TO_GROUP, asked=Asked(group="S-1-5-32-544")), "group-not-offered"),
        ({}, Order(Action.REMOVE_FROM_GROUP, asked=Asked(group=VPN)), "not-in-group"),
        (
            {"group_ids": frozenset({VPN})},
            Order(Action.ADD_TO_GROUP, asked=Asked(group=VPN)),
            "in-group-already",
        ),
        ({"enabled": False, "reset_enables": True}, FULL_RESET, "reset-would-enable"),
    ],
)
def test_what_cannot_end_well_is_said_before_and_costs_no_clearance(
    world, desk, app, make_account, state, order, code
) -> None:
    world.directory.accounts[world.ada.id] = make_account(**({"locked": True} | state))
    clearance = world.clear(desk, app)
    assert code in [each.code for each in desk.actions.preview(world.ada.id, order).refusals]
    assert refused(desk.actions.perform, clearance.id, order, kind=Refused) == code
    assert world.directory.changes == []
    assert world.stores.clearances.clearance(clearance.id).used_at is None


def test_a_password_of_the_desks_is_not_kept_where_policy_forces_its_change(world, desk, app) -> None:
    desk.actions.perform(world.clear(desk, app).id, FULL_RESET)
    against = desk.lookup.card(world.ada.id).refusals[Action.CLEAR_CHANGE]
    assert [each.code for each in against] == ["temporary-stays"]
    free = replace(desk.policy, passwords=replace(desk.policy.passwords, always_force_change=False))
    desk = world.sign_in(Role.SUPERVISOR, policy=free)
    assert desk.lookup.card(world.ada.id).may(Action.CLEAR_CHANGE)


def test_a_disabled_account_is_offered_what_helps_and_says_that_sessions_go_on(world, desk) -> None:
    shown = desk.actions.preview(world.ada.id, Order(Action.DISABLE)).sentences
    assert shown[1].startswith("What is open already")
    world.change_ada(state=replace(world.ada.state, enabled=False))
    card = desk.lookup.card(world.ada.id)
    assert (card.may(Action.ENABLE), card.may(Action.DISABLE)) == (True, False)
    warned = desk.actions.preview(world.ada.id, Order(Action.ENABLE)).warnings
    assert "still-disabled" not in [each.code for each in warned]


POWERS = {
    "protects": GroupPower(frozenset({VPN}), "Domain Admins"),
    "unknown": GroupPower(None, None),
    "the desk's own": GroupPower(frozenset({VPN, f"{DOMAIN}-{1600 + len('operators')}"}), ""),
    "a tier's": GroupPower(frozenset({VPN, f"{DOMAIN}-{1600 + len('Finance')}"}), ""),
}


@pytest.mark.parametrize("power", POWERS.values(), ids=POWERS)
def test_a_group_that_gives_power_is_offered_to_nobody(world, policy, power) -> None:
    """Where it gives it already, nobody signs in with such a policy."""
    tier = replace(policy.verification.everybody, name="finance", groups=frozenset({"Finance"}))
    policy = replace(policy, verification=replace(policy.verification, tiers=(tier,)))
    world.directory.powers[VPN] = power
    with pytest.raises(ConfigError) as caught:
        world.sign_in(Role.SUPERVISOR, policy=policy)
    assert "VPN" in caught.value.problem.cause


def test_a_group_that_was_given_power_since_is_refused_in_the_write(world, desk, app) -> None:
    clearance = world.clear(desk, app)
    world.directory.powers[VPN] = POWERS["protects"]
    order = Order(Action.ADD_TO_GROUP, asked=Asked(group=VPN))
    assert refused(desk.actions.perform, clearance.id, order, kind=Refused) == "group-gives-power"
    assert world.directory.changes == []


def test_a_lost_answer_about_a_group_is_not_taken_for_a_no(world, desk, app) -> None:
    """The account's own entry is not written by it, and so tells nothing."""
    world.directory.script = lambda *_: Reply(ReplyKind.LOST, problem("reply-lost"))
    order = Order(Action.ADD_TO_GROUP, asked=Asked(group=VPN))
    assert desk.actions.perform(world.clear(desk, app).id, order).outcome is Outcome.UNKNOWN


# --- days as people type them -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("", None),
        ("never", "never"),
        (" Never ", "never"),
        ("2026-12-31", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2026-12-31 17:30", datetime(2026, 12, 31, 17, 30, tzinfo=UTC)),
        ("2024-02-29", datetime(2024, 3, 1, tzinfo=UTC)),
    ],
)
def test_a_last_day_is_good_to_its_end(typed, ends) -> None:
    assert asked_dates("", typed).ends == ends


@pytest.mark.parametrize(
    "typed",
    [
        "31.12.2026",
        "2026-02-30",
        "9999-12-31",
        "2026-1-1",
        "٢٠٢٦-01-01",
        "tomorrow",
        "2026-12-31\x1b",
        "0000-01-01",
    ],
)
def test_what_is_no_day_is_said_so(typed) -> None:
    with pytest.raises(Refused) as caught:
        asked_dates("", typed)
    assert caught.value.problem.code == "dates-unreadable"


@given(st.integers(min_value=0, max_value=3_000_000_000))
def test_what_is_shown_of_a_day_can_be_typed(minutes) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    assert asked_dates("", typed_day(moment)).ends == moment
    asked = Asked(begins=moment, ends="never")
    assert Asked.of(asked.facts()) == asked


def test_no_order_writes_two_things_that_speak_against_each_other() -> None:
    for spec in WRITING:
        for also in (frozenset(), frozenset(Action)):
            steps = set(steps_of(Order(spec.action, also)))
            assert not steps >= {Action.ENABLE, Action.DISABLE}
            assert not steps >= {Action.FORCE_CHANGE, Action.CLEAR_CHANGE}
