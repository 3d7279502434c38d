"""Bytes from a server: what passes is decoded in bounded time and memory; what real servers send passes."""

import time
import tracemalloc

import pytest
from directory.fake_server import integer, tlv
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helpdesk_tui.directory import codec
from helpdesk_tui.directory.ber import count_elements, message_size
from helpdesk_tui.directory.budget import Budget, TooMuchError

MOST = Budget().elements
DONE = tlv(0x0A, b"\0") + tlv(4, b"") * 2


def message(operation: bytes, number: int = 1, more: bytes = b"") -> bytes:
    return tlv(0x30, integer(number) + operation + more)


def attribute(name: bytes, *values: bytes) -> bytes:
    return tlv(0x30, tlv(4, name) + tlv(0x31, b"".join(tlv(4, value) for value in values)))


def entry(dn: bytes, *attributes: bytes) -> bytes:
    return tlv(0x64, tlv(4, dn) + tlv(0x30, b"".join(attributes)))


def understood(data: bytes, most: int = MOST) -> codec.Message:
    return codec.received(data, most)[0]


# --- where a message ends ---------------------------------------------------------------------------


@given(st.binary(max_size=70_000))
def test_the_size_of_a_message_is_known_from_its_head(content: bytes) -> None:
    whole = tlv(0x30, content)
    assert message_size(whole + b"more") == len(whole)


@given(st.binary(min_size=1, max_size=10))
def test_a_head_that_is_cut_off_asks_for_more_or_is_refused(raw: bytes) -> None:
    try:
        size = message_size(raw)
    except ValueError:
        assert raw[0] != 0x30 or raw[1] >= 0x80
    else:
        assert size is None or 2 <= size < 2**32 + 6


@pytest.mark.parametrize("head", [b"HTTP", b"\x30\x80", b"\x30\x85\0\0\0\0\1", b"\x30\xff"])
def test_what_cannot_be_a_message_is_refused_at_once(head: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        message_size(head)


@pytest.mark.parametrize("head", [b"\x30\x84\x7f\xff\xff\xff", b"\x30\x83\x40\x00\x01"])
def test_a_message_larger_than_any_answer_is_not_waited_for(head: bytes) -> None:
    size = message_size(head)
    assert size is not None
    with pytest.raises(TooMuchError):
        Budget().allow(size)


# --- what real servers send -------------------------------------------------------------------------

_texts = st.one_of(st.binary(max_size=20), st.binary(min_size=128, max_size=130))
_numbers = st.integers(0, 2**31 - 1)


@st.composite
def _element(draw: st.DrawFn, tag: int, content: bytes) -> bytes:
    """With a length in any of the forms that are in use: Windows writes four octets, always."""
    octets = draw(st.sampled_from([0, 0, 1, 2, 4]))
    if octets == 0 or len(content) >= 256**octets:
        return tlv(tag, content)
    return bytes([tag, 0x80 + octets]) + len(content).to_bytes(octets, "big") + content


@st.composite
def _referral(draw: st.DrawFn) -> bytes:
    uris = [draw(_element(4, uri)) for uri in draw(st.lists(_texts, min_size=1, max_size=3))]
    return draw(_element(0xA3, b"".join(uris)))


@st.composite
def _result(draw: st.DrawFn, tag: int, *more: int) -> bytes:
    code = tlv(0x0A, draw(st.sampled_from([b"\0", b"\x31", b"\x10\0", b"\0\x80", b"\xff"])))
    parts = [code, draw(_element(4, draw(_texts))), draw(_element(4, draw(_texts)))]
    if draw(st.booleans()):
        parts.append(draw(_referral()))
    parts += [draw(_element(each, draw(_texts))) for each in more if draw(st.booleans())]
    return draw(_element(tag, b"".join(parts)))


@st.composite
def _entry(draw: st.DrawFn) -> bytes:
    attributes = []
    for name, values in draw(st.dictionaries(_texts, st.lists(_texts, max_size=4), max_size=5)).items():
        inside = draw(_element(0x31, b"".join([draw(_element(4, value)) for value in values])))
        attributes.append(draw(_element(0x30, tlv(4, name) + inside)))
    return draw(_element(0x64, tlv(4, draw(_texts)) + draw(_element(0x30, b"".join(attributes)))))


@st.composite
def _controls(draw: st.DrawFn) -> bytes:
    controls = []
    for oid in draw(st.lists(st.sampled_from([b"1.2.3", b"1.2.840.113556.1.4.801"]), max_size=3)):
        critical = tlv(1, b"\xff") if draw(st.booleans()) else b""
        value = tlv(4, draw(_texts)) if draw(st.booleans()) else b""
        controls.append(tlv(0x30, tlv(4, oid) + critical + value))
    if draw(st.booleans()):
        page = tlv(0x30, integer(0) + tlv(4, draw(_texts)))
        controls.append(tlv(0x30, tlv(4, codec.PAGED_RESULTS.encode()) + tlv(4, page)))
    return draw(_element(0xA0, b"".join(controls)))


_operations = st.one_of(
    _result(0x61, 0x87),
    _result(0x65),
    _result(0x67),
    _result(0x78, 0x8A, 0x8B),
    _entry(),
    _texts.map(lambda uri: tlv(0x73, tlv(4, uri))),
    _texts.map(lambda name: tlv(0x79, tlv(0x80, name) + tlv(0x81, name))),
)


@st.composite
def _answers(draw: st.DrawFn) -> bytes:
    number = tlv(2, draw(_numbers).to_bytes(4, "big"))
    more = draw(_controls()) if draw(st.booleans()) else b""
    return draw(_element(0x30, number + draw(_operations) + more))


@given(_answers())
def test_every_answer_that_rfc_4511_allows_passes_and_is_decoded(data: bytes) -> None:
    found = understood(data)
    assert found.entry or found.result or found.operation in {codec.REFERENCE, codec.INTERMEDIATE}


def test_an_entry_keeps_raw_values_under_lower_case_names() -> None:
    found = understood(message(entry(b"CN=x", attribute(b"Mail", b"a", b"\xff")))).entry
    assert found is not None
    assert (found.dn, dict(found.values)) == ("CN=x", {"mail": (b"a", b"\xff")})


def test_active_directorys_notice_of_disconnection_has_its_name_outside() -> None:
    notice = message(tlv(0x78, DONE), 0, tlv(0x8A, codec.NOTICE_OF_DISCONNECTION.encode()))
    assert (understood(notice).number, understood(notice).operation) == (0, codec.EXTENDED)


# --- what no server sends ---------------------------------------------------------------------------

NESTED = b""
for _ in range(5000):
    NESTED = tlv(0x30, NESTED)

REFUSED = {
    "an integer of 400 kB": message(tlv(0x65, tlv(0x0A, b"\1" * 400_000) + tlv(4, b"") * 2)),
    "a message number of 9 bytes": tlv(0x30, tlv(2, b"\1" * 9) + tlv(0x65, DONE)),
    "a number of no bytes": message(tlv(0x65, b"\x0a\0" + tlv(4, b"") * 2)),
    "deep nesting": message(tlv(0x65, DONE), 1, tlv(0xA0, NESTED)),
    "deep nesting of values": message(tlv(0x64, tlv(4, b"") + NESTED)),
    "an indefinite length": b"\x30\x0d\x02\x01\x01\x65\x80" + DONE + b"\0\0",
    "a length of 126 octets": b"\x30\x0a\x02\x01\x01\x65\xfe" + bytes(4),
    "longer than what is around it": b"\x30\x0c\x02\x01\x01\x65\x40" + DONE,
    "cut off in a head": b"\x30\x04\x02\x01\x01\x65",
    "a request": message(tlv(0x60, integer(3))),
    "an unknown operation": message(tlv(0x7E, b"")),
    "a tag of several bytes": message(b"\x7f\x81\x01\x00"),
    "a string of parts": message(tlv(0x64, b"\x24\x02\x04\x00" + tlv(0x30, b""))),
    "a set where a string belongs": message(tlv(0x65, tlv(0x0A, b"\0") + tlv(0x31, b"") * 2)),
    "a truth of two bytes": message(tlv(0x65, DONE), 1, tlv(0xA0, tlv(0x30, tlv(4, b"1") + tlv(1, b"\0\0")))),
    "nothing but bytes": bytes(100),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_server_sends_is_refused_before_it_is_decoded(name: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ValueError, match=r"."):
        codec.received(REFUSED[name], MOST)
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "data",
    [b"\x30\0", message(b""), message(tlv(0x65, b"")), message(tlv(0x64, b"")),
     message(tlv(0x64, tlv(4, b""))),
     message(tlv(0x65, tlv(4, b"") * 3)), message(integer(5)), tlv(0x30, tlv(0x65, DONE) * 2),
     message(tlv(0x65, DONE), 1, tlv(0xA0, tlv(0x30, b""))),
     message(tlv(0x65, DONE), 1, tlv(0xA0, tlv(0x30, tlv(4, b"1.2.840.113556.1.4.319")))),
     message(tlv(0x64, tlv(4, b"") + tlv(0x30, tlv(0x30, b""))))],
)  # fmt: skip
def test_parts_that_are_missing_are_a_value_error_and_nothing_else(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        understood(data)


def test_a_cookie_of_a_megabyte_is_not_kept() -> None:
    page = tlv(0x30, integer(0) + tlv(4, bytes(1_000_000)))
    controls = tlv(0xA0, tlv(0x30, tlv(4, codec.PAGED_RESULTS.encode()) + tlv(4, page)))
    with pytest.raises(ValueError, match=r"."):
        understood(message(tlv(0x65, DONE), 1, controls))


def test_a_control_is_looked_at_as_strictly_as_the_rest() -> None:
    page = tlv(0x30, tlv(2, b"\1" * 400_000) + tlv(4, b""))
    controls = tlv(0xA0, tlv(0x30, tlv(4, codec.PAGED_RESULTS.encode()) + tlv(4, page)))
    began = time.perf_counter()
    with pytest.raises(ValueError, match=r"."):
        understood(message(tlv(0x65, DONE), 1, controls))
    assert time.perf_counter() - began < 0.5


def test_a_servers_words_are_cut_before_they_are_cleaned() -> None:
    found = understood(message(tlv(0x65, tlv(0x0A, b"\0") + tlv(4, b"") + tlv(4, b"x" * 3_000_000)))).result
    assert found is not None
    assert len(found.text) <= 1024


def test_of_many_referrals_some_are_kept() -> None:
    uris = tlv(4, b"ldap://elsewhere") * 50_000
    found = understood(message(tlv(0x65, DONE + tlv(0xA3, uris)))).result
    assert found is not None
    assert 1 <= len(found.referrals) <= 10


def refused_or_as_counted(data: bytes) -> None:
    """What is taken apart as it is looked at has passed the same look."""
    try:
        count = codec.received(data, MOST)[1]
    except ValueError:
        return
    assert count == count_elements(data, MOST)


# --- any bytes --------------------------------------------------------------------------------------


@given(_answers(), st.data())
@settings(max_examples=300)
def test_damaged_answers_are_refused_or_decoded_and_nothing_else(data: bytes, draw: st.DataObject) -> None:
    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + draw.draw(st.integers(0, 2))] = draw.draw(st.binary(max_size=3))
        damaged = damaged or bytearray(b"\x30")
    refused_or_as_counted(bytes(damaged))


@given(st.binary(max_size=200), st.sampled_from([0x61, 0x64, 0x65, 0x67, 0x73, 0x78, 0x79, 0xA0]))
@example(bytes.fromhex("0a0100 0400 0400 a300"), 0x61)
def test_noise_is_refused_or_decoded_and_nothing_else(noise: bytes, tag: int) -> None:
    for data in (noise, tlv(0x30, noise), message(tlv(tag, noise)), message(tlv(0x65, DONE), 1, noise)):
        refused_or_as_counted(data)


def test_a_short_attribute_is_looked_at_as_strictly_as_any_other() -> None:
    usual = message(entry(b"cn=a", attribute(b"sn", b"Byron"), attribute(b"l", b"")))
    for at in range(len(usual)):
        for byte in range(256):
            refused_or_as_counted(usual[:at] + bytes([byte]) + usual[at + 1 :])
    for size in range(9, 256):  # each length as one octet, though of 0x80 and more none is
        crooked = b"\x30%c\x04\x03abc\x31%c\x04%c" % (size, size - 7, size - 9) + bytes(size - 9)
        refused_or_as_counted(message(entry(b"cn=a", crooked)))
    whole, controls = attribute(b"abc", b"value"), tlv(0xA0, tlv(0x30, tlv(4, b"1.2")))
    for cut in range(len(whole)):
        refused_or_as_counted(message(entry(b"cn=a", whole[:cut])))
        refused_or_as_counted(message(entry(b"cn=a", whole[:cut]), 1, controls))


@given(_answers(), st.integers(1, 30))
@example(message(entry(b"")), 1)
def test_no_more_elements_are_allowed_than_are_left(data: bytes, most: int) -> None:
    count = count_elements(data, MOST)
    assert codec.received(data, MOST)[1] == count
    if count <= most:
        assert codec.received(data, most)[1] == count_elements(data, most) == count
        return
    for look in (codec.received, count_elements):
        with pytest.raises(TooMuchError):
            look(data, most)


WORST = {
    "values": lambda most: message(entry(b"", attribute(b"a", *[b""] * (most - 20)))),
    "attributes": lambda most: message(
        entry(b"", *[tlv(0x30, tlv(4, b"%x" % number) + b"\x31\0") for number in range(most // 3 - 9)])
    ),
    "referrals": lambda most: message(tlv(0x65, DONE + tlv(0xA3, b"\4\0" * (most - 20)))),
    "controls": lambda most: message(tlv(0x65, DONE), 1, tlv(0xA0, tlv(0x30, b"\4\0") * (most // 2 - 9))),
}


@pytest.mark.parametrize("name", WORST)
def test_the_worst_that_passes_is_decoded_in_bounded_time(name: str) -> None:
    data = WORST[name](MOST)
    began = time.process_time()
    understood(data)
    assert time.process_time() - began < 4


@pytest.mark.parametrize("name", WORST)
def test_no_element_costs_more_than_some_hundred_bytes(name: str) -> None:
    most = 20_000
    data = WORST[name](most)
    tracemalloc.start()
    try:
        assert understood(data).number == 1
        assert tracemalloc.get_traced_memory()[1] < most * 350  # so all that pass at once: 88 MB
    finally:
        tracemalloc.stop()
