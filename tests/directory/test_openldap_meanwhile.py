"""What happens to an entry between the last look and the write: it goes on behind a wrong password alone."""

from collections.abc import Callable, Iterator

import pytest
from directory.ldap_desk import FULL, NEW, code
from directory.openldap_desk import signed_in
from lab.ldap_server import WRONG, Bind, NewPerson
from lab.openldap import OpenLdap, OpenLdapServer
from writing import a_change

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.directory.ldapv3.session import LdapSession

pytestmark = pytest.mark.lab

Meanwhile = Callable[[OpenLdapServer, NewPerson], object]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenLdapServer]:
    with OpenLdap(tmp_path_factory.mktemp("openldap"), delegate="write") as running:
        yield running


@pytest.fixture(params=["modify", "operation"])
def session(server: OpenLdapServer, request: pytest.FixtureRequest) -> Iterator[LdapSession]:
    made = signed_in(server, hashes=request.param == "modify")
    yield made
    made.close()


def changed(
    session: LdapSession,
    server: OpenLdapServer,
    person: NewPerson,
    meanwhile: Meanwhile,
    change: Change = FULL,
) -> Reply:
    with session.prepare_change(AccountId(person.id)) as prepared:
        prepared.read()
        meanwhile(server, person)
        return prepared.change(change)


def types_a_wrong_password(server: OpenLdapServer, person: NewPerson) -> None:
    before = server.attributes(person.dn, "entryCSN")
    assert server.bind(person.dn, WRONG) is Bind.WRONG
    assert server.attributes(person.dn, "entryCSN") != before


def gets_locked(server: OpenLdapServer, person: NewPerson) -> None:
    server.lock(person.dn)


@pytest.mark.parametrize("meanwhile", [types_a_wrong_password, gets_locked])
def test_a_wrong_password_holds_no_reset_up(
    session: LdapSession, server: OpenLdapServer, meanwhile: Meanwhile
) -> None:
    person = server.new_person()
    assert changed(session, server, person, meanwhile).kind is ReplyKind.ACCEPTED
    assert server.bind(person.dn, NEW) is Bind.MUST_CHANGE


def new_mobile(server: OpenLdapServer, person: NewPerson) -> None:
    server.set_attributes(person.dn, mobile="+44 7700 900999")


def no_mail(server: OpenLdapServer, person: NewPerson) -> None:
    server.set_attributes(person.dn, mail=[])


def new_password(server: OpenLdapServer, person: NewPerson) -> None:
    server.set_attributes(person.dn, pwdChangedTime="20260101000000Z")


def must_change(server: OpenLdapServer, person: NewPerson) -> None:
    server.must_change(person.dn)


def ended(server: OpenLdapServer, person: NewPerson) -> None:
    server.set_attributes(person.dn, pwdEndTime="20260101000000Z")


def made_anew(server: OpenLdapServer, person: NewPerson) -> None:
    server.delete(person.dn)
    assert server.new_person(person.login).dn == person.dn


def deleted(server: OpenLdapServer, person: NewPerson) -> None:
    server.delete(person.dn)


def renamed(server: OpenLdapServer, person: NewPerson) -> None:
    server.rename(person.login, f"{person.login}-new")


@pytest.mark.parametrize(
    ("meanwhile", "problem"),
    [
        (new_mobile, "changed-meanwhile"),
        (no_mail, "changed-meanwhile"),
        (new_password, "changed-meanwhile"),
        (must_change, "changed-meanwhile"),
        (ended, "changed-meanwhile"),
        (made_anew, "changed-meanwhile"),
        (deleted, "account-gone"),
        (renamed, "account-gone"),
    ],
)
def test_whatever_else_changes_refuses_it_and_nothing_is_written(
    session: LdapSession, server: OpenLdapServer, meanwhile: Meanwhile, problem: str
) -> None:
    for change in (FULL, a_change(FULL.new_password)):
        person = server.new_person(mail="old@lab.example", mobile="+44 7700 900111")
        reply = changed(session, server, person, meanwhile, change)
        assert (reply.kind, code(reply)) == (ReplyKind.REFUSED, problem)
        for dn in (person.dn, person.dn.replace(person.login, f"{person.login}-new")):
            assert server.bind(dn, NEW) in {Bind.WRONG, Bind.LOCKED}


def test_somebody_who_was_renamed_before_the_last_look_is_written(
    session: LdapSession, server: OpenLdapServer
) -> None:
    person = server.new_person()
    with session.prepare_change(AccountId(person.id)) as prepared:
        prepared.read()
        server.rename(person.login, f"{person.login}-new")
        server.move(f"{person.login}-new", f"ou=People,{server.base_dn}")
        prepared.read()
        assert prepared.change(FULL).kind is ReplyKind.ACCEPTED
    assert server.bind(f"{person.login}-new", NEW) is Bind.MUST_CHANGE


def test_nothing_is_tried_more_than_twice(server: OpenLdapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong passwords all the time: refused, and for certain not written."""
    person = server.new_person(pwdPolicySubentry=server.new_policy("Patient", pwdMaxFailure=99))
    session = signed_in(server)
    tries: list[int] = []
    with session.prepare_change(AccountId(person.id)) as prepared:
        prepared.read()
        modify = prepared.link.modify

        def disturbed(*arguments: object) -> object:
            server.bind(person.dn, WRONG)
            tries.append(1)
            return modify(*arguments)

        monkeypatch.setattr(prepared.link, "modify", disturbed)
        reply = prepared.change(FULL)
    assert (reply.kind, code(reply), reply.code) == (ReplyKind.REFUSED, "changed-meanwhile", "122")
    assert len(tries) == 2
    assert server.bind(person.dn, person.password) is Bind.OK
    session.close()


def test_an_account_that_cannot_be_read_any_more_is_refused_and_not_unknown(
    session: LdapSession, server: OpenLdapServer
) -> None:
    """Another entry stands under its name, and nothing was written to that."""
    person = server.new_person()
    reply = changed(session, server, person, made_anew)
    assert (reply.kind, reply.code) == (ReplyKind.REFUSED, "122")
    entry = server.attributes(person.dn)
    assert "pwdReset" not in entry
    assert server.bind(person.dn, person.password) is Bind.OK


def test_the_last_mark_goes_to_no_other_entry(server: OpenLdapServer) -> None:
    """Between the password and the mark behind it the entry is made anew."""
    person = server.new_person()
    session = signed_in(server, hashes=False)
    with session.prepare_change(AccountId(person.id)) as prepared:
        prepared.read()
        extended = prepared.link.extended

        def then_made_anew(*arguments: object) -> object:
            result = extended(*arguments)
            made_anew(server, person)
            return result

        prepared.link.extended = then_made_anew  # what happens in between
        reply = prepared.change(FULL)
    assert (reply.kind, reply.code) == (ReplyKind.PARTLY, "122")
    assert "pwdReset" not in server.attributes(person.dn)
    session.close()


def test_what_is_written_as_it_stands_leaves_a_forced_change_alone(server: OpenLdapServer) -> None:
    """The modify that binds a reset without a forced change: stopped behind it, nothing is weaker."""
    marked, free = server.new_person(), server.new_person()
    server.must_change(marked.login)
    session = signed_in(server, hashes=False)
    for person, forced in ((marked, True), (free, False)):
        with session.prepare_change(AccountId(person.id)) as prepared:
            # What happens in between.
            prepared.link.extended = lambda *_: prepared.link.modify("cn=nobody", [])
            reply = prepared.change(a_change(FULL.new_password))
        assert reply.kind is ReplyKind.REFUSED
        assert ("pwdReset" in server.attributes(person.dn)) is forced
    session.close()
