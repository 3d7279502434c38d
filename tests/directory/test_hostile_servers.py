"""Servers that attack whoever asks them, before TLS and behind it: every request ends in its time and in a
sentence, and the memory stays small. Deadlines are one second here; budgets are the real ones."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from directory.fake_server import PERSON, Exchange, FakeServer, integer, tlv
from lab.certificates import Authority, Certificate

MOST_SECONDS = 5.0  # one for the request, the rest for a computer that has much to do
MOST_MEGABYTES = 200
BASE = "DC=fake,DC=example"

REFUSED = tlv(0x0A, b"\1") + tlv(4, b"")  # and some words
DONE = tlv(0x0A, b"\0") + tlv(4, b"") * 2
CONTROL = tlv(0x30, tlv(4, b"1"))
Attack = Callable[[Exchange], None]


def message(exchange: Exchange, operation: bytes, more: bytes = b"") -> bytes:
    return tlv(0x30, integer(exchange.request.number) + operation + more)


def page(cookie: bytes) -> bytes:
    value = tlv(0x30, integer(0) + tlv(4, cookie))
    return tlv(0xA0, tlv(0x30, tlv(4, b"1.2.840.113556.1.4.319") + tlv(4, value)))


def attribute(name: bytes, values: bytes) -> bytes:
    return tlv(0x30, tlv(4, name) + tlv(0x31, values))


def entry(attributes: bytes) -> bytes:
    return tlv(0x64, tlv(4, b"CN=Pat,DC=fake,DC=example") + tlv(0x30, attributes))


SMALL = entry(attribute(b"cn", tlv(4, b"Pat")))
WHOLE = entry(b"".join(attribute(name.encode(), tlv(4, values[0])) for name, values in PERSON.items()))


# --- attacks: what is sent in answer to one request ---------------------------------------------------------


def endless(operation: Callable[[Exchange], bytes]) -> Attack:
    """The same again and again, as fast as it goes, until the other end is gone."""

    def attack(exchange: Exchange) -> None:
        flood(exchange._connection, operation(exchange))

    return attack


def flood(connection: socket.socket, data: bytes, most: int = 1_000_000_000) -> None:
    block = data * max(1, 200_000 // len(data))
    connection.settimeout(20)
    for _ in range(most // len(block)):
        connection.sendall(block)


def drip(exchange: Exchange) -> None:
    """A byte now and then: no wait is long."""
    for byte in message(exchange, tlv(0x65, REFUSED + tlv(4, bytes(3000)))):
        exchange._connection.sendall(bytes([byte]))
        time.sleep(0.05)


def once(data: Callable[[Exchange], bytes]) -> Attack:
    def attack(exchange: Exchange) -> None:
        exchange._connection.settimeout(20)
        exchange._connection.sendall(data(exchange))

    return attack


def nested(exchange: Exchange) -> bytes:
    inside = b""
    for _ in range(20_000):
        inside = tlv(0x30, inside)
    return message(exchange, tlv(0x64, tlv(4, b"") + inside))


def large_value(exchange: Exchange) -> None:
    exchange.raw(b"\x30\x84" + (100_000_000).to_bytes(4, "big"))
    flood(exchange._connection, bytes(100_000))


def notice_in_the_middle(exchange: Exchange) -> None:
    exchange._connection.sendall(message(exchange, SMALL) * 100)
    exchange.message(tlv(0x78, tlv(0x0A, b"\x34") + tlv(4, b"") * 2), number=0)
    flood(exchange._connection, message(exchange, SMALL))


def cut_tls(exchange: Exchange) -> None:
    exchange._connection.sendall(message(exchange, WHOLE)[:-5])
    exchange.close()


def same_page(exchange: Exchange) -> None:
    """All of it, again and again, with the same cookie."""
    if exchange.request.target != BASE:
        exchange.server.answer_search(exchange)
        return
    done = message(exchange, tlv(0x65, DONE), page(b"again"))
    exchange._connection.sendall(message(exchange, WHOLE) * 40 + done)


def empty_pages(exchange: Exchange) -> None:
    if exchange.request.target != BASE:
        exchange.server.answer_search(exchange)
        return
    exchange._connection.sendall(message(exchange, tlv(0x65, DONE), page(b"more")))


def large_pages(exchange: Exchange) -> None:
    """One entry a page, as large as a message may be."""
    if exchange.request.target != BASE:
        exchange.server.answer_search(exchange)
        return
    exchange._connection.settimeout(20)
    large = entry(attribute(b"mail", tlv(4, bytes(4_000_000))))
    exchange._connection.sendall(message(exchange, large) + message(exchange, tlv(0x65, DONE), page(b"more")))


def only_people(attack: Attack) -> Attack:
    """The attack in answer to a search; all else as usual, so that a session comes about."""

    def answer(exchange: Exchange) -> None:
        if exchange.request.target == BASE:
            attack(exchange)
        else:
            exchange.server.answer_search(exchange)

    return answer


def starttls_with_more(exchange: Exchange) -> None:
    bound = tlv(0x30, tlv(0x02, b"\2") + tlv(0x61, DONE))
    exchange.raw(message(exchange, tlv(0x78, DONE)) + bound)


@dataclass(frozen=True)
class Case:
    """A server and what is asked of it; `codes` are the problems that may come of it."""

    codes: str
    attack: Attack
    at: str = "search"  # the request that is attacked
    asks: str = "sign-in"
    tls: str = "ldaps"


LATE, GARBLED, LARGE = "directory-timeout", "directory-garbled", "answer-too-large"
NOTHING = tlv(0x79, b"")  # an intermediate response
REFERENCE = tlv(0x73, tlv(4, b"ldap://elsewhere.example/DC=x"))
STRANGE = tlv(0x78, DONE + tlv(0x8A, b"1.2.3.4"))

CASES = {
    # before TLS: whoever is on the way can do this
    "intermediate responses before TLS": Case(
        f"{LARGE}", endless(lambda exchange: message(exchange, NOTHING)), "extended", tls="starttls"
    ),
    "an answer to StartTLS that drips": Case(LATE, drip, "extended", tls="starttls"),
    "more behind the answer to StartTLS": Case("tls-failed", starttls_with_more, "extended", tls="starttls"),
    "a large answer to StartTLS": Case(
        LARGE,
        once(lambda exchange: message(exchange, tlv(0x78, DONE + tlv(0x8B, bytes(3_000_000))))),
        "extended",
        tls="starttls",
    ),
    "a large number before TLS": Case(
        LARGE,
        once(lambda exchange: message(exchange, tlv(0x78, tlv(0x0A, b"\1" * 400_000)))),
        "extended",
        tls="starttls",
    ),
    # behind it, before anybody is known
    "an answer that drips": Case(LATE, drip),
    "entries without end": Case(f"{LARGE} {LATE}", endless(lambda exchange: message(exchange, SMALL))),
    "references without end": Case(f"{LARGE} {LATE}", endless(lambda exchange: message(exchange, REFERENCE))),
    "intermediate responses": Case(f"{LARGE} {LATE}", endless(lambda exchange: message(exchange, NOTHING))),
    "notices without end": Case(
        f"{LARGE} {LATE}", endless(lambda exchange: tlv(0x30, integer(0) + STRANGE))
    ),
    "empty messages": Case(GARBLED, endless(lambda _: b"\x30\0")),
    "answers to others": Case(
        GARBLED, endless(lambda exchange: tlv(0x30, integer(exchange.request.number + 7) + SMALL))
    ),
    "a large number": Case(
        GARBLED, once(lambda exchange: message(exchange, tlv(0x65, tlv(0x0A, b"\1" * 400_000) + DONE)))
    ),
    "deep nesting": Case(GARBLED, once(nested)),
    "an indefinite length": Case(GARBLED, endless(lambda _: b"\x30\x80\x02\x01\x01")),
    "an indefinite length inside": Case(
        GARBLED, once(lambda exchange: message(exchange, b"\x65\x80" + DONE + b"\0\0"))
    ),
    "a length of two gigabytes": Case(LARGE, endless(lambda _: b"\x30\x84\x7f\xff\xff\xff" + bytes(1000))),
    "many controls": Case(
        LARGE, once(lambda exchange: message(exchange, tlv(0x65, DONE), tlv(0xA0, CONTROL * 500_000)))
    ),
    "many values": Case(
        LARGE, once(lambda exchange: message(exchange, entry(attribute(b"cn", b"\4\0" * 1_900_000))))
    ),
    "many attributes": Case(
        LARGE, once(lambda exchange: message(exchange, entry(attribute(b"cn", b"") * 350_000)))
    ),
    "a value of 100 MB": Case(LARGE, large_value),
    "large entries without end": Case(
        f"{LARGE} {LATE}",
        endless(lambda exchange: message(exchange, entry(attribute(b"cn", tlv(4, bytes(3_000_000)))))),
    ),
    "a long story at the end": Case(
        "directory-refused",
        once(lambda exchange: message(exchange, tlv(0x65, REFUSED + tlv(4, b"\x1b" * 3_900_000)))),
    ),
    "a cut in the middle": Case("connection-lost", cut_tls),
    "a good-bye in the middle": Case("connection-lost", notice_in_the_middle),
    # while somebody signs in, and afterwards
    "a bind that drips": Case(LATE, drip, "bind"),
    "a bind that is never answered": Case(LATE, lambda _: time.sleep(4), "bind"),
    "a bind with references": Case(
        f"{LARGE} {LATE}", endless(lambda exchange: message(exchange, REFERENCE)), "bind"
    ),
    "a search that drips": Case(LATE, only_people(drip), asks="search"),
    "people without end": Case(
        f"{LARGE} {LATE}", only_people(endless(lambda exchange: message(exchange, WHOLE))), asks="search"
    ),
    "empty pages without end": Case(LATE, empty_pages, asks="search"),
    "large pages without end": Case(f"{LARGE} {LATE}", large_pages, asks="search"),
    "a cookie of megabytes": Case(
        GARBLED,
        only_people(once(lambda exchange: message(exchange, tlv(0x65, DONE), page(bytes(3_000_000))))),
        asks="search",
    ),
    "the same page without end": Case(LATE, same_page, asks="census"),
    "a write that drips": Case(f"lost reply-lost {LATE}", drip, "modify", asks="write"),
    "a write with references": Case(
        f"lost reply-lost {LARGE} {LATE}",
        endless(lambda exchange: message(exchange, REFERENCE)),
        "modify",
        asks="write",
    ),
}  # fmt: skip


# --- attacks on the connection itself -----------------------------------------------------------------------


def never_reads(connection: socket.socket) -> None:
    time.sleep(3)


def handshake_that_drips(connection: socket.socket) -> None:
    connection.recv(4096)
    connection.sendall(b"\x16\x03\x03\x3f\xff\x02\x00\x3f\xfb")
    for _ in range(100):
        connection.sendall(b"\x03")
        time.sleep(0.05)


def no_tls_but_a_flood(connection: socket.socket) -> None:
    flood(connection, b"\x16\x03\x03\x3f\xff" + bytes(0x3FFF))


RAW = {
    "a server that never reads": never_reads,
    "a handshake that drips": handshake_that_drips,
    "a flood where the handshake should be": no_tls_but_a_flood,
}


@dataclass(frozen=True)
class Told:
    code: str
    seconds: float
    megabytes: float


@pytest.fixture(scope="module")
def told(authority: Authority, good: Certificate) -> dict[str, Told]:
    """What one process made of all of them, one after the other."""
    with ExitStack() as running:
        cases = []
        for name, case in CASES.items():
            server = FakeServer(good, starttls=case.tls == "starttls", handlers={case.at: case.attack})
            running.enter_context(server)
            cases.append({"name": name, "port": server.port, "tls": case.tls, "asks": case.asks})
        for name, script in RAW.items():
            port = running.enter_context(listening(script))
            cases.append({"name": name, "port": port, "tls": "ldaps", "asks": "sign-in"})
        client = Path(__file__).with_name("hostile_client.py")
        beside = [str(client.parents[1]), str(client.parents[2])]  # the tests, and the program of this tree
        ours = {**os.environ, "PYTHONPATH": os.pathsep.join(beside)}
        done = subprocess.run(
            [sys.executable, str(client), str(authority.ca_file), json.dumps(cases)],
            capture_output=True, text=True, timeout=110, check=False, env=ours,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(cases)
    return {line.pop("name"): Told(**line) for line in lines}


@contextmanager
def listening(script: Callable[[socket.socket], None]) -> Iterator[int]:
    """The port of a server that does with each connection what `script` says."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    script(connection)

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    with suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def test_there_are_more_than_twenty() -> None:
    assert len(CASES) + len(RAW) > 20


@pytest.mark.parametrize("name", CASES)
def test_a_request_ends_in_its_time_and_in_a_sentence(told: dict[str, Told], name: str) -> None:
    found = told[name]
    assert set(found.code.split()) <= set(CASES[name].codes.split()), found
    assert found.seconds < MOST_SECONDS, found
    assert found.megabytes < MOST_MEGABYTES, found


@pytest.mark.parametrize("name", RAW)
def test_a_connection_that_never_stands_ends_in_its_time(told: dict[str, Told], name: str) -> None:
    found = told[name]
    assert found.code == "tls-failed"
    assert found.seconds < MOST_SECONDS, found
    assert found.megabytes < MOST_MEGABYTES, found
