"""The binary and numeric values of Active Directory, decoded from what came over the wire.

A value that cannot be decoded raises `ValueError`; callers show it as unknown.
"""

import struct
import uuid
from datetime import UTC, datetime, timedelta
from typing import Literal

DISABLED = 0x2  # userAccountControl, MS-ADTS 2.2.16
LOCKED = 0x10  # only in msDS-User-Account-Control-Computed
PASSWORD_NOT_REQUIRED = 0x20
NORMAL = 0x200
TRUST_OR_MACHINE = 0x800 | 0x1000 | 0x2000
PASSWORD_NEVER_EXPIRES = 0x10000
SMART_CARD_REQUIRED = 0x40000
PASSWORD_EXPIRED = 0x800000  # only in msDS-User-Account-Control-Computed

UNICODE_PWD = 0x9005A  # ATTRTYP of unicodePwd in replication metadata, MS-DRSR 5.16

_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_FAR = datetime(9999, 12, 30, tzinfo=UTC)
"""From here on a moment is "never": "the end of 9999" says so in many tools, in their own time zone."""
FAR_INTERVAL = timedelta(days=365 * 5000)  # as good as without end, and can still be added to a moment
_HOURS_IN_WEEK = 168


def filetime(value: int) -> datetime | Literal["never"]:
    """100 ns since 1601-01-01 UTC (MS-DTYP 2.3.3), cut to microseconds; "never" = beyond the calendar, at
    either end. It was read, so it is not unknown."""
    try:
        at = _EPOCH + timedelta(microseconds=value // 10)
    except OverflowError:
        return "never"
    return at if _EPOCH <= at < _FAR else "never"


def moment(value: int) -> datetime | Literal["never"]:
    """A FILETIME in which 0 means never, and so does what lies beyond the calendar, as the largest number
    does (accountExpires, lastLogon)."""
    return "never" if value == 0 else filetime(value)


def to_filetime(at: datetime | Literal["never"] | None) -> int:
    """As accountExpires holds it; 0 = never. Raises `ValueError` for no moment."""
    if at is None:
        raise ValueError("no moment")
    return 0 if at == "never" else (at - _EPOCH) // timedelta(microseconds=1) * 10


def interval(value: int) -> timedelta | None:
    """A negative count of 100 ns (MS-ADTS 3.1.1.1.1 "Interval"); None = without end, as the smallest number
    is and others of thousands of years."""
    if value > 0:
        raise ValueError("an interval is negative")
    length = timedelta(microseconds=-value // 10)
    return length if length < FAR_INTERVAL else None


def guid(raw: bytes) -> str:
    """objectGUID in canonical form, 8-4-4-4-12 in lower case."""
    if len(raw) != 16:
        raise ValueError("a GUID has 16 bytes")
    return str(uuid.UUID(bytes_le=raw))


def sid(raw: bytes) -> str:
    """S-1-… (MS-DTYP 2.4.2.2); trailing bytes are refused."""
    if len(raw) < 8 or raw[0] != 1 or raw[1] > 15 or len(raw) != 8 + 4 * raw[1]:
        raise ValueError("not a SID")
    authority = int.from_bytes(raw[2:8], "big")
    return "-".join(["S-1", str(authority), *map(str, struct.unpack(f"<{raw[1]}I", raw[8:]))])


def relative_id(sid_text: str) -> int:
    """The last number of a SID; -1 for ""."""
    return int(sid_text.rpartition("-")[2] or -1)


def hours_allow(raw: bytes, now: datetime) -> bool:
    """Whether logonHours permits `now`: 21 bytes, one bit an hour, UTC, from Sunday 00:00, low bit first."""
    if not raw:
        return True
    if len(raw) * 8 != _HOURS_IN_WEEK:
        raise ValueError("logonHours has 21 bytes")
    at = now.astimezone(UTC)
    hour = (at.isoweekday() % 7) * 24 + at.hour
    return bool(raw[hour // 8] >> (hour % 8) & 1)


def next_hours(raw: bytes, now: datetime) -> datetime | Literal["never"]:
    """When logonHours permits a sign-in again, of a moment at which it does not; "never" = in no hour."""
    begin = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    ahead = (begin + timedelta(hours=hours) for hours in range(1, _HOURS_IN_WEEK + 1))
    return next((at for at in ahead if hours_allow(raw, at)), "never")


def attribute_version(raw: bytes, attribute: int) -> tuple[int, datetime | None]:
    """How often an attribute was written, and when last, from replPropertyMetaData; (0, None) = never.

    PROPERTY_META_DATA_VECTOR as stored: version 1, a reserved word, the count, a reserved word, then 48 bytes
    for each attribute: ATTRTYP, version, time, originating server, its USN, the local USN (MS-DRSR 5.164).
    """
    if len(raw) < 16:
        raise ValueError("no replication metadata")
    kind, _, count, _ = struct.unpack_from("<IIII", raw)
    if kind != 1 or len(raw) != 16 + 48 * count:
        raise ValueError("unknown form of replication metadata")
    for at in range(16, len(raw), 48):
        found, version, seconds = struct.unpack_from("<IIQ", raw, at)
        if found == attribute:
            written = filetime(seconds * 10_000_000)  # DSTIME: seconds since 1601 (MS-DRSR 5.59)
            if written == "never":  # when it was written is unknown, which is not "never written"
                raise ValueError("a stamp beyond the calendar")
            return version, written
    return 0, None
