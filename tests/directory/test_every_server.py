"""Which servers are asked where wrong passwords came in, as one server names them: none out of the domain."""

import time
from dataclasses import dataclass, field

import pytest
from directory.conftest import Serve, SignIn
from directory.fake_server import PERSON_ID, Exchange, FakeServer
from lab.certificates import Authority

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import AccountAtServer
from helpdesk_tui.directory.active_directory import every_server

WHO = AccountId(PERSON_ID)
SITE = "CN=Servers,CN=Here,CN=Sites,CN=Configuration,DC=fake,DC=example"
BASE = b"DC=fake,DC=example"
Listed = dict[str, list[bytes]]


@dataclass
class Forest:
    """The servers of a fake one, all at one address; the first connection is the session's."""

    hosts: dict[str, list[bytes]] = field(default_factory=dict)  # CN → dNSHostName
    holds: dict[str, list[bytes]] = field(default_factory=dict)  # CN → naming contexts, if not the usual one
    says: bytes = b""  # of whoever is reached but the session's own server; b"" = nobody is there
    connections: int = 0
    delay: float = 0

    def handle(self, exchange: Exchange) -> None:
        asked, server = exchange.request, exchange.server
        if asked.target == "" and b"defaultNamingContext" in asked.parts[7][1]:
            self.connections += 1
            if self.connections > 1:
                time.sleep(self.delay)
                usual = server.root
                server.root = usual | {"dsServiceName": [self.says]}
                server.answer_search(exchange)
                server.root = usual
                return
        if asked.target.startswith("CN=Sites,"):
            for name, hosts in self.hosts.items():
                exchange.entry(f"CN={name},{SITE}", {"dNSHostName": hosts} if hosts else {})
                held = self.holds.get(name, [BASE])
                exchange.entry(f"CN=NTDS Settings,CN={name},{SITE}", {"hasMasterNCs": held})
            exchange.result(0)
            return
        server.answer_search(exchange)


@pytest.fixture
def forest() -> Forest:
    return Forest({"FAKE": [b"localhost.fake.example"], "DC8": [b"dc8.fake.example"]})


@pytest.fixture
def server(serve: Serve, forest: Forest, authority: Authority, named) -> FakeServer:
    named({f"dc{number}.fake.example": "127.0.0.1" for number in range(100)})
    names = [f"dc{number}.fake.example" for number in range(100)]
    certificate = authority.issue("localhost", *names, file="forest")
    person = {"badPwdCount": [b"3"], "badPasswordTime": [b"133000000000000000"], "lockoutTime": [b"0"],
              "msDS-User-Account-Control-Computed": [b"0"]}  # fmt: skip
    return serve(certificate=certificate, handlers={"search": forest.handle}, person=person)


def settings(name: str) -> bytes:
    return f"CN=NTDS Settings,CN={name},{SITE}".encode()


def code(row: AccountAtServer) -> str:
    return row.problem.code if row.problem else ""


def test_each_server_is_asked_who_it_is_and_tells_what_it_knows(
    server: FakeServer, sign_in: SignIn, forest: Forest
) -> None:
    forest.says = settings("DC8")
    own, other = sign_in(server).at_every_server(WHO).rows
    assert (own.server, own.wrong_passwords, own.locked_since) == ("localhost", 3, "never")
    assert (other.server, other.wrong_passwords, code(other)) == ("dc8.fake.example", 3, "")
    assert other.last_wrong.year == 2022
    assert server.seen("modify") == []


def test_another_server_in_the_place_of_one_gets_no_password(
    server: FakeServer, sign_in: SignIn, forest: Forest
) -> None:
    forest.says = settings("DC9")
    session = sign_in(server)
    bound = len(server.seen("bind"))
    own, other = session.at_every_server(WHO).rows
    assert (code(own), code(other)) == ("", "server-not-there")
    assert other.wrong_passwords is None
    assert len(server.seen("bind")) == bound


@pytest.mark.parametrize(
    "host", [b"dc8.evil.example", b"dc8.fake.example.evil.example", b"127.0.0.1", b"-x.fake.example", b"\xff"]
)
def test_a_name_out_of_the_domain_is_told_and_not_followed(
    server: FakeServer, sign_in: SignIn, forest: Forest, host: bytes
) -> None:
    forest.hosts["DC8"] = [host]
    _, other = sign_in(server).at_every_server(WHO).rows
    assert code(other) == "server-name-foreign"
    assert forest.connections == 1


def test_a_server_without_a_name_is_told_by_what_it_is_called(
    server: FakeServer, sign_in: SignIn, forest: Forest
) -> None:
    forest.hosts["DC8"] = []
    _, other = sign_in(server).at_every_server(WHO).rows
    assert (other.server, code(other)) == ("CN=DC8", "server-name-foreign")


def test_servers_of_another_domain_are_not_among_them(
    server: FakeServer, sign_in: SignIn, forest: Forest
) -> None:
    forest.holds["DC8"] = [b"DC=other,DC=example", b"CN=Configuration,DC=fake,DC=example"]
    assert len(sign_in(server).at_every_server(WHO).rows) == 1
    assert forest.connections == 1


def test_sixteen_are_asked_and_the_rest_is_counted(
    server: FakeServer, sign_in: SignIn, forest: Forest
) -> None:
    forest.hosts |= {f"DC{number}": [f"dc{number}.fake.example".encode()] for number in range(30)}
    found = sign_in(server).at_every_server(WHO)
    assert (len(found.rows), found.unasked) == (every_server.MOST, 30 - 15)
    assert forest.connections <= every_server.MOST


def test_all_of_them_have_one_deadline(
    server: FakeServer, sign_in: SignIn, forest: Forest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(every_server, "_SECONDS", 0.4)
    forest.hosts |= {f"DC{number}": [f"dc{number}.fake.example".encode()] for number in range(10)}
    forest.delay = 0.9
    session = sign_in(server)
    began = time.monotonic()
    own, *others = session.at_every_server(WHO).rows
    assert time.monotonic() - began < 1.5
    assert (code(own), len(others)) == ("", 10)
    assert all(row.problem is not None for row in others)
