"""The days of an account as a person types them."""

import re
from datetime import UTC, datetime, timedelta

from helpdesk_tui.desk.account import When
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.text import clean

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}", re.ASCII)
_NEVER = frozenset({"never", "none", "-"})


def asked_dates(first: str, last: str) -> Asked:
    """From the first day on, to the end of the last one, in UTC; or YYYY-MM-DD HH:MM, to the minute. "" = as
    it is, "never" = without. Raises `Refused` (dates-unreadable)."""
    return Asked(begins=_read(first, timedelta()), ends=_read(last, timedelta(days=1)))


def typed_day(ends: When) -> str:
    """The last day, as it is typed; "" for no date."""
    if not isinstance(ends, datetime):
        return ""
    whole = ends.astimezone(UTC)
    if (whole.hour, whole.minute) == (0, 0):
        return f"{whole - timedelta(days=1):%Y-%m-%d}"
    return f"{whole:%Y-%m-%d %H:%M}"


def _read(typed: str, after: timedelta) -> When:
    typed = typed.strip()
    if not typed or typed.casefold() in _NEVER:
        return "never" if typed else None
    try:
        if _DAY.fullmatch(typed):
            return datetime.fromisoformat(typed).replace(tzinfo=UTC) + after
        if _MOMENT.fullmatch(typed):
            return datetime.fromisoformat(typed).replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        pass
    raise Refused(problem("dates-unreadable", typed=clean(typed, 40)))
