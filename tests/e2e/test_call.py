"""One call as it flows, on a real terminal, against a real domain; others prove what came of it."""

from pathlib import Path

import pytest
from e2e.conftest import Place, code
from e2e.terminal import Terminal
from lab import people
from lab.domain import Domain, Kinit, NewPerson

NEW_PASSWORD = "Quiet-Otter-58-River"


def reset_by_keys(terminal: Terminal, place: Place, person: NewPerson, key: str) -> str:
    """Sign in, find, verify, reset: keys only. The temporary password, as the screen shows it."""
    terminal.wait_for("Password", 20)
    terminal.wait_still()
    terminal.type(f"{place.domain.password}\r")
    terminal.wait_for("Find", 20)
    terminal.type(person.login)
    terminal.wait_for("1 account.", 10)
    terminal.press("enter")
    terminal.wait_for("You may", 10)
    terminal.press("r")
    terminal.wait_for("App code", 10)
    terminal.type(code(key, steps=1))  # the step after the one that activated the app
    terminal.press("enter")
    terminal.wait_for("Enter does this once", 10)
    terminal.press("enter")
    terminal.wait_for("Record", 15)
    terminal.press("f2")
    terminal.wait_still()
    found = terminal.wait_for_match(r"[A-Za-z0-9]{4}[-.+=][A-Za-z0-9]{4}[-.+=][A-Za-z0-9]{5}")
    return found[0]


@pytest.fixture
def place(new_place: Place) -> Place:
    """From the very first start on."""
    return new_place


@pytest.fixture
def key(place: Place, person: NewPerson) -> str:
    return place.register_app(person)


def test_a_verified_reset_end_to_end(place: Place, samba: Domain, person: NewPerson, key: str) -> None:
    samba.lock(person.login)
    assert samba.kinit(person.login, person.password) is Kinit.REVOKED

    with place.console() as terminal:
        temporary = reset_by_keys(terminal, place, person, key)
        terminal.press("enter")
        terminal.wait_gone(temporary)
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0

    # the directory itself
    attributes = samba.attributes(person.login, "lockoutTime", "pwdLastSet")
    assert attributes.get("lockoutTime", ["0"]) == ["0"]
    assert attributes["pwdLastSet"] == ["0"]
    # the old password is gone, the new one must be changed first
    assert samba.ldap_bind(person.login, person.password) == "52e"
    assert samba.ldap_bind(person.login, temporary) == "773"
    assert samba.kinit(person.login, person.password) is Kinit.WRONG_PASSWORD
    assert samba.kinit(person.login, temporary) is Kinit.MUST_CHANGE
    assert samba.kinit(person.login, temporary, NEW_PASSWORD) is Kinit.CHANGED
    assert samba.kinit(person.login, NEW_PASSWORD) is Kinit.OK
    assert samba.ldap_bind(person.login, NEW_PASSWORD) == "ok"
    # the record
    verified = place.json("audit", "verify", operator=people.AUDITOR)
    assert verified["whole"] is True
    records = place.json("audit", "list", operator=people.AUDITOR)
    assert [each["seq"] for each in records] == list(range(1, len(records) + 1))
    events = [each["event"] for each in records]
    intent, outcome = events.index("action.intent"), events.index("action.outcome")
    assert events.index("verification.cleared", events.index("verification.begun")) < intent < outcome
    assert records[outcome]["facts"]["outcome"] == "done"
    assert records[outcome]["facts"]["steps"] == dict.fromkeys(("reset", "force-change", "unlock"), "done")
    # nothing left behind
    for file in place.home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for secret in (temporary, person.password, key):
                assert secret.encode() not in content, file


def test_the_same_call_through_a_real_sshd(
    place: Place, samba: Domain, person: NewPerson, key: str, sshd
) -> None:
    server = sshd([*place.program, "--operator", people.OPERATOR], place.environment)
    with Terminal(server.client(), {"HOME": str(Path.home())}) as terminal:
        temporary = reset_by_keys(terminal, place, person, key)
        terminal.press("enter")
        terminal.wait_gone(temporary)
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0
    assert samba.kinit(person.login, temporary) is Kinit.MUST_CHANGE
    records = place.json("audit", "list", operator=people.AUDITOR)
    intent = next(each["facts"] for each in records if each["event"] == "action.intent")
    assert intent["ssh_client"].startswith("127.0.0.1 ")
    assert intent["terminal"].startswith("/dev/pts/")
