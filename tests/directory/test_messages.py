"""Bytes from a server: whole messages or a clear refusal, never a crash."""

import pytest
from directory.fake_server import integer, tlv
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.directory import ldap, messages


@given(st.binary(max_size=70_000))
def test_the_size_of_a_message_is_known_from_its_head(content: bytes) -> None:
    message = tlv(0x30, content)
    assert messages.message_size(message + b"more") == len(message)


@given(st.binary(min_size=1, max_size=10))
def test_a_head_that_is_cut_off_asks_for_more_or_is_refused(raw: bytes) -> None:
    try:
        size = messages.message_size(raw)
    except ValueError:
        assert raw[0] != 0x30 or raw[1] >= 0x80
    else:
        assert size is None or 2 <= size <= messages.LARGEST_MESSAGE


@pytest.mark.parametrize("head", [b"HTTP", b"\x30\x80", b"\x30\x85\0\0\0\0\1", b"\x30\x84\x7f\xff\xff\xff"])
def test_what_cannot_be_a_message_is_refused_at_once(head: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        messages.message_size(head)


VALUES = tlv(0x31, tlv(4, b"a") + tlv(4, b"\xff"))
ATTRIBUTES = tlv(0x30, tlv(0x30, tlv(4, b"Mail") + VALUES))
ENTRY = tlv(0x30, integer(1) + tlv(0x64, tlv(4, b"CN=x") + ATTRIBUTES))


class Fed(ldap.Link):
    """A link whose server has already said these bytes."""

    def __init__(self, said: bytes) -> None:
        self._buffer = bytearray(said)
        self._last_id = 1
        self._receive_timeout = 1
        self._socket = None


def test_an_entry_keeps_raw_values_under_lower_case_names() -> None:
    done = tlv(0x30, integer(1) + tlv(0x65, tlv(0x0A, b"\0") + tlv(4, b"") + tlv(4, b"fine\0")))
    answer = Fed(ENTRY + done)._answer(5)
    assert dict(answer.entries[0].values) == {"mail": (b"a", b"\xff")}
    assert (answer.entries[0].dn, answer.result.text) == ("CN=x", "fine")


def test_an_answer_to_another_kind_of_question_is_refused_at_once() -> None:
    bound = tlv(0x30, integer(1) + tlv(0x61, tlv(0x0A, b"\0") + tlv(4, b"") * 2))
    with pytest.raises(ValueError, match="another kind"):
        Fed(bound)._answer(7)


def test_references_to_other_servers_are_passed_over() -> None:
    reference = tlv(0x30, integer(1) + tlv(0x73, tlv(4, b"ldap://elsewhere/DC=x")))
    done = tlv(0x30, integer(1) + tlv(0x65, tlv(0x0A, b"\0") + tlv(4, b"") * 2))
    answer = Fed(reference + ENTRY + done)._answer(5)
    assert [entry.dn for entry in answer.entries] == ["CN=x"]


@given(st.binary(max_size=60), st.data())
def test_damaged_answers_raise_only_what_is_caught(noise: bytes, data: st.DataObject) -> None:
    damaged = bytearray(ENTRY)
    damaged[data.draw(st.integers(2, len(ENTRY) - 1))] = data.draw(st.integers(0, 255))
    for said in (bytes(damaged), tlv(0x30, noise), tlv(0x30, integer(1) + tlv(0x65, noise))):
        try:
            Fed(said)._answer(5)
        except (*ldap._GARBLED, OSError):
            continue
