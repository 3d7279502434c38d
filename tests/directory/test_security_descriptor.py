"""Weighing who may do what: order of entries, object types, property sets, inheritance, damage."""

import struct
import tracemalloc
import uuid

import pytest
from directory.fake_server import sid_bytes
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.directory.active_directory import security_descriptor as sd

DESK, OTHER = "S-1-5-21-1-2-3-1142", "S-1-5-21-1-2-3-9"
RESET = uuid.UUID(sd.Right.RESET_PASSWORD)
CHANGE = uuid.UUID(sd.Right.CHANGE_PASSWORD)
TOKEN = frozenset({DESK, sd.EVERYONE})


def ace(kind: int, mask: int, sid: str, object_type: uuid.UUID | None = None, flags: int = 0,
        inherited: uuid.UUID | None = None) -> bytes:  # fmt: skip
    body = struct.pack("<I", mask)
    if kind in {5, 6}:
        body += struct.pack("<I", (object_type is not None) | (inherited is not None) << 1)
        body += object_type.bytes_le if object_type else b""
        body += inherited.bytes_le if inherited else b""
    body += sid_bytes(sid)
    return struct.pack("<BBH", kind, flags, 4 + len(body)) + body


def descriptor(*entries: bytes, control: int = 0x8004) -> bytes:
    acl = b"".join(entries)
    head = struct.pack("<BBHIIII", 1, 0, control, 0, 0, 0, 20)
    return head + struct.pack("<BBHHH", 4, 0, 8 + len(acl), len(entries), 0) + acl


def may_reset(*entries: bytes) -> bool:
    return sd.parse(descriptor(*entries)).grants(TOKEN, sd.CONTROL_ACCESS, RESET)


def test_a_right_that_nobody_gives_is_not_granted() -> None:
    assert not may_reset()
    assert not may_reset(ace(5, sd.CONTROL_ACCESS, OTHER, RESET))
    assert not may_reset(ace(5, sd.CONTROL_ACCESS, DESK, CHANGE))
    assert not may_reset(ace(5, sd.WRITE_PROPERTY, DESK, RESET))


def test_a_right_is_granted_by_its_guid_or_by_all_rights() -> None:
    assert may_reset(ace(5, sd.CONTROL_ACCESS, DESK, RESET))
    assert may_reset(ace(5, sd.CONTROL_ACCESS, DESK))
    assert may_reset(ace(0, sd.CONTROL_ACCESS, DESK))
    assert may_reset(ace(0, 0x10000000, DESK))  # GENERIC_ALL


def test_the_inherited_object_type_does_not_hide_the_right() -> None:
    user = uuid.UUID("bf967aba-0de6-11d0-a285-00aa003049e2")
    assert may_reset(ace(5, sd.CONTROL_ACCESS, DESK, RESET, flags=0x10, inherited=user))


def test_the_first_entry_that_speaks_of_it_decides() -> None:
    allow, deny = ace(5, sd.CONTROL_ACCESS, DESK, RESET), ace(6, sd.CONTROL_ACCESS, sd.EVERYONE, RESET)
    assert may_reset(allow, deny)
    assert not may_reset(deny, allow)
    assert not may_reset(ace(1, sd.CONTROL_ACCESS, DESK), allow)


def test_an_entry_for_children_alone_does_not_count() -> None:
    assert not may_reset(ace(5, sd.CONTROL_ACCESS, DESK, RESET, flags=0x0A))


def test_a_conditional_entry_grants_nothing() -> None:
    assert not may_reset(ace(9, sd.CONTROL_ACCESS, DESK))


def test_an_attribute_is_readable_through_its_property_set() -> None:
    mobile, personal = sd.ATTRIBUTES["mobile"]
    read = sd.parse(descriptor(ace(5, sd.READ_PROPERTY, DESK, sd.PERSONAL_INFORMATION)))
    assert read.grants(TOKEN, sd.READ_PROPERTY, mobile, personal)
    assert not read.grants(TOKEN, sd.READ_PROPERTY, *sd.ATTRIBUTES["lockouttime"])


def test_an_attribute_without_a_property_set_needs_its_own_guid() -> None:
    own, none = sd.ATTRIBUTES["lockouttime"]
    assert none is None
    read = sd.parse(descriptor(ace(5, sd.READ_PROPERTY, DESK, own)))
    assert read.grants(TOKEN, sd.READ_PROPERTY, own, none)


@pytest.mark.parametrize("who", [sd.SELF, sd.EVERYONE])
def test_a_denied_change_for_self_or_everyone_means_cannot_change(who: str) -> None:
    assert sd.parse(descriptor(ace(6, sd.CONTROL_ACCESS, who, CHANGE))).denies_change_to_person()


@pytest.mark.parametrize(
    "entry",
    [
        ace(5, sd.CONTROL_ACCESS, sd.SELF, CHANGE),
        ace(6, sd.CONTROL_ACCESS, sd.SELF, RESET),
        ace(6, sd.CONTROL_ACCESS, DESK, CHANGE),
        ace(6, sd.WRITE_PROPERTY, sd.SELF, CHANGE),
        ace(6, sd.CONTROL_ACCESS, sd.SELF, CHANGE, flags=0x0A),
    ],
)
def test_nothing_else_means_cannot_change(entry: bytes) -> None:
    assert not sd.parse(descriptor(entry)).denies_change_to_person()


def test_no_dacl_allows_everything_and_an_empty_one_nothing() -> None:
    assert sd.parse(descriptor(control=0x8000)).grants(TOKEN, sd.CONTROL_ACCESS, RESET)
    assert not sd.parse(descriptor()).grants(TOKEN, sd.CONTROL_ACCESS, RESET)


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_raise_a_value_error(raw: bytes) -> None:
    try:
        sd.parse(raw)
    except ValueError:
        return


@given(st.data())
def test_a_descriptor_that_is_cut_off_or_damaged_is_refused_or_read(data: st.DataObject) -> None:
    whole = bytearray(
        descriptor(ace(5, 0x100, DESK, RESET), ace(0, 0x10, OTHER), ace(6, 0x20, sd.SELF, CHANGE))
    )
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] = data.draw(st.integers(0, 255))
    try:
        sd.parse(bytes(whole[: data.draw(st.integers(0, len(whole)))]))
    except ValueError:
        return


def test_of_descriptors_that_only_a_hostile_server_has_nothing_is_kept() -> None:
    tracemalloc.start()
    try:
        for number in range(20):
            sd.parse(descriptor(ace(5, sd.CONTROL_ACCESS, DESK, RESET)) + bytes([number]) * 500_000)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 1_000_000
