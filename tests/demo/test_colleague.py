"""The demo's colleague approves at another terminal, after a while, as any second operator does."""

import time
from collections.abc import Iterator

import pytest
from desk.asking import Asking

from helpdesk_tui import compose
from helpdesk_tui.console import Console
from helpdesk_tui.demo import colleague
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.verifying import Approval, Progress
from helpdesk_tui.secret import Secret

NEEDS_VOUCHING = "gil.moreno"


@pytest.fixture
def console(monkeypatch: pytest.MonkeyPatch) -> Iterator[Console]:
    monkeypatch.setattr(colleague, "ANSWERS_AFTER", 0.1)
    made = compose.for_demo({})
    yield made
    made.close()


def signed_in(console: Console, login: str) -> Desk:
    return console.sign_in.sign_in(login, Secret(login))


def answered(desk: Desk, progress: Progress) -> Progress:
    deadline = time.monotonic() + 20
    while progress.approval is Approval.ASKED and progress.clearance is None and time.monotonic() < deadline:
        time.sleep(0.05)
        progress = desk.verifying.look(progress.id)
    return progress


def events_of(console: Console) -> list[str]:
    return [each.event for each in console.sign_in.stores.audit.records()]


@pytest.mark.parametrize(("login", "approver"), [("demo", "super"), ("super", "demo")])
def test_a_colleague_approves_and_the_record_says_who(console, login, approver):
    desk = signed_in(console, login)
    progress = desk.verifying.begin(desk.lookup.resolve(NEEDS_VOUCHING))
    assert progress.exceptional
    progress = answered(desk, Asking(desk.verifying).ask_approval(progress.id))
    assert progress.approval is Approval.GIVEN
    assert progress.met == 1
    given = [each for each in console.sign_in.stores.audit.records() if each.event == "approval.given"]
    assert [each.facts["operator_login"] for each in given] == [approver]
    assert console.demo
    assert console.demo.caller_says(progress.account.id, MethodKind.SECOND_OPERATOR) == approver


def test_the_manager_and_the_colleague_together_clear_who_has_nothing_else(console):
    desk = signed_in(console, "demo")
    progress = desk.verifying.begin(desk.lookup.resolve(NEEDS_VOUCHING))
    manager = next(o.method.id for o in progress.options if o.method.kind is MethodKind.MANAGER and o.usable)
    sent = Asking(desk.verifying).send(progress.id, manager)
    assert "@demo.example" in sent.advice
    assert console.demo
    said = console.demo.caller_says(progress.account.id, MethodKind.MANAGER)
    assert said
    Asking(desk.verifying).prove(progress.id, manager, Secret(said))
    progress = answered(desk, Asking(desk.verifying).ask_approval(progress.id))
    assert progress.clearance


def test_nobody_answers_what_is_over(console, monkeypatch):
    monkeypatch.setattr(colleague, "ANSWERS_AFTER", 3600)
    desk = signed_in(console, "demo")
    progress = desk.verifying.begin(desk.lookup.resolve(NEEDS_VOUCHING))
    Asking(desk.verifying).ask_approval(progress.id)
    desk.verifying.cancel(progress.id)
    monkeypatch.setattr(colleague, "ANSWERS_AFTER", 0)
    answering = colleague.Colleague(lambda: console.sign_in)
    answering.answer_later(progress.id, "demo")
    deadline = time.monotonic() + 20
    while events_of(console)[-1] != "sign-in.done" and time.monotonic() < deadline:
        time.sleep(0.05)
    answering.leave()  # waits until the answer was given
    assert events_of(console)[-1] == "sign-in.done"


def test_the_demo_ends_while_an_answer_is_due(monkeypatch):
    monkeypatch.setattr(colleague, "ANSWERS_AFTER", 0.05)
    failed = []
    monkeypatch.setattr("threading.excepthook", failed.append)
    made = compose.for_demo({})
    desk = signed_in(made, "demo")
    progress = desk.verifying.begin(desk.lookup.resolve(NEEDS_VOUCHING))
    Asking(desk.verifying).ask_approval(progress.id)
    made.close()
    time.sleep(0.3)
    assert failed == []
