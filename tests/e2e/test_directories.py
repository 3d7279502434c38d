"""Whole calls on a real terminal against LDAP directories; their own clients prove what came of it."""

import re
from pathlib import Path

import pytest
from e2e.calls import find, reset_by_app_code, sign_in
from e2e.conftest import Place, code
from e2e.ldap_place import placed
from lab import people
from lab.ldap_server import Bind, LdapServer
from lab.openldap import OpenLdapServer

from helpdesk_tui import config

NEW_PASSWORD = "Quiet-Otter-58-River"
TEMPORARY = r"[A-Za-z0-9]{4}[-.+=][A-Za-z0-9]{4}[-.+=][A-Za-z0-9]{5}"


@pytest.fixture(params=["openldap", "ds389"])
def server(request: pytest.FixtureRequest) -> LdapServer:
    made: LdapServer = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def place(server: LdapServer, tmp_path: Path) -> Place:
    return placed(server, tmp_path)


@pytest.mark.parametrize("hashes", [True, False])
def test_a_verified_reset_end_to_end(server: LdapServer, tmp_path: Path, hashes: bool) -> None:
    """Whether the server hashes what is written, or the password has an operation of its own."""
    place = placed(server, tmp_path, hashes=hashes)
    person = server.new_person()
    key = place.has_app(person)
    server.lock(person.login)
    assert server.bind(person.login, person.password) is Bind.LOCKED
    with place.console() as terminal:
        sign_in(terminal, place)
        find(terminal, person)
        terminal.wait_for("locked")
        terminal.press("r")
        reset_by_app_code(terminal, key)
        terminal.press("f2")
        found = terminal.wait_for_match(TEMPORARY)
        assert "NOT DONE" not in terminal.text
        terminal.press("enter")
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0
    temporary = found[0]
    assert server.bind(person.login, person.password) is Bind.WRONG
    assert server.bind(person.login, temporary) is Bind.MUST_CHANGE
    assert server.change_own_password(person.login, temporary, NEW_PASSWORD) == "ok"
    assert server.bind(person.login, NEW_PASSWORD) is Bind.OK
    records = place.json("audit", "list", operator=people.AUDITOR)
    (outcome,) = (each["facts"] for each in records if each["event"] == "action.outcome")
    assert outcome["outcome"] == "done"
    assert outcome["steps"] == dict.fromkeys(("reset", "force-change", "unlock"), "done")


def test_an_unlock_and_a_forced_change_by_plain_commands(place: Place, server: LdapServer) -> None:
    person = server.new_person()
    key = place.has_app(person)
    server.lock(person.login)
    for number, command in enumerate(("unlock", "force-change")):
        with place.plain(command, person.login, "--yes") as terminal:
            terminal.wait_for("Password of", 15)
            terminal.type(f"{server.password}\r")
            terminal.wait_for("Method, by its number", 15)
            terminal.type("1\r")
            terminal.wait_for("App code", 10)
            terminal.type(f"{code(key, steps=number)}\r")
            assert terminal.wait_exit(20) == 0, terminal.text
    assert server.bind(person.login, person.password) is Bind.MUST_CHANGE


def test_a_newcomer_reaches_the_card_with_six_settings(server: LdapServer, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    place = Place(server, home)
    place.private("lookup", server.administrator_password)
    text = f"""
[directory]
servers = ["ldaps://{server.host}:{server.port}"]
ca_file = "{server.ca_file}"
[ldap]
lookup_login = "{server.administrator}"
lookup_password = "file:{home}/lookup"
default_policy = "{server.default_policy if "=Everybody" in server.default_policy else ""}"
[roles]
operator = ["Helpdesk Operators"]
"""
    place.private("config.toml", text)
    assert config.load(home / "config.toml").directory.kind == "auto"
    assert len(re.findall(r"^\w+ = ", text, re.MULTILINE)) <= 6
    with place.console() as terminal:
        terminal.wait_for("Password", 20)
        terminal.wait_still()
        terminal.type(f"{server.password}\r")
        terminal.wait_for("Find", 20)
        terminal.type("ada by")
        terminal.wait_for("1 account.", 10)
        terminal.press("enter")
        terminal.wait_for("Ada Byron", 10)
        terminal.wait_for("You may", 10)


def test_what_was_recognised_is_said(place: Place, server: LdapServer) -> None:
    ended, said = place.run("directory", "ada.byron")
    assert ended == 0, said
    kind = "OpenLDAP" if isinstance(server, OpenLdapServer) else "389 Directory Server"
    assert f"{kind}: lab.example, at localhost (TLSv1.3)." in said
    assert "shows the password policy in force: yes" in said
