"""A connection that leads to another server than the session's: it gets no password, and no write."""

from collections.abc import Callable

import pytest
from directory.conftest import PASSWORD, Port, Serve, SignIn
from directory.fake_server import PERSON_ID, Exchange, FakeServer
from lab.certificates import EXPIRED, Authority
from writing import a_change, write

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.secret import Secret

WHO = AccountId(PERSON_ID)
OWN = b"CN=NTDS Settings,CN=FAKE,CN=Servers,CN=Here,CN=Sites,CN=Configuration,DC=fake,DC=example"
OTHER = OWN.replace(b"FAKE", b"OTHER")


def says(*answers: list[bytes]) -> Callable[[Exchange], None]:
    """A handler that names these servers, one after the other, then the last for ever."""
    left = list(answers)

    def handle(exchange: Exchange) -> None:
        values = left.pop(0) if len(left) > 1 else left[0]
        exchange.entry("", {"dsServiceName": values} if values else {})
        exchange.result(0)

    return handle


def refusal(ask: Callable[[], object]) -> str:
    with pytest.raises(HelpdeskError) as caught:
        ask()
    return caught.value.problem.code


@pytest.mark.parametrize("answer", [[OTHER], [], [b""], [OTHER, OWN], [OWN[:-1]]])
def test_another_server_gets_neither_password_nor_write(
    serve: Serve, sign_in: SignIn, answer: list[bytes]
) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["which"] = says(answer)
    bound = len(server.seen("bind"))
    reply = write(session, WHO, a_change(unlock=True))
    assert (reply.kind, reply.problem and reply.problem.code) == (ReplyKind.NOT_SENT, "another-server")
    assert refusal(lambda: session.search("pat", 5)) == "another-server"
    assert len(server.seen("bind")) == bound
    assert server.seen("modify") == []
    assert session.read(WHO).login == "pat"  # on the connection that there is


def test_a_balancer_leads_back_after_some_connections(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["which"] = says([OTHER], [OTHER], [OWN])
    bound = len(server.seen("bind"))
    assert write(session, WHO, a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    assert len(server.seen("bind")) == bound + 1
    assert len(server.seen("modify")) == 1


def test_a_balancer_is_not_asked_for_ever(serve: Serve, sign_in: SignIn) -> None:
    server = serve()
    session = sign_in(server)
    server.handlers["which"] = says([OTHER])
    before = server.connections
    assert refusal(lambda: session.search("pat", 5)) == "another-server"
    assert server.connections == before + 4


@pytest.mark.parametrize("day", ["close", "silence", "refuse"])
def test_a_server_that_does_not_say_which_it_is_gets_no_password(
    serve: Serve, sign_in: SignIn, day: str
) -> None:
    server = serve()
    session = sign_in(server)
    days: dict[str, Callable[[Exchange], None]] = {
        "close": lambda exchange: exchange.close(),
        "silence": lambda exchange: None,
        "refuse": lambda exchange: exchange.result(53, "not now"),
    }
    server.handlers["which"] = days[day]
    bound = len(server.seen("bind"))
    reply = write(session, WHO, a_change(unlock=True))
    assert reply.kind is ReplyKind.NOT_SENT
    assert reply.problem is not None
    assert reply.problem.code == ("another-server" if day == "refuse" else "server-gone")
    assert len(server.seen("bind")) == bound


def test_a_server_that_ends_in_the_middle_of_a_handshake_is_gone(serve: Serve, sign_in: SignIn) -> None:
    """It spoke TLS before, so nothing is wrong with that."""
    server = serve()
    session = sign_in(server)
    server.certificate = None
    assert refusal(lambda: session.search("pat", 5)) == "server-gone"


def test_a_directory_that_never_says_which_server_it_is_works(serve: Serve, sign_in: SignIn) -> None:
    server = serve(root={"dsServiceName": []})
    session = sign_in(server)
    assert write(session, WHO, a_change(unlock=True)).kind is ReplyKind.ACCEPTED


# --- a certificate that expires while somebody is signed in -------------------------------------------


@pytest.fixture
def expiring(serve: Serve, authority: Authority) -> Callable[[FakeServer], None]:
    return lambda server: setattr(
        server, "certificate", authority.issue("localhost", days=EXPIRED, file="expiring")
    )


def test_when_the_certificate_expires_what_is_open_is_read_and_nothing_is_written(
    serve: Serve, sign_in: SignIn, expiring: Callable[[FakeServer], None]
) -> None:
    server = serve()
    session = sign_in(server)
    expiring(server)
    assert session.read(WHO).login == "pat"
    bound = len(server.seen("bind"))
    reply = write(session, WHO, a_change(unlock=True))
    assert (reply.kind, reply.problem and reply.problem.code) == (ReplyKind.NOT_SENT, "tls-expired")
    assert refusal(lambda: session.search("pat", 5)) == "tls-expired"
    assert server.seen("modify") == []
    assert len(server.seen("bind")) == bound


def test_a_sign_in_goes_past_a_server_whose_certificate_has_expired(
    serve: Serve, port: Port, expiring: Callable[[FakeServer], None]
) -> None:
    first, second = serve(), serve()
    directory = port(first, second)
    directory.sign_in("olga", Secret(PASSWORD)).close()
    assert second.connections == 0
    expiring(first)
    directory.sign_in("olga", Secret(PASSWORD)).close()
    assert second.seen("bind")
    directory.break_off()
    with pytest.raises(DirectoryUnreachable):
        port(first).sign_in("olga", Secret(PASSWORD))
