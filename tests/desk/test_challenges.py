"""Tokens, passes and security questions as proofs."""

import pyotp
import pytest
from desk.policies import proving
from desk.proofs import method, refused, why_not

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.answers import normalised_answer
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.method import MethodKind, OathSettings
from helpdesk_tui.desk.policy import OathRules
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.secret import Secret

HOTP = OathSettings(period=None)
METHODS = frozenset({Action.CHANGE_METHODS})


@pytest.fixture
def token(world):
    """A token of Ada's that counts its uses; the function says the code of a counter."""
    seed = world.randomness.base32(20)
    new = NewSeed(MethodKind.OATH_TOKEN, "token", Secret(seed), HOTP, serial="T-1")
    which = world.stores.methods.add_seed(world.ada.id, new, world.clock.now())
    assert world.stores.methods.accept_step(which, 0, world.clock.now(), activate=True)
    return lambda counter: Secret(pyotp.HOTP(seed).at(counter))


def begin(world, desk):
    begun = desk.verifying.begin(world.ada.id)
    return begun.id, method(begun, MethodKind.OATH_TOKEN)


def test_a_counting_token_proves_once_for_each_count(world, token) -> None:
    desk = world.sign_in()
    begun, which = begin(world, desk)
    assert desk.verifying.prove(begun, which, token(1)).clearance
    begun, which = begin(world, desk)
    assert refused(desk.verifying.prove, begun, which, token(1)) == "code-used"
    assert desk.verifying.prove(begun, which, token(2)).clearance


def test_a_token_that_was_pressed_in_the_pocket_is_found_within_the_look_ahead(world, token) -> None:
    desk = world.sign_in(policy=proving(oath=OathRules(look_ahead=5)))
    begun, which = begin(world, desk)
    assert refused(desk.verifying.prove, begun, which, token(7)) == "code-wrong"
    assert desk.verifying.prove(begun, which, token(6)).clearance


def test_two_codes_in_a_row_put_a_counter_right(world, token) -> None:
    desk = world.sign_in()
    begun, which = begin(world, desk)
    assert refused(desk.verifying.prove, begun, which, token(60)) == "code-wrong"
    assert refused(desk.verifying.resync, begun, which, token(60), token(62)) == "resync-failed"
    assert refused(desk.verifying.resync, begun, which, token(200), token(201)) == "resync-failed"
    assert desk.verifying.resync(begun, which, token(60), token(61)).clearance
    begun, which = begin(world, desk)
    assert refused(desk.verifying.prove, begun, which, token(61)) == "code-used"
    assert desk.verifying.prove(begun, which, token(62)).clearance


def test_a_drifted_clock_is_told_and_put_right_by_two_codes(world) -> None:
    seed = world.randomness.base32(20)
    new = NewSeed(MethodKind.TOTP, "phone", Secret(seed), OathSettings())
    which = world.stores.methods.add_seed(world.ada.id, new, world.clock.now())
    assert world.stores.methods.accept_step(which, 1, world.clock.now(), activate=True)
    step = int(world.clock.now().timestamp()) // 30
    totp = pyotp.TOTP(seed)

    def shows(off: int) -> Secret:
        return Secret(totp.generate_otp(step + off))

    desk = world.sign_in()
    begun = desk.verifying.begin(world.ada.id).id
    with pytest.raises(NotPermitted) as caught:
        desk.verifying.prove(begun, which, shows(-8))
    assert "fits a clock that is 240 s behind" in caught.value.problem.cause
    assert refused(desk.verifying.resync, begun, which, shows(-8), shows(-7)) == "resync-failed"
    assert desk.verifying.resync(begun, which, shows(-7), shows(-6)).clearance
    world.clock.forward(seconds=60)  # its clock stays eight steps behind, and is known to
    begun = desk.verifying.begin(world.ada.id).id
    assert desk.verifying.prove(begun, which, shows(-5)).clearance


def test_a_guess_that_hits_a_later_step_is_not_good_when_its_time_comes(world) -> None:
    seed = world.randomness.base32(20)
    new = NewSeed(MethodKind.TOTP, "phone", Secret(seed), OathSettings())
    which = world.stores.methods.add_seed(world.ada.id, new, world.clock.now())
    assert world.stores.methods.accept_step(which, 1, world.clock.now(), activate=True)
    guessed = Secret(pyotp.TOTP(seed).at(world.clock.now(), counter_offset=6))
    desk = world.sign_in()
    begun = desk.verifying.begin(world.ada.id).id
    assert refused(desk.verifying.prove, begun, which, guessed) == "clock-drift"
    world.clock.forward(seconds=180)
    assert refused(desk.verifying.prove, begun, which, guessed) == "code-used"


def test_an_access_pass_clears_the_way_for_methods_only(world) -> None:
    registrar = world.sign_in()
    code = Secret("ACDEFGHJKM")
    later = world.clock.now().replace(hour=12)
    world.stores.methods.add_pass(world.ada.id, code, world.clock.now(), later, once=True)
    begun = registrar.verifying.begin(world.ada.id)
    assert why_not(begun, MethodKind.ACCESS_PASS) == "only for changing methods"
    begun = registrar.verifying.begin(world.ada.id, METHODS)
    which = method(begun, MethodKind.ACCESS_PASS)
    assert refused(registrar.verifying.prove, begun.id, which, Secret("ACDEFGHJKN")) == "pass-wrong"
    typed = Secret("acde-fghj km")
    assert registrar.verifying.prove(begun.id, which, typed).clearance.actions == METHODS
    begun = registrar.verifying.begin(world.ada.id, METHODS)
    again = [option for option in begun.options if option.method.kind is MethodKind.ACCESS_PASS]
    assert not any(option.usable for option in again) or (
        refused(registrar.verifying.prove, begun.id, which, typed) == "pass-wrong"
    )


def test_an_access_pass_expires(world) -> None:
    registrar = world.sign_in()
    later = world.clock.now().replace(hour=10, minute=0)
    world.stores.methods.add_pass(world.ada.id, Secret("ACDEFGHJKM"), world.clock.now(), later, once=False)
    world.clock.forward(minutes=30)
    begun = registrar.verifying.begin(world.ada.id, METHODS)
    assert why_not(begun, MethodKind.ACCESS_PASS) == "has expired"


# --- security questions -----------------------------------------------------------------------------------

ANSWERS = {f"Question {number}?": f"answer {'abcde'[number - 1]}" for number in range(1, 6)}


@pytest.fixture
def asked(world):
    """A desk that allows questions; Ada has registered five."""
    kept = [(text, Secret(normalised_answer(answer))) for text, answer in ANSWERS.items()]
    world.stores.methods.add_questions(world.ada.id, kept, world.clock.now())
    desk = world.sign_in(policy=proving(allowed=frozenset(MethodKind)))
    begun = desk.verifying.begin(world.ada.id)
    return desk, begun.id, method(begun, MethodKind.QUESTIONS)


def right(drawn: tuple[str, ...]) -> tuple[Secret, ...]:
    return tuple(Secret(f"  {ANSWERS[text].upper()} ") for text in drawn)


def test_all_drawn_questions_answered_prove_the_caller(asked) -> None:
    desk, begun, which = asked
    drawn = desk.verifying.questions(begun, which)
    assert len(set(drawn)) == 3
    assert set(drawn) <= set(ANSWERS)
    assert desk.verifying.answer(begun, which, right(drawn)).clearance


def test_one_wrong_answer_proves_nothing_and_which_is_not_told(asked) -> None:
    desk, begun, which = asked
    good = right(desk.verifying.questions(begun, which))
    said = set()
    for wrong in range(3):
        answers = tuple(Secret("nothing") if at == wrong else good[at] for at in range(3))
        with pytest.raises(NotPermitted) as caught:
            desk.verifying.answer(begun, which, answers)
        said.add(caught.value.problem.cause)
    assert len(said) == 1
    assert desk.verifying.look(begun).attempts_left == 2


def test_nobody_draws_until_the_easy_ones_come(world, asked) -> None:
    """Beginning again brings the same ones, at another terminal too; so does a wrong answer."""
    desk, begun, which = asked
    drawn = desk.verifying.questions(begun, which)
    with pytest.raises(NotPermitted):
        desk.verifying.answer(begun, which, (Secret("x"), *right(drawn)[1:]))
    other = world.sign_in(policy=desk.policy, process="2:2")
    for each in [desk, other] * 5:
        world.clock.forward(hours=20)
        begun = each.verifying.begin(world.ada.id).id
        assert each.verifying.questions(begun, which) == drawn
        each.verifying.cancel(begun)


def test_others_are_drawn_after_a_proof(world, asked) -> None:
    desk, begun, which = asked
    drawn = set()
    for _ in range(12):
        questions = desk.verifying.questions(begun, which)
        drawn.add(questions)
        desk.verifying.answer(begun, which, right(questions))
        world.clock.forward(minutes=1)
        begun = desk.verifying.begin(world.ada.id).id
    assert len(drawn) > 3


def test_that_questions_were_shown_is_in_the_record_and_which_is_not(world, asked) -> None:
    desk, begun, which = asked
    drawn = desk.verifying.questions(begun, which)
    assert world.events()[-1] == "verification.questions-shown"
    whole = " ".join(str(dict(record.facts)) for record in world.stores.audit.records())
    assert not any(text in whole for text in drawn)


def test_a_missing_answer_costs_no_attempt(asked) -> None:
    desk, begun, which = asked
    two = right(desk.verifying.questions(begun, which))[:2]
    assert refused(desk.verifying.answer, begun, which, two, kind=Refused) == "answer-missing"
    blank = (*two, Secret("   "))
    assert refused(desk.verifying.answer, begun, which, blank, kind=Refused) == "answer-missing"
    assert desk.verifying.look(begun).attempts_left == 5


def test_questions_are_off_by_default(world, asked) -> None:
    desk = world.sign_in()
    begun = desk.verifying.begin(world.ada.id)
    assert why_not(begun, MethodKind.QUESTIONS) == "not allowed by policy"
