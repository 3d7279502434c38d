"""Binary and numeric values, from real domain controllers' bytes and from anything else."""

import struct
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from directory.fake_server import sid_bytes
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.directory.values import boolean, generalized_time, integer, time_text

MONDAY_NOON = datetime(2025, 6, 2, 12, 30, tzinfo=UTC)


def metadata(*attributes: tuple[int, int, int]) -> bytes:
    """replPropertyMetaData of (attribute, version, local USN)."""
    rows = b"".join(
        struct.pack("<IIQ16sQQ", attribute, version, 13_000_000_000, bytes(16), usn, usn)
        for attribute, version, usn in attributes
    )
    return struct.pack("<IIII", 1, 0, len(attributes), 0) + rows


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (0, datetime(1601, 1, 1, tzinfo=UTC)),
        (116444736000000000, datetime(1970, 1, 1, tzinfo=UTC)),
        (134398357938216110, datetime(2026, 11, 22, 15, 43, 13, 821611, tzinfo=UTC)),
    ],
)
def test_a_filetime_counts_100_ns_from_1601(number: int, moment: datetime) -> None:
    assert values.filetime(number) == moment


@pytest.mark.parametrize("number", [0, 0x7FFFFFFFFFFFFFFF])
def test_zero_and_the_largest_number_mean_never(number: int) -> None:
    assert values.moment(number) == "never"


@pytest.mark.parametrize(
    "number",
    [
        -1,
        -(2**63),
        0x7FFFFFFFFFFFFFFE,
        9223372032559808511,
        2650467743999999999,  # the last moment of 9999
        2650467744000000000,
        2650467744000000000 + 12 * 36_000_000_000,  # the end of 9999 west of Greenwich
        2650467744000000000 - 14 * 36_000_000_000,  # and east of it
        2**64 - 1,
    ],
)
def test_a_filetime_beyond_the_calendar_was_read_and_means_never(number: int) -> None:
    assert values.moment(number) == "never"


@given(st.integers(-(2**64), 2**64))
def test_every_filetime_is_a_moment_with_days_to_spare_or_never(number: int) -> None:
    at = values.moment(number)
    assert at == "never" or at + timedelta(days=1)


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        (b"20251122140309.0Z", datetime(2025, 11, 22, 14, 3, 9, tzinfo=UTC)),
        (b"20251122140309Z", datetime(2025, 11, 22, 14, 3, 9, tzinfo=UTC)),
        (b"20251122140309.987Z", datetime(2025, 11, 22, 14, 3, 9, tzinfo=UTC)),
        (b"20251122140309,5Z", datetime(2025, 11, 22, 14, 3, 9, tzinfo=UTC)),
        (b"202511221403Z", datetime(2025, 11, 22, 14, 3, tzinfo=UTC)),
        (b"202511221403.5Z", datetime(2025, 11, 22, 14, 3, 30, tzinfo=UTC)),
        (b"2025112214Z", datetime(2025, 11, 22, 14, tzinfo=UTC)),
        (b"2025112214.25Z", datetime(2025, 11, 22, 14, 15, tzinfo=UTC)),
        (b"20251122140309+0200", datetime(2025, 11, 22, 12, 3, 9, tzinfo=UTC)),
        (b"20251122220309-0530", datetime(2025, 11, 23, 3, 33, 9, tzinfo=UTC)),
        (b"20251122140309-08", datetime(2025, 11, 22, 22, 3, 9, tzinfo=UTC)),
        (b"20161231235960Z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (b"99991231235959.0Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_generalized_time_is_read_in_every_form(raw: bytes, moment: datetime) -> None:
    assert generalized_time(raw) == moment


@pytest.mark.parametrize(
    "raw",
    [b"", b"20251122140309", b"20251322140309Z", b"20251122240309Z", b"20251122146109Z", b"20251122140361Z",
     b"00000101000000Z", b"99991231235959-0100", b"20251122140309+2400", b"2025112214030\xb2Z"],
)  # fmt: skip
def test_what_is_no_generalized_time_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        generalized_time(raw)


@given(st.datetimes(timezones=st.timezones()).filter(lambda at: 1 < at.year < 9999))
def test_a_moment_of_any_year_and_place_is_written_as_it_is_read(at: datetime) -> None:
    assert generalized_time(time_text(at).encode()) == at.astimezone(UTC).replace(microsecond=0)


@pytest.mark.parametrize(
    ("number", "length"),
    [(0, timedelta()), (-864_000_000_000, timedelta(days=1)), (-18_000_000_000, timedelta(minutes=30)),
     (-(2**63), None), (-(2**63) + 1, None), (-9223372032559808511, None),
     (-864_000_000_000 * 365 * 100, timedelta(days=36500))],
)  # fmt: skip
def test_an_interval_is_negative_and_the_smallest_number_has_no_end(
    number: int, length: timedelta | None
) -> None:
    assert values.interval(number) == length


def test_a_positive_interval_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        values.interval(1)


@given(st.integers(-(2**63), 2**63 - 1))
def test_an_integer_is_read_as_it_was_written(number: int) -> None:
    assert integer(str(number).encode()) == number


@pytest.mark.parametrize(
    "raw", [b"", b"-", b"1 ", b"0x10", "١٢".encode(), "²".encode(), b"1_000", b"1" * 20, b"\xff"]
)
def test_what_is_no_integer_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        integer(raw)


@given(st.uuids())
def test_a_guid_is_little_endian_in_its_first_three_groups(identity: uuid.UUID) -> None:
    assert values.guid(identity.bytes_le) == str(identity)


@given(st.lists(st.integers(0, 2**32 - 1), max_size=15), st.integers(0, 2**48 - 1))
def test_a_sid_is_read_as_it_was_written(subs: list[int], authority: int) -> None:
    text = "-".join(["S-1", str(authority), *map(str, subs)])
    assert values.sid(sid_bytes(text)) == text


@pytest.mark.parametrize(
    "raw", [b"", b"\x01\x01\0\0\0\0\0\x05", sid_bytes("S-1-5-32-544") + b"\0", b"\x02\0\0\0\0\0\0\x05"]
)
def test_what_is_no_sid_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="not a SID"):
        values.sid(raw)


def test_logon_hours_count_from_sunday_midnight_utc() -> None:
    only_monday_noon = bytearray(21)
    only_monday_noon[(24 + 12) // 8] = 1 << ((24 + 12) % 8)
    hours = bytes(only_monday_noon)
    assert values.hours_allow(hours, MONDAY_NOON)
    assert not values.hours_allow(hours, MONDAY_NOON + timedelta(hours=1))
    assert not values.hours_allow(hours, MONDAY_NOON + timedelta(days=1))
    sunday = bytes([1]) + bytes(20)
    assert values.hours_allow(sunday, datetime(2025, 6, 1, 0, 59, tzinfo=UTC))


@given(st.datetimes(timezones=st.just(UTC)))
def test_no_hours_and_all_hours_allow_everything(now: datetime) -> None:
    assert values.hours_allow(b"", now)
    assert values.hours_allow(b"\xff" * 21, now)
    assert not values.hours_allow(bytes(21), now)


def test_the_version_of_one_attribute_is_found_in_replication_metadata() -> None:
    raw = metadata((0, 1, 5), (values.UNICODE_PWD, 7, 4711), (0x90060, 3, 9))
    assert values.attribute_version(raw, values.UNICODE_PWD) == (
        7,
        values.filetime(13_000_000_000 * 10_000_000),
    )
    assert values.attribute_version(metadata((0, 1, 5)), values.UNICODE_PWD) == (0, None)


@given(st.binary(max_size=300))
@pytest.mark.parametrize(
    "decode",
    [
        integer,
        boolean,
        values.guid,
        values.sid,
        lambda raw: values.hours_allow(raw, MONDAY_NOON),
        lambda raw: values.attribute_version(raw, values.UNICODE_PWD),
    ],
)
def test_no_bytes_do_more_than_raise_a_value_error(decode: Callable[[bytes], object], raw: bytes) -> None:
    try:
        decode(raw)
    except ValueError:
        return
