"""Recovery codes, access passes and security questions: handed out or answered at once."""

from datetime import timedelta

import pytest
from desk.proofs import refused
from desk.registering import METHODS, cleared, every_kind, methods
from writing import FULL_RESET

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance, ClearanceId, VerificationId, fingerprint
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import QuestionRules
from helpdesk_tui.desk.ports import OpenVerification
from helpdesk_tui.secret import Secret

TEXTS = QuestionRules().texts
ANSWERS = tuple((text, Secret(f"answer {number}")) for number, text in enumerate(TEXTS[:5]))


@pytest.fixture
def desk(world):
    return world.sign_in(policy=every_kind())


@pytest.fixture
def clearance(world, desk):
    return cleared(world, desk)


def prove(world, desk, typed: Secret, actions=METHODS):
    begun = desk.verifying.begin(world.ada.id, actions)
    return desk.verifying.prove(begun.id, methods(world)[-1].id, typed).clearance


class TestRecoveryCodes:
    def test_each_proves_the_person_once(self, world, desk, clearance) -> None:
        printed = desk.registration.issue_recovery_codes(clearance)
        assert len({code.reveal() for code in printed}) == 10
        assert prove(world, desk, printed[3])
        assert refused(prove, world, desk, printed[3]) == "code-wrong"

    def test_new_ones_replace_the_old_ones(self, world, desk, clearance) -> None:
        old = desk.registration.issue_recovery_codes(clearance)
        desk.registration.issue_recovery_codes(clearance)
        assert len(methods(world)) == 1
        assert refused(prove, world, desk, old[0]) == "code-wrong"

    def test_what_the_old_ones_proved_clears_nothing_more(self, world, desk, clearance) -> None:
        printed = desk.registration.issue_recovery_codes(clearance)
        for_reset = prove(world, desk, printed[0], frozenset({Action.RESET}))
        desk.registration.issue_recovery_codes(clearance)
        assert refused(desk.actions.perform, for_reset.id, FULL_RESET) == "clearance-used"


class TestAccessPass:
    def test_it_proves_the_person_for_a_change_of_methods_alone(self, world, desk, clearance) -> None:
        issued = desk.registration.issue_pass(clearance)
        assert prove(world, desk, issued.code)
        begun = desk.verifying.begin(world.ada.id, frozenset({Action.RESET}))
        pass_ = methods(world)[0].id
        assert refused(desk.verifying.prove, begun.id, pass_, issued.code) == "method-not-offered"

    def test_it_is_as_policy_has_it(self, world) -> None:
        desk = world.sign_in(policy=every_kind(pass_minutes=90, pass_length=16, pass_once=False))
        issued = desk.registration.issue_pass(cleared(world, desk), once=False)
        assert issued.expires_at == world.clock.now() + timedelta(minutes=90)
        assert len(issued.code.reveal().replace("-", "")) == 16
        assert not issued.once
        assert prove(world, desk, issued.code)
        assert prove(world, desk, issued.code), "as often as it is needed"

    def test_it_may_be_made_for_less(self, world) -> None:
        desk = world.sign_in(policy=every_kind(pass_minutes=90, pass_once=False))
        issued = desk.registration.issue_pass(cleared(world, desk), minutes=10, once=True)
        assert issued.expires_at == world.clock.now() + timedelta(minutes=10)
        assert prove(world, desk, issued.code)
        assert refused(prove, world, desk, issued.code) == "method-not-offered"

    @pytest.mark.parametrize("minutes", [0, 9, 61, 43200, -60])
    def test_it_lives_no_longer_than_policy_says_and_not_too_short(
        self, world, desk, clearance, minutes
    ) -> None:
        assert refused(desk.registration.issue_pass, clearance, minutes, kind=Refused) == "pass-life"
        assert world.stores.clearances.clearance(clearance).used_at is None

    def test_it_works_once_where_policy_says_so(self, world, desk, clearance) -> None:
        assert refused(desk.registration.issue_pass, clearance, 20, False, kind=Refused) == "pass-once-only"

    def test_it_ends_with_its_time(self, world, desk, clearance) -> None:
        issued = desk.registration.issue_pass(clearance)
        world.clock.forward(minutes=60)
        assert refused(prove, world, desk, issued.code) == "method-not-offered"

    def test_a_person_has_one(self, world, desk, clearance) -> None:
        first = desk.registration.issue_pass(clearance)
        desk.registration.issue_pass(clearance)
        assert [each.kind for each in methods(world)] == [MethodKind.ACCESS_PASS]
        assert refused(prove, world, desk, first.code) == "pass-wrong"

    def test_nobody_issues_one_for_oneself(self, world, desk) -> None:
        """Not even with a clearance for oneself, which no verification gives."""
        own, now, stores = world.operator_account, world.clock.now(), world.stores
        version = desk.policy.version
        opened = OpenVerification(
            VerificationId("v"), own.id, own.id, METHODS, "", version, fingerprint(own), 0, now,
            now + timedelta(minutes=15), (),
        )  # fmt: skip
        assert stores.clearances.open(opened) is None
        slipped_in = Clearance(
            ClearanceId("c"), opened.id, own.id, own.id, METHODS, "", version,
            opened.fingerprint, now, opened.expires_at,
        )  # fmt: skip
        assert stores.clearances.issue(slipped_in)
        assert refused(desk.registration.issue_pass, slipped_in.id) == "own-account"
        assert stores.methods.methods(own.id) == ()

    def test_it_fulfils_no_registration(self, world, desk, clearance) -> None:
        desk.registration.require_again(world.ada.id)
        desk.registration.issue_pass(clearance)
        assert world.stores.methods.standing(world.ada.id).required_at is not None
        desk.registration.issue_recovery_codes(clearance)
        assert world.stores.methods.standing(world.ada.id).required_at is None

    def test_it_starts_the_cool_down(self, world) -> None:
        desk = world.sign_in(policy=every_kind(own_hours=24))
        desk.registration.issue_pass(cleared(world, desk))
        assert not desk.lookup.card(world.ada.id).may(Action.RESET)


class TestQuestions:
    def test_all_that_are_drawn_must_be_answered(self, world, desk, clearance) -> None:
        made = desk.registration.set_questions(clearance, ANSWERS)
        begun = desk.verifying.begin(world.ada.id)
        drawn = desk.verifying.questions(begun.id, made.id)
        right = {text: f"  ANSWER {number}." for number, text in enumerate(TEXTS[:5])}
        said = tuple(Secret(right[text]) for text in drawn)
        assert desk.verifying.answer(begun.id, made.id, said).clearance

    def test_they_replace_the_earlier_ones(self, world, desk, clearance) -> None:
        desk.registration.set_questions(clearance, ANSWERS)
        desk.registration.set_questions(clearance, ANSWERS)
        assert len(methods(world)) == 1

    @pytest.mark.parametrize(
        ("answers", "code"),
        [
            ((*ANSWERS[:4], ANSWERS[0]), "choice-unknown"),  # asked before
            ((*ANSWERS[:4], (TEXTS[4], Secret("answer 0"))), "answer-twice"),
            ((*ANSWERS[:4], (TEXTS[4], Secret("x"))), "answer-length"),
            ((*ANSWERS[:4], ("What is one and one?", Secret("two or so"))), "choice-unknown"),
        ],
    )
    def test_bad_ones_are_refused_and_use_nothing_up(self, world, desk, clearance, answers, code) -> None:
        call = desk.registration.set_questions
        assert refused(call, clearance, answers, kind=Refused) == code
        assert world.stores.clearances.clearance(clearance).used_at is None
        assert methods(world) == ()


def test_no_record_holds_what_was_handed_out(world, desk, clearance) -> None:
    use = desk.registration
    secrets = [*use.issue_recovery_codes(clearance), use.issue_pass(clearance).code]
    use.set_questions(clearance, ANSWERS)
    told = repr([record.facts for record in world.stores.audit.records()])
    for secret in (*secrets, *(answer for _, answer in ANSWERS)):
        assert secret.reveal() not in told
