"""The demo's callers say what real ones would: the desk takes each answer as proof."""

from collections.abc import Iterator

import pytest
from desk.asking import Asking
from desk.enrolling import in_words

from helpdesk_tui import compose
from helpdesk_tui.console import Console
from helpdesk_tui.demo.inbox import Inbox
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.ports import Channel, DeliveryKind, Message, MessageKind
from helpdesk_tui.desk.verifying import Progress
from helpdesk_tui.secret import Secret


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    made = compose.for_demo({})
    yield made
    made.close()


@pytest.fixture
def desk(console: Console) -> Desk:
    return console.sign_in.sign_in("demo", Secret("demo"))


def say(console: Console, account: AccountId, kind: MethodKind) -> str:
    assert console.demo
    said = console.demo.caller_says(account, kind)
    assert said is not None
    return said


def begun(desk: Desk, login: str, kind: MethodKind) -> tuple[Progress, MethodId]:
    progress = desk.verifying.begin(desk.lookup.resolve(login))
    return progress, next(o.method.id for o in progress.options if o.method.kind is kind and o.usable)


@pytest.mark.parametrize(
    ("login", "kind"),
    [
        ("ada.byron", MethodKind.TOTP),
        ("hannah.cole", MethodKind.RECOVERY_CODE),
        ("ada.byron", MethodKind.SMS),
        ("ada.byron", MethodKind.EMAIL),
    ],
)
def test_what_the_caller_says_proves_the_caller(
    console: Console, desk: Desk, login: str, kind: MethodKind
) -> None:
    progress, method = begun(desk, login, kind)
    if kind in (MethodKind.SMS, MethodKind.EMAIL):
        Asking(desk.verifying).send(progress.id, method)
    said = say(console, progress.account.id, kind)
    assert Asking(desk.verifying).prove(progress.id, method, Secret(said)).clearance


def test_a_token_and_a_sent_code_fill_the_two_gates_of_the_stricter_group(
    console: Console, desk: Desk
) -> None:
    progress, token = begun(desk, "felix.brandt", MethodKind.OATH_TOKEN)
    assert (progress.tier, progress.gates) == ("finance", 2)
    account = progress.account.id
    first = say(console, account, MethodKind.OATH_TOKEN)
    assert Asking(desk.verifying).prove(progress.id, token, Secret(first)).met == 1
    assert say(console, account, MethodKind.OATH_TOKEN) != first
    mail = next(o.method.id for o in progress.options if o.method.kind is MethodKind.EMAIL)
    Asking(desk.verifying).send(progress.id, mail)
    said = say(console, account, MethodKind.EMAIL)
    assert Asking(desk.verifying).prove(progress.id, mail, Secret(said)).clearance


def test_security_questions_and_their_answers(console: Console, desk: Desk) -> None:
    progress, method = begun(desk, "james.wilson", MethodKind.QUESTIONS)
    known = dict(
        each.split("? ", 1) for each in say(console, progress.account.id, MethodKind.QUESTIONS).split(" / ")
    )
    asked = Asking(desk.verifying).questions(progress.id, method)
    answers = tuple(Secret(known[text.removesuffix("?")]) for text in asked)
    assert Asking(desk.verifying).answer(progress.id, method, answers).clearance


def test_a_second_operator_is_named_and_can_approve(console: Console, desk: Desk) -> None:
    login = say(console, desk.lookup.resolve("ada.byron"), MethodKind.SECOND_OPERATOR)
    assert console.sign_in.witness(login, Secret(login)).operator.login == login


def test_the_caller_knows_the_number_on_record(console: Console, desk: Desk) -> None:
    progress, method = begun(desk, "ada.byron", MethodKind.CALL_BACK)
    number = Asking(desk.verifying).number_to_dial(progress.id, method)
    assert say(console, progress.account.id, MethodKind.CALL_BACK) == number


def test_nobody_says_what_nobody_has(console: Console, desk: Desk) -> None:
    assert console.demo
    nobody = desk.lookup.resolve("noah.bright")
    for kind in (MethodKind.OATH_TOKEN, MethodKind.ACCESS_PASS, MethodKind.QUESTIONS, MethodKind.IN_PERSON):
        assert console.demo.caller_says(nobody, kind) is None


def test_the_inbox_gives_the_newest_code_of_an_address() -> None:
    inbox = Inbox()
    for code in ("1111 1111", "2222 2222"):
        message = Message(Channel.MAIL, MessageKind.CODE, "Ada@example.com", "", {}, Secret(code))
        assert inbox.send(message).kind is DeliveryKind.SENT
    assert inbox.newest_code("ada@example.com") == "2222 2222"
    assert inbox.newest_code("eve@example.com") is None
    assert len(inbox.messages("ada@example.com")) == 2


def test_who_has_no_token_yet_reads_from_the_one_out_of_stock(console: Console, desk: Desk) -> None:
    progress, method = begun(desk, "sam.fox", MethodKind.TOTP)
    account = progress.account.id
    assert console.demo
    assert console.demo.caller_says(account, MethodKind.OATH_TOKEN) is None
    progress = desk.verifying.begin(account, actions=frozenset({Action.CHANGE_METHODS}))
    said = say(console, account, MethodKind.TOTP)
    clearance = Asking(desk.verifying).prove(progress.id, method, Secret(said)).clearance
    assert clearance
    registration = in_words(desk).registration
    enrolment = registration.begin_token(clearance.id, "HT-2002")
    said = say(console, account, MethodKind.OATH_TOKEN)
    assert registration.activate(enrolment, Secret(said)).detail.startswith("HT-2002")
