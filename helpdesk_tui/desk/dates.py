"""The days of an account as a person types them."""

import re
from datetime import datetime, timedelta

from helpdesk_tui import local_time
from helpdesk_tui.desk.account import When
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.local_time import local
from helpdesk_tui.text import clean

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}", re.ASCII)
_NEVER = frozenset({"never", "none", "-"})
"""Beside the reader's own word."""


def asked_dates(first: str, last: str) -> Asked:
    """From the first day on, to the end of the last one, in the desk's zone; or YYYY-MM-DD HH:MM, to the
    minute. "" = as it is, "never" = without. Raises `Refused` (dates-unreadable)."""
    return Asked(begins=_read(first, timedelta()), ends=_read(last, timedelta(days=1)))


def typed_day(ends: When) -> str:
    """The last day, as it is typed; "" for no date."""
    if not isinstance(ends, datetime):
        return ""
    whole = local(ends)
    if (whole.hour, whole.minute) == (0, 0):
        return f"{whole - timedelta(days=1):%Y-%m-%d}"
    return f"{whole:%Y-%m-%d %H:%M}"


def _read(typed: str, after: timedelta) -> When:
    typed = typed.strip()
    if not typed or typed.casefold() in {*_NEVER, _("never")}:
        return "never" if typed else None
    try:
        if _DAY.fullmatch(typed):
            day = datetime.fromisoformat(typed) + after  # before its zone: some days have no 24 hours
            return local_time.typed(day.isoformat())
        if _MOMENT.fullmatch(typed):
            return local_time.typed(typed)
    except (ValueError, OverflowError):
        pass
    raise Refused(problem("dates-unreadable", typed=clean(typed, 40)))
