"""A stolen operator password, and the true operator, on real terminals and a real domain."""

import re
import subprocess
from dataclasses import replace

import pytest
from e2e import calls
from e2e.conftest import Place, code
from e2e.terminal import Terminal
from e2e.test_outside_services import Script
from lab import people
from lab.domain import NewPerson

REQUIRED = '[session]\nsecond_factor = "required"\n'
KEY = r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})"


def has_app(place: Place, person: NewPerson, login: str) -> str:
    """An operator's own app; its key in base 32."""
    return place.has_app(replace(person, login=login, id=place.domain.id(login)))


def sign_in(terminal: Terminal, place: Place) -> None:
    terminal.wait_for("Password", 20)
    terminal.wait_still()
    terminal.type(f"{place.domain.password}\r")


def confirmed_by_a_supervisor(terminal: Terminal, place: Place) -> None:
    """The password, and that of a supervisor, by which the second factor is registered."""
    sign_in(terminal, place)
    terminal.wait_for("A supervisor confirms who you are", 20)
    terminal.wait_still()
    terminal.type(f"{people.SUPERVISOR}\r")
    terminal.wait_still()
    terminal.type(f"{place.domain.password}\r")


def register(terminal: Terminal) -> str:
    """The app that the sign-in asks for, on the full screen; its key in base 32."""
    terminal.wait_for("Name your app", 20)
    terminal.wait_for("Add: Authenticator app")
    terminal.wait_still()
    terminal.press("enter")
    terminal.wait_for("SHA1", 20)
    terminal.wait_still()
    beside_the_picture = "\n".join(line[46:] for line in terminal.screen)
    key = "".join(re.findall(r"\b[A-Z2-7]{4}\b", beside_the_picture))
    assert len(key) == 32, terminal.text
    terminal.type(f"{code(key)}\r")
    terminal.wait_for("Find", 20)
    return key


# --- the thief ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("more", ["", REQUIRED], ids=["registered", "required"])
def test_a_stolen_password_opens_no_screen(place: Place, person: NewPerson, more: str) -> None:
    place.configure(more=more)
    if not more:
        has_app(place, person, people.OPERATOR)
    with place.console() as terminal:
        terminal.wait_for("Password", 20)
        terminal.wait_still()
        terminal.type(f"{place.domain.password}\r{person.login}\r")
        terminal.wait_for("confirm who" if more else "App code", 20)
        terminal.wait_still()
        for key in ("enter", "tab", "f7", "f5", "f9"):
            terminal.press(key)
            terminal.wait_still()
            assert "Find" not in terminal.text
            assert person.dn not in terminal.text
        terminal.press("escape")
        terminal.wait_for("You are not signed in.", 10)
        terminal.press("f10")
        assert terminal.wait_exit(15) == 0
    events = [line.split("\t")[2] for line in record(place)]
    assert "sign-in.done" not in events
    assert "search" not in events


@pytest.mark.parametrize(
    "command",
    [
        ["lookup", "olga"],
        ["show", "olga.operator"],
        ["approvals", "list"],
        ["audit", "list"],
        ["policy", "check"],
    ],
    ids=lambda words: words[0],
)
def test_a_stolen_password_runs_no_command(place: Place, person: NewPerson, command: list[str]) -> None:
    has_app(place, person, people.SUPERVISOR)
    with place.plain(*command, operator=people.SUPERVISOR) as terminal:
        sign_in(terminal, place)
        terminal.wait_for("App code", 15)
        terminal.type("\r")
        assert terminal.wait_exit(15) == 1
        assert "olga" not in terminal.text.partition("App code")[2]


def test_without_a_terminal_nobody_is_asked_and_nothing_opens(place: Place, person: NewPerson) -> None:
    has_app(place, person, people.OPERATOR)
    ran = subprocess.run(
        ["setsid", "-w", *place.program, "--operator", people.OPERATOR, "lookup", "olga"],
        env={**place.environment, "PATH": "/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode != 0
    assert "olga.operator" not in ran.stdout


def test_five_wrong_codes_and_the_right_one_is_refused_too(place: Place, person: NewPerson) -> None:
    key = has_app(place, person, people.OPERATOR)
    with place.plain("lookup", person.login) as terminal:
        sign_in(terminal, place)
        for left in (4, 3, 2, 1, 0):
            terminal.wait_for("App code", 15)
            terminal.wait_still()  # the words of the question before stand there, too
            terminal.type("000000\r")
            terminal.wait_for(f"Attempts left: {left}", 15)
        terminal.wait_still()
        terminal.type(f"{code(key)}\r")
        assert terminal.wait_exit(15) == 3
        terminal.wait_for_words("Too many wrong codes with your login and password.")


# --- the true operator --------------------------------------------------------------------------------


def test_the_true_operator_gets_in_and_serves_a_caller(place: Place, person: NewPerson) -> None:
    key = has_app(place, person, people.OPERATOR)
    callers = place.has_app(person)
    with place.console() as terminal:
        sign_in(terminal, place)
        terminal.wait_for("App code", 20)
        terminal.wait_still()
        terminal.type(f"{code(key)}\r")
        terminal.wait_for("Find", 20)
        calls.find(terminal, person)
        terminal.press("r")
        terminal.wait_for("Proofs:", 10)
        terminal.wait_still()
        calls.enter(terminal, code(callers))
        terminal.wait_for(calls.CLEARED, 20)
        terminal.press("enter")
        terminal.wait_for("Record", 20)
    assert place.domain.ldap_bind(person.login, person.password) == "52e"


def test_password_and_code_typed_in_one_burst(place: Place, person: NewPerson) -> None:
    key = has_app(place, person, people.OPERATOR)
    with place.console() as terminal:
        terminal.wait_for("Password", 20)
        terminal.wait_still()
        terminal.type(f"{place.domain.password}\r{code(key)}\r{person.login}\r")
        terminal.wait_for("You may", 30)


def test_two_supervisors_enrol_each_other_on_the_full_screen(place: Place, samba: object) -> None:
    """The first one on a colleague's word, the second one on word and code of the first."""
    del samba
    place.configure(more=REQUIRED)
    with place.console(operator=people.OPERATOR) as terminal:
        confirmed_by_a_supervisor(terminal, place)
        olgas = register(terminal)
        terminal.press("f10")
        terminal.wait_exit(15)
    with place.console(operator=people.OPERATOR) as terminal:
        sign_in(terminal, place)
        terminal.wait_for("App code", 20)
        terminal.wait_still()
        terminal.type(f"{code(olgas, steps=1)}\r")
        terminal.wait_for("Find", 20)
    with place.console(operator=people.SECOND_OPERATOR) as terminal:
        confirmed_by_a_supervisor(terminal, place)
        terminal.wait_for("has no second factor", 20)
        assert "Add:" not in terminal.text


def test_the_owner_of_the_key_begins_it(place: Place) -> None:
    place.configure(more=REQUIRED)
    with place.plain("operators", "enrol", operator=people.SUPERVISOR) as terminal:
        terminal.wait_for("Type yes to go on", 15)
        terminal.type("yes\r")
        sign_in(terminal, place)
        terminal.wait_for("Name; Enter alone", 15)
        terminal.type("\r")
        terminal.wait_for("App code; two takes", 10)
        found = terminal.wait_for_match(KEY)
        key = found[1].replace(" ", "")
        terminal.type(f"{code(key)}\r")
        assert terminal.wait_exit(20) == 0, terminal.text
        terminal.wait_for("Registered.")
    with place.plain("lookup", people.SUPERVISOR, operator=people.SUPERVISOR) as terminal:
        sign_in(terminal, place)
        terminal.wait_for("App code", 15)
        terminal.type(f"{code(key, steps=1)}\r")
        assert terminal.wait_exit(20) == 0, terminal.text


def test_a_colleague_who_confirms_here_proves_it_too(place: Place, person: NewPerson) -> None:
    place.configure(verification='methods = ["totp"]\napproval = true')
    callers = place.has_app(person)
    ottos = has_app(place, person, people.SECOND_OPERATOR)
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        calls.enter(terminal, code(callers))
        calls.choose(terminal, "Second operator")
        terminal.press("f6")
        terminal.wait_for("is to be served", 10)
        terminal.wait_still()
        terminal.type(f"{people.SECOND_OPERATOR}\r")
        terminal.wait_still()
        terminal.type(f"{place.domain.password}\r")
        terminal.wait_for("otto.operator confirms.", 20)
        assert calls.CLEARED not in terminal.text
        terminal.wait_still()
        calls.enter(terminal, code(ottos))
        terminal.wait_for(calls.CLEARED, 20)


def test_a_script_is_asked_on_the_terminal(place: Place, person: NewPerson) -> None:
    key = has_app(place, person, people.OPERATOR)
    place.has_app(person)
    with Script(place, "verify", person.login, "--json") as script:
        script._terminal.wait_for("App code", 20)
        script._terminal.type(f"{code(key)}\r")
        assert script.hear()["prompt"]["id"] == "method"


def record(place: Place) -> list[str]:
    """What the desk's owner reads in the record."""
    ran = subprocess.run(
        [*place.program, "audit", "list", "--system"],
        env={**place.environment, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.splitlines()
