"""Two real LDAP servers of either kind, one content, both take writes, on their bad days: reads go on or a
sentence says what to do, and what is written stays with one server."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from directory import ldap_desk
from directory.ldap_desk import FULL, NEW, code, told
from lab import people
from lab.ds389_replicas import Replicas
from lab.ldap_machine import LdapMachine
from lab.ldap_server import WRONG, Bind, LdapServer, NewPerson
from lab.openldap_pair import Pair
from writing import a_change, write

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.directory import ds389, openldap
from helpdesk_tui.directory.ldapv3 import LdapDirectory
from helpdesk_tui.directory.ldapv3.port import MakeDialect
from helpdesk_tui.directory.ldapv3.session import LdapSession
from helpdesk_tui.directory.settings import Endpoint
from helpdesk_tui.secret import Secret

DONE, REFUSED, UNKNOWN = Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN
RESET, FORCE = Action.RESET, Action.FORCE_CHANGE
BOTH = (RESET, FORCE)

pytestmark = pytest.mark.lab


Two = Pair | Replicas
KINDS: dict[str, type[Two]] = {"openldap": Pair, "ds389": Replicas}


def dialect(two: Two) -> MakeDialect:
    if isinstance(two, Replicas):
        return ds389.Ds389
    return partial(openldap.OpenLdap, default_policy=two.first.default_policy, hashes=True)


@pytest.fixture(scope="module", params=KINDS)
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with KINDS[request.param](tmp_path_factory.mktemp(request.param)) as made:
        yield made


@pytest.fixture
def two(running: Two) -> Iterator[Two]:
    """Both alive again behind each test."""
    yield running
    for machine in running.machines:
        machine.revive()


@pytest.fixture
def first_machine(two: Two) -> LdapMachine[Any]:
    return two.machines[0]


Port = Callable[..., LdapDirectory]


@pytest.fixture
def port(two: Two) -> Iterator[Port]:
    """`port(two.first, …)`: the console at these; whoever is signed in is signed out at the end."""
    made: list[LdapDirectory] = []

    def make(*servers: LdapServer, **options: object) -> LdapDirectory:
        at = [Endpoint("localhost", server.port) for server in servers]
        made.append(ldap_desk.port(two.first, dialect(two), at=at, ca_file=two.ca_file, **options))
        return made[-1]

    yield make
    for each in made:
        each.break_off()


@pytest.fixture
def person(two: Two) -> NewPerson:
    """On both; each tells by the title which it is."""
    made = two.first.new_person()
    two.replicate()
    two.first.set_attributes(made.dn, title="first")
    two.second.set_attributes(made.dn, title="second")
    return made


def signed_in(port: LdapDirectory) -> LdapSession:
    return port.sign_in(people.OPERATOR, Secret(people.PASSWORD))


@pytest.fixture
def session(person: NewPerson, port: Port, two: Two) -> LdapSession:
    """At the first; the second is the next."""
    return signed_in(port(two.first, two.second))


def server(session: LdapSession, person: NewPerson) -> str:
    return session.read(AccountId(person.id)).title


def refusal(ask: Callable[[], object]) -> str:
    with pytest.raises(HelpdeskError) as caught:
        ask()
    return caught.value.problem.code


@contextmanager
def dying(machine: LdapMachine[Any]) -> Iterator[None]:
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
    port: Port, two: Two, first_machine: LdapMachine[Any], person: NewPerson
) -> None:
    first_machine.kill()
    assert server(signed_in(port(two.first, two.second)), person) == "second"


def test_killed_during_a_search_it_is_said_and_the_next_sign_in_goes_on(
    port: Port, two: Two, first_machine: LdapMachine[Any], person: NewPerson
) -> None:
    directory = port(two.first, two.second)
    session = signed_in(directory)
    assert server(session, person) == "first"
    with dying(first_machine):
        assert refusal(lambda: session.search("ada.byron", 5)) == "server-gone"
    assert refusal(lambda: session.search("ada.byron", 5)) == "server-gone"
    assert server(signed_in(directory), person) == "second"


def test_a_session_goes_on_where_its_server_comes_back(
    first_machine: LdapMachine[Any], person: NewPerson, session: LdapSession
) -> None:
    first_machine.kill()
    assert refusal(lambda: session.search("ada.byron", 5)) == "server-gone"
    first_machine.start()
    assert server(session, person) == "first"
    assert write(session, AccountId(person.id), FULL).kind is ReplyKind.ACCEPTED


# --- writing ------------------------------------------------------------------------------------------


def test_killed_between_intent_and_write_nothing_is_written_anywhere(
    two: Two, first_machine: LdapMachine[Any], person: NewPerson, session: LdapSession
) -> None:
    with session.prepare_change(AccountId(person.id)) as prepared:
        prepared.read()
        first_machine.kill()
        reply = prepared.change(FULL)
    assert reply.kind in {ReplyKind.NOT_SENT, ReplyKind.LOST}
    first_machine.start()
    for each in (two.first, two.second):
        assert each.bind(person.dn, person.password) is Bind.OK


def taken_to_the_grave(machine: LdapMachine[Any], send: Callable[..., object]) -> Callable[..., object]:
    def sent(*arguments: object) -> object:
        with dying(machine):
            return send(*arguments)

    return sent


def test_killed_with_the_write_in_its_hands_the_other_one_gets_nothing_of_it(
    two: Two, first_machine: LdapMachine[Any], person: NewPerson, session: LdapSession
) -> None:
    before = session.read(AccountId(person.id))
    with session.prepare_change(before.id) as prepared:
        link = prepared.link
        for way in ("modify", "extended"):  # by which passwords are written
            setattr(link, way, taken_to_the_grave(first_machine, getattr(link, way)))
        reply = prepared.change(FULL)
    assert (reply.kind, code(reply)) == (ReplyKind.LOST, "reply-lost")
    assert told(session, before, reply, *BOTH) == {RESET: UNKNOWN, FORCE: UNKNOWN}
    assert two.second.bind(person.dn, person.password) is Bind.OK
    first_machine.start()
    assert told(session, before, reply, *BOTH) == {RESET: REFUSED, FORCE: REFUSED}
    assert two.first.bind(person.dn, person.password) is Bind.OK


def test_a_write_is_not_taken_to_the_other_server(
    two: Two, first_machine: LdapMachine[Any], person: NewPerson, session: LdapSession
) -> None:
    first_machine.kill()
    reply = write(session, AccountId(person.id), FULL)
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "server-gone")
    assert two.second.bind(person.dn, person.password) is Bind.OK


def test_killed_between_write_and_reading_back_it_is_said_and_the_other_one_is_not_asked(
    two: Two, first_machine: LdapMachine[Any], person: NewPerson, session: LdapSession
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
    assert two.first.bind(person.dn, NEW) is Bind.MUST_CHANGE
    assert two.second.bind(person.dn, NEW) is Bind.WRONG


# --- a partition, and one that lags -------------------------------------------------------------------


def test_in_a_partition_each_session_reads_and_writes_on_its_own_side(
    port: Port, two: Two, person: NewPerson
) -> None:
    """Nothing is replicated meanwhile, and both answer."""
    who = AccountId(person.id)
    here, there = signed_in(port(two.first)), signed_in(port(two.second))
    before = there.read(who)
    reply = write(here, who, FULL)
    assert told(here, before, reply, *BOTH) == {RESET: DONE, FORCE: DONE}
    assert there.read(who).marks == before.marks
    assert (server(here, person), server(there, person)) == ("first", "second")
    assert (here.read(who).state.must_change, there.read(who).state.must_change) == (True, False)
    two.replicate()
    assert two.second.bind(person.dn, NEW) is Bind.MUST_CHANGE
    assert there.read(who).state.must_change is True


def test_both_sides_of_a_partition_are_told_done_and_one_password_is_left(
    port: Port, two: Two, person: NewPerson
) -> None:
    who = AccountId(person.id)
    for each, password in ((two.first, NEW), (two.second, f"{NEW}-Later")):
        session = signed_in(port(each))
        before = session.read(who)
        reply = write(session, who, a_change(Secret(password), must_change=True))
        assert told(session, before, reply, *BOTH) == {RESET: DONE, FORCE: DONE}
    two.replicate()
    earlier, later = (Bind.MUST_CHANGE, Bind.WRONG), (Bind.WRONG, Bind.MUST_CHANGE)
    everywhere = (two.first, two.second, *([two.third] if isinstance(two, Replicas) else []))
    left = {
        tuple(each.bind(person.dn, password) for password in (NEW, f"{NEW}-Later")) for each in everywhere
    }
    assert left in (({earlier}, {later}) if isinstance(two, Replicas) else ({later},))


def test_one_that_lags_says_that_somebody_new_is_not_there(port: Port, two: Two) -> None:
    person = two.first.new_person()
    session = signed_in(port(two.second))
    assert session.search(person.login, 5).rows == ()
    reply = write(session, AccountId(person.id), a_change(unlock=True))
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "account-gone")
    two.replicate()
    assert [row.login for row in session.search(person.login, 5).rows] == [person.login]


def test_a_lock_is_of_the_server_that_counted_it_while_they_are_apart(
    port: Port, two: Two, person: NewPerson
) -> None:
    who = AccountId(person.id)
    two.first.lock(person.dn)
    here, there = signed_in(port(two.first)), signed_in(port(two.second))
    assert (here.read(who).state.locked, there.read(who).state.locked) == (True, False)
    assert write(here, who, a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    assert here.read(who).state.locked is False
    assert two.first.bind(person.dn, WRONG) is Bind.WRONG


# --- what one kind does with it ------------------------------------------------------------------------

openldap_alone = pytest.mark.parametrize("running", ["openldap"], indirect=True)


@openldap_alone
def test_whatever_is_written_later_at_the_other_side_takes_a_reset_with_it(
    port: Port, two: Two, person: NewPerson
) -> None:
    """The server itself does that, where whole entries are replicated: the next card shows it."""
    who = AccountId(person.id)
    session = signed_in(port(two.first))
    assert write(session, who, FULL).kind is ReplyKind.ACCEPTED
    two.second.set_attributes(person.dn, title="written later")
    two.replicate()
    assert two.first.bind(person.dn, NEW) is Bind.WRONG
    assert two.first.bind(person.dn, person.password) is Bind.OK
    after = session.read(who)
    assert (after.title, after.state.must_change) == ("written later", False)
