"""Whoever quits waits for no server: what is asked ends at once, what is being written does not."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from directory.conftest import PASSWORD, Serve, StillClock
from directory.fake_server import PERSON_ID, Exchange, FakeServer
from lab.certificates import Authority
from writing import a_change, write

from helpdesk_tui.connection import Connection
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, Refused
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Modification
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.settings import Endpoint, Settings
from helpdesk_tui.secret import Secret
from helpdesk_tui.tls import verifying_context

WHO = AccountId(PERSON_ID)
AT_ONCE = 2.0  # seconds; the deadlines below are 60
BASE = "DC=fake,DC=example"


class Gate:
    """A handler that holds whoever asks, until it is opened; then it answers as usual."""

    def __init__(self, only: Callable[[Exchange], bool] = lambda exchange: True) -> None:
        self._only = only
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, exchange: Exchange) -> None:
        if self._only(exchange):
            self.reached.set()
            self.opened.wait(20)
        if exchange.request.name == "search":
            exchange.server.answer_search(exchange)
        else:
            exchange.result(0)


@pytest.fixture
def gate() -> Iterator[Gate]:
    made = Gate()
    yield made
    made.opened.set()


@pytest.fixture
def background() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


@pytest.fixture
def patient(authority: Authority) -> Callable[..., ActiveDirectory]:
    def make(port: int, tls: str = "ldaps") -> ActiveDirectory:
        endpoint = Endpoint("localhost", port, tls)
        settings = Settings((endpoint,), authority.ca_file, connect_timeout=60, receive_timeout=60)
        return ActiveDirectory(settings, StillClock())

    return make


def ends_at_once(call: "Future[object]") -> HelpdeskError:
    began = time.monotonic()
    error = call.exception(20)
    assert time.monotonic() - began < AT_ONCE
    assert isinstance(error, HelpdeskError)
    return error


def signed_in(port: ActiveDirectory) -> ActiveDirectorySession:
    return port.sign_in("olga", Secret(PASSWORD))


def searching(
    server: FakeServer,
    port: ActiveDirectory,
    held: str,
    gate: Gate,
    background: ThreadPoolExecutor,
) -> tuple[ActiveDirectorySession, "Future[object]"]:
    """A session whose first search waits at the gate, as the server gets the request that is `held`."""
    session = signed_in(port)
    server.handlers[held] = gate
    asked: Future[object] = background.submit(session.search, "pat", 5)
    assert gate.reached.wait(10)
    return session, asked


# --- a session --------------------------------------------------------------------------------------


@pytest.mark.parametrize("asks", ["read", "search", "manager", "group_id", "census"])
def test_what_is_being_read_ends_when_somebody_signs_out(
    serve: Serve,
    patient: Callable[..., ActiveDirectory],
    gate: Gate,
    background: ThreadPoolExecutor,
    asks: str,
) -> None:
    server = serve()
    session = signed_in(patient(server.port))
    server.handlers["search"] = gate
    questions: dict[str, Callable[[], object]] = {
        "read": lambda: session.read(WHO),
        "search": lambda: session.search("pat", 5),
        "manager": lambda: session.manager(WHO),
        "group_id": lambda: session.group_id("Helpdesk"),
        "census": lambda: list(session.census([], frozenset())),
    }
    asked = background.submit(questions[asks])
    assert gate.reached.wait(10)
    began = time.monotonic()
    session.close()
    assert time.monotonic() - began < AT_ONCE
    error = ends_at_once(asked)
    if asks != "census":
        assert (type(error), error.problem.code) == (Refused, "signed-out")


def test_a_search_that_ends_before_the_sign_out_has_is_told_so_too(
    serve: Serve,
    patient: Callable[..., ActiveDirectory],
    gate: Gate,
    background: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = serve()
    session, asked = searching(server, patient(server.port), "search", gate, background)
    cut = OpenLinks.close

    def cut_and_wait(links: OpenLinks) -> None:
        cut(links)
        asked.exception(10)

    monkeypatch.setattr(OpenLinks, "close", cut_and_wait)
    session.close()
    assert ends_at_once(asked).problem.code == "signed-out"


def test_a_reconnection_ends_too(
    serve: Serve, patient: Callable[..., ActiveDirectory], gate: Gate, background: ThreadPoolExecutor
) -> None:
    """The first search opens a connection of its own, and is held while it binds."""
    server = serve()
    session, asked = searching(server, patient(server.port), "bind", gate, background)
    session.close()
    ends_at_once(asked)


def test_a_change_under_way_is_neither_cut_nor_lost(
    serve: Serve, patient: Callable[..., ActiveDirectory], gate: Gate, background: ThreadPoolExecutor
) -> None:
    port = patient(serve(handlers={"modify": gate}).port)
    session = signed_in(port)
    asked = background.submit(write, session, WHO, a_change(unlock=True))
    assert gate.reached.wait(10)
    session.close()
    port.break_off()
    gate.opened.set()
    assert asked.result(10).kind is ReplyKind.ACCEPTED


# --- a sign-in --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("tls", "at"), [("starttls", "extended"), ("ldaps", "search"), ("ldaps", "bind")])
def test_a_sign_in_that_is_held_ends_when_the_program_does(
    serve: Serve,
    patient: Callable[..., ActiveDirectory],
    gate: Gate,
    background: ThreadPoolExecutor,
    tls: str,
    at: str,
) -> None:
    port = patient(serve(starttls=tls == "starttls", handlers={at: gate}).port, tls)
    asked = background.submit(signed_in, port)
    assert gate.reached.wait(10)
    port.break_off()
    ends_at_once(asked)


def test_a_handshake_that_is_held_ends_when_the_program_does(
    patient: Callable[..., ActiveDirectory], background: ThreadPoolExecutor
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = patient(silent.getsockname()[1])
        asked = background.submit(signed_in, port)
        connection, _ = silent.accept()
        with connection:
            assert connection.recv(1)
            port.break_off()
            ends_at_once(asked)


def test_a_resolver_that_hangs_ends_when_the_program_does(
    serve: Serve,
    patient: Callable[..., ActiveDirectory],
    background: ThreadPoolExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asking, go_on = threading.Event(), threading.Event()

    def resolve(*_: object, **__: object) -> list[object]:
        asking.set()
        go_on.wait(20)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    port = patient(serve().port)
    asked = background.submit(signed_in, port)
    assert asking.wait(10)
    port.break_off()
    ends_at_once(asked)
    go_on.set()


def test_a_server_that_is_not_reached_ends_when_the_program_does(background: ThreadPoolExecutor) -> None:
    """A listener whose queue is full lets connections hang."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        place = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(place)
        connection = Connection("127.0.0.1", place[1])

        def dial() -> None:
            with connection.within(60):
                connection.dial()

        asked = background.submit(dial)
        time.sleep(0.3)
        assert not asked.done()
        connection.cut()
        began = time.monotonic()
        assert isinstance(asked.exception(20), OSError)
        assert time.monotonic() - began < AT_ONCE
        for each in waiting:
            each.close()


def test_after_the_end_nobody_signs_in(serve: Serve, patient: Callable[..., ActiveDirectory]) -> None:
    server = serve()
    port = patient(server.port)
    session = signed_in(port)
    port.break_off()
    port.break_off()
    for asks in (lambda: signed_in(port), lambda: session.read(WHO), lambda: session.search("pat", 5)):
        with pytest.raises(Refused) as caught:
            asks()
        assert caught.value.problem.code == "signed-out"
    assert server.connections == 1


# --- one connection ---------------------------------------------------------------------------------


def opened(server: FakeServer, authority: Authority, seconds: int) -> Link:
    context = verifying_context(authority.ca_file)
    link = Link(Endpoint("localhost", server.port), context, seconds, seconds)
    link.open()
    return link


def test_a_server_that_does_not_read_holds_up_no_request_and_no_good_bye(
    serve: Serve, authority: Authority, gate: Gate
) -> None:
    """What is sent fills every buffer on the way, since nobody takes it."""
    server = serve(handlers={"search": gate})
    link = opened(server, authority, 1)
    threading.Thread(target=lambda: _suppressed(lambda: link.read("x", ["cn"])), daemon=True).start()
    assert gate.reached.wait(10)
    other = opened(server, authority, 1)
    server.handlers["modify"] = lambda exchange: None
    began = time.monotonic()
    with pytest.raises(DirectoryUnreachable) as caught:
        other.modify("<GUID=x>", [Modification("replace", "description", (bytes(60_000_000),))])
    assert caught.value.problem.code in {"directory-timeout", "connection-lost"}
    assert time.monotonic() - began < 1 + AT_ONCE
    began = time.monotonic()
    link.close()
    other.close()
    assert time.monotonic() - began < AT_ONCE


def _suppressed(call: Callable[[], object]) -> None:
    try:
        call()
    except HelpdeskError:
        return


def test_addresses_share_the_time_of_one_opening(
    serve: Serve, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first leads nowhere; the second still has its turn."""
    server = serve()
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        place = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:
            each.setblocking(False)
            each.connect_ex(place)
        places = [place, ("127.0.0.1", server.port)]
        answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", each) for each in places]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
        began = time.monotonic()
        link = opened(server, authority, 3)
        assert time.monotonic() - began < 3
        link.close()
        for each in waiting:
            each.close()


def test_a_resolver_that_hangs_is_given_up_in_time(
    serve: Serve, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5) or [])
    began = time.monotonic()
    with pytest.raises(DirectoryUnreachable) as caught:
        opened(serve(), authority, 1)
    assert caught.value.problem.code == "no-such-host"
    assert time.monotonic() - began < 1 + AT_ONCE


def test_ctrl_c_in_the_middle_of_an_answer_leaves_no_connection_for_the_next(
    serve: Serve, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the rest of this answer would be read as the next one's."""
    link = opened(serve(), authority, 5)

    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(Connection, "receive", interrupted)
    with pytest.raises(KeyboardInterrupt):
        link.read("", ["cn"])
    assert not link.is_open
