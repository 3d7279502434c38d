"""Several real 389 Directory Servers with one content, on their bad days: reads go on or a sentence says what
to do, and what is written stays with one server."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from directory import ldap_desk
from directory.clocks import MovedClock
from directory.ldap_desk import FULL, NEW, code, told
from lab import ldap_people, people
from lab.ds389 import Ds389, Ds389Server
from lab.ds389_replicas import NAMES, Replicas
from lab.forward import Balancer
from lab.ldap_server import WRONG, Bind, NewPerson
from writing import a_change, write

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.directory.ds389 import Ds389 as Dialect
from helpdesk_tui.directory.ldapv3 import LdapDirectory
from helpdesk_tui.directory.ldapv3.session import LdapSession
from helpdesk_tui.directory.settings import Credentials, Endpoint
from helpdesk_tui.secret import Secret

DONE, REFUSED, UNKNOWN = Outcome.DONE, Outcome.REFUSED, Outcome.UNKNOWN
RESET, FORCE = Action.RESET, Action.FORCE_CHANGE
BOTH = (RESET, FORCE)
FIRST, SECOND, THIRD = NAMES

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    with Replicas(tmp_path_factory.mktemp("replicas")) as made:
        yield made


@pytest.fixture
def replicas(running: Replicas) -> Iterator[Replicas]:
    """All alive again behind each test."""
    yield running
    for machine in running.machines:
        machine.revive()


@pytest.fixture
def first_machine(replicas: Replicas) -> Ds389:
    return replicas.machines[0]


Port = Callable[..., LdapDirectory]


@pytest.fixture
def port(replicas: Replicas) -> Iterator[Port]:
    """`port(replicas.first, …)`: the console at these; whoever is signed in is signed out at the end."""
    made: list[LdapDirectory] = []

    def make(*servers: Ds389Server | Balancer, **options: object) -> LdapDirectory:
        at = [Endpoint("localhost", server.port) for server in servers]
        made.append(ldap_desk.port(replicas.first, Dialect, at=at, ca_file=replicas.ca_file, **options))
        return made[-1]

    yield make
    for each in made:
        each.break_off()


@pytest.fixture
def person(replicas: Replicas) -> NewPerson:
    """On all of them."""
    made = replicas.first.new_person()
    replicas.replicate()
    return made


def signed_in(port: LdapDirectory, login: str = people.OPERATOR) -> LdapSession:
    return port.sign_in(login, Secret(people.PASSWORD))


@pytest.fixture
def session(person: NewPerson, port: Port, replicas: Replicas) -> LdapSession:
    """At the first; the second is the next."""
    return signed_in(port(replicas.first, replicas.second))


def server(session: LdapSession) -> str:
    """What it calls itself."""
    return session.info.server.partition(":")[0]


def refusal(ask: Callable[[], object]) -> str:
    with pytest.raises(HelpdeskError) as caught:
        ask()
    return caught.value.problem.code


@contextmanager
def dying(machine: Ds389) -> Iterator[None]:
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
    port: Port, replicas: Replicas, first_machine: Ds389
) -> None:
    first_machine.kill()
    session = signed_in(port(replicas.first, replicas.second))
    assert server(session) == SECOND
    assert [row.login for row in session.search("ada.byron", 5).rows] == ["ada.byron"]


def test_one_that_stands_still_is_said_and_passed_over(
    port: Port, replicas: Replicas, first_machine: Ds389
) -> None:
    directory = port(replicas.first, replicas.second, connect_timeout=1, receive_timeout=1)
    session = signed_in(directory)
    assert session.search("ada.byron", 5).rows
    first_machine.freeze()
    time.sleep(0.2)
    assert refusal(lambda: session.search("ada.byron", 5)) == "directory-timeout"
    assert server(signed_in(directory)) == SECOND
    first_machine.thaw()
    assert session.search("ada.byron", 5).rows


def test_one_that_comes_back_is_first_again_after_a_minute(
    port: Port, replicas: Replicas, first_machine: Ds389
) -> None:
    clock = MovedClock()
    directory = port(replicas.first, replicas.second, clock=clock)
    first_machine.kill()
    assert server(signed_in(directory)) == SECOND
    first_machine.start()
    assert server(signed_in(directory)) == SECOND
    clock.moved = timedelta(seconds=61)
    assert server(signed_in(directory)) == FIRST


# --- a partition, and one that lags -------------------------------------------------------------------


def test_a_lock_is_of_the_server_that_counted_it_and_is_lifted_there_alone(
    port: Port, replicas: Replicas, person: NewPerson
) -> None:
    """Wrong passwords are counted by each for itself."""
    who = AccountId(person.id)
    replicas.first.lock(person.dn)
    here, there = signed_in(port(replicas.first)), signed_in(port(replicas.second))
    assert (here.read(who).state.locked, there.read(who).state.locked) == (True, False)
    assert write(there, who, a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    assert here.read(who).state.locked is True
    assert write(here, who, a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    assert here.read(who).state.locked is False
    assert replicas.first.bind(person.dn, WRONG) is Bind.WRONG


# --- one that can only be read ------------------------------------------------------------------------


@pytest.mark.parametrize("change", [FULL, a_change(must_change=True), a_change(unlock=True)])
def test_one_that_can_only_be_read_names_another_which_gets_nothing(
    port: Port, replicas: Replicas, change, person: NewPerson
) -> None:
    session = signed_in(port(replicas.third))
    assert session.info.read_only, "known before anybody is asked for a proof"
    before = session.read(AccountId(person.id))
    reply = write(session, before.id, change)
    assert (reply.kind, code(reply)) == (ReplyKind.REFUSED, "write-elsewhere")
    assert reply.problem is not None
    assert any(f"it names {name} for it" in reply.problem.cause for name in (FIRST, SECOND))
    assert session.read(before.id).marks == before.marks
    for each in (replicas.first, replicas.second, replicas.third):
        assert each.bind(person.dn, person.password) is Bind.OK


@pytest.mark.parametrize("looks_up", [True, False])
def test_one_that_sends_on_whoever_asks_is_not_followed_and_it_is_said(
    port: Port, replicas: Replicas, *, looks_up: bool
) -> None:
    """As one does that is being filled."""
    session = signed_in(port(replicas.third))
    login = people.OPERATOR if looks_up else ldap_people.dn(people.OPERATOR)
    with replicas.sending_on():
        assert refusal(lambda: signed_in(port(replicas.third), login)) == "sign-in-elsewhere"
        assert refusal(lambda: session.read(session.operator.id)) == "wrong-server"
    assert session.read(session.operator.id).login == people.OPERATOR


# --- a load balancer ----------------------------------------------------------------------------------


@pytest.fixture
def balancer(replicas: Replicas) -> Iterator[Balancer]:
    with Balancer(*(target(each) for each in (replicas.first, replicas.second))) as made:
        yield made


def target(server: Ds389Server) -> tuple[str, int]:
    return server.address, server.port


def service() -> Credentials:
    return Credentials(ldap_people.dn(people.OPERATOR), Secret(people.PASSWORD))


@pytest.mark.parametrize("acts_as", ["operator", "service"])
def test_behind_a_balancer_that_alternates_all_of_a_session_is_on_one_server(
    port: Port, replicas: Replicas, balancer: Balancer, acts_as: str, person: NewPerson
) -> None:
    options = {"service": service()} if acts_as == "service" else {}
    session = signed_in(port(balancer, **options), people.AUDITOR if options else people.OPERATOR)
    own, other = replicas.first, replicas.second
    if server(session) == SECOND:
        own, other = other, own
    for number in range(2):  # whichever turn it is
        assert session.search(person.login, 5).rows
        before = session.read(AccountId(person.id))
        reply = write(session, before.id, a_change(Secret(f"{NEW}-{number}"), must_change=True))
        assert told(session, before, reply, RESET) == {RESET: DONE}
        assert own.bind(person.dn, f"{NEW}-{number}") is Bind.MUST_CHANGE
        assert other.bind(person.dn, f"{NEW}-{number}") is Bind.WRONG


def test_a_balancer_that_leads_elsewhere_now_gets_no_password_and_no_write(
    port: Port, replicas: Replicas, balancer: Balancer, person: NewPerson
) -> None:
    balancer.targets = [target(replicas.first)]
    session = signed_in(port(balancer))
    balancer.targets = [target(replicas.second)]
    reply = write(session, AccountId(person.id), FULL)
    assert (reply.kind, code(reply)) == (ReplyKind.NOT_SENT, "another-server")
    assert refusal(lambda: session.search("ada.byron", 5)) == "another-server"
    for each in (replicas.first, replicas.second):
        assert each.bind(person.dn, person.password) is Bind.OK


def test_servers_behind_one_name_are_not_taken_for_one(
    port: Port, replicas: Replicas, balancer: Balancer
) -> None:
    """What was begun on one is not looked up on the other at the next sign-in: by this name."""
    called = set()
    for each in (replicas.first, replicas.second):
        balancer.targets = [target(each)]
        session = signed_in(port(balancer))
        assert session.operator.server == session.info.server
        called.add(session.info.server)
    assert called == {
        f"{name}:{each.plain_port} via localhost"
        for name, each in ((FIRST, replicas.first), (SECOND, replicas.second))
    }
