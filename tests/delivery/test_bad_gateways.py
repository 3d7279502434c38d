"""Gateways that die, hang, drip or never stop: each has its outcome, and nothing is sent twice."""

import time
from collections.abc import Callable

import pytest
from delivery.sending import NUMBER, Peer, by, is_refused, is_unknown, played, sms_message
from lab.certificates import Authority, Certificate

from helpdesk_tui.delivery.settings import GatewaySettings
from helpdesk_tui.desk.ports import Delivered, DeliveryKind

Script = Callable[[Peer], None]
LOOKS = {"success_pattern": "ok"}


@pytest.fixture
def send(authority: Authority) -> Callable[..., Delivered]:
    def run(script: Script, **changes: object) -> Delivered:
        """One SMS to a server that plays `script`; it must be asked no second time."""
        with played(script) as stage:
            settings = GatewaySettings(
                f"https://localhost:{stage.port}/send",
                {"to": "$to", "text": "$text"},
                **{"ca_file": authority.ca_file, "timeout_seconds": 5, **changes},
            )
            delivered = by(sms=settings).send(sms_message())
            assert stage.connections == 1
        return delivered

    return run


@pytest.fixture
def asked(good: Certificate) -> Callable[[Peer], None]:
    def script(peer: Peer) -> None:
        """TLS, and the whole request."""
        peer.encrypt(good)
        peer.until("CONTENT-TYPE")
        while NUMBER.removeprefix("+") not in peer._waiting.decode():
            peer._waiting += peer.connection.recv(4096)

    return script


def test_nobody_listens(authority: Authority) -> None:
    with played(lambda peer: None) as stage:
        port = stage.port
    settings = GatewaySettings(
        f"https://localhost:{port}", {"to": "$to", "text": "$text"}, ca_file=authority.ca_file
    )
    assert is_refused(by(sms=settings).send(sms_message()), "delivery-unreachable")


def test_no_such_host() -> None:
    settings = GatewaySettings("https://nowhere.invalid/", {"to": "$to", "text": "$text"})
    assert is_refused(by(sms=settings).send(sms_message()), "delivery-no-host")


@pytest.mark.parametrize("end", ["close", "reset", "plain", "hang"])
def test_a_server_that_ends_before_the_request(send: Callable[..., Delivered], end: str) -> None:
    def script(peer: Peer) -> None:
        if end == "plain":
            peer.say("HTTP/1.1 400 this is plain", "")
        elif end != "close":
            getattr(peer, end)()

    delivered = send(script, timeout_seconds=0.5)
    assert delivered.kind is DeliveryKind.REFUSED
    usual = {"delivery-tls-failed", "delivery-broke-off", "delivery-unreachable"}
    assert delivered.problem.code in ({"delivery-timeout"} if end == "hang" else usual)


@pytest.mark.parametrize("end", ["close", "reset", "hang"])
def test_a_server_that_takes_the_request_and_never_answers(
    send: Callable[..., Delivered], asked: Script, end: str
) -> None:
    def script(peer: Peer) -> None:
        asked(peer)
        if end != "close":
            getattr(peer, end)()

    assert is_unknown(send(script, timeout_seconds=0.5))


NO_HTTP = ["SMTP?", "HTTP/1.1 abc", "HTTP/1.1", "HTTP/9.9 200 ok", "x" * 70_000, "HTTP/1.1 200 ok"]


@pytest.mark.parametrize("answer", NO_HTTP)
def test_an_answer_that_is_not_http_or_not_whole(
    send: Callable[..., Delivered], asked: Script, answer: str
) -> None:
    def script(peer: Peer) -> None:
        asked(peer)
        peer.connection.sendall(answer.encode())

    delivered = send(script, **LOOKS)
    assert delivered.kind is DeliveryKind.UNKNOWN


@pytest.mark.parametrize(
    "body",
    [
        ["Content-Length: 100", "", "ok, but not all"],
        ["Transfer-Encoding: chunked", "", "5", "ok"],
        ["Transfer-Encoding: chunked", "", "zz", "ok"],
        ["Content-Length: 99999999", "", "ok" * 40_000],
        ["", "ok" * 40_000],
    ],
)
def test_a_body_that_is_not_whole_or_too_large_tells_nothing(
    send: Callable[..., Delivered], asked: Script, body: list[str]
) -> None:
    def script(peer: Peer) -> None:
        asked(peer)
        peer.say("HTTP/1.1 200 fine", *body)

    assert is_unknown(send(script, **LOOKS), "gateway-unclear")


def test_a_body_without_an_end_is_not_read_to_its_end(send: Callable[..., Delivered], asked: Script) -> None:
    sent_bytes = [0]

    def script(peer: Peer) -> None:
        asked(peer)
        peer.say("HTTP/1.1 200 fine", "")
        while sent_bytes[0] < 50_000_000:
            peer.connection.sendall(b"ok" * 4096)
            sent_bytes[0] += 8192

    assert is_unknown(send(script, **LOOKS), "gateway-unclear")
    assert sent_bytes[0] < 20_000_000


@pytest.mark.parametrize("part", ["handshake", "status", "headers", "body", "continue"])
def test_a_server_that_drips_is_cut(send: Callable[..., Delivered], asked: Script, part: str) -> None:
    """Each wait is short, so that no timeout of a socket would ever end it."""
    drops = {"handshake": b"\x03", "status": b"H", "headers": b"X: y\r\n", "body": b"ok", "continue": b""}

    def script(peer: Peer) -> None:
        if part == "handshake":
            peer.connection.recv(4096)
            peer.connection.sendall(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb")
        else:
            asked(peer)
        if part in {"headers", "body"}:
            peer.say("HTTP/1.1 200 fine", *([""] if part == "body" else []))
        for _ in range(200):
            peer.connection.sendall(drops[part] or b"HTTP/1.1 100 Continue\r\n\r\n")
            time.sleep(0.02)

    began = time.monotonic()
    delivered = send(script, timeout_seconds=0.4, **LOOKS)
    assert time.monotonic() - began < 3
    if part == "handshake":
        assert is_refused(delivered, "delivery-timeout")
    else:
        assert delivered.kind is DeliveryKind.UNKNOWN


def test_where_the_status_decides_no_body_is_waited_for(
    send: Callable[..., Delivered], asked: Script
) -> None:
    def script(peer: Peer) -> None:
        asked(peer)
        peer.say("HTTP/1.1 202 Accepted", "Content-Length: 5", "")
        peer.hang()

    assert send(script) == Delivered(DeliveryKind.SENT, None, "HTTP 202")
