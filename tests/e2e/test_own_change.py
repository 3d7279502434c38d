"""A person at a terminal of the desk changes a password that must be changed, by keys alone: the old one is
the proof, and the servers' own clients say what came of it."""

import pytest
from e2e.calls import find, sign_in
from e2e.conftest import IN_FULL, Place
from e2e.ldap_place import placed
from lab import people
from lab.domain import Domain, NewPerson
from lab.ldap_server import Bind, LdapServer

NEW_PASSWORD = "Quiet-Otter-58-River"


def change_by_keys(place: Place, person: NewPerson) -> None:
    """From the sign-in to the end. Of all that the terminal was sent, no byte tells a password."""
    with place.console(IN_FULL) as terminal:
        sign_in(terminal, place)
        find(terminal, person)
        terminal.wait_for("You may", 10)
        terminal.press("o")
        terminal.wait_for("and nobody else", 10)
        terminal.wait_still()
        for number, typed in enumerate((person.password, NEW_PASSWORD, NEW_PASSWORD)):
            if number:
                terminal.press("tab")
            terminal.type(typed)
        terminal.wait_still()
        seen = terminal.text  # what was drawn sign by sign stands in no stream as a whole
        terminal.press("enter")
        terminal.wait_for("Password changed by the person", 20)
        terminal.press("f10")
        assert terminal.wait_exit(10) == 0
        stream = terminal.raw
    assert person.login.encode() in stream  # what is drawn is found in it
    for secret in (NEW_PASSWORD, person.password):
        assert secret.encode() not in stream
        assert secret not in seen


def demand_recorded(place: Place, person: NewPerson) -> None:
    listed = place.json("audit", "list", "--account", person.login, operator=people.AUDITOR)
    (outcome,) = (each["facts"] for each in listed if each["event"] == "action.outcome")
    assert outcome["outcome"] == "done"
    assert NEW_PASSWORD not in str(listed)
    assert person.password not in str(listed)


def test_who_must_change_does_it_here(place: Place, samba: Domain) -> None:
    person = samba.new_person(pwdLastSet=0)
    assert samba.ldap_bind(person.login, person.password) == "773"
    change_by_keys(place, person)
    assert samba.ldap_bind(person.login, NEW_PASSWORD) == "ok"
    demand_recorded(place, person)


@pytest.mark.parametrize("name", ["openldap", "ds389"])
def test_who_must_change_does_it_in_an_ldap_directory(
    name: str, request: pytest.FixtureRequest, tmp_path
) -> None:
    server: LdapServer = request.getfixturevalue(name)
    place, person = placed(server, tmp_path), server.new_person()
    server.must_change(person.login)
    assert server.bind(person.login, person.password) is Bind.MUST_CHANGE
    change_by_keys(place, person)
    assert server.bind(person.login, NEW_PASSWORD) is Bind.OK
    demand_recorded(place, person)
