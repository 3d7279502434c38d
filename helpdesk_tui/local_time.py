"""Moments as people read them: in the desk's own time zone, which is named beside every hour.

The record, JSON and tables for programs keep to UTC, and do not come here.
"""

from datetime import UTC, datetime, tzinfo
from pathlib import Path

_LOCAL = Path("/etc/localtime")
_zone: tzinfo = UTC


def use(zone: tzinfo) -> None:
    """From now on every moment is shown, and typed, in `zone`."""
    global _zone  # noqa: PLW0603 - one process serves one desk
    _zone = zone


def named(name: str) -> tzinfo:
    """The zone of an IANA name, "Europe/Stockholm"; "" = this computer's own. Raises `ValueError`."""
    if not name:
        return _of_this_computer()
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - UTC needs none

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        raise ValueError(name) from None


def _of_this_computer() -> tzinfo:
    """As /etc/localtime has it, whatever TZ says: no operator chooses it. UTC where there is none."""
    if not _LOCAL.exists() or _LOCAL.resolve().name in {"UTC", "UCT", "Universal", "Zulu"}:
        return UTC
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - as above

    try:
        with _LOCAL.open("rb") as file:
            return ZoneInfo.from_file(file, key="localtime")
    except (OSError, ValueError):
        return UTC


def local(when: datetime) -> datetime:
    """`when` in the desk's zone; at the edges of the calendar as it is."""
    try:
        return when.astimezone(_zone)
    except OverflowError:
        return when


def zone_name(when: datetime) -> str:
    """ "CET", "UTC", "-03"."""
    return local(when).tzname() or "UTC"


def minute(when: datetime) -> str:
    """ "2025-11-22 15:03 CET"."""
    return f"{local(when):%Y-%m-%d %H:%M} {zone_name(when)}"


def hour(when: datetime) -> str:
    """ "15:03 CET"."""
    return f"{local(when):%H:%M} {zone_name(when)}"


def near(when: datetime, now: datetime) -> str:
    """The hour; with the date if it is not today's."""
    return hour(when) if local(when).date() == local(now).date() else minute(when)


def date(when: datetime) -> str:
    """ "2025-11-22"."""
    return f"{local(when):%Y-%m-%d}"


def typed(text: str) -> datetime:
    """A moment that was typed in the desk's zone, in UTC. Raises `ValueError`."""
    return datetime.fromisoformat(text).replace(tzinfo=_zone).astimezone(UTC)
