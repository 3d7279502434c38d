"""A method that was registered a short while ago proves no reset, unless its registration was well proven."""

from dataclasses import replace

import pyotp
import pytest
from desk.proofs import method, refused, why_not
from desk.registering import (
    CALL_BACK,
    EMAIL,
    METHODS,
    SMS,
    Token,
    cleared,
    code,
    every_kind,
    methods,
)

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import EXCEPTIONAL_KINDS, Grade, MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeskPolicy, RegistrationRules
from helpdesk_tui.secret import Secret

RESET = frozenset({Action.RESET})
NEW = "new, counts from 2026-03-03 09:30 UTC"


@pytest.fixture
def strict() -> DeskPolicy:
    """A new method has to wait; who registers may reset, so that this alone is seen."""
    return every_kind(new_hours=24)


@pytest.fixture
def desk(world, strict):
    return world.sign_in(policy=strict)


@pytest.fixture
def colleague(world, strict):
    world.second_operator()
    return world.sign_in(Role.OPERATOR, policy=strict, login="sam")


def own(desk, world, kind):
    """The registered method of this kind, as the card lists it."""
    card = desk.lookup.card(world.ada.id)
    return next(
        each
        for each in card.methods
        if each.method.kind is kind and each.method.since and each.method.kind not in EXCEPTIONAL_KINDS
    )


def app(world, desk, clearance):
    enrolment = desk.registration.begin_app(clearance, "phone")
    phone = pyotp.parse_uri(enrolment.uri.reveal())  # the desk forgets the key once it counts
    desk.registration.activate(enrolment, code(world, enrolment))
    return lambda: Secret(phone.at(world.clock.now()))


def contact(world, desk, clearance, kind, address):
    enrolment = desk.registration.begin_contact(clearance, kind, address, "own")
    if kind is CALL_BACK:
        return desk.registration.attest(enrolment, confirmed=True)
    return desk.registration.activate(enrolment, world.delivery.code())


def token(world, desk, clearance):
    stock = Token(world)
    enrolment = desk.registration.begin_token(clearance, "T-100")
    return desk.registration.activate(enrolment, stock.code(0))


def imported(world, desk, clearance):
    """Whoever made the file has the key."""
    known = Token(world, world.ada.id, kind=MethodKind.TOTP)
    enrolment = desk.registration.begin_token(clearance, method=known.id)
    return desk.registration.activate(enrolment, known.code(0))


def questions(world, desk, clearance):
    texts = desk.policy.verification.questions.texts[:5]
    answers = ("miss finch", "harbour lane", "pea soup", "oliver", "lisbon")
    return desk.registration.set_questions(clearance, tuple(zip(texts, map(Secret, answers), strict=True)))


REGISTERED = {
    MethodKind.TOTP: app,
    MethodKind.OATH_TOKEN: token,
    MethodKind.RECOVERY_CODE: lambda world, desk, clearance: desk.registration.issue_recovery_codes(
        clearance
    ),
    MethodKind.SMS: lambda *of: contact(*of, SMS, "+447700900777"),
    MethodKind.EMAIL: lambda *of: contact(*of, EMAIL, "ada@home.example"),
    MethodKind.CALL_BACK: lambda *of: contact(*of, CALL_BACK, "+442079460999"),
    MethodKind.QUESTIONS: questions,
}


def test_a_lone_registrar_does_not_come_to_a_reset_through_an_honest_colleague(world, desk, colleague):
    shown = app(world, desk, cleared(world, desk))  # a call-back to nobody, on her own word
    begun = colleague.verifying.begin(world.ada.id)
    assert why_not(begun, MethodKind.TOTP) == NEW
    world.clock.forward(seconds=30)
    assert refused(colleague.verifying.prove, begun.id, method(begun), shown()) == "method-not-offered"
    world.clock.forward(hours=24)
    begun = colleague.verifying.begin(world.ada.id)
    assert colleague.verifying.prove(begun.id, method(begun), shown()).clearance


@pytest.mark.parametrize("kind", REGISTERED)
def test_no_kind_of_method_counts_at_once_on_a_mere_word(world, desk, colleague, kind):
    REGISTERED[kind](world, desk, cleared(world, desk))
    assert own(colleague, world, kind).why_not == NEW
    world.clock.forward(hours=24, seconds=-1)
    assert own(colleague, world, kind).why_not == NEW
    world.clock.forward(seconds=1)
    assert own(colleague, world, kind).why_not == ""


@pytest.mark.parametrize("kind", REGISTERED)
def test_what_was_registered_by_a_strong_method_that_was_there_counts_at_once(world, desk, colleague, kind):
    shown = world.register_app()
    world.clock.forward(hours=24)
    REGISTERED[kind](world, desk, world.clear(desk, shown, METHODS).id)
    newest = methods(world)[-1]
    assert (newest.kind, newest.well_proven) == (kind, True)
    options = {each.method.id: each for each in colleague.lookup.card(world.ada.id).methods}
    assert options[newest.id].why_not == ""


def test_an_imported_app_that_its_file_s_maker_confirms_is_new(world, desk, colleague):
    imported(world, desk, cleared(world, desk))
    assert own(colleague, world, MethodKind.TOTP).why_not == NEW


def test_a_new_method_makes_no_other_one_count(world, desk, colleague):
    """The first app on her word, the second by the first."""
    first = app(world, desk, cleared(world, desk))
    world.clock.forward(seconds=60)
    begun = desk.verifying.begin(world.ada.id, METHODS)
    newest = next(each.method.id for each in begun.options if each.method.kind is MethodKind.TOTP)
    clearance = desk.verifying.prove(begun.id, newest, first()).clearance
    desk.registration.issue_recovery_codes(clearance.id)
    assert own(colleague, world, MethodKind.RECOVERY_CODE).why_not.startswith("new, counts from")


def test_an_access_pass_of_her_own_makes_nothing_count(world, desk, colleague):
    given = desk.registration.issue_pass(cleared(world, desk))
    begun = desk.verifying.begin(world.ada.id, METHODS)
    access = next(each.method.id for each in begun.options if each.method.kind is MethodKind.ACCESS_PASS)
    clearance = desk.verifying.prove(begun.id, access, given.code).clearance
    app(world, desk, clearance.id)
    assert own(colleague, world, MethodKind.TOTP).why_not == NEW


def test_what_it_was_proven_by_may_go_in_the_same_visit(world, desk, colleague):
    """New recovery codes by one of the old list: the old list is gone, and then an app."""
    issued = desk.registration.issue_recovery_codes(cleared(world, desk))
    world.clock.forward(hours=24)
    begun = desk.verifying.begin(world.ada.id, METHODS)
    listed = next(each.method.id for each in begun.options if each.method.kind is MethodKind.RECOVERY_CODE)
    clearance = desk.verifying.prove(begun.id, listed, issued[0]).clearance
    desk.registration.issue_recovery_codes(clearance.id)
    app(world, desk, clearance.id)
    assert [each.well_proven for each in methods(world)] == [True, True]


def test_a_weak_proof_makes_nothing_count_however_old_it_is(world, desk, colleague):
    contact(world, desk, cleared(world, desk), CALL_BACK, "+442079460999")
    world.clock.forward(hours=48)
    begun = desk.verifying.begin(world.ada.id, METHODS)
    registered = next(each.method.id for each in begun.options if each.method.label == "own")
    desk.verifying.number_to_dial(begun.id, registered)
    clearance = desk.verifying.attest(begun.id, registered, confirmed=True).clearance
    app(world, desk, clearance.id)
    assert own(colleague, world, MethodKind.TOTP).why_not.startswith("new, counts from")


def test_a_clock_that_goes_back_makes_no_method_old(world, desk, colleague):
    app(world, desk, cleared(world, desk))
    world.clock.forward(days=-3)
    assert own(colleague, world, MethodKind.TOTP).why_not == NEW


def test_who_has_new_methods_only_is_proven_as_one_who_has_none(world, strict):
    """No numbers in the directory: the exception is offered, as if nothing were registered."""
    tier = replace(
        strict.verification.everybody,
        minimum_grade=Grade.CODE,
        exception=frozenset({MethodKind.IN_PERSON}),
        exception_gates=1,
    )
    policy = replace(strict, verification=replace(strict.verification, everybody=tier))
    world.register_app()
    desk = world.sign_in(policy=policy)
    assert desk.verifying.begin(world.ada.id, CALL_ACTIONS).exceptional


def test_what_is_new_is_registered_all_the_same(world, desk):
    app(world, desk, cleared(world, desk))
    status = desk.lookup.card(world.ada.id).registration
    assert (status.enough, status.mfa) == (True, True)


def test_the_record_says_whether_it_was_well_proven(world, desk):
    app(world, desk, cleared(world, desk))
    (added,) = [each for each in world.stores.audit.records() if each.event == "method.added"]
    assert added.facts["well_proven"] is False


def test_the_count_of_people_leaves_new_methods_out(world, strict):
    tier = replace(strict.verification.everybody, minimum_grade=Grade.CODE)
    policy = replace(strict, verification=replace(strict.verification, everybody=tier))
    desk = world.sign_in(Role.REGISTRAR, Role.SUPERVISOR, policy=policy)
    world.register_app()

    def enough() -> int:
        return desk.policy_check.count().tiers[0].enough

    assert enough() == 0
    world.clock.forward(hours=24)
    assert enough() == 1


def test_by_default_nobody_resets_within_a_day_of_a_change_and_a_new_method_waits_as_long(world):
    """The three hours are the policy's own: what docs/policy.md promises of a single operator."""
    assert RegistrationRules().any_hours == RegistrationRules().new_hours == 24
    usual = DeskPolicy(phone_region="GB")
    desk = world.sign_in(policy=usual)
    app(world, desk, cleared(world, desk))
    world.second_operator()
    colleague = world.sign_in(Role.OPERATOR, policy=usual, login="sam")
    assert refused(colleague.verifying.begin, world.ada.id, RESET) == "cooling-down"
    (refusal,) = desk.lookup.card(world.ada.id).refusals[Action.RESET]
    assert refusal.code == "cooling-down-own"
    assert "A colleague may reset the password from 2026-03-03 09:30 UTC" in refusal.remedy


def test_who_planted_a_method_is_told_apart_from_a_change_by_somebody_else(world):
    """A second operator in nobody's way is not told that she changed anything."""
    shown = world.register_app()
    sam = world.second_operator()
    policy = every_kind(any_hours=1)
    tier = replace(policy.verification.everybody, approval=True)
    policy = replace(policy, verification=replace(policy.verification, everybody=tier))
    desk = world.sign_in(policy=policy)
    begun = desk.verifying.begin(world.ada.id, RESET)
    desk.verifying.prove(begun.id, method(begun), shown())
    world.stores.methods.note_change(world.ada.id, desk.operator.id, world.clock.now())
    code = refused(desk.verifying.approve_here, begun.id, sam.login, Secret("right"))
    assert code == "cooling-down"


def test_a_method_that_is_there_no_more_proves_nothing_well(world, desk):
    with pytest.raises(Refused):
        desk.registration.begin_token(cleared(world, desk), serial="T-1")
    assert world.stores.clearances.proofs("nothing") == ()
