"""Values in the syntaxes of LDAP (RFC 4517 §3.3), decoded from what came over the wire.

A value that cannot be decoded raises `ValueError`; callers show it as unknown.
"""

import re
from datetime import UTC, datetime, timedelta

from helpdesk_tui.text import clean

_GENERALIZED = re.compile(
    r"(?P<hour>[0-9]{10})(?:(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?)?(?:[.,](?P<part>[0-9]{1,20}))?"
    r"(?P<zone>Z|[+-][0-9]{2}(?:[0-9]{2})?)"
)
_USUAL = re.compile(r"[0-9]{8}(?:[01][0-9]|2[0-3])[0-9]{2}[0-5][0-9]Z")

_FIRST_RDN = re.compile(r"[^=]*=((?:[^\\,]|\\.)*)", re.DOTALL)
_ESCAPED = re.compile(r"((?:\\[0-9A-Fa-f]{2})+)|\\(.)", re.DOTALL)


def integer(raw: bytes) -> int:
    """LDAP Integer syntax (RFC 4517 §3.3.16), no more than 64 bits."""
    text = raw.decode("ascii")
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 19:
        raise ValueError("not an LDAP integer")
    return int(text)


def boolean(raw: bytes) -> bool:
    if raw not in {b"TRUE", b"FALSE"}:
        raise ValueError("not an LDAP boolean")
    return raw == b"TRUE"


def generalized_time(raw: bytes) -> datetime:
    """GeneralizedTime in UTC, cut to whole seconds (RFC 4517 §3.3.13)."""
    text = raw.decode("ascii")
    if _USUAL.fullmatch(text):
        return datetime.fromisoformat(f"{text[:8]}T{text[8:]}")
    found = _GENERALIZED.fullmatch(text)
    if not found:
        raise ValueError("not a GeneralizedTime")
    unit = 1 if found["second"] else 60 if found["minute"] else 3600
    seconds = int(found["minute"] or 0) * 60 + min(int(found["second"] or 0), 59)  # 60 = a leap second
    if int(found["minute"] or 0) > 59 or int(found["second"] or 0) > 60:
        raise ValueError("not a GeneralizedTime")
    part = int(found["part"] or 0) * unit // 10 ** len(found["part"] or "")
    at = found["hour"]
    hour = datetime(int(at[:4]), int(at[4:6]), int(at[6:8]), int(at[8:]), tzinfo=UTC)
    try:
        return hour + timedelta(seconds=seconds + part) - _offset(found["zone"])
    except OverflowError as error:
        raise ValueError("beyond the calendar") from error


def time_text(at: datetime) -> str:
    """As GeneralizedTime in UTC, to the second."""
    at = at.astimezone(UTC)
    return f"{at.year:04}{at:%m%d%H%M%S}Z"  # %Y has no zeros before it everywhere


def stamp(at: datetime | str | None) -> bytes:
    """The same, as a value. Raises `ValueError` for none."""
    if not isinstance(at, datetime):
        raise ValueError("no moment")  # noqa: TRY004 - as for a value that cannot be encoded
    return time_text(at).encode()


def later(moment: datetime, lasting: timedelta) -> datetime | None:
    """None = beyond the calendar."""
    try:
        return moment + lasting
    except OverflowError:
        return None


def _offset(zone: str) -> timedelta:
    """How far a place's time is ahead of UTC: "Z", "+0530", "-08"."""
    if zone == "Z":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[3:5] or 0)
    if hours > 23 or minutes > 59:
        raise ValueError("not a time zone")
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)


def first_value(dn: str) -> str:
    """The value of a DN's first part, unescaped (RFC 4514 §2.4): "Curie, Marie"."""
    found = _FIRST_RDN.match(dn)
    return clean(_ESCAPED.sub(_unescaped, found[1])) if found else ""


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return bytes.fromhex(found[1].replace("\\", "")).decode("utf-8", "replace")
    return str(found[2])
