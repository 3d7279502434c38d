"""Each sort of challenge on the verify screen, on the demo's real desk."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pyotp
import pytest
from textual.pilot import Pilot
from tui.driving import (
    Desk,
    caller_says,
    everything_shown,
    mark,
    on_screen,
    reads,
    says,
    screen_text,
    settle,
    to_verify,
    type_text,
    until,
    watched_demo,
)

from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind, Message
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.verifying import Progress, Verifying
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.messages import DeskAnswered
from helpdesk_tui.tui.screens import verify
from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen
from helpdesk_tui.tui.widgets.fields import CodeField, Field, SecretField

APPROVER = "super"  # whose password is the login
CANARY = "Canary-7391"


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "POLL", 0.1)


def stating_numbers(policy: DeskPolicy) -> DeskPolicy:
    contacts = replace(policy.verification.contacts, caller_states_number=True)
    return replace(policy, verification=replace(policy.verification, contacts=contacts))


def with_approval(policy: DeskPolicy) -> DeskPolicy:
    everybody = replace(policy.verification.everybody, approval=True)
    return replace(policy, verification=replace(policy.verification, everybody=everybody))


class Mailman:
    """A delivery whose answer is given."""

    def __init__(self, answer: Delivered) -> None:
        self._answer = answer
        self.channels = frozenset(Channel)

    def send(self, message: Message) -> Delivered:
        return self._answer


def delivering(desk: Desk, answer: Delivered) -> DeskApp:
    console = desk.console
    return DeskApp(replace(console, sign_in=replace(console.sign_in, delivery=Mailman(answer))))


def phrase_of(pilot: Pilot[None]) -> str:
    line = next(each for each in text_of(pilot).splitlines() if "carries the words" in each)
    return line.partition("carries the words")[2].strip()


def text_of(pilot: Pilot[None]) -> str:
    assert isinstance(pilot.app, DeskApp)
    return screen_text(pilot.app)


async def to_method(pilot: Pilot[None], words: str, login: str = "ada.byron") -> VerifyScreen:
    await to_verify(pilot, "r", login)
    return await mark(pilot, words)


async def enter(pilot: Pilot[None], text: str) -> None:
    await type_text(pilot, text)
    await pilot.press("enter")


# --- sent codes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "kind"), [("SMS", MethodKind.SMS), ("E-mail", MethodKind.EMAIL)])
async def test_a_code_is_sent_by_enter_and_proves_with_blanks(
    desk: Desk, words: str, kind: MethodKind
) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_method(pilot, words)
        await says(pilot, "Enter sends a code to")
        await pilot.press("enter")
        await says(pilot, "Say: the message carries the words")
        first, second = phrase_of(pilot).split()
        assert first.isupper()
        assert second.isupper()
        code = caller_says(pilot, kind)
        await enter(pilot, f" {code[:3]} {code[3:]}")
        await on_screen(pilot, ActScreen)


def answer(approving, *, approve):
    """To the one request that waits."""
    (waiting,) = approving.waiting()
    (approving.approve if approve else approving.refuse)(waiting.verification, waiting.request)


async def test_two_enters_send_once(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_method(pilot, "SMS")
        await pilot.press("enter", "enter", "enter")
        await says(pilot, "carries the words")
        await settle(pilot)
    assert desk.events().count("challenge.sent") == 1


async def test_sending_again_changes_the_words_and_ends_the_earlier_code(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_method(pilot, "SMS")
        assert "F5" not in text_of(pilot)
        await pilot.press("enter")
        await says(pilot, "F5 Send again")
        phrase, code = phrase_of(pilot), caller_says(pilot, MethodKind.SMS)
        await type_text(pilot, "12")
        await pilot.press("f5")
        await until(pilot, lambda: phrase_of(pilot) != phrase)
        await enter(pilot, code)
        await says(pilot, "This is not the code that was sent last.")
        await says(pilot, "4 attempts left")
        await enter(pilot, caller_says(pilot, MethodKind.SMS))
        await on_screen(pilot, ActScreen)


async def test_what_was_sent_is_still_known_after_another_method_was_looked_at(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_method(pilot, "SMS")
        await pilot.press("enter")
        await says(pilot, "carries the words")
        phrase = phrase_of(pilot)
        await pilot.press("up", "down")
        await until(pilot, lambda: "carries the words" in text_of(pilot))
        assert phrase_of(pilot) == phrase


async def test_what_was_not_sent_is_said_and_nothing_is_to_be_typed(desk: Desk) -> None:
    refused = Delivered(DeliveryKind.REFUSED, problem("gateway-refused", server="sms.example"))
    async with delivering(desk, refused).run_test(size=(80, 24)) as pilot:
        await to_method(pilot, "SMS")
        await pilot.press("enter")
        await says(pilot, "! sms.example did not take the SMS.")
        await says(pilot, "Enter sends a code to")


async def test_what_may_not_have_arrived_is_said_as_such(desk: Desk) -> None:
    unsure = Delivered(DeliveryKind.UNKNOWN, problem("delivery-unknown", server="sms.example"))
    async with delivering(desk, unsure).run_test(size=(80, 24)) as pilot:
        await to_method(pilot, "SMS")
        await pilot.press("enter")
        await says(pilot, "Perhaps sent to")
        await says(pilot, "it may arrive all the same")


async def test_the_managers_code_goes_to_the_manager() -> None:
    def with_manager(policy: DeskPolicy) -> DeskPolicy:
        everybody = policy.verification.everybody
        everybody = replace(everybody, allowed=everybody.allowed | {MethodKind.MANAGER})
        return replace(policy, verification=replace(policy.verification, everybody=everybody))

    with watched_demo(with_manager) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_method(pilot, "Manager", "tom.keller")
            await says(pilot, "Enter sends a code to the manager, Victoria Ashworth")
            await pilot.press("enter")
            await says(pilot, "Sent to v•••@demo.example")
            await enter(pilot, caller_says(pilot, MethodKind.MANAGER))
            await on_screen(pilot, ActScreen)


# --- the number that the caller says ----------------------------------------------------------------


@pytest.fixture
def stating() -> Iterator[Desk]:
    with watched_demo(stating_numbers) as made:
        yield made


async def test_the_number_is_said_before_it_is_shown(stating: Desk) -> None:
    app = stating.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_method(pilot, "Call-back")
        await says(pilot, "Ask the caller for the full number")
        await enter(pilot, "07700 900 555")
        await says(pilot, "The number is not the one on record.")
        await says(pilot, "4 attempts left")
        assert "900 555" not in everything_shown(app)
        await enter(pilot, "abc")
        await says(pilot, "This is no phone number.")
        assert "abc" in text_of(pilot), "it stays, to be mended"
        await pilot.press("ctrl+u")
        await enter(pilot, "07700 900001")
        await says(pilot, "Hang up, then call the number on record")
        await pilot.press("enter")
        await says(pilot, "Dial")


async def test_a_code_is_sent_after_the_number_was_said(stating: Desk) -> None:
    async with stating.app().run_test(size=(80, 24)) as pilot:
        await to_method(pilot, "SMS")
        await pilot.press("enter")
        await settle(pilot)
        assert "challenge.sent" not in stating.events()
        await enter(pilot, "+44 7700 900001")
        await says(pilot, "Enter sends a code to")
        await pilot.press("enter")
        await says(pilot, "carries the words")


# --- two codes in a row -----------------------------------------------------------------------------


async def test_two_codes_in_a_row_prove_and_bring_the_clock_in_step(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_verify(pilot)
        progress = screen.state.progress
        assert progress is not None
        seed = desk.console.sign_in.stores.methods.seed(progress.options[0].method.id)
        app = pyotp.TOTP(seed.secret.reveal())
        ahead = desk.console.sign_in.clock.now() + timedelta(minutes=5)
        await pilot.press("f4")
        await says(pilot, "Next code")
        await enter(pilot, app.at(ahead))  # goes on to the second
        await enter(pilot, app.at(ahead + timedelta(seconds=30)))
        await on_screen(pilot, ActScreen)


async def test_two_codes_are_offered_for_apps_and_tokens_alone(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await says(pilot, "F4 Two codes")
        await pilot.press("f4", "down", "down")  # over the second code
        await says(pilot, "Hang up, then call")
        assert "F4" not in text_of(pilot)
        await pilot.press("f4")
        await says(pilot, "Hang up, then call")


# --- questions --------------------------------------------------------------------------------------


ANSWERS = {
    "first teacher": "Miss Finch",
    "which street": "harbour lane",
    "first dish": "pea soup",
    "best friend": "Oliver",
    "first holiday": "Lisbon",
}


async def to_questions(pilot: Pilot[None]) -> list[str]:
    """The right answers to the questions drawn."""
    await to_method(pilot, "Security", "james.wilson@demo.example")
    await says(pilot, "Enter shows the questions.")
    await pilot.press("enter")
    await says(pilot, "1. ")
    lines = [each for each in text_of(pilot).splitlines() if each[1:3] in ("1.", "2.", "3.")]
    return [next(answer for words, answer in ANSWERS.items() if words in line.lower()) for line in lines]


async def test_questions_are_answered_one_by_one_and_unseen(desk: Desk) -> None:
    app = DeskApp(replace(desk.console, demo=None))  # which says the answers
    async with app.run_test(size=(80, 24)) as pilot:
        answers = await to_questions(pilot)
        assert len(answers) == 3
        for answer in answers[:-1]:
            await enter(pilot, answer)
        await type_text(pilot, answers[-1])
        await pilot.pause()
        for answer in answers:
            assert answer not in text_of(pilot)
            assert answer not in app.export_screenshot()
        await pilot.press("enter")
        await on_screen(pilot, ActScreen)


async def test_wrong_answers_are_gone_and_which_was_wrong_is_not_told(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_questions(pilot)
        await type_text(pilot, "one")
        await pilot.press("down")
        await type_text(pilot, "two")
        await pilot.press("down")
        await type_text(pilot, "three")
        await pilot.press("up", "up")  # between the answers nothing is lost
        fields = [each for each in pilot.app.screen.query(SecretField) if each.value]
        assert [each.value for each in fields] == ["one", "two", "three"]
        await pilot.press("enter")
        await says(pilot, "Not all answers are right.")
        await says(pilot, "4 attempts left")
        assert [each.value for each in fields] == ["", "", ""]


# --- in person --------------------------------------------------------------------------------------


async def test_a_document_is_chosen_before_it_is_recorded(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_method(pilot, "In person", "li.na")
        await says(pilot, "The exceptional way: too few methods are registered.")
        await pilot.press("enter")
        await says(pilot, "Document: choose one first, with ← and →.")
        assert "verification.proof" not in desk.events()
        await pilot.press("right", "right")
        await says(pilot, "(•) identity card")
        await pilot.press("enter")
        await says(pilot, "Proofs: 1 of 2.")
    records = desk.console.sign_in.stores.audit.records()
    proof = next(each for each in records if each.event == "verification.proof")
    assert proof.facts["document"] == "identity card"


# --- the second operator ----------------------------------------------------------------------------


@pytest.fixture
def approving() -> Iterator[Desk]:
    with watched_demo(with_approval) as made:
        yield made


async def to_approval(pilot: Pilot[None]) -> VerifyScreen:
    """The caller is proven; only the approval lacks."""
    screen = await to_verify(pilot)
    await says(pilot, "Still needed: one proof, and a second operator's approval.")
    await enter(pilot, caller_says(pilot))
    await says(pilot, "Proofs: 1 of 1. Still needed: a second operator's approval.")
    await says(pilot, "▸ ○ Second operator")
    return screen


async def test_the_mark_goes_to_the_approval_when_nothing_else_lacks() -> None:
    """Past an app that is stronger, and not needed any more."""

    def everybody_alike(policy: DeskPolicy) -> DeskPolicy:
        policy = with_approval(policy)
        return replace(policy, verification=replace(policy.verification, tiers=()))

    with watched_demo(everybody_alike) as desk:
        async with desk.app().run_test(size=(80, 24)) as pilot:
            await to_verify(pilot, "r", "felix.brandt")
            await says(pilot, "▸ ○ Hardware token")
            await enter(pilot, caller_says(pilot, MethodKind.OATH_TOKEN))
            await says(pilot, "✓ Hardware token")
            await says(pilot, "▸ ○ Second operator")


async def test_an_approval_at_another_terminal_goes_on_by_itself(approving: Desk) -> None:
    async with approving.app().run_test(size=(80, 24)) as pilot:
        screen = await to_approval(pilot)
        await says(pilot, "Enter asks the second operators")
        await pilot.press("enter")
        await says(pilot, "Asked for. Waiting for a second operator")
        await says(pilot, "A second operator is asked.")
        assert screen.state.progress is not None
        answer(approving.signed_in(APPROVER).approving, approve=True)
        await on_screen(pilot, ActScreen)


async def test_a_look_that_takes_long_is_not_lost_to_the_next_one(
    approving: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one under way brings the clearance; a second one would find the verification closed."""
    come, look = threading.Event(), Verifying.look

    def slow(self: Verifying, verification: VerificationId) -> Progress:
        seen = look(self, verification)
        come.wait(10)
        return seen

    async with approving.app().run_test(size=(80, 24)) as pilot:
        screen = await to_approval(pilot)
        await pilot.press("enter")
        await says(pilot, "A second operator is asked.")
        progress = screen.state.progress
        assert progress is not None
        monkeypatch.setattr(Verifying, "look", slow)
        answer(approving.signed_in(APPROVER).approving, approve=True)
        screen.look(progress, screen._seen)
        await settle(pilot)
        screen.look(progress, screen._seen)
        await settle(pilot)
        come.set()
        await on_screen(pilot, ActScreen)


async def test_a_refusal_at_another_terminal_is_said(approving: Desk) -> None:
    async with approving.app().run_test(size=(80, 24)) as pilot:
        screen = await to_approval(pilot)
        await pilot.press("enter")
        await says(pilot, "Asked for.")
        assert screen.state.progress is not None
        answer(approving.signed_in(APPROVER).approving, approve=False)
        await says(pilot, "A second operator said no.")
        await says(pilot, "Enter asks the second operators")


async def test_what_is_typed_stays_while_the_answer_comes(approving: Desk) -> None:
    """A look by the clock must not empty the field that is being typed in."""
    async with approving.app().run_test(size=(80, 24)) as pilot:
        screen = await to_method(pilot, "Second operator")
        await pilot.press("enter")
        await says(pilot, "Asked for.")
        await mark(pilot, "Authenticator")
        await type_text(pilot, "12 3")
        assert screen.state.progress is not None
        answer(approving.signed_in(APPROVER).approving, approve=True)
        await says(pilot, "✓ Second operator")
        await type_text(pilot, "4")
        assert screen.query_one(CodeField).value == "12 34"


async def test_a_second_operator_confirms_at_this_terminal(approving: Desk) -> None:
    app = approving.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_approval(pilot)
        await pilot.press("f6")
        await says(pilot, "Ada Byron (ada.byron) is to be served: reset the password")
        await type_text(pilot, APPROVER)
        await pilot.press("tab")
        await enter(pilot, APPROVER)
        await on_screen(pilot, ActScreen)
    given = [each for each in approving.console.sign_in.stores.audit.records() if each.facts.get("here")]
    assert {each.facts["approver_login"] for each in given} == {APPROVER}


async def test_the_second_operators_password_is_nowhere_afterwards(approving: Desk) -> None:
    app, password = approving.app(), "Canary-5520-Wren"
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await to_approval(pilot)
        await pilot.press("f6")
        await says(pilot, "Password")
        await type_text(pilot, APPROVER)
        await pilot.press("tab")
        await type_text(pilot, password)
        await pilot.pause()
        assert password not in text_of(pilot)
        assert password not in app.export_screenshot()
        field = screen.query_one(SecretField)
        await pilot.press("enter")
        await says(pilot, "did not accept this login and password")
        assert not field.value
        assert password not in everything_shown(app)
        assert [each.value for each in screen.query(Field)][-2:] == [APPROVER, ""]
        await pilot.press("tab")
        await type_text(pilot, password)
        await pilot.press("escape")
        await until(pilot, lambda: not field.value)
        await says(pilot, "Enter asks the second operators")
    assert password not in str([each.facts for each in approving.console.sign_in.stores.audit.records()])


async def test_nobody_approves_alone(approving: Desk) -> None:
    async with approving.app().run_test(size=(80, 24)) as pilot:
        await to_approval(pilot)
        await pilot.press("f6")
        await says(pilot, "Password")
        await type_text(pilot, "demo")
        await pilot.press("tab")
        await enter(pilot, "demo")
        await says(pilot, "You cannot approve your own verification.")
        await pilot.press("f6")
        await says(pilot, "Password")
        assert [each.value for each in pilot.app.screen.query(Field)][-2:] == ["", ""]


async def test_a_refusal_on_the_exceptional_way_is_said(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_method(pilot, "Second operator", "li.na")
        await pilot.press("enter")
        await says(pilot, "Asked for.")
        assert screen.state.progress is not None
        answer(desk.signed_in(APPROVER).approving, approve=False)
        await says(pilot, "A second operator said no.")


async def test_the_second_operators_password_goes_with_a_sign_out_too(approving: Desk) -> None:
    app = approving.app()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await to_approval(pilot)
        await pilot.press("f6")
        await says(pilot, "Password")
        await type_text(pilot, APPROVER)
        await pilot.press("tab")
        await type_text(pilot, "Canary-5520-Wren")
        field = screen.query_one(SecretField)
        assert field.value
        await app._sign_out("You are signed out.")
        await on_screen(pilot, SignInScreen)
        await until(pilot, lambda: not field.value)


# --- what a message shows of itself -----------------------------------------------------------------


def test_what_was_typed_travels_as_a_secret() -> None:
    answer = Answer("code", {"code": Secret(CANARY)})
    assert CANARY not in repr(DeskAnswered(partial(print, answer), problem("code-wrong", left=1)))
    assert answer.text("code") == CANARY


# --- giving up, and answering nothing ---------------------------------------------------------------


async def test_an_empty_field_is_said_and_costs_nothing(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_verify(pilot)
        await pilot.press("enter")
        await says(pilot, "App code: nothing is typed yet.")
        await says(pilot, "5 attempts left")
    assert "verification.attempt" not in desk.events()


async def test_esc_asks_before_proofs_are_lost(approving: Desk) -> None:
    async with approving.app().run_test(size=(80, 24)) as pilot:
        await to_approval(pilot)
        await pilot.press("escape")
        await reads(pilot, "What is proven by now would be lost. Esc once more gives the verification up.")
        await settle(pilot)
        assert isinstance(pilot.app.screen, VerifyScreen)
        await pilot.press("escape")
        await on_screen(pilot, CardScreen)


async def test_esc_goes_back_from_the_colleagues_fields_and_ends_nothing(approving: Desk) -> None:
    async with approving.app().run_test(size=(80, 24)) as pilot:
        await to_approval(pilot)
        await pilot.press("f6")
        await says(pilot, "Password")
        await type_text(pilot, "nobody")
        await pilot.press("tab")
        await enter(pilot, "wrong")
        await says(pilot, "did not accept this login and password")
        await pilot.press("escape")
        await says(pilot, "Enter asks the second operators")
        await says(pilot, "Proofs: 1 of 1.")
