"""RADIUS packets: what goes out is as the RFCs have it; what comes back counts only if it is beyond doubt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from verifiers.radius_peer import (
    ACCEPT,
    CHALLENGE,
    MESSAGE,
    PROXY_STATE,
    REJECT,
    SECRET,
    SIGNATURE,
    STATE,
    answer,
    password,
    signature,
    unpacked,
)

from helpdesk_tui.secret import Secret
from helpdesk_tui.verifiers.radius_packets import Flaw, Reply, Request, Verdict

AUTHENTICATOR = bytes(range(16))


def request(**changes: object) -> Request:
    usual: dict[str, object] = {
        "identifier": 7,
        "authenticator": AUTHENTICATOR,
        "secret": Secret(SECRET.decode()),
        "login": "zoë",
        "code": Secret("123456"),
        "nas_identifier": "desk",
        "state": b"",
    }
    return Request(**(usual | changes))


ASKED = request()
GOOD = answer(ASKED.data, ACCEPT, [(MESSAGE, b"Welcome")])


# --- requests -----------------------------------------------------------------------------------------


def test_the_password_is_hidden_as_in_the_example_of_the_rfc():
    """RFC 2865 §7.1."""
    made = request(
        identifier=0,
        authenticator=bytes.fromhex("0f403f9473978057bd83d5cb98f4227a"),
        secret=Secret("xyzzy5461"),
        login="nemo",
        code=Secret("arctangent"),
    )
    assert dict(unpacked(made.data))[2].hex() == "0dbe708d93d413ce3196e43f782a0aee"


def test_a_request_bears_its_signature_before_all_else():
    (first, signed), *others = unpacked(ASKED.data)
    assert first == SIGNATURE
    bare = ASKED.data[:22] + bytes(16) + ASKED.data[38:]
    assert signed == signature(SECRET, bare, AUTHENTICATOR)
    assert (ASKED.data[0], ASKED.data[1], ASKED.data[4:20]) == (1, 7, AUTHENTICATOR)
    assert [key for key, _ in others] == [1, 2, 32]
    assert dict(others)[1] == "zoë".encode()
    assert dict(others)[32] == b"desk"
    assert password(ASKED.data) == b"123456"


def test_what_a_challenge_held_goes_back_unchanged():
    assert dict(unpacked(request(state=b"\0\xff state").data))[STATE] == b"\0\xff state"


@settings(deadline=None)  # the machine may be busy
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=32))
def test_any_code_arrives_as_it_was_typed(code: str):
    assert password(request(code=Secret(code)).data) == code.encode()


def test_neither_code_nor_secret_is_in_a_request():
    assert b"123456" not in ASKED.data
    assert SECRET not in ASKED.data


# --- replies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [ACCEPT, REJECT])
def test_a_signed_reply_counts(code: int):
    found = ASKED.reply(answer(ASKED.data, code, [(MESSAGE, b"one"), (MESSAGE, b"two")]))
    assert found == Reply(Verdict(code), b"one two", b"")


def test_a_challenge_has_its_state():
    found = ASKED.reply(answer(ASKED.data, CHALLENGE, [(STATE, b"\0s"), (MESSAGE, b"More")]))
    assert found == Reply(Verdict.CHALLENGE, b"More", b"\0s")


def test_padding_is_passed_over():
    assert isinstance(ASKED.reply(GOOD + b"\0" * 40), Reply)


def test_where_the_signature_stands_does_not_matter():
    """Servers older than the attack put it last; it covers the same."""
    body = [(MESSAGE, b"Welcome"), (SIGNATURE, bytes(16))]
    bare = answer(ASKED.data, ACCEPT, body, signed=False)
    found = signature(SECRET, bare, AUTHENTICATOR)
    moved = answer(ASKED.data, ACCEPT, [body[0], (SIGNATURE, found)], signed=False)
    assert isinstance(ASKED.reply(moved), Reply)


UNTRUSTED = {
    "made with another secret": answer(ASKED.data, secret=b"other"),
    "signed with another secret": answer(ASKED.data, signed_with=b"other"),
    "to another request of the same number": answer(ASKED.data, asked_as=bytes(16)),
    "of another number": answer(ASKED.data, identifier=8),
    "shorter than a head": GOOD[:19],
    "cut off": GOOD[:-1],
    "empty": b"",
    "the request itself": ASKED.data,
    "with a signature that is cut short": answer(ASKED.data, ACCEPT, [(SIGNATURE, bytes(8))], signed=False),
    "with a proxy's mark that nobody sent": answer(ASKED.data, ACCEPT, [(PROXY_STATE, b"collision")]),
}


@pytest.mark.parametrize("datagram", UNTRUSTED.values(), ids=UNTRUSTED)
def test_a_reply_that_was_not_made_for_this_request_is_none(datagram: bytes):
    assert ASKED.reply(datagram) is Flaw.UNTRUSTED


@pytest.mark.parametrize("code", [ACCEPT, REJECT, CHALLENGE])
def test_a_reply_without_a_signature_is_none(code: int):
    """CVE-2024-3596: its other digest can be forged by whoever sits in between."""
    assert ASKED.reply(answer(ASKED.data, code, [(STATE, b"s")], signed=False)) is Flaw.UNSIGNED


GARBLED = {
    "an attribute that ends behind the packet": answer(ASKED.data, tail=b"\x12\x20abc"),
    "an attribute of no length": answer(ASKED.data, tail=b"\x12\x00"),
    "an attribute without a value": answer(ASKED.data, tail=b"\x12\x02"),
    "half an attribute": answer(ASKED.data, tail=b"\x12"),
    "two signatures": answer(ASKED.data, ACCEPT, [(SIGNATURE, bytes(16))]),
    "a code that answers something else": answer(ASKED.data, 44),
    "a challenge without a state": answer(ASKED.data, CHALLENGE, [(MESSAGE, b"More")]),
    "a challenge with two states": answer(ASKED.data, CHALLENGE, [(STATE, b"a"), (STATE, b"b")]),
}


@pytest.mark.parametrize("datagram", GARBLED.values(), ids=GARBLED)
def test_a_reply_that_is_not_as_it_should_be_is_none(datagram: bytes):
    assert ASKED.reply(datagram) is Flaw.GARBLED


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=5000))
def test_nothing_that_anybody_sends_counts(datagram: bytes):
    assert isinstance(ASKED.reply(datagram), Flaw)


@settings(deadline=None)  # the machine may be busy
@given(st.integers(0, len(GOOD) * 8 - 1))
def test_no_bit_of_a_reply_can_be_changed(bit: int):
    changed = bytearray(GOOD)
    changed[bit // 8] ^= 1 << bit % 8
    assert isinstance(ASKED.reply(bytes(changed)), Flaw)


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=253)), max_size=12), st.integers(0, 255))
def test_a_server_that_holds_the_secret_breaks_nothing(attributes: list[tuple[int, bytes]], code: int):
    """A yes is a yes all the same: nothing but its code says it."""
    found = ASKED.reply(answer(ASKED.data, code, attributes))
    assert isinstance(found, Flaw | Reply)
    if isinstance(found, Reply):
        assert found.verdict.value == code
