"""Servers by DNS: hearsay, which decides who is tried and in which order, and no more."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from directory.fake_server import tlv
from hypothesis import given
from hypothesis import strategies as st
from lab.datagrams import DatagramServer
from lab.name_server import LabNameServer, Mode
from lab.processes import own_address

from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, Refused
from helpdesk_tui.directory.active_directory.finding import MOST, DomainServers
from helpdesk_tui.directory.active_directory.ldap_ping import ping, read_answer, read_netlogon, request
from helpdesk_tui.directory.open_links import OpenLinks
from helpdesk_tui.directory.settings import Endpoint
from helpdesk_tui.directory.srv import NameServer, Record, in_order, is_within, look_up

DOMAIN = "lab.example"
ALL = "_ldap._tcp.dc._msdcs.lab.example"
OF_SITE = "_ldap._tcp.paris._sites.dc._msdcs.lab.example"

Dns = Callable[..., LabNameServer]


@pytest.fixture
def dns_server() -> Iterator[Dns]:
    """`dns_server({"dc1": 0, "dc2": 10})`: hosts of the domain with their priorities, by default none."""
    started: list[LabNameServer] = []

    def start(hosts: Mapping[str, int] | None = None, **more: Sequence[str]) -> LabNameServer:
        records: dict[tuple[str, str], Sequence[str]] = {
            (ALL, "SRV"): [f"{priority} 100 389 {host}.{DOMAIN}." for host, priority in (hosts or {}).items()]
        }
        records |= {(name, "SRV"): data for name, data in more.items()}
        started.append(LabNameServer(records))
        return started[-1]

    yield start
    for server in started:
        server.close()


def finding(server: LabNameServer, tls: str = "ldaps", seconds: float = 2) -> DomainServers:
    at = NameServer(server.address, server.port)
    return DomainServers(DOMAIN, tls, seconds, lambda limit: 0, [at])


def hosts(servers: Sequence[Endpoint]) -> list[str]:
    return [each.host.partition(".")[0] for each in servers]


def refusal(ask: Callable[[], object]) -> str:
    with pytest.raises(HelpdeskError) as caught:
        ask()
    return caught.value.problem.code


# --- what DNS says ------------------------------------------------------------------------------------


def test_the_servers_of_the_domain_are_tried_by_priority(dns_server: Dns) -> None:
    server = dns_server({"dc3": 30, "dc1": 10, "dc2": 20})
    assert hosts(finding(server).servers(OpenLinks())) == ["dc1", "dc2", "dc3"]
    assert server.asked == [(ALL, "SRV")]


@pytest.mark.parametrize(("tls", "port"), [("ldaps", 636), ("starttls", 389)])
def test_every_one_is_reached_encrypted(dns_server: Dns, tls: str, port: int) -> None:
    (server,) = finding(dns_server({"dc1": 0}), tls).servers(OpenLinks())
    assert server == Endpoint("dc1.lab.example", port, tls)


@pytest.mark.parametrize(
    ("mode", "code"),
    [(Mode.SILENT, "dns-silent"), (Mode.FAIL, "dns-failed"), (Mode.ANSWER, "dns-no-servers")],
)
def test_dns_that_does_not_help_is_a_sentence(dns_server: Dns, mode: Mode, code: str) -> None:
    server = dns_server()
    server.mode = mode
    began = time.monotonic()
    assert refusal(lambda: finding(server, seconds=1).servers(OpenLinks())) == code
    assert time.monotonic() - began < 3


def test_the_second_name_server_is_asked_when_the_first_is_dead(dns_server: Dns) -> None:
    silent, other = dns_server(), dns_server({"dc1": 0})
    silent.mode = Mode.SILENT
    at = [NameServer(each.address, each.port) for each in (silent, other)]
    assert hosts(DomainServers(DOMAIN, "ldaps", 1, lambda limit: 0, at).servers(OpenLinks())) == ["dc1"]


def test_a_domain_that_dns_does_not_know_is_a_sentence(dns_server: Dns) -> None:
    server = dns_server()
    server.records.clear()
    assert refusal(lambda: finding(server).servers(OpenLinks())) == "dns-no-servers"


def test_a_service_that_is_decidedly_not_offered_is_no_server(dns_server: Dns) -> None:
    """RFC 2782: the target "."."""
    server = dns_server(**{ALL: ["0 0 0 ."]})
    assert refusal(lambda: finding(server).servers(OpenLinks())) == "dns-no-servers"


def test_a_name_outside_the_domain_is_not_tried(dns_server: Dns) -> None:
    """A forged answer would lead to a server that has a good certificate for its own name."""
    wrong = ["0 100 636 dc1.evil.example.", "0 100 636 evillab.example.", "0 100 636 lab.example.evil.com."]
    right = "50 100 389 dc1.lab.example."
    assert hosts(finding(dns_server(**{ALL: [*wrong, right]})).servers(OpenLinks())) == ["dc1"]
    server = dns_server(**{ALL: wrong})
    with pytest.raises(DirectoryUnreachable) as caught:
        finding(server).servers(OpenLinks())
    assert caught.value.problem.code == "dns-elsewhere"
    assert "dc1.evil.example" in caught.value.problem.detail


@pytest.mark.parametrize("odd", ["dc\\0321", "\\027[2J", "*", "dc1\\.x@y", "-", "dc\\195\\169"])
def test_what_is_no_name_of_a_computer_is_not_tried(dns_server: Dns, odd: str) -> None:
    server = dns_server(**{ALL: [f"0 100 389 {odd}.{DOMAIN}.", f"1 100 389 dc_2.{DOMAIN}."]})
    assert hosts(finding(server).servers(OpenLinks())) == ["dc_2"]


@pytest.mark.parametrize("host", ["evillab.example", "lab.example.evil.com", "lab.example", ""])
def test_a_domain_ends_at_a_dot(host: str) -> None:
    assert not is_within(host, DOMAIN)
    assert is_within("DC1.Lab.Example", DOMAIN)


def test_no_more_are_tried_than_may_be(dns_server: Dns) -> None:
    server = dns_server({f"dc{number}": number for number in range(60)})
    found = finding(server).servers(OpenLinks())
    assert hosts(found) == [f"dc{number}" for number in range(MOST)]


def test_when_dns_falls_silent_those_of_the_last_time_are_tried(dns_server: Dns) -> None:
    server = dns_server({"dc1": 0, "dc2": 10})
    servers = finding(server, seconds=1)
    first = servers.servers(OpenLinks())
    server.mode = Mode.SILENT
    assert servers.servers(OpenLinks()) == first
    server.mode = Mode.ANSWER
    server.records[ALL, "SRV"] = []
    assert refusal(lambda: servers.servers(OpenLinks())) == "dns-no-servers"


def test_whoever_quits_waits_for_no_name_server(dns_server: Dns) -> None:
    server = dns_server()
    server.mode = Mode.SILENT
    links = OpenLinks()
    threading.Timer(0.3, links.close).start()
    began = time.monotonic()
    with pytest.raises(Refused) as caught:
        finding(server, seconds=20).servers(links)
    assert caught.value.problem.code == "signed-out"
    assert time.monotonic() - began < 2


def test_a_computer_without_a_name_server_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    from dns import resolver  # noqa: PLC0415 - as late as the program does

    def none(self: object, *_: object) -> None:
        raise resolver.NoResolverConfiguration

    monkeypatch.setattr(resolver.Resolver, "read_resolv_conf", none)
    assert refusal(lambda: look_up("_ldap._tcp", DOMAIN, 1)) == "dns-failed"


# --- weights (RFC 2782) -------------------------------------------------------------------------------


def record(host: str, priority: int = 0, weight: int = 0) -> Record:
    return Record(priority, weight, host, 389)


def test_weights_decide_who_comes_first_among_equals() -> None:
    records = [record("light", weight=10), record("heavy", weight=90), record("never", priority=1)]
    firsts = [
        [each.host for each in in_order(records, lambda limit, drawn=drawn: drawn % limit)]
        for drawn in range(101)
    ]
    assert all(order[2] == "never" for order in firsts)
    assert sum(order[0] == "heavy" for order in firsts) == 90


def test_a_weight_of_nothing_still_has_a_chance() -> None:
    records = [record("all", weight=5), record("none")]
    assert in_order(records, lambda limit: 0)[0].host == "none"
    assert in_order(records, lambda limit: limit - 1)[0].host == "all"


@given(
    st.lists(st.builds(Record, st.integers(0, 3), st.integers(0, 65535), st.text(max_size=3), st.just(389))),
    st.integers(0),
)
def test_an_order_loses_nobody_and_keeps_priorities(records: list[Record], chance: int) -> None:
    ordered = in_order(records, lambda limit: chance % limit)
    assert sorted(map(repr, ordered)) == sorted(map(repr, records))
    assert [each.priority for each in ordered] == sorted(each.priority for each in records)


# --- the ping -----------------------------------------------------------------------------------------

WRITABLE, READ_ONLY = 0x100 | 0x8, 0x800 | 0x8


def names(*each: str) -> bytes:
    """Without compression."""
    return b"".join(
        b"".join(bytes([len(label)]) + label.encode() for label in name.split(".") if label) + b"\0"
        for name in each
    )


def netlogon(host: str, flags: int = WRITABLE, site: str = "paris", domain: str = DOMAIN) -> bytes:
    head = struct.pack("<HHI16s", 23, 0, flags, bytes(16))
    return head + names(domain, domain, f"{host}.{domain}", "LAB", host.upper(), "", "london", site)


def pong(value: bytes) -> bytes:
    attribute = tlv(0x30, tlv(0x04, b"Netlogon") + tlv(0x31, tlv(0x04, value)))
    entry = tlv(0x64, tlv(0x04, b"") + tlv(0x30, attribute))
    done = tlv(0x65, tlv(0x0A, b"\0") + tlv(0x04, b"") * 2)
    return tlv(0x30, b"\2\1\1" + entry) + tlv(0x30, b"\2\1\1" + done)


PLACES = {f"dc{number}.lab.example": own_address(number) for number in (1, 2, 3)}


@pytest.fixture
def answering(named: Callable[[Mapping[str, str]], None]) -> Iterator[Callable[[str, bytes], None]]:
    """`answering("dc1", datagram)`; the others are silent."""
    named(PLACES)
    started: list[DatagramServer] = []

    def start(host: str, datagram: bytes) -> None:
        started.append(DatagramServer(lambda _: datagram, PLACES[f"{host}.lab.example"], 389))

    yield start
    for each in started:
        each.close()


Answering = Callable[[str, bytes], None]
"""Needs the port of LDAP, so root: marked as the lab's."""


@pytest.mark.lab
def test_servers_of_this_computers_site_go_first(dns_server: Dns, answering: Answering) -> None:
    server = dns_server({"dc1": 0, "dc2": 10, "dc3": 20}, **{OF_SITE: [f"0 100 389 dc3.{DOMAIN}."]})
    for host in ("dc1", "dc2", "dc3"):
        answering(host, pong(netlogon(host)))
    assert hosts(finding(server).servers(OpenLinks())) == ["dc3", "dc1", "dc2"]
    assert server.asked == [(ALL, "SRV"), (OF_SITE, "SRV")]


@pytest.mark.lab
def test_a_site_without_servers_leaves_those_of_the_domain(dns_server: Dns, answering: Answering) -> None:
    server = dns_server({"dc1": 0, "dc2": 10})
    answering("dc1", pong(netlogon("dc1")))
    assert hosts(finding(server).servers(OpenLinks())) == ["dc1", "dc2"]
    assert (OF_SITE, "SRV") in server.asked


@pytest.mark.lab
def test_who_answers_goes_before_who_does_not_and_who_is_read_only_comes_last(
    dns_server: Dns, answering: Answering
) -> None:
    server = dns_server({"dc1": 0, "dc2": 10, "dc3": 20})
    answering("dc1", pong(netlogon("dc1", READ_ONLY)))
    answering("dc3", pong(netlogon("dc3")))
    assert hosts(finding(server).servers(OpenLinks())) == ["dc3", "dc2", "dc1"]


@pytest.mark.lab
@pytest.mark.parametrize("site", ["a.b", "é", "paris evil", "*", "-"])
def test_a_site_that_is_no_name_is_not_asked_for(dns_server: Dns, answering: Answering, site: str) -> None:
    """Whoever forges a ping puts nothing into another question."""
    value = netlogon("dc1", site="")[:-1] + bytes([len(site.encode())]) + site.encode() + b"\0"
    server = dns_server({"dc1": 0})
    answering("dc1", pong(value))
    assert hosts(finding(server).servers(OpenLinks())) == ["dc1"]
    assert server.asked == [(ALL, "SRV")]


@pytest.mark.lab
@pytest.mark.parametrize(
    "datagram",
    [b"", b"\0" * 50, pong(b""), pong(netlogon("dc1")[:-3]), pong(netlogon("dc1", domain="evil.example"))],
)
def test_an_answer_that_is_none_is_no_answer(dns_server: Dns, answering: Answering, datagram: bytes) -> None:
    server = dns_server({"dc1": 0, "dc2": 10})
    answering("dc1", datagram)
    answering("dc2", pong(netlogon("dc2", site="")))
    assert hosts(finding(server).servers(OpenLinks())) == ["dc2", "dc1"]


def test_a_compressed_name_is_read_to_its_end() -> None:
    head = struct.pack("<HHI16s", 23, 0, WRITABLE, bytes(16))
    first = names("lab.example")
    at = bytes([0xC0, len(head)])
    value = head + first + at + b"\3dc1" + at + b"\3LAB\0\3DC1\0\0\5paris\0" + b"\5paris\0" + b"\5\0\0\0"
    found = read_netlogon(value)
    assert (found.domain, found.host, found.client_site) == ("lab.example", "dc1.lab.example", "paris")
    assert (found.short_domain, found.is_writable) == ("LAB", True)


@pytest.mark.parametrize("pointer", [24, 26, 0x3FFF])
def test_names_that_lead_in_a_ring_are_refused(pointer: int) -> None:
    head = struct.pack("<HHI16s", 23, 0, WRITABLE, bytes(16))
    ring = b"\1a" + (0xC000 | pointer).to_bytes(2, "big")
    with pytest.raises(ValueError, match="name"):
        read_netlogon(head + ring * 10)


@given(st.binary(max_size=300))
def test_bytes_that_mean_nothing_are_refused_and_no_worse(data: bytes) -> None:
    for read in (read_answer, read_netlogon, lambda raw: read_netlogon(b"\x17\0\0\0" + bytes(20) + raw)):
        try:
            read(data)
        except ValueError:
            continue


def test_a_domain_cannot_end_its_filter() -> None:
    assert b"evil" in request("a)(evil=*")
    assert request("a)(evil=*").count(b"\xa3") == 2  # two assertions of equality, as always


def test_a_ping_that_nobody_answers_ends_in_time() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        began = time.monotonic()
        place = (socket.AF_INET, socket.SOCK_STREAM, 6, silent.getsockname())
        assert ping(DOMAIN, {"dc1": place}, 0.3) == {}
        assert time.monotonic() - began < 1
