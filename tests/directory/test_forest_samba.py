"""People of another domain of the forest, at its real domain controller and in its real global catalogue."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from directory.fake_south import HOST, places, running_south, trusted
from lab import people
from lab.certificates import Authority
from lab.domain import Domain, Kinit
from writing import a_change

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.ports import DirectorySession, ReplyKind
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.settings import Endpoint, Settings
from helpdesk_tui.secret import Secret

pytestmark = pytest.mark.lab
PASSWORD = "Quiet-Otter-58-River"


@pytest.fixture
def session(
    samba: Domain,
    authority: Authority,
    named,
    tmp_path: Path,
) -> Iterator[DirectorySession]:
    """Of an operator whom the lab's domain knows by a full login, and who has rights there."""
    named(places(samba))
    settings = Settings(
        (Endpoint(HOST),),
        trusted(tmp_path, authority, samba),
        other_domains=("lab.example",),
        phone_region="GB",
    )
    with running_south(authority, samba.sid(people.OPERATOR)):
        port = ActiveDirectory(settings, SystemClock())
        session = port.sign_in(f"{people.OPERATOR}@lab.example", Secret(samba.password))
        yield session
        session.close()


@pytest.mark.parametrize(
    "typed",
    [
        "ada.byron",
        "Ada Byron",
        "LAB\\ada.byron",
        "lab.example\\ada.byron",
        "ada.byron@lab.example",
        "ada byr",
    ],
)
def test_somebody_is_found_in_the_catalogue(session: DirectorySession, typed: str) -> None:
    rows = session.search(typed, 5).rows
    assert [(row.login, row.elsewhere) for row in rows] == [("ada.byron", "LAB")]


def test_somebody_is_found_by_sid_id_and_dn(session: DirectorySession, samba: Domain) -> None:
    for typed in (samba.sid("ada.byron"), samba.id("ada.byron"), samba.dn("ada.byron")):
        assert [row.login for row in session.search(typed, 5).rows] == ["ada.byron"]


def test_the_account_is_read_whole_at_its_own_server(session: DirectorySession, samba: Domain) -> None:
    account = session.read(AccountId(samba.id("ada.byron")))
    assert (account.server, account.domain, account.elsewhere) == ("dc1.lab.example", "LAB", "LAB")
    assert account.dn == samba.dn("ada.byron")
    assert account.policy is not None
    assert account.group_ids is not None
    assert account.protected_by == ""
    assert account.rights[Action.RESET] is True


@pytest.mark.parametrize("login", [people.PRIMARY, "Administrator"])
def test_what_protects_somebody_there_is_seen(session: DirectorySession, samba: Domain, login: str) -> None:
    assert session.read(AccountId(samba.id(login))).protected_by


def test_a_reset_is_written_there_once_and_read_back(session: DirectorySession, samba: Domain) -> None:
    person = samba.new_person()
    samba.lock(person.login)
    account = AccountId(person.id)
    before = session.read(account)
    with session.prepare_change(account) as prepared:
        reply = prepared.change(a_change(Secret(PASSWORD), unlock=True))
    after = session.read(account)
    assert reply.kind is ReplyKind.ACCEPTED
    assert (before.state.locked, after.state.locked) == (True, False)
    assert None not in (before.marks.password, after.marks.password)
    assert after.marks.password == before.marks.password + 1
    assert samba.kinit(person.login, PASSWORD) is Kinit.OK


def test_what_its_server_refuses_is_refused_with_its_reason(session: DirectorySession, samba: Domain) -> None:
    person = samba.new_person()
    with session.prepare_change(AccountId(person.id)) as prepared:
        reply = prepared.change(a_change(Secret("weak")))
    assert reply.kind is ReplyKind.REFUSED
    assert samba.ldap_bind(person.login, person.password) == "ok"


def test_its_server_tells_where_wrong_passwords_came_in(session: DirectorySession, samba: Domain) -> None:
    person = samba.new_person()
    samba.lock(person.login)
    (row,) = session.at_every_server(AccountId(person.id)).rows
    assert row.server == "dc1.lab.example"
    assert row.wrong_passwords
    assert session.lockout_server(AccountId(person.id)) is None, "it decides on lockouts itself"


def test_groups_and_places_of_its_domain_are_named_with_it(session: DirectorySession, samba: Domain) -> None:
    group = samba.sid("Executives")
    assert session.group_id("LAB\\Executives") == group
    assert session.group_id(people.EXECUTIVES) == group
    assert session.entry_dn(people.PEOPLE) == people.PEOPLE
    assert session.group_id("Executives") is None, "that is one of the operator's own domain"
    assert session.nearest(f"OU=Peple,{people.BASE}") == people.PEOPLE
    assert "domain-local" in session.group_shortfall("LAB\\Account Operators", of_operators=False)
    assert session.group_shortfall("LAB\\Executives", of_operators=False) == ""
