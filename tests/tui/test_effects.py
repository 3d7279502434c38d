"""What a problem means for a conversation stands in the catalogue: both front ends obey it (invariant 14)."""

import string
from collections.abc import Callable
from typing import Any

import pytest
from plain.driving import Scripted
from tui.driving import Desk, on_screen, says, to_verify
from tui.registering import to_adding

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.catalogue import CATALOGUE
from helpdesk_tui.desk.conversation.prompt import Answer, Prompt
from helpdesk_tui.desk.desk import Desk as SignedIn
from helpdesk_tui.desk.effect import ENDS, KEEPS_WORDS
from helpdesk_tui.desk.errors import HelpdeskError, NotPermitted
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.plain import enrolling, proving
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.output import Output
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.proving.proving import Stage, State
from helpdesk_tui.tui.screens.register import RegisterScreen
from helpdesk_tui.tui.widgets.fields import Field

TYPED = "canary"


def every_problem() -> list[Problem]:
    return [problem(code, **dict.fromkeys(_fields(code), "X")) for code in CATALOGUE]


def _fields(code: str) -> set[str]:
    texts = CATALOGUE[code]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


OVER = {each.code for each in every_problem() if each.effect in ENDS}
KEPT = {each.code for each in every_problem() if each.effect in KEEPS_WORDS}


class Answering:
    """An asker that answers once, and goes back when it is asked again."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        self._asked = 0

    def ask(self, prompt: Prompt) -> Answer:
        self._asked += 1
        if self._asked > 1:
            raise GoBack
        return Answer(prompt.id, {each.name: Secret(TYPED) for each in prompt.fields})

    def refuse(self, why: Problem) -> None:
        self.refused.append(why.code)

    def is_back_within(self, prompt: Prompt, seconds: float) -> bool:
        raise AssertionError("nothing is waited for")


def ended_by(conversation: Callable[[Answering], object]) -> bool:
    """Whether the plain front end ends with what was raised; otherwise it said so and asked on."""
    asker = Answering()
    try:
        conversation(asker)
    except HelpdeskError:
        assert asker.refused == []
        return True
    assert len(asker.refused) == 1
    return False


def raising(why: Problem) -> Callable[..., Any]:
    def answer(*_: object) -> None:
        raise NotPermitted(why)

    return answer


@pytest.fixture
def talk(desk: Desk) -> Conversation:
    return Conversation(desk.console, Scripted(), Output(), desk.signed_in("super"))


def ada(desk: SignedIn) -> AccountId:
    return desk.lookup.resolve("ada.byron")


def test_the_catalogue_ends_some_and_not_others() -> None:
    assert OVER
    assert KEPT
    assert not OVER & KEPT


# --- proving ------------------------------------------------------------------------------------------


def test_in_lines_a_verification_is_over_where_the_catalogue_says_so(talk, monkeypatch) -> None:
    verifying = talk.desk.verifying
    begun = verifying.begin(ada(talk.desk))
    method = begun.options[0].method
    monkeypatch.setattr(verifying, "look", lambda _: begun)

    def chosen(asker: Answering, why: Problem) -> object:
        monkeypatch.setattr(verifying, "answer", raising(why))
        course = proving.Proving(talk, lambda _: method, lambda _: asker)
        return course._next(begun)

    ended = {each.code for each in every_problem() if ended_by(lambda asker, why=each: chosen(asker, why))}
    assert ended == OVER


async def test_on_the_screen_a_verification_is_over_where_the_catalogue_says_so(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        screen = await to_verify(pilot)
        await pilot.press("enter")
        await says(pilot, "Proofs:")
        progress = screen.state.progress
        ended, kept = set(), set()
        for each in every_problem():
            screen.state = State(Stage.PROVING, progress)
            screen._refused(each, Answer("code", {"code": Secret(TYPED)}))
            if screen.state.stage is Stage.ENDED:
                ended.add(each.code)
            elif any(field.value == TYPED for field in screen._proving.panel.query(Field)):
                kept.add(each.code)
            screen._proving.panel.forget()
        assert ended == OVER
        assert kept == KEPT


# --- registering --------------------------------------------------------------------------------------


def test_in_lines_a_registration_is_over_where_the_catalogue_says_so(talk, desk: Desk, monkeypatch) -> None:
    clearance = _cleared(talk, desk)
    registering = talk.desk.registering
    stands = registering.begin(clearance, MethodKind.TOTP)
    assert stands.prompt

    def asked(asker: Answering, why: Problem) -> object:
        monkeypatch.setattr(registering, "answer", raising(why))
        return enrolling._next(talk, asker, stands, stands.prompt)

    ended = {each.code for each in every_problem() if ended_by(lambda asker, why=each: asked(asker, why))}
    assert ended == OVER


async def test_on_the_screen_a_registration_is_over_where_the_catalogue_says_so(desk: Desk) -> None:
    async with desk.app().run_test(size=(80, 24)) as pilot:
        await to_adding(pilot, MethodKind.OATH_TOKEN)
        screen = await on_screen(pilot, RegisterScreen)
        ended, kept = set(), set()
        for each in every_problem():
            screen.over = False
            screen.draw()
            screen._refused(each, Answer("serial", {"serial": Secret(TYPED)}))
            if screen.over:
                ended.add(each.code)
            elif screen.panel.places()[0].value == TYPED:
                kept.add(each.code)
            screen.panel.forget()
        assert ended == OVER
        assert kept == KEPT


def _cleared(talk: Conversation, desk: Desk) -> Any:
    account = ada(talk.desk)
    begun = talk.desk.verifying.begin(account, frozenset({Action.CHANGE_METHODS}))
    app = next(each.method for each in begun.options if each.method.kind is MethodKind.TOTP)
    assert desk.console.demo
    said = desk.console.demo.caller_says(account, MethodKind.TOTP)
    proved = talk.desk.verifying.answer(begun.id, app.id, Answer("code", {"code": Secret(said or "")}))
    assert proved.clearance
    return proved.clearance.id
