"""Two real domain controllers of one domain, on their bad days: reads go on or a sentence says what to do,
and what is written stays with one server."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from directory.clocks import MovedClock
from lab import people
from lab.domain import Domain
from lab.forward import Balancer, Forward
from lab.name_server import LabNameServer
from lab.second_dc import JoinedDc, TwoDcs
from writing import a_change, write

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, NotPermitted
from helpdesk_tui.desk.ports import Clock, ReplyKind
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.active_directory.finding import DomainServers, Finding
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.directory.srv import NameServer
from helpdesk_tui.secret import Secret

pytestmark = pytest.mark.lab

FIRST, SECOND = "dc1.lab.example", "dc2.lab.example"
ALL = "_ldap._tcp.dc._msdcs.lab.example"
SITE = "_ldap._tcp.Default-First-Site-Name._sites.dc._msdcs.lab.example"

Port = Callable[..., ActiveDirectory]


@pytest.fixture
def port(two_dcs: TwoDcs, named) -> Iterator[Port]:
    """`port(dc1, dc2)`: Active Directory at these servers; whoever is signed in is signed out at the end."""
    named({FIRST: two_dcs.first.address, SECOND: two_dcs.second.address})
    made: list[ActiveDirectory] = []

    def make(
        *servers: Endpoint,
        clock: Clock | None = None,
        finding: Finding | None = None,
        service: Credentials | None = None,
    ) -> ActiveDirectory:
        settings = Settings(
            servers, two_dcs.first.ca_file, connect_timeout=3, receive_timeout=5, service=service
        )
        made.append(ActiveDirectory(settings, clock or SystemClock(), finding))
        return made[-1]

    yield make
    for each in made:
        each.break_off()


def signed_in(port: ActiveDirectory, login: str = people.OPERATOR) -> ActiveDirectorySession:
    return port.sign_in(login, Secret(people.PASSWORD))


def server(session: ActiveDirectorySession) -> str:
    return session.info.server.lower()


def refusal(ask: Callable[[], object]) -> str:
    with pytest.raises(HelpdeskError) as caught:
        ask()
    return caught.value.problem.code


@pytest.fixture
def dc1(two_dcs: TwoDcs) -> Iterator[Endpoint]:
    """By its name; alive again after a test that killed it."""
    yield Endpoint(FIRST)
    if not alive(two_dcs.first):
        two_dcs.first_dc.revive(two_dcs.first)


@pytest.fixture
def dc2() -> Endpoint:
    return Endpoint(SECOND)


def alive(domain: Domain) -> bool:
    try:
        return domain.ldap_bind("ada.byron", domain.password) == "ok"
    except RuntimeError:
        return False


def password_is(domain: Domain, login: str, password: str) -> bool:
    return domain.ldap_bind(login, password) == "ok"


# --- a domain name alone ------------------------------------------------------------------------------


@pytest.fixture
def by_name(two_dcs: TwoDcs) -> Iterator[Callable[..., DomainServers]]:
    """`by_name({FIRST: 0, SECOND: 10}, of_site=[…])`: DNS with these servers and priorities."""
    running: list[LabNameServer] = []

    def make(
        priorities: dict[str, int], of_site: Sequence[str] = (), domain: str = "lab.example", **options: str
    ) -> DomainServers:
        dns = LabNameServer(
            {
                (ALL.replace("lab.example", domain), "SRV"): [
                    f"{priority} 100 389 {host}." for host, priority in priorities.items()
                ],
                (SITE.replace("lab.example", domain), "SRV"): [f"0 100 389 {host}." for host in of_site],
            }
        )
        running.append(dns)
        at = [NameServer(dns.address, dns.port)]
        return DomainServers(domain, options.get("tls", "ldaps"), 3, lambda limit: 0, at)

    yield make
    for each in running:
        each.close()


@pytest.mark.parametrize("tls", ["ldaps", "starttls"])
def test_a_domain_name_alone_leads_to_a_server_of_it(port: Port, by_name, tls: str) -> None:
    session = signed_in(port(finding=by_name({FIRST: 0, SECOND: 10}, tls=tls)))
    assert (server(session), session.info.domain) == (FIRST, "lab.example")
    assert session.info.tls in {"TLSv1.2", "TLSv1.3"}


def test_the_site_that_a_real_server_tells_goes_first(port: Port, by_name) -> None:
    assert server(signed_in(port(finding=by_name({FIRST: 0, SECOND: 10}, of_site=[SECOND])))) == SECOND


def test_of_those_that_dns_names_one_that_is_up_is_found(
    port: Port, by_name, two_dcs: TwoDcs, dc1: Endpoint
) -> None:
    two_dcs.first_dc.kill()
    assert server(signed_in(port(finding=by_name({FIRST: 0, SECOND: 10})))) == SECOND


def test_a_server_of_another_domain_gets_no_password(port: Port, by_name, named) -> None:
    """As DNS, forged or mistaken, may say: it has a good certificate for a name in the domain asked for."""
    named({"localhost": "127.0.0.1"})
    finding = by_name({FIRST: 0})
    finding.domain = "other.example"  # it asks for this one, and is told a server of that one
    finding.servers = lambda links: [Endpoint(FIRST)]
    with pytest.raises(DirectoryUnreachable) as caught:
        signed_in(port(finding=finding))
    assert caught.value.problem.code == "server-of-another-domain"
    assert "lab.example, not of other.example" in caught.value.problem.cause


@contextmanager
def dying(two_dcs: TwoDcs) -> Iterator[None]:
    """The first takes what is asked, and is killed before it answers."""
    two_dcs.first_dc.freeze()
    killer = threading.Timer(0.5, two_dcs.first_dc.kill)
    killer.start()
    try:
        yield
    finally:
        killer.join()


# --- one that goes, and comes back --------------------------------------------------------------------


def test_killed_before_the_sign_in_the_next_one_serves(
    port: Port, two_dcs: TwoDcs, dc1: Endpoint, dc2: Endpoint
) -> None:
    two_dcs.first_dc.kill()
    session = signed_in(port(dc1, dc2))
    assert server(session) == SECOND
    assert [row.login for row in session.search("ada.byron", 5).rows] == ["ada.byron"]


def test_one_that_comes_back_is_first_again_after_a_minute(
    port: Port, two_dcs: TwoDcs, dc1: Endpoint, dc2: Endpoint
) -> None:
    clock = MovedClock()
    directory = port(dc1, dc2, clock=clock)
    two_dcs.first_dc.kill()
    assert server(signed_in(directory)) == SECOND
    two_dcs.first_dc.revive(two_dcs.first)
    assert server(signed_in(directory)) == SECOND
    clock.moved = timedelta(seconds=61)
    assert server(signed_in(directory)) == FIRST


def test_one_that_was_silent_is_still_asked_when_the_others_are_too(
    port: Port, two_dcs: TwoDcs, dc1: Endpoint
) -> None:
    with Forward(two_dcs.second.address, 636) as forward:
        directory = port(dc1, Endpoint("localhost", forward.port))
        two_dcs.first_dc.kill()
        assert server(signed_in(directory)) == SECOND
        two_dcs.first_dc.revive(two_dcs.first)
        forward.cut()
        assert server(signed_in(directory)) == FIRST


def test_killed_in_the_middle_of_a_search_it_is_said_and_the_next_sign_in_goes_on(
    port: Port, two_dcs: TwoDcs, dc1: Endpoint, dc2: Endpoint
) -> None:
    directory = port(dc1, dc2)
    session = signed_in(directory)
    assert session.search("ada.byron", 5).rows
    with dying(two_dcs):
        assert refusal(lambda: session.search("ada.byron", 5)) == "server-gone"
    assert refusal(lambda: session.read(session.operator.id)) == "server-gone"
    again = signed_in(directory)
    assert server(again) == SECOND
    assert again.search("ada.byron", 5).rows


def test_a_session_goes_on_when_its_server_comes_back(port: Port, two_dcs: TwoDcs, dc1: Endpoint) -> None:
    session = signed_in(port(dc1))
    two_dcs.first_dc.kill()
    assert refusal(lambda: session.search("ada.byron", 5)) == "server-gone"
    two_dcs.first_dc.revive(two_dcs.first)
    assert [row.login for row in session.search("ada.byron", 5).rows] == ["ada.byron"]


def test_many_silent_servers_have_their_time_together(port: Port, two_dcs: TwoDcs, dc1: Endpoint) -> None:
    """Each would have its own three seconds; a fourth is not begun after nine."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(full.getsockname())
        silent = [Endpoint("127.0.0.1", full.getsockname()[1]) for _ in range(5)]
        began = time.monotonic()
        assert refusal(lambda: signed_in(port(*silent))) == "unreachable"
        assert 8 < time.monotonic() - began < 11
        for each in waiting:
            each.close()


# --- writing ------------------------------------------------------------------------------------------

NEW = "By-The-Desk-2718"


def test_killed_between_intent_and_write_nothing_is_written_anywhere(
    port: Port, two_dcs: TwoDcs, dc1: Endpoint, dc2: Endpoint
) -> None:
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    session = signed_in(port(dc1, dc2))
    with session.prepare_change(AccountId(person.id)) as prepared:
        prepared.read()
        two_dcs.first_dc.kill()
        reply = prepared.change(a_change(Secret(NEW)))
    assert reply.kind in {ReplyKind.NOT_SENT, ReplyKind.LOST}
    two_dcs.first_dc.revive(two_dcs.first)
    for domain in (two_dcs.first, two_dcs.second):
        assert password_is(domain, person.login, person.password)


def test_killed_with_the_write_in_its_hands_the_answer_is_lost_and_nothing_is_sent_again(
    port: Port, two_dcs: TwoDcs, dc1: Endpoint, dc2: Endpoint
) -> None:
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    session = signed_in(port(dc1, dc2))
    with session.prepare_change(AccountId(person.id)) as prepared:
        prepared.read()
        with dying(two_dcs):
            reply = prepared.change(a_change(Secret(NEW)))
    assert (reply.kind, reply.problem.code) == (ReplyKind.LOST, "reply-lost")
    two_dcs.first_dc.revive(two_dcs.first)
    for domain in (two_dcs.first, two_dcs.second):
        assert password_is(domain, person.login, person.password)


def test_a_write_is_not_taken_to_the_other_server(
    port: Port, two_dcs: TwoDcs, dc1: Endpoint, dc2: Endpoint
) -> None:
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    session = signed_in(port(dc1, dc2))
    two_dcs.first_dc.kill()
    reply = write(session, AccountId(person.id), a_change(Secret(NEW)))
    assert (reply.kind, reply.problem.code) == (ReplyKind.NOT_SENT, "server-gone")
    assert password_is(two_dcs.second, person.login, person.password)


def test_killed_between_write_and_reading_back_it_is_said_and_the_other_one_is_not_asked(
    port: Port, two_dcs: TwoDcs, dc1: Endpoint, dc2: Endpoint
) -> None:
    """The other one does not know of it yet: what it says would be taken for "not done"."""
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    session = signed_in(port(dc1, dc2))
    reply = write(session, AccountId(person.id), a_change(Secret(NEW)))
    assert reply.kind is ReplyKind.ACCEPTED
    two_dcs.first_dc.kill()
    assert refusal(lambda: session.read(AccountId(person.id))) == "server-gone"
    two_dcs.first_dc.revive(two_dcs.first)
    session.read(AccountId(person.id))
    assert password_is(two_dcs.first, person.login, NEW)
    assert not password_is(two_dcs.second, person.login, NEW)


def test_in_a_partition_each_session_reads_and_writes_on_its_own_side(
    port: Port, two_dcs: TwoDcs, dc1: Endpoint, dc2: Endpoint
) -> None:
    """Nothing is replicated meanwhile, and both answer."""
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    who = AccountId(person.id)
    here, there = signed_in(port(dc1)), signed_in(port(dc2))
    before = there.read(who)
    with here.prepare_change(who) as prepared:
        assert prepared.change(a_change(Secret(NEW))).kind is ReplyKind.ACCEPTED
    seen = here.read(who)
    assert seen.marks != before.marks
    assert there.read(who).marks == before.marks
    assert (server(here), server(there)) == (FIRST, SECOND)
    two_dcs.replicate()
    assert password_is(two_dcs.second, person.login, NEW)


def test_a_replica_that_lags_says_that_somebody_new_is_not_there(
    port: Port, two_dcs: TwoDcs, dc2: Endpoint
) -> None:
    person = two_dcs.first.new_person()
    session = signed_in(port(dc2))
    assert session.search(person.login, 5).rows == ()
    reply = write(session, AccountId(person.id), a_change(unlock=True))
    assert (reply.kind, reply.problem.code) == (ReplyKind.NOT_SENT, "account-gone")
    two_dcs.replicate()
    assert [row.login for row in session.search(person.login, 5).rows] == [person.login]


# --- a load balancer ----------------------------------------------------------------------------------


@pytest.fixture
def balancer(two_dcs: TwoDcs) -> Iterator[Balancer]:
    with Balancer((two_dcs.first.address, 636), (two_dcs.second.address, 636)) as made:
        yield made


@pytest.mark.parametrize("service", [None, Credentials(people.OPERATOR, Secret(people.PASSWORD))])
def test_behind_a_balancer_that_alternates_all_of_a_session_is_on_one_server(
    port: Port, two_dcs: TwoDcs, balancer: Balancer, service: Credentials | None
) -> None:
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    login = people.AUDITOR if service else people.OPERATOR
    session = signed_in(port(Endpoint("localhost", balancer.port), service=service), login)
    own = two_dcs.first if server(session) == FIRST else two_dcs.second
    other = two_dcs.second if own is two_dcs.first else two_dcs.first
    for number in range(3):  # whichever turn it is
        assert session.search(person.login, 5).rows
        reply = write(session, AccountId(person.id), a_change(Secret(f"{NEW}-{number}")))
        assert reply.kind is ReplyKind.ACCEPTED
        assert password_is(own, person.login, f"{NEW}-{number}")
        assert not password_is(other, person.login, f"{NEW}-{number}")


def test_a_balancer_that_leads_elsewhere_now_gets_no_write(
    port: Port, two_dcs: TwoDcs, balancer: Balancer
) -> None:
    person = two_dcs.first.new_person()
    two_dcs.replicate()
    balancer.targets = [(two_dcs.first.address, 636)]
    session = signed_in(port(Endpoint("localhost", balancer.port)))
    balancer.targets = [(two_dcs.second.address, 636)]
    reply = write(session, AccountId(person.id), a_change(Secret(NEW)))
    assert (reply.kind, reply.problem.code) == (ReplyKind.NOT_SENT, "another-server")
    assert refusal(lambda: session.search("ada.byron", 5)) == "another-server"
    for domain in (two_dcs.first, two_dcs.second):
        assert password_is(domain, person.login, person.password)


# --- a server that can only be read -------------------------------------------------------------------


@pytest.fixture(scope="module")
def read_only_dc(two_dcs: TwoDcs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Domain]:
    directory: Path = tmp_path_factory.mktemp("dc3")
    with JoinedDc(directory, two_dcs.first_dc, two_dcs.first, "dc3", "RODC") as domain:
        yield domain


def test_one_that_can_be_written_to_goes_before_a_read_only_one(
    port: Port, read_only_dc: Domain, dc1: Endpoint
) -> None:
    read_only = Endpoint(read_only_dc.address)
    session = signed_in(port(read_only, dc1))
    assert (server(session), session.info.read_only) == (FIRST, False)


# --- another domain -----------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["LAB\\{}", "lab\\{}", "{}@lab.example"])
def test_a_login_of_this_domain_is_taken_in_every_form(port: Port, dc1: Endpoint, login: str) -> None:
    session = signed_in(port(dc1), login.format(people.OPERATOR))
    assert session.operator.login == people.OPERATOR


def test_a_login_of_another_domain_is_refused_before_its_password_is_sent(
    port: Port, two_dcs: TwoDcs, dc1: Endpoint
) -> None:
    person = two_dcs.first.new_person()
    with pytest.raises(NotPermitted) as caught:
        signed_in(port(dc1), f"OTHER\\{person.login}")
    assert caught.value.problem.code == "login-of-another-domain"
    assert "OTHER" in caught.value.problem.cause
    assert two_dcs.first.attributes(person.login, "badPwdCount")["badPwdCount"] == ["0"]


def test_who_is_named_in_another_domain_is_not_found_here_and_it_is_said(port: Port, dc1: Endpoint) -> None:
    """A person of that login there is somebody else."""
    session = signed_in(port(dc1))
    assert [row.login for row in session.search("LAB\\ada.byron", 5).rows] == ["ada.byron"]
    assert refusal(lambda: session.search("OTHER\\ada.byron", 5)) == "account-of-another-forest"
