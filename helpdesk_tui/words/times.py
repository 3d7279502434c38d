"""Lengths and moments, in the desk's time zone, and they say so as in every other sentence. None is "
""unknown"."""

from datetime import datetime, timedelta

from helpdesk_tui.desk.account import When
from helpdesk_tui.language import _
from helpdesk_tui.lengths import span
from helpdesk_tui.local_time import date, minute, near


def time_left(until: datetime, now: datetime) -> str:
    """For a countdown that changes once a minute, and every 15 s in the last one."""
    seconds = (until - now).total_seconds()
    if seconds <= 0:
        return _("{count} s", count=0)
    if seconds > 60:
        return _("{count} min", count=int(seconds // 60))
    return _("{count} s", count=int((seconds + 14) // 15) * 15)


def moment(when: When, now: datetime) -> str:
    """A date with its distance: "2025-11-22 14:03 UTC (in 3 days)"; "never"; "unknown"."""
    if when is None:
        return _("unknown")
    if when == "never":
        return _("never")
    return f"{minute(when)} ({distance(when, now)})"


def distance(when: datetime, now: datetime) -> str:
    away = when - now
    if away > timedelta(0):
        return _("in {length}", length=span(away))
    return _("{length} ago", length=span(-away))


def day(when: When, now: datetime) -> str:
    """`moment` without the hour, which no caller asks for."""
    if not isinstance(when, datetime):
        return moment(when, now)
    return f"{date(when)} ({distance(when, now)})"


def clock_time(when: datetime, now: datetime) -> str:
    """Hours and minutes; with the date if it is not today's."""
    return near(when, now)
