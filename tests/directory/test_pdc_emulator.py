"""Which server decides on lockouts, as one server tells it; and what one that is not it gets: nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from directory.conftest import PASSWORD, Serve, SignIn
from directory.fake_server import PERSON_ID, Exchange, FakeServer
from lab.certificates import Authority, Certificate
from writing import a_change

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, Refused
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.directory.active_directory import pdc_emulator

WHO = AccountId(PERSON_ID)
SITE = b"CN=Servers,CN=Here,CN=Sites,CN=Configuration,DC=fake,DC=example"
OWN = b"CN=NTDS Settings,CN=FAKE," + SITE
PDC = b"CN=NTDS Settings,CN=DC9," + SITE
NAME = "dc9.fake.example"


@dataclass
class Domain:
    """What a fake server says of who holds the role; it is both servers, by two names of one address."""

    owners: list[bytes] = field(default_factory=lambda: [PDC])
    hosts: list[bytes] = field(default_factory=lambda: [NAME.encode()])
    is_there: bytes = PDC  # what says to be there, on every connection but the session's first
    domain_there: bytes = b"DC=fake,DC=example"
    connections: int = 0
    slow: Callable[[], object] = lambda: None  # what the holder of the role does before it answers a read

    def handle(self, exchange: Exchange) -> None:
        asked = exchange.request
        if asked.target == "" and b"defaultNamingContext" in asked.parts[7][1]:
            self.connections += 1
            first = self.connections == 1
            root = exchange.server.root
            exchange.server.root = root | {
                "dsServiceName": [OWN if first else self.is_there],
                "defaultNamingContext": [b"DC=fake,DC=example" if first else self.domain_there],
            }
            exchange.server.answer_search(exchange)
            exchange.server.root = root
            return
        if asked.target == "DC=fake,DC=example" and b"fSMORoleOwner" in asked.parts[7][1]:
            exchange.entry(asked.target, {"fSMORoleOwner": self.owners} if self.owners else {})
            exchange.result(0)
        elif b"dNSHostName" in asked.parts[7][1]:
            exchange.entry(asked.target, {"dNSHostName": self.hosts} if self.hosts else {})
            exchange.result(0)
        else:
            if self.connections > 1:
                self.slow()
            exchange.server.answer_search(exchange)


@pytest.fixture
def domain() -> Domain:
    return Domain()


@pytest.fixture(scope="module")
def both(authority: Authority) -> Certificate:
    return authority.issue("localhost", NAME, file="both")


@pytest.fixture
def server(serve: Serve, domain: Domain, both: Certificate, named) -> FakeServer:
    named({NAME: "127.0.0.1"})
    locked = {"lockoutTime": [b"133000000000000000"], "msDS-User-Account-Control-Computed": [b"16"]}
    return serve(certificate=both, handlers={"search": domain.handle}, person=locked)


def refusal(ask: Callable[[], object], kind: type[HelpdeskError] = HelpdeskError) -> str:
    with pytest.raises(kind) as caught:
        ask()
    return caught.value.problem.code


def test_the_holder_of_the_role_is_written_by_the_same_port_and_read_back(
    server: FakeServer, sign_in: SignIn
) -> None:
    there = sign_in(server).lockout_server(WHO)
    assert there is not None
    assert there.name == NAME
    with there.prepare_change(WHO) as prepared:
        assert prepared.read().state.locked is True
        assert prepared.change(a_change(unlock=True)).kind is ReplyKind.ACCEPTED
    (modify,) = server.seen("modify")
    assert modify.changes == {"lockoutTime": (2, [b"0"])}
    assert there.read(WHO).server == NAME
    assert all(request.encrypted for request in server.requests)


def test_the_server_that_holds_the_role_itself_needs_no_other(
    server: FakeServer, sign_in: SignIn, domain: Domain
) -> None:
    domain.owners = [OWN.replace(b"CN=FAKE", b"cn=fake")]
    assert sign_in(server).lockout_server(WHO) is None
    assert domain.connections == 1


@pytest.mark.parametrize(
    "owners",
    [
        [],
        [b""],
        [PDC, OWN],
        [PDC.replace(b"NTDS Settings", b"NTDS Settings\\0ADEL:4711")],  # of a server that is gone
        [b"CN=DC9," + SITE],
        [PDC.replace(b"DC=fake", b"DC=other")],
        [b"<GUID=aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee>"],
        [b"\xff\xfe" + PDC],
        [b"CN=NTDS Settings," + b"CN=x," * 20_000 + SITE],
    ],
    ids=["none", "empty", "two", "deleted", "no settings", "another forest", "an id", "no text", "long"],
)
def test_who_holds_the_role_must_be_told_plainly(
    server: FakeServer, sign_in: SignIn, domain: Domain, owners: list[bytes]
) -> None:
    domain.owners = owners
    session = sign_in(server)
    assert refusal(lambda: session.lockout_server(WHO), Refused) == "lockout-server-unknown"


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        [b""],
        [NAME.encode(), b"dc8.fake.example"],
        [b"dc9.evil.example"],
        [b"dc9.fake.example.evil.example"],
        [b"dc9.notfake.example"],
        [b"fake.example"],
        [b"127.0.0.1"],
        [b"dc9.fake.example\0.evil.example"],
        [b"evil.example/.fake.example"],
        [b"-oProxy.fake.example"],
        [b"a" * 5_000 + b".fake.example"],
    ],
)
def test_a_name_out_of_the_domain_or_no_name_at_all_is_never_followed(
    server: FakeServer, sign_in: SignIn, domain: Domain, hosts: list[bytes]
) -> None:
    domain.hosts = hosts
    session = sign_in(server)
    assert refusal(lambda: session.lockout_server(WHO), Refused) == "lockout-server-unknown"
    assert domain.connections == 1


@pytest.mark.parametrize("says", [OWN, b"", PDC.replace(b"DC9", b"DC8"), PDC[:-1]])
def test_another_server_in_its_place_gets_neither_password_nor_write(
    server: FakeServer, sign_in: SignIn, domain: Domain, says: bytes
) -> None:
    domain.is_there = says
    there = sign_in(server).lockout_server(WHO)
    bound = len(server.seen("bind"))
    for ask in (lambda: there.read(WHO), lambda: there.prepare_change(WHO).__enter__()):
        assert refusal(ask, DirectoryUnreachable) == "server-not-there"
    assert (len(server.seen("bind")), server.seen("modify")) == (bound, [])


def test_a_server_of_another_domain_in_its_place_gets_nothing(
    server: FakeServer, sign_in: SignIn, domain: Domain
) -> None:
    domain.domain_there = b"DC=other,DC=example"
    there = sign_in(server).lockout_server(WHO)
    bound = len(server.seen("bind"))
    assert refusal(lambda: there.read(WHO), DirectoryUnreachable) == "server-not-there"
    assert len(server.seen("bind")) == bound


def test_its_certificate_must_be_for_its_name(
    serve: Serve,
    sign_in: SignIn,
    domain: Domain,
    named,
) -> None:
    """The usual one is for localhost alone."""
    named({NAME: "127.0.0.1"})
    server = serve(handlers={"search": domain.handle})
    there = sign_in(server).lockout_server(WHO)
    bound = len(server.seen("bind"))
    assert refusal(lambda: there.read(WHO), DirectoryUnreachable) == "tls-wrong-name"
    assert len(server.seen("bind")) == bound


def test_its_password_is_the_sessions_and_gone_with_it(server: FakeServer, sign_in: SignIn) -> None:
    session = sign_in(server)
    there = session.lockout_server(WHO)
    there.read(WHO)
    assert server.seen("bind")[-1].password == PASSWORD.encode()
    session.close()
    bound = len(server.seen("bind"))
    for ask in (lambda: there.read(WHO), lambda: there.prepare_change(WHO).__enter__()):
        assert refusal(ask, Refused) == "signed-out"
    assert len(server.seen("bind")) == bound


def test_one_that_drips_is_left_within_its_bound(
    server: FakeServer, sign_in: SignIn, domain: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each answer comes in time, and all of them together do not."""
    monkeypatch.setattr(pdc_emulator, "_SECONDS", 1.0)
    there = sign_in(server).lockout_server(WHO)
    domain.slow = lambda: time.sleep(0.7)
    began = time.monotonic()
    with pytest.raises(DirectoryUnreachable):
        there.read(WHO)
    assert time.monotonic() - began < 2


def test_the_bound_ends_with_the_connection(
    server: FakeServer, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdc_emulator, "_SECONDS", 0.5)
    there = sign_in(server).lockout_server(WHO)
    there.read(WHO)
    time.sleep(0.7)
    assert there.read(WHO).login == "pat"
