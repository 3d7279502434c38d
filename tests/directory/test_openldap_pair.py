"""Two real OpenLDAP servers that both take writes, on their bad days: reads go on or a sentence says what to
do, and what is written stays with one server."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from directory import ldap_desk
from directory.ldap_desk import FULL, NEW, code, told
from lab import people
from lab.ldap_server import WRONG, Bind, NewPerson
from lab.openldap import OpenLdap, OpenLdapServer
from lab.openldap_pair import Pair
from writing import a_change, write

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.directory.ldapv3 import LdapDirectory
from helpdesk_tui.directory.ldapv3.session import LdapSession
from helpdesk_tui.directory.openldap import OpenLdap as Dialect
from helpdesk_tui.directory.settings import Endpoint
from helpdesk_tui.secret import Secret

DONE, REFUSED, UNKNOWN = Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN
RESET, FORCE = Action.RESET, Action.FORCE_CHANGE
BOTH = (RESET, FORCE)

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with Pair(tmp_path_factory.mktemp("pair")) as made:
        yield made


@pytest.fixture
def pair(running: Pair) -> Iterator[Pair]:
    """Both alive again behind each test."""
    yield running
    for machine in running.machines:
        machine.revive()


@pytest.fixture
def first_machine(pair: Pair) -> OpenLdap:
    return pair.machines[0]


Port = Callable[..., LdapDirectory]


@pytest.fixture
def port(pair: Pair) -> Iterator[Port]:
    """`port(pair.first, …)`: the console at these; whoever is signed in is signed out at the end."""
    made: list[LdapDirectory] = []

    def make(*servers: OpenLdapServer, **options: object) -> LdapDirectory:
        at = [Endpoint("localhost", server.port) for server in servers]
        dialect = partial(Dialect, default_policy=pair.first.default_policy, hashes=True)
        made.append(ldap_desk.port(pair.first, dialect, at=at, ca_file=pair.ca_file, **options))
        return made[-1]

    yield make
    for each in made:
        each.break_off()


@pytest.fixture
def person(pair: Pair) -> NewPerson:
    """On both; each tells by the title which it is."""
    made = pair.first.new_person()
    pair.replicate()
    pair.first.set_attributes(made.dn, title="first")
    pair.second.set_attributes(made.dn, title="second")
    return made


def signed_in(port: LdapDirectory) -> LdapSession:
    return port.sign_in(people.OPERATOR, Secret(people.PASSWORD))


@pytest.fixture
def session(person: NewPerson, port: Port, pair: Pair) -> LdapSession:
    """At the first; the second is the next."""
    return signed_in(port(pair.first, pair.second))


def server(session: LdapSession, person: NewPerson) -> str:
    return session.read(AccountId(person.id)).title


def refusal(ask: Callable[[], object]) -> str:
    with pytest.raises(HelpdeskError) as caught:
        ask()
    return caught.value.problem.code


@contextmanager
def dying(machine: OpenLdap) -> Iterator[None]:
    """It takes what is asked, and is killed before it answers."""
    machine.freeze()
    time.sleep(0.1)  # each of its threads stops for itself
    killer = threading.Timer(0.3, machine.kill)
    killer.start()
    try:
        yield
    finally:
        killer.join()


# --- one that goes, and comes back --------------------------------------------------------------------


def test_killed_before_the_sign_in_the_next_one_serves(
    port: Port, pair: Pair, first_machine: OpenLdap, person: NewPerson
) -> None:
    first_machine.kill()
    assert server(signed_in(port(pair.first, pair.second)), person) == "second"


def test_killed_during_a_search_it_is_said_and_the_next_sign_in_goes_on(
    port: Port, pair: Pair, first_machine: OpenLdap, person: NewPerson
) -> None:
    directory = port(pair.first, pair.second)
    session = signed_in(directory)
    assert server(session, person) == "first"
    with dying(first_machine):
        assert refusal(lambda: session.search("ada.byron", 5)) == "server-gone"
    assert refusal(lambda: session.search("ada.byron", 5)) == "server-gone"
    assert server(signed_in(directory), person) == "second"


def test_a_session_goes_on_where_its_server_comes_back(
    first_machine: OpenLdap, person: NewPerson, session: LdapSession
) -> None:
    first_machine.kill()
    assert refusal(lambda: session.search("ada.byron", 5)) == "server-gone"
    first_machine.start()
    assert server(session, person) == "first"
    assert write(session, AccountId(person.id), FULL).kind is ReplyKind.ACCEPTED


# --- writing ------------------------------------------------------------------------------------------


def test_killed_between_intent_and_write_nothing_is_written_anywhere(
    pair: Pair, first_machine: OpenLdap, person: NewPerson, session: LdapSession
) -> None:
    with session.prepare_change(AccountId(person.id)) as prepared:
        prepared.read()
        first_machine.kill()
        reply = prepared.change(FULL)
    assert reply.kind in {ReplyKind.NOT_SENT, ReplyKind.LOST}
    first_machine.start()
    for each in (pair.first, pair.second):
        assert each.bind(person.dn, person.password) is Bind.OK


def test_killed_with_the_write_in_its_hands_the_other_one_gets_nothing_of_it(
    pair: Pair, first_machine: OpenLdap, person: NewPerson, session: LdapSession
) -> None:
    before = session.read(AccountId(person.id))
    with session.prepare_change(before.id) as prepared:
        modify = prepared.link.modify

        def taken_to_the_grave(*arguments: object) -> object:
            with dying(first_machine):
                return modify(*arguments)

        prepared.link.modify = taken_to_the_grave
        reply = prepared.change(FULL)
    assert (reply.kind, code(reply)) == (ReplyKind.LOST, "reply-lost")
    assert told(session, before, reply, *BOTH) == {RESET: UNKNOWN, FORCE: UNKNOWN}
    assert pair.second.bind(person.dn, person.password) is Bind.OK
    first_machine.start()
    assert told(session, before, reply, *BOTH) == {RESET: REFUSED, FORCE: REFUSED}
    assert pair.first.bind(person.dn, person.password) is Bind.OK


def test_a_write_is_not_taken_to_the_other_server(
    pair: Pair, first_machine: OpenLdap, person: NewPerson, session: LdapSession
) -> None:
    first_machine.kill()
    reply = write(session, AccountId(person.id), FULL)
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "server-gone")
    assert pair.second.bind(person.dn, person.password) is Bind.OK


def test_killed_between_write_and_reading_back_it_is_said_and_the_other_one_is_not_asked(
    pair: Pair, first_machine: OpenLdap, person: NewPerson, session: LdapSession
) -> None:
    """The other one does not know of it yet: what it says would be taken for "not done"."""
    before = session.read(AccountId(person.id))
    reply = write(session, before.id, FULL)
    assert reply.kind is ReplyKind.ACCEPTED
    first_machine.kill()
    assert refusal(lambda: session.read(before.id)) == "server-gone"
    assert told(session, before, reply, *BOTH) == {RESET: UNKNOWN, FORCE: UNKNOWN}
    first_machine.start()
    assert told(session, before, reply, *BOTH) == {RESET: DONE, FORCE: DONE}
    assert pair.first.bind(person.dn, NEW) is Bind.MUST_CHANGE
    assert pair.second.bind(person.dn, NEW) is Bind.WRONG


# --- a partition, and one that lags -------------------------------------------------------------------


def test_in_a_partition_each_session_reads_and_writes_on_its_own_side(
    port: Port, pair: Pair, person: NewPerson
) -> None:
    """Nothing is replicated meanwhile, and both answer."""
    who = AccountId(person.id)
    here, there = signed_in(port(pair.first)), signed_in(port(pair.second))
    before = there.read(who)
    reply = write(here, who, FULL)
    assert told(here, before, reply, *BOTH) == {RESET: DONE, FORCE: DONE}
    assert there.read(who).marks == before.marks
    assert (server(here, person), server(there, person)) == ("first", "second")
    assert (here.read(who).state.must_change, there.read(who).state.must_change) == (True, False)
    pair.replicate()
    assert pair.second.bind(person.dn, NEW) is Bind.MUST_CHANGE
    assert there.read(who).state.must_change is True


def test_both_sides_of_a_partition_are_told_done_and_the_later_password_is_left(
    port: Port, pair: Pair, person: NewPerson
) -> None:
    who = AccountId(person.id)
    for each, password in ((pair.first, NEW), (pair.second, f"{NEW}-Later")):
        session = signed_in(port(each))
        before = session.read(who)
        reply = write(session, who, a_change(Secret(password), must_change=True))
        assert told(session, before, reply, *BOTH) == {RESET: DONE, FORCE: DONE}
    pair.replicate()
    for each in (pair.first, pair.second):
        assert each.bind(person.dn, NEW) is Bind.WRONG
        assert each.bind(person.dn, f"{NEW}-Later") is Bind.MUST_CHANGE


def test_whatever_is_written_later_at_the_other_side_takes_a_reset_with_it(
    port: Port, pair: Pair, person: NewPerson
) -> None:
    """The server itself does that, where whole entries are replicated: the next card shows it."""
    who = AccountId(person.id)
    session = signed_in(port(pair.first))
    assert write(session, who, FULL).kind is ReplyKind.ACCEPTED
    pair.second.set_attributes(person.dn, title="written later")
    pair.replicate()
    assert pair.first.bind(person.dn, NEW) is Bind.WRONG
    assert pair.first.bind(person.dn, person.password) is Bind.OK
    after = session.read(who)
    assert (after.title, after.state.must_change) == ("written later", False)


def test_one_that_lags_says_that_somebody_new_is_not_there(port: Port, pair: Pair) -> None:
    person = pair.first.new_person()
    session = signed_in(port(pair.second))
    assert session.search(person.login, 5).rows == ()
    reply = write(session, AccountId(person.id), a_change(unlock=True))
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "account-gone")
    pair.replicate()
    assert [row.login for row in session.search(person.login, 5).rows] == [person.login]


def test_a_lock_is_of_the_server_that_counted_it_while_they_are_apart(
    port: Port, pair: Pair, person: NewPerson
) -> None:
    who = AccountId(person.id)
    pair.first.lock(person.dn)
    here, there = signed_in(port(pair.first)), signed_in(port(pair.second))
    assert (here.read(who).state.locked, there.read(who).state.locked) == (True, False)
    assert write(here, who, a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    assert here.read(who).state.locked is False
    assert pair.first.bind(person.dn, WRONG) is Bind.WRONG
