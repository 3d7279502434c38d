"""Mail servers that die, hang, lie or stand in between: each has its outcome, and nothing is sent twice."""

import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from delivery.sending import (
    ADDRESS,
    CODE,
    PASSWORD,
    Peer,
    by,
    code_message,
    is_refused,
    is_unknown,
    played,
)
from lab.certificates import Authority, Certificate

from helpdesk_tui.delivery.settings import MailSettings
from helpdesk_tui.desk.ports import Delivered, DeliveryKind
from helpdesk_tui.secret import Secret

Script = Callable[[Peer], None]


class Scripts:
    """The parts that conversations are made of."""

    def __init__(self, good: Certificate) -> None:
        self._good = good
        self.heard: list[str] = []

    def greeted(self, peer: Peer, *offers: str) -> None:
        peer.say("220 mail.example.com")
        self.heard.append(peer.line())
        lines = ["mail.example.com", *offers]
        peer.say(*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}")

    def encrypted(self, peer: Peer, *offers: str) -> None:
        """Up to the second hello."""
        self.greeted(peer, "STARTTLS")
        self.heard.append(peer.line())
        peer.say("220 go ahead")
        peer.encrypt(self._good)
        self.heard.append(peer.line())
        lines = ["mail.example.com", *offers]
        peer.say(*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}")

    def addressed(self, peer: Peer) -> None:
        """Up to DATA, which is not answered yet."""
        self.encrypted(peer)
        self.answer(peer, "250 fine")
        self.answer(peer, "250 fine")
        self.heard.append(peer.line())

    def took(self, peer: Peer) -> None:
        """The whole message; it is not answered yet."""
        self.addressed(peer)
        peer.say("354 go on")
        self.heard += peer.until(".")

    def answer(self, peer: Peer, said: str) -> str:
        self.heard.append(peer.line())
        peer.say(said)
        return self.heard[-1]


@pytest.fixture
def scripts(good: Certificate) -> Scripts:
    return Scripts(good)


@pytest.fixture
def send(authority: Authority) -> Callable[..., Delivered]:
    def run(script: Script, **changes: object) -> Delivered:
        """One message to a server that plays `script`; it must be asked no second time."""
        with played(script) as stage:
            usual = MailSettings(
                "localhost", "desk@example.com", stage.port, ca_file=authority.ca_file, timeout_seconds=5
            )
            delivered = by(replace(usual, **changes)).send(code_message())
            assert stage.connections == 1
        return delivered

    return run


def said_nothing_of_it(scripts: Scripts) -> bool:
    heard = "\n".join(scripts.heard)
    return ADDRESS not in heard and CODE not in heard and "AUTH" not in heard and "MAIL" not in heard


# --- before the message -----------------------------------------------------------------------------


def test_nobody_listens(authority: Authority) -> None:
    with played(lambda peer: None) as stage:
        port = stage.port
    settings = MailSettings("localhost", "desk@example.com", port, ca_file=authority.ca_file)
    assert is_refused(by(settings).send(code_message()), "delivery-unreachable")


def test_no_such_host() -> None:
    settings = MailSettings("nowhere.invalid", "desk@example.com")
    assert is_refused(by(settings).send(code_message()), "delivery-no-host")


def test_a_resolver_that_takes_too_long_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **kwargs: time.sleep(5) or [])
    settings = MailSettings("mail.example.com", "desk@example.com", connect_seconds=0.1)
    began = time.monotonic()
    assert is_refused(by(settings).send(code_message()), "delivery-no-host")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("greeting", "problem"),
    [
        ("554 no", "mail-closed"),
        ("421 too busy", "delivery-later"),
        ("HTTP/1.1 400 Bad Request", "mail-garbled"),
        ("+OK POP3", "mail-garbled"),
        ("\x00\x01\x02", "mail-garbled"),
        ("199 what", "mail-garbled"),
    ],
)
def test_a_greeting_that_is_none(send: Callable[..., Delivered], greeting: str, problem: str) -> None:
    assert is_refused(send(lambda peer: peer.say(greeting)), problem)


@pytest.mark.parametrize("end", ["close", "reset"])
def test_a_server_that_hangs_up_at_once(send: Callable[..., Delivered], end: str) -> None:
    def script(peer: Peer) -> None:
        if end == "reset":
            peer.reset()

    delivered = send(script)
    assert delivered.kind is DeliveryKind.REFUSED
    assert delivered.problem.code in {"delivery-broke-off", "delivery-unreachable"}  # a reset may come first


def test_without_starttls_nothing_is_said(send: Callable[..., Delivered], scripts: Scripts) -> None:
    def script(peer: Peer) -> None:
        scripts.greeted(peer, "AUTH PLAIN LOGIN", "XXXXXXXX")  # as boxes in between blot STARTTLS out
        scripts.heard.append(peer.line())

    delivered = send(script, login="desk", password=Secret(PASSWORD))
    assert is_refused(delivered, "mail-no-starttls")
    assert said_nothing_of_it(scripts)


def test_a_starttls_that_is_refused_ends_it(send: Callable[..., Delivered], scripts: Scripts) -> None:
    def script(peer: Peer) -> None:
        scripts.greeted(peer, "STARTTLS", "AUTH PLAIN")
        scripts.answer(peer, "454 not now")
        scripts.heard.append(peer.line())

    assert is_refused(send(script, login="desk", password=Secret(PASSWORD)), "delivery-later")
    assert said_nothing_of_it(scripts)


def test_what_is_slipped_in_before_the_encryption_ends_it(
    send: Callable[..., Delivered], scripts: Scripts, good: Certificate
) -> None:
    """Somebody in between answers the next commands in advance (CVE-2011-0411 the other way round)."""

    def script(peer: Peer) -> None:
        scripts.greeted(peer, "STARTTLS")
        scripts.heard.append(peer.line())
        peer.say("220 go ahead", "250-mail.example.com", "250 AUTH PLAIN")
        with suppress(ssl.SSLError):
            peer.encrypt(good)
        scripts.heard.append(peer.line())

    assert is_refused(send(script, login="desk", password=Secret(PASSWORD)), "mail-tampered")
    assert said_nothing_of_it(scripts)


def test_what_was_offered_before_the_encryption_counts_no_more(
    send: Callable[..., Delivered], scripts: Scripts, good: Certificate
) -> None:
    def script(peer: Peer) -> None:
        scripts.greeted(peer, "STARTTLS", "AUTH PLAIN")
        scripts.answer(peer, "220 go ahead")
        peer.encrypt(good)
        scripts.answer(peer, "250 mail.example.com")
        scripts.heard.append(peer.line())

    assert is_refused(send(script, login="desk", password=Secret(PASSWORD)), "mail-login-unknown")
    assert said_nothing_of_it(scripts)


def test_plain_text_where_tls_should_be(send: Callable[..., Delivered]) -> None:
    assert is_refused(send(lambda peer: peer.say("220 hello"), security="tls"), "delivery-tls-failed")


def test_old_login_alone(send: Callable[..., Delivered], scripts: Scripts) -> None:
    def script(peer: Peer) -> None:
        scripts.encrypted(peer, "AUTH LOGIN")
        assert scripts.answer(peer, "334 VXNlcm5hbWU6") == "AUTH LOGIN"
        scripts.answer(peer, "334 UGFzc3dvcmQ6")
        scripts.answer(peer, "535 5.7.8 no")

    assert is_refused(send(script, login="desk", password=Secret(PASSWORD)), "mail-login")


@pytest.mark.parametrize("stage", ["greeted", "encrypted", "addressed"])
@pytest.mark.parametrize("end", ["close", "reset", "hang"])
def test_a_server_that_dies_before_the_message(
    send: Callable[..., Delivered], scripts: Scripts, stage: str, end: str
) -> None:
    def script(peer: Peer) -> None:
        getattr(scripts, stage)(peer, *(["STARTTLS"] if stage == "greeted" else []))
        if end == "reset":
            peer.reset()
        elif end == "hang":
            peer.hang()

    delivered = send(script, timeout_seconds=0.5)
    assert is_refused(delivered, "delivery-timeout" if end == "hang" else "delivery-broke-off")


@pytest.mark.parametrize("when", ["greeting", "handshake", "hello"])
def test_a_server_that_drips_is_cut(send: Callable[..., Delivered], scripts: Scripts, when: str) -> None:
    """Each wait is short, so that no timeout of a socket would ever end it."""

    def script(peer: Peer) -> None:
        if when == "hello":
            peer.say("220 mail.example.com")
            peer.line()
        elif when == "handshake":
            scripts.greeted(peer, "STARTTLS")
            peer.line()
            peer.say("220 go ahead")
            peer.connection.sendall(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb")  # a long record follows
        drop = {"greeting": b"2", "handshake": b"\x03", "hello": b"250-x\r\n"}[when]
        for _ in range(200):
            peer.connection.sendall(drop)
            time.sleep(0.02)

    began = time.monotonic()
    assert is_refused(send(script, timeout_seconds=0.4), "delivery-timeout")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("flood", [b"250-x\r\n", b"250-" + b"x" * 1000 + b"\r\n", b"x" * 4096])
def test_a_server_that_does_not_stop_talking(send: Callable[..., Delivered], flood: bytes) -> None:
    def script(peer: Peer) -> None:
        peer.say("220 mail.example.com")
        peer.line()
        while len(said) < 500:
            peer.connection.sendall(flood * (100_000 // len(flood)))
            said.append(1)

    said: list[int] = []
    delivered = send(script)
    assert delivered.kind is DeliveryKind.REFUSED
    assert delivered.problem.code in {"delivery-broke-off", "mail-garbled"}
    assert len(said) < 200, "of 50 MB most was never read; some waits in the system's buffers"


# --- the message is on its way ----------------------------------------------------------------------


@pytest.mark.parametrize("end", ["close", "reset", "hang"])
def test_a_server_that_dies_while_it_is_read_to(
    send: Callable[..., Delivered], scripts: Scripts, end: str
) -> None:
    def script(peer: Peer) -> None:
        scripts.addressed(peer)
        peer.say("354 go on")
        if end == "reset":
            peer.reset()
        elif end == "hang":
            peer.hang()

    assert is_unknown(send(script, timeout_seconds=0.5))


@pytest.mark.parametrize("end", ["close", "reset", "hang"])
def test_a_server_that_dies_before_it_confirms(
    send: Callable[..., Delivered], scripts: Scripts, end: str
) -> None:
    def script(peer: Peer) -> None:
        scripts.took(peer)
        if end == "reset":
            peer.reset()
        elif end == "hang":
            peer.hang()

    assert is_unknown(send(script, timeout_seconds=0.5))
    assert any(CODE in line for line in scripts.heard)


@pytest.mark.parametrize(
    "answer",
    ["", "2", "25", "250", "what?", "354 more", "199 hm", "200 ok", "251 elsewhere", "-250 x", "x" * 9000],
)
def test_an_answer_that_is_no_answer(send: Callable[..., Delivered], scripts: Scripts, answer: str) -> None:
    """A confirmation that breaks off within its line is none."""

    def script(peer: Peer) -> None:
        scripts.took(peer)
        peer.connection.sendall(answer.encode() + (b"" if len(answer) < 4 else b"\r\n"))

    assert is_unknown(send(script))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (["250 taken"], DeliveryKind.SENT),
        (["250-taken", "250 as 1234"], DeliveryKind.SENT),
        (["550 5.7.1 refused"], DeliveryKind.REFUSED),
        (["421 closing"], DeliveryKind.REFUSED),
        (["250-taken", "550 no, refused"], DeliveryKind.REFUSED),
    ],
)
def test_only_250_means_taken(
    send: Callable[..., Delivered], scripts: Scripts, answer: list[str], kind: DeliveryKind
) -> None:
    def script(peer: Peer) -> None:
        scripts.took(peer)
        peer.say(*answer)
        peer.line()

    assert send(script).kind is kind


def test_what_comes_after_the_confirmation_changes_nothing(
    send: Callable[..., Delivered], scripts: Scripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpdesk_tui.delivery.mail._GOODBYE_SECONDS", 0.1)
    for ending in ("reset", "hang"):

        def script(peer: Peer, ending: str = ending) -> None:
            scripts.took(peer)
            peer.say("250 taken")
            getattr(peer, ending)()

        assert send(script).kind is DeliveryKind.SENT


def test_what_the_server_says_is_not_repeated(send: Callable[..., Delivered], scripts: Scripts) -> None:
    """It may say back what it was told."""

    def script(peer: Peer) -> None:
        scripts.took(peer)
        peer.say(f"554 5.7.1 refused: {CODE} for {ADDRESS}, {PASSWORD}")

    delivered = send(script)
    assert delivered.code == delivered.problem.detail == "554 5.7.1"
    for canary in (CODE, ADDRESS, PASSWORD):
        assert canary not in repr(delivered)
