"""Invariant 13: what cannot end well is said before anybody is asked for a proof."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from desk.policies import lenient
from desk.proofs import refused
from writing import FULL_RESET

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import HistoryRule, PasswordRules
from helpdesk_tui.desk.ports import Ability, Capability, Reply, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.words.accounts import permissions

KEEPING = PasswordRules(keep_never_expiring=True)
FREE = PasswordRules(always_force_change=False)


@pytest.fixture
def app(world):
    return world.register_app()


def become(world, **changes) -> None:
    world.directory.accounts[world.ada.id] = world.make_account(**changes)


def block(world) -> None:
    limits = lenient().verification.limits
    for number in range(limits.account.failures):
        world.stores.attempts.begin(world.ada.id, f"m{number}", "op", limits, world.clock.now())


def hold(world) -> None:
    world.second_operator()
    world.sign_in(login="sam").verifying.begin(world.ada.id)


def card(world, rules: PasswordRules = PasswordRules(), *roles: Role):  # noqa: B008 - frozen
    return world.sign_in(*roles, policy=lenient(passwords=rules)).lookup.card(world.ada.id)


def against(world, action: Action, rules: PasswordRules = PasswordRules()) -> list[str]:  # noqa: B008 - frozen
    return [each.code for each in card(world, rules).refusals[action]]


@pytest.mark.parametrize(
    ("changes", "rules", "codes"),
    [
        ({"password_never_expires": True}, PasswordRules(), ["reset-not-forced"]),
        ({"password_never_expires": True}, KEEPING, []),
        ({"password_never_expires": True}, FREE, []),
        ({"cannot_change_password": True}, PasswordRules(), ["reset-not-forced"]),
        ({"cannot_change_password": True}, KEEPING, ["reset-not-forced"]),
        ({"cannot_change_password": True}, FREE, []),
        ({"smart_card_required": True}, PasswordRules(), ["smart-card-required"]),
        ({"smart_card_required": True}, KEEPING, ["smart-card-required"]),
        ({"smart_card_required": True}, FREE, ["smart-card-required"]),
        ({"password_never_expires": True, "smart_card_required": True}, KEEPING, ["smart-card-required"]),
        ({"password_never_expires": None, "smart_card_required": None}, PasswordRules(), []),
    ],
)
def test_a_reset_that_no_option_makes_possible_is_not_offered(world, app, changes, rules, codes) -> None:
    become(world, **changes)
    assert against(world, Action.RESET, rules) == codes


@pytest.mark.parametrize("changes", [{"password_never_expires": True}, {"smart_card_required": True}])
def test_nobody_is_asked_for_a_proof_that_leads_nowhere(world, app, changes) -> None:
    become(world, **changes)
    desk = world.sign_in()
    code = against(world, Action.RESET)[0]
    assert refused(desk.verifying.begin, world.ada.id) == code
    assert refused(desk.lookup.card_for, world.ada.id, Action.RESET, kind=Refused) == code
    assert "verification.begun" not in world.events()


def test_what_is_possible_still_is_while_the_rest_is_not(world, app) -> None:
    """A locked person with a smart card: an unlock helps, a reset does not."""
    become(world, smart_card_required=True, locked=True)
    desk = world.sign_in()
    shown = desk.lookup.card(world.ada.id)
    assert [action for action in CALL_ACTIONS if shown.offers(action)] == [Action.UNLOCK]
    clearance = world.clear(desk, app)
    assert desk.actions.perform(clearance.id, Order(Action.UNLOCK)).outcome is Outcome.DONE


def test_whoever_keeps_a_password_that_never_expires_is_reset_in_one_go(world, app) -> None:
    become(world, password_never_expires=True)
    desk = world.sign_in(policy=lenient(passwords=KEEPING))
    usual = desk.actions.usual(world.directory.read(world.ada.id), Action.RESET)
    assert usual == replace(FULL_RESET, also=frozenset({Action.UNLOCK}))
    preview = desk.actions.preview(world.ada.id, usual)
    assert (preview.refusals, "The person keeps this password" in " ".join(preview.sentences)) == ((), True)
    receipt = desk.actions.perform(world.clear(desk, app).id, usual)
    assert receipt.outcome is Outcome.DONE
    assert world.directory.changes[0].steps == {Action.RESET, Action.UNLOCK}


def test_nobody_else_keeps_a_temporary_password_by_that(world, app) -> None:
    desk = world.sign_in(policy=lenient(passwords=KEEPING))
    assert desk.actions.usual(world.ada, Action.RESET) == FULL_RESET
    kept = replace(FULL_RESET, also=frozenset({Action.UNLOCK}))
    assert [each.code for each in desk.actions.preview(world.ada.id, kept).refusals] == [
        "change-must-be-forced"
    ]


@pytest.mark.parametrize(
    "rules", [PasswordRules(), KEEPING, FREE, replace(FREE, history_on_reset=HistoryRule.REQUIRED)]
)
@pytest.mark.parametrize("history", [True, False])
@pytest.mark.parametrize("read_only", [True, False])
def test_whatever_is_offered_can_be_done_as_it_is_proposed(world, app, rules, history, read_only) -> None:
    """Over every state of an account: an offer is an order that can go on, and no such order is left out."""
    able = {**world.directory.info.abilities, Capability.HISTORY_ON_RESET: Ability(history)}
    world.directory.info = replace(world.directory.info, abilities=able, read_only=read_only)
    desk = world.sign_in(policy=lenient(passwords=rules))
    names = ("password_never_expires", "smart_card_required", "cannot_change_password", "locked", "enabled")
    for values in product((True, False), repeat=len(names)):
        become(world, **dict(zip(names, values, strict=True)))
        shown = desk.lookup.card(world.ada.id)
        for action in CALL_ACTIONS:
            usual = desk.actions.usual(shown.account, action)
            assert shown.offers(action) is not bool(desk.actions.preview(world.ada.id, usual).refusals)


def test_an_account_that_may_lock_during_the_call_is_cleared_for_an_unlock_too(world, app) -> None:
    become(world, locked=False)
    desk = world.sign_in()
    assert not desk.lookup.card(world.ada.id).offers(Action.UNLOCK)
    clearance = world.clear(desk, app)
    become(world, locked=True)
    assert desk.lookup.card(world.ada.id).offers(Action.UNLOCK)
    assert desk.actions.perform(clearance.id, Order(Action.UNLOCK)).outcome is Outcome.DONE


def test_an_order_takes_nothing_along_that_its_action_does_not(world, app) -> None:
    desk = world.sign_in()
    clearance = world.clear(desk, app, frozenset({Action.UNLOCK}))
    sneaked = Order(Action.UNLOCK, frozenset({Action.RESET, Action.FORCE_CHANGE}))
    assert desk.actions.perform(clearance.id, sneaked).outcome is Outcome.DONE
    assert world.directory.changes[0].steps == {Action.UNLOCK}
    assert world.directory.changes[0].new_password is None


# --- what a card says -----------------------------------------------------------------------------------


def said(world, *roles: Role) -> str:
    return "\n".join(permissions(card(world, PasswordRules(), *(roles or (Role.OPERATOR, Role.REGISTRAR)))))


def test_what_is_offered_and_why_the_rest_is_not(world, app) -> None:
    become(world, password_never_expires=True, locked=True)
    lines = said(world).splitlines()
    assert lines[0] == "Unlock, change methods."
    assert lines[1].startswith(
        "Not reset the password: A reset must force a change, which does not work here"
    )
    assert lines[2].startswith("Not force a change: Forcing a new password has no effect here")


@pytest.mark.parametrize(
    ("arrange", "reason"),
    [
        (block, "Too many failed proofs"),
        (hold, "is verifying"),
        (
            lambda world: become(world, mobile="", office_phone="", mail="", locked=True),
            "no usable way to prove",
        ),
        (lambda world: become(world, group_ids=frozenset({"S-1-5-32-544"})), "This account is protected"),
    ],
)
def test_nothing_is_offered_to_a_caller_who_cannot_be_verified(world, arrange, reason) -> None:
    become(world, locked=True)
    arrange(world)
    assert said(world).startswith("Nothing: ")
    assert reason in said(world)


def test_a_clearance_in_force_needs_no_verification(world, app) -> None:
    desk = world.sign_in()
    world.clear(desk, app)
    block(world)
    shown = desk.lookup.card(world.ada.id)
    assert shown.blocked
    assert [action for action in Action if shown.offers(action)] == [
        Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK
    ]  # fmt: skip


def test_who_can_be_proven_for_methods_only_is_offered_that(world) -> None:
    become(world, mobile="", office_phone="", mail="", locked=True)
    now = world.clock.now()
    made = Secret("PASSPASSPA")
    world.stores.methods.add_pass(world.ada.id, made, now, now + timedelta(hours=1), once=True)
    assert said(world).splitlines()[0] == "Change methods."


# --- what a receipt says --------------------------------------------------------------------------------


@pytest.mark.parametrize(("locked", "words"), [(True, "Account unlocked"), (False, "Account is not locked")])
def test_nobody_is_said_to_be_unlocked_who_was_not_locked(world, app, locked, words) -> None:
    become(world, locked=locked)
    desk = world.sign_in()
    receipt = desk.actions.perform(world.clear(desk, app).id, FULL_RESET)
    assert [step.words for step in receipt.steps] == [
        "Temporary password set", "Must change at next sign-in", words
    ]  # fmt: skip
    assert receipt.outcome is Outcome.DONE


def test_what_was_not_done_is_named_by_what_was_asked(world, app) -> None:
    become(world, locked=False)
    desk = world.sign_in()
    clearance = world.clear(desk, app)
    world.directory.script = lambda *_: Reply(ReplyKind.REFUSED, problem("password-refused"))
    assert desk.actions.perform(clearance.id, FULL_RESET).steps[-1].words == "Account unlocked"


def test_a_change_that_the_server_forces_all_the_same_is_said(world, app) -> None:
    """As Windows does where the right to end the expiry is missing."""
    desk = world.sign_in(policy=lenient(passwords=FREE))
    clearance = world.clear(desk, app)

    def forcing(account, change):
        world.directory.apply(account, replace(change, steps=change.steps | {Action.FORCE_CHANGE}))
        return Reply(ReplyKind.ACCEPTED)

    world.directory.script = forcing
    receipt = desk.actions.perform(clearance.id, Order(Action.RESET))
    assert receipt.outcome is Outcome.DONE
    assert [step.problem.code for step in receipt.steps if step.problem] == ["change-forced-anyway"]
    assert receipt.password is not None
