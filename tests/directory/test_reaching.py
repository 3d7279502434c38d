"""Which server a sign-in takes, and whom it tells its password."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from directory.conftest import PASSWORD, Port, Serve
from directory.fake_server import FakeServer
from directory.test_finding import READ_ONLY, WRITABLE, netlogon
from lab.certificates import Authority

from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, NotPermitted
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.active_directory.finding import NamedServers
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.directory.settings import Endpoint, Settings
from helpdesk_tui.secret import Secret

DOMAIN = "fake.example"
SAYS_READ_ONLY = {"supportedCapabilities": [b"1.2.840.113556.1.4.800", b"1.2.840.113556.1.4.1920"]}
PINGS_READ_ONLY = {"Netlogon": [netlogon("fake", READ_ONLY, domain=DOMAIN)]}
PINGS = {"Netlogon": [netlogon("fake", WRITABLE, domain=DOMAIN)]}


class MovedClock:
    """Noon of a Monday, moved."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def now(self) -> datetime:
        return datetime(2025, 6, 2, 12, tzinfo=UTC) + self.moved


Directory = Callable[..., ActiveDirectory]


@pytest.fixture
def directory(authority: Authority) -> Directory:
    """`directory(server, …)`: Active Directory at these, with a clock and a domain that they must be of."""

    def make(*servers: FakeServer, clock: Clock | None = None, domain: str = "") -> ActiveDirectory:
        endpoints = tuple(Endpoint("localhost", server.port) for server in servers)
        settings = Settings((), authority.ca_file, connect_timeout=1, receive_timeout=1)
        return ActiveDirectory(settings, clock or MovedClock(), NamedServers(endpoints, domain))

    return make


def signed_in(directory: ActiveDirectory, login: str = "olga") -> ActiveDirectorySession:
    return directory.sign_in(login, Secret(PASSWORD))


def refusal(ask: Callable[[], object]) -> str:
    with pytest.raises(HelpdeskError) as caught:
        ask()
    return caught.value.problem.code


# --- silence ------------------------------------------------------------------------------------------


def gone(server: FakeServer) -> FakeServer:
    """It takes connections, and says nothing."""
    server.handlers["search"] = lambda exchange: exchange.close()
    return server


def test_who_did_not_answer_is_not_asked_first_for_a_minute(serve: Serve, directory: Directory) -> None:
    first, second, clock = gone(serve()), serve(), MovedClock()
    both = directory(first, second, clock=clock)
    signed_in(both).close()
    assert (first.connections, second.connections) == (1, 1)
    del first.handlers["search"]
    clock.moved = timedelta(seconds=59)
    signed_in(both).close()
    assert (first.connections, second.connections) == (1, 2)
    clock.moved = timedelta(seconds=60)
    signed_in(both).close()
    assert (first.connections, second.connections) == (2, 2)


def test_a_clock_that_was_set_back_keeps_nobody_silent(serve: Serve, directory: Directory) -> None:
    first, second, clock = gone(serve()), serve(), MovedClock()
    both = directory(first, second, clock=clock)
    signed_in(both).close()
    del first.handlers["search"]
    clock.moved = timedelta(days=-1)
    signed_in(both).close()
    assert first.connections == 2


def test_a_server_that_goes_in_a_session_is_not_asked_first_at_the_next_sign_in(
    serve: Serve, directory: Directory
) -> None:
    first, second = serve(), serve()
    both = directory(first, second)
    session = signed_in(both)
    first.handlers["which"] = lambda exchange: exchange.close()
    assert refusal(lambda: session.search("pat", 5)) == "server-gone"
    before = first.connections
    signed_in(both).close()
    assert (first.connections, second.connections) == (before, 1)


def test_whoever_quits_says_nothing_of_the_server(serve: Serve, directory: Directory) -> None:
    """A reconnection that is cut by signing out is no silence."""
    first, second = serve(), serve()
    both = directory(first, second)
    session = signed_in(both)

    first.handlers["which"] = lambda exchange: session.close()
    assert refusal(lambda: session.search("pat", 5)) == "signed-out"
    del first.handlers["which"]
    signed_in(both).close()
    assert second.connections == 0


def test_a_refused_password_is_no_silence(serve: Serve, directory: Directory) -> None:
    """Else it would go to one server after the other, and lock its owner."""
    first, second = serve(), serve()
    both = directory(first, second)
    first.handlers["bind"] = lambda exchange: exchange.result(49, "80090308: comment, data 52e, v1")
    for _ in range(2):
        assert refusal(lambda: signed_in(both)) == "wrong-password"
    assert (len(first.seen("bind")), second.connections) == (2, 0)


# --- read-only ones -----------------------------------------------------------------------------------


@pytest.mark.parametrize("root", [SAYS_READ_ONLY, PINGS_READ_ONLY], ids=["capability", "ping"])
def test_one_that_can_be_written_to_goes_before_a_read_only_one(
    serve: Serve, directory: Directory, root: dict[str, list[bytes]]
) -> None:
    read_only, writable = serve(root=root), serve(root=PINGS)
    for order in ((read_only, writable), (writable, read_only)):
        session = signed_in(directory(*order))
        assert session.info.read_only is False
        session.close()
    assert read_only.seen("bind") == []


@pytest.mark.parametrize("root", [SAYS_READ_ONLY, PINGS_READ_ONLY], ids=["capability", "ping"])
def test_where_all_are_read_only_the_first_serves_and_says_so(
    serve: Serve, directory: Directory, root: dict[str, list[bytes]]
) -> None:
    silent, first, second = gone(serve()), serve(root=root), serve(root=root)
    session = signed_in(directory(silent, first, second))
    assert session.info.read_only is True
    assert (len(first.seen("bind")), len(second.seen("bind"))) == (1, 0)
    session.close()


def test_a_server_that_tells_nothing_of_it_is_taken_for_writable(serve: Serve, port: Port) -> None:
    session = port(serve(root={"Netlogon": [b"\x17\0garbage"]})).sign_in("olga", Secret(PASSWORD))
    assert session.info.read_only is False
    session.close()


# --- other domains ------------------------------------------------------------------------------------


def test_a_server_of_another_domain_gets_no_password(serve: Serve, directory: Directory) -> None:
    server = serve()
    with pytest.raises(DirectoryUnreachable) as caught:
        signed_in(directory(server, domain="other.example"))
    assert caught.value.problem.code == "server-of-another-domain"
    assert "fake.example, not of other.example" in caught.value.problem.cause
    assert server.seen("bind") == []


def test_the_next_server_is_tried_behind_one_of_another_domain(serve: Serve, directory: Directory) -> None:
    wrong, right = serve(root={"defaultNamingContext": [b"DC=other,DC=example"]}), serve()
    signed_in(directory(wrong, right, domain="FAKE.example")).close()
    assert (len(wrong.seen("bind")), len(right.seen("bind"))) == (0, 1)


@pytest.mark.parametrize("login", ["OTHER\\olga", "other.example\\olga", "fake\\olga", "\\LAB\\olga"])
def test_a_login_of_another_domain_is_not_tried(serve: Serve, directory: Directory, login: str) -> None:
    server = serve(root=PINGS)
    with pytest.raises(NotPermitted) as caught:
        signed_in(directory(server), login)
    assert caught.value.problem.code == "login-of-another-domain"
    assert server.seen("bind") == []


@pytest.mark.parametrize("login", ["LAB\\olga", "lab\\olga", "fake.example\\olga", "olga@other.example"])
def test_a_login_that_may_be_of_this_domain_is_tried(serve: Serve, directory: Directory, login: str) -> None:
    """A UPN may have any suffix."""
    server = serve(root=PINGS)
    signed_in(directory(server), login).close()
    assert [request.target for request in server.seen("bind")] == [login]


def test_where_the_short_name_is_not_known_the_server_decides(serve: Serve, directory: Directory) -> None:
    server = serve()
    signed_in(directory(server), "OTHER\\olga").close()
    assert len(server.seen("bind")) == 1


# --- what is loaded -----------------------------------------------------------------------------------


def test_where_servers_are_named_nothing_of_dns_is_loaded() -> None:
    """It takes 160 ms and 24 MB."""
    look = (
        "import sys, helpdesk_tui.compose.real, helpdesk_tui.directory.active_directory.finding as finding\n"
        "finding.NamedServers(()).servers(None)\n"
        "sys.exit('dns' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", look], check=True)
