"""A directory that misbehaves, and sessions with it."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from directory.fake_server import FakeServer
from lab.certificates import Authority, Certificate

from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.secret import Secret

PASSWORD = "Canary-Pass-42"


class StillClock:
    """Noon of a Monday."""

    def now(self) -> datetime:
        return datetime(2025, 6, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def good(authority: Authority) -> Certificate:
    return authority.issue("localhost", "127.0.0.1", file="good")


Serve = Callable[..., FakeServer]
Port = Callable[..., ActiveDirectory]
SignIn = Callable[..., ActiveDirectorySession]
Named = Callable[[Mapping[str, str]], None]


@pytest.fixture
def serve(good: Certificate) -> Iterator[Serve]:
    """`serve(handlers={…})`: a running fake server with a good certificate for localhost and 127.0.0.1."""
    with ExitStack() as running:

        def start(**options: object) -> FakeServer:
            return running.enter_context(FakeServer(**{"certificate": good} | options))

        yield start


@pytest.fixture
def port(authority: Authority) -> Port:
    """`port(server, …)`: Active Directory at these servers, with short timeouts."""

    def make(
        *servers: FakeServer,
        host: str = "localhost",
        tls: str = "ldaps",
        ca_file: Path | None = authority.ca_file,
        service: Credentials | None = None,
        base_dn: str = "",
    ) -> ActiveDirectory:
        endpoints = tuple(Endpoint(host, server.port, tls) for server in servers)
        settings = Settings(
            endpoints, ca_file, base_dn, connect_timeout=1, receive_timeout=1, service=service
        )
        return ActiveDirectory(settings, StillClock())

    return make


@pytest.fixture
def sign_in(port: Port) -> Iterator[SignIn]:
    """`sign_in(server)`: a session with the fake server."""
    sessions: list[ActiveDirectorySession] = []

    def make(*servers: FakeServer, **options: object) -> ActiveDirectorySession:
        sessions.append(port(*servers, **options).sign_in("olga", Secret(PASSWORD)))
        return sessions[-1]

    yield make
    for session in sessions:
        session.close()


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> Named:
    """`named({"dc1.lab.example": "127.0.0.2"})`: for the resolver of this process."""
    addresses: dict[str, str] = {}
    usual = socket.getaddrinfo

    def resolve(host: str, *arguments: object, **options: object) -> object:
        return usual(addresses.get(host.lower(), host), *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return addresses.update
