"""Between proof and write, and whom the desk never touches: on a real domain."""

from collections.abc import Callable

import pytest
from e2e.conftest import Place
from lab import people
from lab.domain import Domain, NewPerson
from writing import FULL_RESET

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.directory.identity import Identity
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.session_server import SessionServer


def rename(domain: Domain, person: NewPerson) -> None:
    domain.rename(person.login, f"Renamed {person.login}")


def move(domain: Domain, person: NewPerson) -> None:
    domain.move(person.login, people.PEOPLE)


def recreate(domain: Domain, person: NewPerson) -> None:
    domain.delete(person.login)
    domain.new_person(person.login, mobile="+44 7700 900200")


def change_phone(domain: Domain, person: NewPerson) -> None:
    domain.set_attributes(person.login, mobile="+44 7700 900299")


def make_admin(domain: Domain, person: NewPerson) -> None:
    domain.add_to_group(person.login, people.SERVER_TEAM)  # which is in Domain Admins


def reset_elsewhere(domain: Domain, person: NewPerson) -> None:
    domain.set_password(person.login, "Other-Desk-7-Horse")


def disable(domain: Domain, person: NewPerson) -> None:
    domain.set_attributes(person.login, userAccountControl=people.NORMAL | people.DISABLED)


@pytest.mark.parametrize(
    "meanwhile", [rename, move, recreate, change_phone, make_admin, reset_elsewhere, disable]
)
def test_an_account_that_changed_between_proof_and_write_is_not_written(
    place: Place, samba: Domain, person: NewPerson, meanwhile: Callable[[Domain, NewPerson], None]
) -> None:
    desk = place.desk()
    clearance = place.proven(desk, person)
    meanwhile(samba, person)
    before = samba.attributes(person.login, "pwdLastSet", "uSNChanged")
    with pytest.raises(Refused) as caught:
        desk.actions.perform(clearance, FULL_RESET)
    assert caught.value.problem.code in {"account-changed", "account-gone"}
    assert samba.attributes(person.login, "pwdLastSet", "uSNChanged") == before


@pytest.mark.parametrize("meanwhile", [make_admin, change_phone, reset_elsewhere, move, disable])
def test_what_changes_while_the_connection_for_the_write_opens_is_seen_on_it(
    place: Place,
    samba: Domain,
    person: NewPerson,
    meanwhile: Callable[[Domain, NewPerson], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connect, opens, state = SessionServer.connect, [lambda: None], []

    def slowly(server: SessionServer, acting: Identity) -> Link:
        link = connect(server, acting)
        opens[-1]()
        return link

    def change() -> None:
        meanwhile(samba, person)
        state.append(samba.attributes(person.login, "pwdLastSet", "lockoutTime"))

    monkeypatch.setattr(SessionServer, "connect", slowly)
    desk = place.desk()
    clearance = place.proven(desk, person)
    opens.append(change)
    with pytest.raises(Refused) as caught:
        desk.actions.perform(clearance, FULL_RESET)
    assert caught.value.problem.code == "account-changed"
    assert state == [samba.attributes(person.login, "pwdLastSet", "lockoutTime")]  # opened once, not written


@pytest.mark.parametrize(
    ("login", "code_"),
    [
        (people.OPERATOR, "own-account"),
        (people.SECOND_OPERATOR, "peer-operator"),
        ("nested.admin", "protected-account"),
        (people.PRIMARY, "protected-account"),
        (people.ADMINISTRATOR, "protected-account"),
        ("krbtgt", "system-account"),
    ],
)
def test_whom_an_operator_never_touches(place: Place, samba: Domain, login: str, code_: str) -> None:
    place.configure(people_dn=samba.base_dn)  # so that scope is not the reason
    desk = place.desk()
    with pytest.raises(NotPermitted) as caught:
        desk.verifying.begin(AccountId(samba.id(login)))
    assert caught.value.problem.code == code_


@pytest.mark.parametrize("login", ["DC1$", "LAPTOP-17$", "svc-web$"])
def test_a_machine_is_no_person(place: Place, samba: Domain, login: str) -> None:
    place.configure(people_dn=samba.base_dn)
    desk = place.desk()
    machine = desk.lookup.resolve(login)
    with pytest.raises(NotPermitted) as caught:
        desk.verifying.begin(machine)
    assert caught.value.problem.code == "machine-account"


def test_outside_the_scope_nobody_is_touched(place: Place, samba: Domain) -> None:
    desk = place.desk()
    with pytest.raises(NotPermitted) as caught:
        desk.verifying.begin(AccountId(samba.id("elsa.elsewhere")))
    assert caught.value.problem.code == "out-of-scope"


def test_of_two_with_one_name_none_is_taken_by_chance(place: Place) -> None:
    with pytest.raises(Refused) as caught:
        place.desk().lookup.resolve("John Smith")
    assert caught.value.problem.code == "account-ambiguous"


def test_a_supervisor_may_help_a_member_of_the_desk(place: Place, samba: Domain) -> None:
    place.configure(people_dn=samba.base_dn)
    card = place.desk(people.SUPERVISOR).lookup.card(AccountId(samba.id(people.SECOND_OPERATOR)))
    # The desk says yes; that the lab delegates no rights over the desk itself is said beforehand.
    assert [each.code for each in card.refusals[Action.RESET]] == ["no-right"]
