"""Between proof and write: on real LDAP servers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from e2e.conftest import Place
from e2e.ldap_place import placed
from lab import ldap_people
from lab.ds389 import Ds389Server
from lab.ldap_server import WRONG, Bind, LdapServer, NewPerson
from writing import FULL_RESET

from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.directory.identity import Identity
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.session_server import SessionServer

Meanwhile = Callable[[LdapServer, NewPerson], object]


@pytest.fixture(params=["openldap", "ds389"])
def server(request: pytest.FixtureRequest) -> LdapServer:
    made: LdapServer = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def place(server: LdapServer, tmp_path: Path) -> Place:
    return placed(server, tmp_path)


@pytest.fixture
def person(server: LdapServer) -> NewPerson:
    return server.new_person(mobile="+44 7700 900200")


def passwords_of(server: LdapServer, person: NewPerson) -> list[list[bytes]]:
    """Of all who have that name, or had it."""
    found = server.search(f"(uid={person.login}*)", "userPassword")
    return [each["userPassword"] for each in found]


def rename(server: LdapServer, person: NewPerson) -> None:
    server.rename(person.login, f"{person.login}-new")


def move(server: LdapServer, person: NewPerson) -> None:
    server.move(person.login, server.legal_dn)


def recreate(server: LdapServer, person: NewPerson) -> None:
    server.delete(person.login)
    server.new_person(person.login, mobile="+44 7700 900200")


def change_phone(server: LdapServer, person: NewPerson) -> None:
    server.set_attributes(person.login, mobile="+44 7700 900299")


def make_admin(server: LdapServer, person: NewPerson) -> None:
    server.add_to_group(person.login, ldap_people.ADMINISTRATORS)


def make_admin_by_a_group_between(server: LdapServer, person: NewPerson) -> None:
    server.add_to_group(person.login, ldap_people.SERVER_TEAM)


def must_change(server: LdapServer, person: NewPerson) -> None:
    server.must_change(person.login)


def disable(server: LdapServer, person: NewPerson) -> None:
    if isinstance(server, Ds389Server):
        server.disable(person.login)
    else:
        server.set_attributes(person.login, pwdEndTime="20260101000000Z")


@pytest.mark.parametrize(
    "meanwhile",
    [rename, move, recreate, change_phone, make_admin, make_admin_by_a_group_between, must_change, disable],
)
def test_an_account_that_changed_between_proof_and_write_is_not_written(
    place: Place, server: LdapServer, person: NewPerson, meanwhile: Meanwhile
) -> None:
    desk = place.desk()
    clearance = place.proven(desk, person)
    meanwhile(server, person)
    before = passwords_of(server, person)
    with pytest.raises(Refused) as caught:
        desk.actions.perform(clearance, FULL_RESET)
    assert caught.value.problem.code in {"account-changed", "account-gone"}
    assert passwords_of(server, person) == before


@pytest.mark.parametrize("meanwhile", [recreate, change_phone, make_admin_by_a_group_between])
def test_what_changes_while_the_connection_for_the_write_opens_is_seen_on_it(
    place: Place,
    server: LdapServer,
    person: NewPerson,
    meanwhile: Meanwhile,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connect, before = SessionServer.connect, []
    opens: list[Meanwhile] = []

    def slowly(which: SessionServer, acting: Identity) -> Link:
        link = connect(which, acting)
        for each in opens:
            each(server, person)
            before.append(passwords_of(server, person))
        return link

    monkeypatch.setattr(SessionServer, "connect", slowly)
    desk = place.desk()
    clearance = place.proven(desk, person)
    opens.append(meanwhile)
    with pytest.raises(Refused) as caught:
        desk.actions.perform(clearance, FULL_RESET)
    assert caught.value.problem.code in {"account-changed", "account-gone"}
    assert before == [passwords_of(server, person)]  # opened once, not written


def types_a_wrong_password(server: LdapServer, person: NewPerson) -> None:
    assert server.bind(person.dn, WRONG) is Bind.WRONG


def gets_locked(server: LdapServer, person: NewPerson) -> None:
    server.lock(person.login)


@pytest.mark.parametrize("meanwhile", [types_a_wrong_password, gets_locked])
def test_a_hostile_caller_who_types_wrong_passwords_holds_no_reset_up(
    place: Place, server: LdapServer, person: NewPerson, meanwhile: Meanwhile
) -> None:
    desk = place.desk()
    clearance = place.proven(desk, person)
    meanwhile(server, person)
    receipt = desk.actions.perform(clearance, FULL_RESET)
    assert receipt.outcome is Outcome.DONE
    assert receipt.password is not None
    assert server.bind(person.login, receipt.password.reveal()) is Bind.MUST_CHANGE
