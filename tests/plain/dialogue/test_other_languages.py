"""The same calls in another language: each question is understood, and no English sentence is left."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from plain.dialogue.holding import NO_TICKET, do, find, hold
from plain.dialogue.test_calls import CALLS, METHODS
from spoken import LANGUAGES, left_in_english

import helpdesk_tui
from helpdesk_tui import local_time, reader
from helpdesk_tui.language import ENGLISH, use
from helpdesk_tui.plain.exits import Exit


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use(request.param)
    yield request.param
    use(ENGLISH)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("typed", [typed for typed, _said in CALLS.values()], ids=CALLS)
def test_a_call_is_held_in_that_language(desk, typed):
    ran = hold(desk, *typed)
    assert ran.code == Exit.DONE
    assert left_in_english("\n".join([ran.all, *ran.terminal.on_page])) == []


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize(("policy", "login", "typed"), METHODS.values(), ids=METHODS)
def test_each_method_proves_a_caller_in_that_language(desk, policy, login, typed):
    ran = hold(
        desk.with_policy(policy), find(login), do("verify"), NO_TICKET, *typed, do(""), ("Type yes to", "yes")
    )
    assert desk.events().count("verification.cleared") == 1
    assert left_in_english(ran.all) == []


_SAYS = frozenset({"ask", "ask_secret", "announce", "correct", "one_of", "say", "tell", "wait", "yes_or_no"})


def test_not_even_a_word_is_said_past_the_seam():
    """One word looks like a name to whatever looks for sentences."""
    said = [
        f"{path.name}: {each.value!r}"
        for path in sorted((Path(helpdesk_tui.__file__).parent / "plain").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _SAYS
        for each in call.args
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value
    ]
    assert said == []


def test_programs_read_english_whatever_the_operator_reads(monkeypatch):
    """As `helpdesk-tui … --json` begins."""
    reader.speak_to_operator({"LANG": LANGUAGES[0]}, "", "Europe/Stockholm")
    reader.speak_to_programs()
    assert (reader.language.active(), local_time._zone) == (ENGLISH, local_time.UTC)
