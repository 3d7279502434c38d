"""Proving a caller: each rule of a verification, over a real store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from desk.policies import lenient, proving
from desk.proofs import method, refused
from writing import FULL_RESET

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import READING
from helpdesk_tui.desk.errors import NotPermitted, Refused, StoreUnavailable
from helpdesk_tui.desk.method import Grade, MethodId, MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import RegistrationRules, TicketRule
from helpdesk_tui.desk.ports import Limit, Limits
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_one_code_clears_the_way_and_binds_it(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    clearance = world.clear(desk, app)
    assert clearance.account == world.ada.id
    assert clearance.operator == desk.operator.id
    reading = {spec.action for spec in READING}
    assert clearance.actions == {Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK} | reading
    assert world.events()[-4:] == [
        "verification.begun",
        "verification.attempt",
        "verification.proof",
        "verification.cleared",
    ]


def test_methods_are_offered_strongest_first_with_the_reason_why_not(world) -> None:
    world.register_app()
    desk = world.sign_in(policy=proving(minimum_grade=Grade.CODE))
    offered = desk.verifying.begin(world.ada.id).options
    assert [(option.method.kind.value, option.why_not) for option in offered] == [
        ("totp", ""),
        ("call-back", "too weak for this policy"),
        ("call-back", "too weak for this policy"),
        ("sms", "not allowed by policy"),
        ("email", "not allowed by policy"),
    ]


def test_a_code_works_once_also_in_a_second_verification(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    code = app()
    first = desk.verifying.begin(world.ada.id)
    assert desk.verifying.prove(first.id, method(first), code).clearance
    second = desk.verifying.begin(world.ada.id)
    assert refused(desk.verifying.prove, second.id, method(second), code) == "code-used"


def test_of_a_code_that_was_never_typed_nobody_says_that_it_was_used(world) -> None:
    """The phone's clock is half a minute ahead: what it showed before is right, older, and was never said."""
    app, desk = world.register_app(), world.sign_in()
    world.clock.forward(seconds=30)
    ahead, now = app(), None
    world.clock.forward(seconds=-30)
    now = app()
    begun = desk.verifying.begin(world.ada.id)
    assert desk.verifying.prove(begun.id, method(begun), ahead).clearance
    begun = desk.verifying.begin(world.ada.id)
    with pytest.raises(NotPermitted) as caught:
        desk.verifying.prove(begun.id, method(begun), now)
    assert caught.value.problem.code == "code-older"
    assert "used before" not in str(caught.value.problem)
    assert refused(desk.verifying.prove, begun.id, method(begun), ahead) == "code-used"


def test_an_older_step_is_refused_after_a_newer_one(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    older = app()
    world.clock.forward(seconds=30)
    world.clear(desk, app)
    begun = desk.verifying.begin(world.ada.id)
    assert refused(desk.verifying.prove, begun.id, method(begun), older) == "code-older"


def test_a_restart_forgets_no_code(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    code = app()
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.prove(begun.id, method(begun), code)
    again = world.sign_in(stores=world.open())
    begun = again.verifying.begin(world.ada.id)
    assert refused(again.verifying.prove, begun.id, method(begun), code) == "code-used"


def test_a_malformed_code_costs_no_attempt_and_a_wrong_one_does(world) -> None:
    world.register_app()
    desk = world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    for _ in range(9):
        assert refused(desk.verifying.prove, begun.id, method(begun), Secret("12"), kind=Refused) == (
            "code-malformed"
        )
    assert refused(desk.verifying.prove, begun.id, method(begun), Secret("000000")) == "code-wrong"


def test_five_wrong_codes_block_the_account_for_every_operator_and_after_a_restart(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    for _ in range(5):
        refused(desk.verifying.prove, begun.id, method(begun), Secret("000000"))
    assert refused(desk.verifying.prove, begun.id, method(begun), app()) == "account-blocked"
    other = replace(world.operator_account, id=AccountId("88888888-0000-0000-0000-000000000000"))
    world.directory.operator = other
    again = world.sign_in(stores=world.open())
    assert refused(again.verifying.begin, world.ada.id) == "account-blocked"
    world.clock.forward(hours=24, minutes=1)
    assert again.verifying.begin(world.ada.id)


def test_an_operator_who_fails_everywhere_is_blocked(world, make_account) -> None:
    world.register_app()
    limits = Limits(account=Limit(50, 3600), method=Limit(50, 3600), operator=Limit(3, 3600))
    desk = world.sign_in(policy=proving(limits=limits))
    begun = desk.verifying.begin(world.ada.id)
    for _ in range(3):
        refused(desk.verifying.prove, begun.id, method(begun), Secret("000000"))
    other = make_account(id=AccountId("77777777-0000-0000-0000-000000000000"))
    world.directory.accounts[other.id] = other
    assert refused(desk.verifying.begin, other.id) == "operator-blocked"


def test_two_gates_want_two_kinds_of_proof(world) -> None:
    app, desk = world.register_app(), world.sign_in(policy=proving(gates=2))
    begun = desk.verifying.begin(world.ada.id)
    half = desk.verifying.prove(begun.id, method(begun), app())
    assert (half.met, half.clearance) == (1, None)
    world.clock.forward(seconds=30)
    assert refused(desk.verifying.prove, begun.id, method(begun), app(), kind=Refused) == (
        "method-already-proven"
    )
    call = method(half, MethodKind.CALL_BACK)
    assert desk.verifying.number_to_dial(begun.id, call) == "+44 7700 900123"
    assert desk.verifying.attest(begun.id, call, confirmed=True).clearance


def test_two_numbers_are_one_kind_of_proof(world) -> None:
    desk = world.sign_in(policy=proving(gates=2))
    assert refused(desk.verifying.begin, world.ada.id) == "too-few-methods"


def test_a_call_back_counts_only_after_the_number_was_asked_for(world) -> None:
    desk = world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    call = method(begun, MethodKind.CALL_BACK)
    assert refused(desk.verifying.attest, begun.id, call, True, kind=Refused) == "prompt-changed"
    desk.verifying.number_to_dial(begun.id, call)
    assert refused(desk.verifying.attest, begun.id, call, False) == "call-back-failed"
    assert refused(desk.verifying.attest, begun.id, call, True, kind=Refused) == "prompt-changed"
    desk.verifying.number_to_dial(begun.id, call)
    assert desk.verifying.attest(begun.id, call, True).clearance


def test_a_recovery_code_proves_once(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    clearance = world.clear(desk, app, frozenset({Action.CHANGE_METHODS}))
    printed = desk.registration.issue_recovery_codes(clearance.id)
    begun = desk.verifying.begin(world.ada.id)
    which = method(begun, MethodKind.RECOVERY_CODE)
    assert desk.verifying.prove(begun.id, which, printed[3]).clearance
    begun = desk.verifying.begin(world.ada.id)
    assert refused(desk.verifying.prove, begun.id, which, printed[3]) == "code-wrong"
    assert desk.verifying.prove(begun.id, which, printed[4]).clearance


def test_nothing_registered_and_no_number_means_no_verification(world, make_account) -> None:
    world.directory.accounts[world.ada.id] = make_account(mobile="", office_phone="")
    desk = world.sign_in()
    assert refused(desk.verifying.begin, world.ada.id) == "no-method"
    assert world.events()[-1] == "verification.denied"


def test_unreadable_numbers_are_not_offered(world, make_account) -> None:
    world.directory.accounts[world.ada.id] = make_account(mobile=None, office_phone=None)
    assert refused(world.sign_in().verifying.begin, world.ada.id) == "no-method"


def test_time_ends_a_verification(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    world.clock.forward(minutes=15)
    assert refused(desk.verifying.prove, begun.id, method(begun), app()) == "verification-expired"
    world.clock.forward(minutes=-10)
    assert refused(desk.verifying.prove, begun.id, method(begun), app()) == "verification-unknown"


def test_a_clock_that_goes_back_ends_a_verification(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    world.clock.forward(hours=-1)
    assert refused(desk.verifying.prove, begun.id, method(begun), app()) == "clock-went-back"


def test_a_contact_changed_between_challenge_and_proof_ends_it(world, make_account) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    world.directory.accounts[world.ada.id] = make_account(locked=True, mobile="+44 7700 900999")
    assert refused(desk.verifying.prove, begun.id, method(begun), app()) == "account-changed"


def test_a_verification_belongs_to_its_operator(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    world.directory.operator = replace(
        world.operator_account, id=AccountId("88888888-0000-0000-0000-000000000000")
    )
    other = world.sign_in()
    assert refused(other.verifying.prove, begun.id, method(begun), app()) == "verification-unknown"
    other.verifying.cancel(begun.id)
    assert desk.verifying.prove(begun.id, method(begun), app()).clearance


def test_a_method_of_one_person_proves_no_other(world, make_account) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    other = make_account(id=AccountId("77777777-0000-0000-0000-000000000000"), login="eve")
    world.directory.accounts[other.id] = other
    elsewhere = desk.verifying.begin(other.id)
    assert refused(desk.verifying.prove, elsewhere.id, method(begun), app()) == "method-not-offered"


def test_a_cancelled_verification_is_over_and_recorded(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.cancel(begun.id)
    assert world.events()[-1] == "verification.cancelled"
    assert refused(desk.verifying.prove, begun.id, method(begun), app()) == "verification-unknown"


def test_what_is_cancelled_clears_nothing_though_its_last_proof_came_first(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    clearance = desk.verifying.prove(begun.id, method(begun), app()).clearance
    desk.verifying.cancel(begun.id)
    assert world.events()[-1] == "verification.cancelled"
    assert desk.verifying.clearance_for(world.ada.id, Action.RESET) is None
    assert refused(desk.actions.perform, clearance.id, FULL_RESET) == "clearance-used"
    assert world.directory.changes == []


def test_nobody_cancels_what_is_anothers(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    world.second_operator()
    sam = world.sign_in(login="sam")
    sam.verifying.cancel(begun.id)
    assert desk.verifying.prove(begun.id, method(begun), app()).clearance
    sam.verifying.cancel(begun.id)
    assert desk.verifying.clearance_for(world.ada.id, Action.RESET)


@pytest.mark.parametrize(
    ("rule", "ticket", "code"),
    [
        (TicketRule.REQUIRED, "", "ticket-required"),
        (TicketRule.OPTIONAL, "nonsense", "ticket-malformed"),
        (TicketRule.REQUIRED, "INC-12\x1b[2J", "ticket-malformed"),
    ],
)
def test_a_ticket_is_asked_for_as_policy_says(world, rule, ticket, code) -> None:
    world.register_app()
    desk = world.sign_in(policy=proving(ticket=rule, ticket_pattern=r"INC-\d+", ticket_example="INC-1"))
    begin = desk.verifying.begin
    assert refused(begin, world.ada.id, frozenset({Action.RESET}), ticket, kind=Refused) == code


def _with_ticket(world, rule: TicketRule, **changes):
    """A desk that asks for tickets, and a verification that was begun without one: it comes later."""
    app = world.register_app()
    desk = world.sign_in(
        policy=proving(ticket=rule, ticket_pattern=r"INC-\d+", ticket_example="INC-1", **changes)
    )
    return desk.verifying, desk.verifying.begin(world.ada.id, ticket=None), app


def test_without_a_needed_ticket_methods_are_shown_and_no_answer_is_taken(world) -> None:
    verifying, begun, app = _with_ticket(world, TicketRule.REQUIRED)
    assert begun.ticket_open
    assert begun.prompts
    assert refused(verifying.prove, begun.id, method(begun), app(), kind=Refused) == "ticket-required"
    assert not {"verification.attempt", "verification.proof"} & set(world.events())
    assert verifying.look(begun.id).attempts_left == begun.attempts_left


def test_a_ticket_that_comes_later_binds_the_clearance_and_is_in_the_record(world) -> None:
    verifying, begun, app = _with_ticket(world, TicketRule.REQUIRED)
    for wrong, code in (("", "ticket-required"), ("nonsense", "ticket-malformed")):
        assert refused(verifying.set_ticket, begun.id, wrong, kind=Refused) == code
    assert verifying.look(begun.id).ticket == ""
    verifying.set_ticket(begun.id, "INC-1")
    assert verifying.set_ticket(begun.id, " INC-2\x00 ").ticket == "INC-2"
    cleared = verifying.prove(begun.id, method(begun), app())
    assert cleared.clearance.ticket == "INC-2"
    named = [
        each.facts["ticket"] for each in world.stores.audit.records() if each.event == "verification.ticket"
    ]
    assert named == ["INC-1", "INC-2"]


def test_a_ticket_that_is_named_again_changes_nothing(world) -> None:
    verifying, begun, _ = _with_ticket(world, TicketRule.OPTIONAL)
    for _ in range(3):
        verifying.set_ticket(begun.id, "INC-1")
    assert world.events().count("verification.ticket") == 1


def test_what_was_proven_for_one_ticket_is_not_given_another(world) -> None:
    verifying, begun, app = _with_ticket(world, TicketRule.OPTIONAL, gates=2)
    verifying.set_ticket(begun.id, "INC-1")
    proven = verifying.prove(begun.id, method(begun), app())
    assert (proven.ticket, proven.ticket_open) == ("INC-1", False)
    assert refused(verifying.set_ticket, begun.id, "INC-2") == "ticket-stands"
    assert verifying.set_ticket(begun.id, "INC-1").ticket == "INC-1"
    assert verifying.look(begun.id).ticket == "INC-1"


def test_proofs_alone_yield_no_clearance_where_a_ticket_is_needed(world) -> None:
    """However they came there."""
    verifying, begun, _ = _with_ticket(world, TicketRule.REQUIRED)
    world.stores.clearances.add_proof(begun.id, method(begun), MethodKind.TOTP, world.clock.now())
    assert refused(verifying.look, begun.id) == "ticket-required"
    assert verifying.clearance_for(world.ada.id, Action.RESET) is None


def test_a_ticket_is_named_by_the_operator_whose_verification_it_is(world) -> None:
    _, begun, _ = _with_ticket(world, TicketRule.OPTIONAL)
    world.directory.operator = replace(
        world.operator_account, id=AccountId("88888888-0000-0000-0000-000000000000")
    )
    other = world.sign_in(stores=world.open())
    assert refused(other.verifying.set_ticket, begun.id, "INC-1") == "verification-unknown"


def test_a_desk_without_tickets_takes_none(world) -> None:
    app, desk = world.register_app(), world.sign_in(policy=proving(ticket=TicketRule.OFF))
    begun = desk.verifying.begin(world.ada.id, ticket=None)
    assert not begun.ticket_open
    assert desk.verifying.set_ticket(begun.id, "INC-1").ticket == ""
    assert desk.verifying.prove(begun.id, method(begun), app()).clearance


def test_a_role_that_may_not_act_may_not_verify_for_it(world) -> None:
    world.register_app()
    desk = world.sign_in(Role.AUDITOR)
    assert refused(desk.verifying.begin, world.ada.id) == "role-lacks-action"


def test_a_clearance_is_found_by_its_operator_until_it_expires(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    clearance = world.clear(desk, app)
    assert desk.verifying.clearance_for(world.ada.id, Action.UNLOCK) == clearance
    assert desk.verifying.clearance_for(world.ada.id, Action.CHANGE_METHODS) is None
    world.clock.forward(minutes=10)
    assert desk.verifying.clearance_for(world.ada.id, Action.UNLOCK) is None


def test_calls_that_nobody_answers_block_nobody(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    call = method(begun, MethodKind.CALL_BACK)
    for _ in range(9):
        desk.verifying.number_to_dial(begun.id, call)
        assert refused(desk.verifying.attest, begun.id, call, False) == "call-back-failed"
    assert desk.verifying.prove(begun.id, method(begun), app()).clearance


def test_a_store_that_cannot_record_uses_up_no_code(world, monkeypatch) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)

    def full(*_: object) -> None:
        raise StoreUnavailable(problem("store-full"))

    monkeypatch.setattr(type(world.stores.audit), "append", full)
    with pytest.raises(StoreUnavailable):
        desk.verifying.prove(begun.id, method(begun), app())
    monkeypatch.undo()
    assert desk.verifying.prove(begun.id, method(begun), app()).clearance


def test_the_end_of_the_call_ends_its_clearance(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    world.clear(desk, app)
    desk.verifying.end_call(world.ada.id)
    assert desk.verifying.clearance_for(world.ada.id, Action.RESET) is None
    assert world.events()[-1] == "clearance.ended"


def test_a_clearance_of_one_ticket_is_not_used_for_another(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id, ticket="INC-1")
    desk.verifying.prove(begun.id, method(begun), app())
    assert desk.verifying.clearance_for(world.ada.id, Action.RESET, "INC-2") is None
    assert desk.verifying.clearance_for(world.ada.id, Action.RESET, "INC-1")
    assert desk.verifying.clearance_for(world.ada.id, Action.RESET)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"enabled": False}, "operator-disabled"),
        ({"group_ids": frozenset()}, "role-lost"),
        ({"group_ids": None}, "role-lost"),
        ({"account_expires": NOW}, "operator-expired"),
    ],
)
def test_an_operator_who_lost_the_right_meanwhile_neither_verifies_nor_writes(
    world, make_account, changes, code
) -> None:
    app, desk = world.register_app(), world.sign_in()
    clearance = world.clear(desk, app)
    usual = {"id": world.operator_account.id, "group_ids": world.operator_account.group_ids}
    world.directory.operator = make_account(**(usual | changes))
    assert refused(desk.verifying.begin, world.ada.id) == code
    assert refused(desk.actions.perform, clearance.id, FULL_RESET) == code
    assert world.directory.changes == []


# --- one at a time --------------------------------------------------------------------------------------


def test_one_account_is_verified_by_one_operator_at_a_time(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    world.second_operator()
    sam = world.sign_in(login="sam")
    begun = desk.verifying.begin(world.ada.id)
    with pytest.raises(NotPermitted) as caught:
        sam.verifying.begin(world.ada.id)
    assert str(caught.value.problem).startswith("dana is verifying this caller, until 09:45 UTC.")
    held = sam.lookup.card(world.ada.id).held
    assert held is not None
    assert held.operator_login == "dana"
    assert desk.lookup.card(world.ada.id).held is None
    assert desk.verifying.prove(begun.id, method(begun), app()).clearance
    assert sam.verifying.begin(world.ada.id)


def test_the_same_operator_begins_anew_at_another_terminal(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    elsewhere = world.sign_in(process="2:2")
    again = elsewhere.verifying.begin(world.ada.id)
    assert refused(desk.verifying.prove, begun.id, method(begun), app()) == "verification-unknown"
    assert elsewhere.verifying.prove(again.id, method(again), app()).clearance


def test_a_verification_that_ran_out_holds_nobody_up(world) -> None:
    world.register_app()
    world.sign_in().verifying.begin(world.ada.id)
    world.second_operator()
    sam = world.sign_in(login="sam")
    world.clock.forward(minutes=15)
    assert sam.verifying.begin(world.ada.id)


def test_attempts_left_are_told_as_they_go(world) -> None:
    world.register_app()
    desk = world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    assert begun.attempts_left == 5
    refused(desk.verifying.prove, begun.id, method(begun), Secret("000000"))
    assert desk.verifying.look(begun.id).attempts_left == 4


# --- the stronger and the weaker --------------------------------------------------------------------------


def test_an_elevated_threat_disables_weak_methods_at_once(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    world.elevated = True
    call = method(begun, MethodKind.CALL_BACK)
    assert refused(desk.verifying.number_to_dial, begun.id, call) == "policy-changed"
    begun = desk.verifying.begin(world.ada.id)
    why = {option.method.kind: option.why_not for option in begun.options}
    assert why[MethodKind.CALL_BACK] == "too weak while the threat is elevated"
    assert why[MethodKind.TOTP] == ""
    assert refused(desk.verifying.number_to_dial, begun.id, call) == "method-not-offered"
    assert desk.verifying.prove(begun.id, method(begun), app()).clearance


def test_a_clearance_from_before_the_threat_clears_nothing(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    clearance = world.clear(desk, app)
    world.elevated = True
    assert refused(desk.actions.perform, clearance.id, FULL_RESET) == "policy-changed"
    assert desk.verifying.clearance_for(world.ada.id, Action.RESET) is None
    assert world.directory.changes == []


def test_who_changed_the_methods_does_not_reset_soon_after(world) -> None:
    app = world.register_app()
    strict = lenient(registration=RegistrationRules(own_hours=24, any_hours=1, new_hours=0))
    desk = world.sign_in(policy=strict)
    clearance = world.clear(desk, app)
    world.stores.methods.note_change(world.ada.id, desk.operator.id, world.clock.now())
    assert refused(desk.actions.perform, clearance.id, FULL_RESET) == "cooling-down-own"
    assert refused(desk.verifying.begin, world.ada.id, frozenset({Action.RESET})) == "cooling-down-own"
    assert desk.lookup.card(world.ada.id).refusals[Action.RESET][0].code == "cooling-down-own"
    world.second_operator()
    sam = world.sign_in(login="sam", policy=strict)
    assert refused(sam.verifying.begin, world.ada.id, frozenset({Action.RESET})) == "cooling-down"
    world.clock.forward(hours=1)
    assert sam.verifying.begin(world.ada.id, frozenset({Action.RESET}))
    sam.verifying.end_call(world.ada.id)
    world.clock.forward(hours=23)
    assert desk.verifying.begin(world.ada.id, frozenset({Action.RESET}))
    assert world.directory.changes == []


# --- the exception path -----------------------------------------------------------------------------------


def test_a_verification_does_not_come_upon_the_exception_path_on_its_way(world) -> None:
    """The pass runs out meanwhile: what the exception path leaves needs its own gates, and its record."""
    now, methods = world.clock.now(), frozenset({Action.CHANGE_METHODS})
    person, passes = frozenset({MethodKind.IN_PERSON}), frozenset({MethodKind.ACCESS_PASS})
    soon = now + timedelta(minutes=5)
    world.stores.methods.add_pass(world.ada.id, Secret("ACDEFGHJKM"), now, soon, once=False)
    rules = {"allowed": passes, "exception": person | {MethodKind.MANAGER}}
    world.change_ada(manager="Bea Boss")
    desk = world.sign_in(policy=proving(**rules))
    begun = desk.verifying.begin(world.ada.id, methods)
    assert (begun.gates, begun.exceptional) == (1, False)
    world.clock.forward(minutes=6)
    in_person = MethodId(f"{world.ada.id}:{MethodKind.IN_PERSON.value}")
    attest = desk.verifying.attest_in_person
    assert refused(attest, begun.id, in_person, "passport") == "method-not-offered"
    anew = desk.verifying.begin(world.ada.id, methods)
    assert (anew.gates, anew.exceptional) == (2, True)
    assert attest(anew.id, in_person, "passport").clearance is None


# --- a supervisor's release -------------------------------------------------------------------------------


def test_a_supervisor_releases_a_blocked_account(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    for _ in range(5):
        refused(desk.verifying.prove, begun.id, method(begun), Secret("000000"))
    assert refused(desk.releasing.release_account, world.ada.id) == "supervisors-only"
    world.second_operator()
    sam = world.sign_in(Role.SUPERVISOR, login="sam")
    sam.releasing.release_account(world.ada.id)
    assert world.events()[-1] == "block.released"
    assert world.clear(world.sign_in(), app)


def test_a_supervisor_ends_a_hold_by_releasing_the_account(world) -> None:
    app, desk = world.register_app(), world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    world.second_operator()
    sam = world.sign_in(Role.SUPERVISOR, login="sam")
    sam.releasing.release_account(world.ada.id)
    assert refused(desk.verifying.prove, begun.id, method(begun), app()) == "verification-unknown"
    assert sam.verifying.begin(world.ada.id)


def test_an_operator_is_released_by_a_supervisor_and_not_by_oneself(world) -> None:
    app = world.register_app()
    limits = Limits(account=Limit(50, 3600), method=Limit(50, 3600), operator=Limit(1, 3600))
    desk = world.sign_in(Role.SUPERVISOR, policy=proving(limits=limits))
    begun = desk.verifying.begin(world.ada.id)
    refused(desk.verifying.prove, begun.id, method(begun), Secret("000000"))
    assert refused(desk.verifying.begin, world.ada.id) == "operator-blocked"
    dana = replace(world.operator_account)
    world.directory.accounts[dana.id] = dana
    assert refused(desk.releasing.release_operator, "dana") == "own-account"
    world.second_operator()
    sam = world.sign_in(Role.SUPERVISOR, login="sam")
    sam.releasing.release_operator("dana")
    assert world.clear(desk, app)


def test_a_supervisor_does_not_release_a_block_from_guesses_of_their_own(world) -> None:
    world.register_app()
    desk = world.sign_in(Role.SUPERVISOR)
    begun = desk.verifying.begin(world.ada.id)
    for _ in range(5):
        refused(desk.verifying.prove, begun.id, method(begun), Secret("000000"))
    assert desk.releasing.release_account(world.ada.id) == problem("own-guesses-stay")
    assert refused(desk.verifying.begin, world.ada.id) == "account-blocked"
    world.second_operator()
    world.sign_in(Role.SUPERVISOR, login="sam").releasing.release_account(world.ada.id)
    assert desk.verifying.begin(world.ada.id)


def test_a_methods_own_limit_is_asked_before_its_code_is_looked_at(world) -> None:
    app = world.register_app()
    limits = Limits(account=Limit(9, 3600), method=Limit(2, 3600), operator=Limit(9, 3600))
    desk = world.sign_in(policy=proving(limits=limits))
    begun = desk.verifying.begin(world.ada.id)
    for _ in range(2):
        assert refused(desk.verifying.prove, begun.id, method(begun), Secret("000000")) == "code-wrong"
    assert refused(desk.verifying.prove, begun.id, method(begun), app()) == "method-blocked"


def test_a_method_that_was_not_tried_is_covered_and_not_proven(world) -> None:
    world.register_app()
    desk = world.sign_in(policy=proving(gates=2, allowed=frozenset(MethodKind)))
    begun = desk.verifying.begin(world.ada.id)
    mobile = method(begun, MethodKind.CALL_BACK, "mobile")
    desk.verifying.number_to_dial(begun.id, mobile)
    stands = desk.verifying.attest(begun.id, mobile, confirmed=True)
    said = {(each.method.kind, each.method.label): each for each in stands.options if each.proven}
    met = {where for where, option in said.items() if not option.why_not}
    assert met == {(MethodKind.CALL_BACK, "mobile")}
    assert said[MethodKind.CALL_BACK, "office"].why_not == "covered by a proof"
    assert said[MethodKind.SMS, "mobile"].why_not == "covered by a proof"


# --- what is refused is in the record ------------------------------------------------------------------


def test_a_proof_that_cannot_be_recorded_does_not_count(world, monkeypatch) -> None:
    app = world.register_app()
    desk = world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    plain = desk.verifying._session.recorder._audit.append

    def full(event, facts, at):
        if event == "verification.proof":
            raise StoreUnavailable(problem("store-locked", path="x"))
        return plain(event, facts, at)

    monkeypatch.setattr(desk.verifying._session.recorder._audit, "append", full)
    with pytest.raises(StoreUnavailable):
        desk.verifying.prove(begun.id, method(begun), app())
    monkeypatch.undo()
    stands = desk.verifying.look(begun.id)
    assert (stands.met, stands.clearance) == (0, None)


def test_trying_a_colleagues_verification_is_recorded_with_its_account(world) -> None:
    world.register_app()
    begun = world.sign_in().verifying.begin(world.ada.id)
    world.second_operator()
    sam = world.sign_in(login="sam", process="2:2")
    assert refused(sam.verifying.prove, begun.id, method(begun), Secret("123456")) == "verification-unknown"
    last = world.stores.audit.records()[-1]
    assert (last.event, last.facts["account"]) == ("verification.denied", world.ada.id)
    assert (last.facts["operator_login"], last.facts["problem"]) == ("sam", "verification-unknown")


def test_a_method_that_is_not_offered_is_recorded(world) -> None:
    world.register_app()
    desk = world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    assert refused(desk.verifying.prove, begun.id, MethodId("made-up"), Secret("1")) == "method-not-offered"
    last = world.stores.audit.records()[-1]
    assert (last.event, last.facts["problem"]) == ("verification.failed", "method-not-offered")


def test_a_card_for_an_action_that_is_refused_is_recorded(world) -> None:
    desk = world.sign_in()
    world.change_ada(group_ids=frozenset({"S-1-5-32-544"}))
    assert refused(desk.lookup.card_for, world.ada.id, Action.RESET) == "protected-account"
    last = world.stores.audit.records()[-1]
    assert (last.event, last.facts["problem"]) == ("action.denied", "protected-account")
