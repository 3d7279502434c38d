"""RADIUS servers, and who stands in their place: nothing of it is a yes, a no, or without an end."""

import threading
import time
from collections.abc import Callable

import pytest
from verifiers.radius_peer import (
    ACCEPT,
    CHALLENGE,
    MESSAGE,
    PROXY_STATE,
    REJECT,
    SECRET,
    STATE,
    Peer,
    answer,
    peer,
    unpacked,
)

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.errors import VerifierUnreachable
from helpdesk_tui.desk.ports import Accepted, Challenged, Checked, Continuation, Rejected
from helpdesk_tui.secret import Secret
from helpdesk_tui.verifiers.radius import Radius
from helpdesk_tui.verifiers.settings import RadiusServer, RadiusSettings

Script = Callable[[Peer, bytes], object]
CODE = "canary-code"


def check(*peers: Peer, continuation: Continuation | None = None, **changes: object) -> Checked:
    settings = {"server_seconds": 0.4, "timeout_seconds": 1.0} | changes
    servers = tuple(RadiusServer("127.0.0.1", each.port) for each in peers)
    made = Radius(RadiusSettings(servers, Secret(SECRET.decode()), **settings), SystemChance())
    return made.check("ada", Secret(CODE), continuation)


def refusal(script: Script, **changes: object) -> str:
    """The code of the problem, which comes within its time."""
    began = time.monotonic()
    with peer(script) as server, pytest.raises(VerifierUnreachable) as caught:
        check(server, **changes)
    assert time.monotonic() - began < 2
    assert CODE not in str(caught.value.problem) + caught.value.problem.detail
    return caught.value.problem.code


def says(*arguments: object, **named: object) -> Script:
    return lambda server, request: server.say(answer(request, *arguments, **named))


FORGED = {
    "another secret": (says(secret=b"guessed"), "radius-untrusted"),
    "another secret for the signature": (says(signed_with=b"guessed"), "radius-untrusted"),
    "no signature": (says(signed=False), "radius-unsigned"),
    "no signature, and a proxy's mark": (
        says(ACCEPT, [(PROXY_STATE, b"x" * 200)], signed=False),
        "radius-untrusted",
    ),
    "another number": (
        lambda server, request: server.say(answer(request, identifier=request[1] ^ 1)),
        "radius-untrusted",
    ),
    "an answer to somebody else": (says(asked_as=bytes(16)), "radius-untrusted"),
    "noise": (lambda server, _: server.say(b"\xff" * 300), "radius-untrusted"),
    "nothing at all in it": (lambda server, _: server.say(b""), "radius-untrusted"),
    "the request sent back": (lambda server, request: server.say(request), "radius-untrusted"),
    "an attribute that is cut short": (says(tail=b"\x12\x40"), "verifier-unclear"),
    "an answer to another sort of request": (says(44), "verifier-unclear"),
    "larger than a packet": (
        lambda server, request: server.say(answer(request, ACCEPT, [(MESSAGE, b"x" * 253)] * 20)),
        "radius-untrusted",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("script", "code"), FORGED.values(), ids=FORGED)
def test_a_forged_yes_is_no_answer(script: Script, code: str):
    assert refusal(script) == code


def test_a_true_answer_from_another_port_never_arrives():
    assert refusal(lambda server, request: server.say_from_elsewhere(answer(request))) == "radius-no-answer"


def test_a_forged_answer_does_not_keep_the_true_one_away():
    def script(server: Peer, request: bytes) -> None:
        server.say(*[answer(request, ACCEPT, secret=b"guessed")] * 50, answer(request, REJECT))

    with peer(script) as server:
        assert check(server) == Rejected("")


def test_a_flood_ends_with_the_time():
    stop = threading.Event()

    def script(server: Peer, request: bytes) -> None:
        forged = answer(request, secret=b"guessed")
        for _ in range(20_000):
            if stop.is_set():
                return
            server.say(forged)

    try:
        assert refusal(script) == "radius-untrusted"
    finally:
        stop.set()


def test_an_answer_that_comes_too_late_counts_for_nothing():
    """Not in this check, nor in the next: that one has another socket, number and authenticator."""
    late: list[bytes] = []

    def script(server: Peer, request: bytes) -> None:
        if not late:
            late.append(answer(request))
            return
        server.say(late[0], answer(request, REJECT))

    with peer(script) as server:
        with pytest.raises(VerifierUnreachable):
            check(server, server_seconds=0.3)
        assert check(server) == Rejected("")


def test_a_lost_request_is_sent_again_as_it_was():
    """The same to the byte, so that the server takes it for the same and no code is tried twice."""

    def script(server: Peer, request: bytes) -> None:
        if len(server.requests) > 1:
            server.say(answer(request))

    with peer(script) as server:
        assert check(server, server_seconds=5, timeout_seconds=5) == Accepted()
        assert server.requests[0] == server.requests[1]


def test_each_check_has_numbers_of_its_own():
    with peer(says()) as server:
        for _ in range(8):
            check(server)
        heads = {request[1:20] for request in server.requests}
        assert len(heads) == 8
        assert len({request[4:20] for request in server.requests}) == 8


def test_all_servers_together_have_one_deadline():
    def silent(server: Peer, request: bytes) -> None: ...

    began = time.monotonic()
    with peer(silent) as one, peer(silent) as two, peer(silent) as three, peer(says()) as last:
        with pytest.raises(VerifierUnreachable):
            check(one, two, three, last, server_seconds=0.9, timeout_seconds=1.0)
        assert not last.requests
    assert 0.9 < time.monotonic() - began < 1.7


def test_a_no_of_the_first_server_is_not_carried_to_the_next():
    with peer(says(REJECT)) as first, peer(says(ACCEPT)) as second:
        assert check(first, second) == Rejected("")
        assert not second.requests


def test_the_answer_to_a_challenge_goes_to_nobody_else():
    def silent(server: Peer, request: bytes) -> None: ...

    with peer(silent) as first, peer(says()) as second:
        with pytest.raises(VerifierUnreachable):
            check(first, second, continuation=Continuation(0, b"state"))
        assert dict(unpacked(first.requests[0]))[STATE] == b"state"
        assert not second.requests


def test_what_a_server_says_is_cleaned_and_cut():
    words = b"\x1b]52;c;AAAA\x07Say\r\nthe \xe2\x80\xaeword\xff"
    with peer(says(CHALLENGE, [(STATE, b"s"), (MESSAGE, words), (MESSAGE, b"x" * 253)])) as server:
        found = check(server)
    assert isinstance(found, Challenged)
    assert found.words.startswith("]52;c;AAAASay the word� xxx")
    assert len(found.words) == 200
    assert found.words.endswith("…")


def test_a_name_without_an_address_is_told():
    made = Radius(
        RadiusSettings((RadiusServer("radius.invalid"),), Secret("x"), server_seconds=1), SystemChance()
    )
    with pytest.raises(VerifierUnreachable) as caught:
        made.check("ada", Secret(CODE))
    assert caught.value.problem.code == "verifier-no-host"


def test_a_resolver_that_hangs_is_waited_for_only_so_long(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **kwargs: time.sleep(5) or [])
    made = Radius(
        RadiusSettings((RadiusServer("radius.example"),), Secret("x"), server_seconds=0.3), SystemChance()
    )
    began = time.monotonic()
    with pytest.raises(VerifierUnreachable) as caught:
        made.check("ada", Secret(CODE))
    assert caught.value.problem.code == "verifier-no-host"
    assert time.monotonic() - began < 1.5


def test_where_there_is_no_md5_it_is_told(monkeypatch: pytest.MonkeyPatch):
    def forbidden(*args: object, **named: object) -> None:
        raise ValueError("disabled for FIPS")

    monkeypatch.setattr("hashlib.md5", forbidden)
    made = Radius(RadiusSettings((RadiusServer("127.0.0.1", 9),), Secret("x")), SystemChance())
    with pytest.raises(VerifierUnreachable) as caught:
        made.check("ada", Secret(CODE))
    assert caught.value.problem.code == "radius-impossible"
