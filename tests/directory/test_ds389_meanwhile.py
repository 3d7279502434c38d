"""What happens to an entry between the last look and the write, which in 389 Directory Server is bound to
nothing: a wrong password holds nothing up, and no other entry is written."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from directory.ds389_desk import signed_in, written_passwords
from directory.ldap_desk import FULL, NEW, code
from lab.ds389 import Ds389, Ds389Server
from lab.ldap_server import WRONG, Bind, NewPerson
from writing import a_change

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import Change, Reply, ReplyKind
from helpdesk_tui.directory.ldapv3.session import LdapSession

pytestmark = pytest.mark.lab

Meanwhile = Callable[[Ds389Server, NewPerson], object]

EACH = pytest.mark.parametrize(
    "change", [FULL, a_change(FULL.new_password), a_change(must_change=True), a_change(unlock=True)]
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ds389Server]:
    """Counts its writes, so that none waits for the next second."""
    with Ds389(tmp_path_factory.mktemp("ds389"), delegate="aci", counts_writes=True) as running:
        yield running


@pytest.fixture
def session(server: Ds389Server) -> Iterator[LdapSession]:
    with closing(signed_in(server)) as made:
        yield made


def changed(
    session: LdapSession, server: Ds389Server, person: NewPerson, meanwhile: Meanwhile, change: Change
) -> Reply:
    with session.prepare_change(AccountId(person.id)) as prepared:
        prepared.read()
        meanwhile(server, person)
        return prepared.change(change)


def types_a_wrong_password(server: Ds389Server, person: NewPerson) -> None:
    assert server.bind(person.dn, WRONG) is Bind.WRONG


def gets_locked(server: Ds389Server, person: NewPerson) -> None:
    server.lock(person.dn)


@EACH
@pytest.mark.parametrize("meanwhile", [types_a_wrong_password, gets_locked])
def test_a_wrong_password_holds_nothing_up(
    session: LdapSession, server: Ds389Server, meanwhile: Meanwhile, change: Change
) -> None:
    person = server.new_person()
    assert changed(session, server, person, meanwhile, change).kind is ReplyKind.ACCEPTED
    if change is FULL:
        assert server.bind(person.dn, NEW) is Bind.MUST_CHANGE


def renamed(server: Ds389Server, person: NewPerson) -> None:
    server.rename(person.login, f"{person.login}-new")


def moved(server: Ds389Server, person: NewPerson) -> None:
    server.move(person.login, server.legal_dn)


def deleted(server: Ds389Server, person: NewPerson) -> None:
    server.delete(person.dn)


def made_anew(server: Ds389Server, person: NewPerson) -> None:
    server.delete(person.dn)
    assert server.new_person(person.login).dn == person.dn


def made_way_for_another(server: Ds389Server, person: NewPerson) -> None:
    renamed(server, person)
    assert server.new_person(person.login).dn == person.dn


@EACH
@pytest.mark.parametrize("meanwhile", [renamed, moved, deleted, made_anew, made_way_for_another])
def test_where_the_name_is_not_the_accounts_any_more_nobody_is_written(
    session: LdapSession, server: Ds389Server, meanwhile: Meanwhile, change: Change
) -> None:
    person = server.new_person()
    reply = changed(session, server, person, meanwhile, change)
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "account-gone")
    left = [found["dn"][0].decode() for found in server.search(f"(uid={person.login}*)", "1.1")]
    assert len(left) == {deleted: 0, made_way_for_another: 2}.get(meanwhile, 1)
    for dn in left:
        assert server.bind(dn, person.password) is Bind.OK
        assert written_passwords(server, dn) == 0


def test_a_forced_change_is_not_written_over_a_password_of_meanwhile(
    session: LdapSession, server: Ds389Server
) -> None:
    person = server.new_person()

    def sets_one(server: Ds389Server, person: NewPerson) -> None:
        assert server.change_own_password(person.login, person.password, "Chosen-By-Me-7") == "ok"

    reply = changed(session, server, person, sets_one, a_change(must_change=True))
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "changed-meanwhile")
    assert server.bind(person.dn, "Chosen-By-Me-7") is Bind.OK
