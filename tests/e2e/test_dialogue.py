"""Whole calls in plain lines on a real terminal, against real directories; others prove what came of it."""

from pathlib import Path

import pytest
from e2e.conftest import Place, code
from e2e.ldap_place import placed
from e2e.terminal import Terminal
from lab import people
from lab.domain import Domain, Kinit
from lab.ldap_server import Bind
from lab.openldap import OpenLdapServer

TEMPORARY = r"The temporary password: (\S+)"
DUMB = {"TERM": "dumb"}


def dialogue(place: Place, environment: dict[str, str] | None = None) -> Terminal:
    command = [*place.program, "--operator", people.OPERATOR, "plain"]
    return Terminal(command, {**place.environment, **(environment or {})}, rows=200)


def answer(terminal: Terminal, question: str, typed: str) -> None:
    """Once it is the last thing that was said."""
    terminal.wait_until(lambda: question in _last_line(terminal), question, 20)
    terminal.type(f"{typed}\r")


def _last_line(terminal: Terminal) -> str:
    said = [line for line in terminal.screen if line]
    return " ".join(said[-2:]) if said and said[-1].endswith(":") else ""


def sign_in(terminal: Terminal, place: Place) -> None:
    answer(terminal, "Password of", place.domain.password)


def reset(terminal: Terminal, login: str, key: str) -> str:
    """From the search to the receipt, where the password is said."""
    answer(terminal, "Find whom", login)
    terminal.wait_for("State: locked.", 15)
    answer(terminal, "What to do", "reset")
    answer(terminal, "Method, by its number", "1")
    answer(terminal, "App code", code(key))
    answer(terminal, "Type yes to do this once", "yes")
    terminal.wait_for("Temporary password set: DONE", 20)
    answer(terminal, "next call", "show")
    found = terminal.wait_for_match(TEMPORARY)[1]
    terminal.press("enter")
    return found


def test_a_verified_reset_and_the_next_call_on_openldap(openldap: OpenLdapServer, tmp_path: Path) -> None:
    place, person, other = placed(openldap, tmp_path), openldap.new_person(), openldap.new_person()
    key = place.has_app(person)
    openldap.lock(person.login)
    with dialogue(place) as terminal:
        sign_in(terminal, place)
        temporary = reset(terminal, person.login, key)
        terminal.wait_gone(temporary)
        answer(terminal, "next call", "")
        answer(terminal, "Find whom", other.login)
        answer(terminal, "What to do", "lock")
        terminal.wait_gone(other.login)
        sign_in(terminal, place)
        answer(terminal, "Find whom", "quit")
        assert terminal.wait_exit(10) == 0
        assert place.domain.password.encode() not in terminal.raw
    assert openldap.bind(person.login, person.password) is Bind.WRONG
    assert openldap.bind(person.login, temporary) is Bind.MUST_CHANGE


def test_a_dumb_terminal_and_keys_typed_ahead_on_a_domain(new_place: Place, samba: Domain) -> None:
    """Nothing is moved or drawn there; whoever types ahead gets as far as the yes, and no further."""
    place, person = new_place, samba.new_person()
    key = place.has_app(person)
    samba.lock(person.login)
    with dialogue(place, DUMB) as terminal:
        sign_in(terminal, place)
        answer(terminal, "Find whom", f"{person.login}\rreset\r1\r{code(key)}\ryes")
        answer(terminal, "Type yes to do this once", "yes")
        answer(terminal, "next call", "show")
        temporary = terminal.wait_for_match(TEMPORARY)[1]
        terminal.press("ctrl+c")
        terminal.wait_for("close its window")
        terminal.hangup()
        terminal.wait_exit(10)
        assert b"\x1b" not in terminal.raw
    assert samba.kinit(person.login, temporary) is Kinit.MUST_CHANGE
    records = place.json("audit", "list", operator=people.AUDITOR)
    assert [each["event"] for each in records].count("action.intent") == 1


@pytest.mark.parametrize("end", ["hangup", "ctrl+d"])
def test_what_was_proven_ends_with_the_line(openldap: OpenLdapServer, tmp_path: Path, end: str) -> None:
    place, person = placed(openldap, tmp_path), openldap.new_person()
    key = place.has_app(person)
    with dialogue(place) as terminal:
        sign_in(terminal, place)
        answer(terminal, "Find whom", person.login)
        answer(terminal, "What to do", "verify")
        answer(terminal, "Method, by its number", "1")
        answer(terminal, "App code", code(key))
        terminal.wait_for_match(r"The caller is verified until .*once")
        if end == "hangup":
            terminal.hangup()
        else:
            answer(terminal, "What to do", "\x04")
            answer(terminal, "Type yes to leave it", "\x04")
        terminal.wait_exit(10)
    records = place.json("audit", "list", operator=people.AUDITOR)
    assert "clearance.ended" in [each["event"] for each in records]
