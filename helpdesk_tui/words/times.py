"""Lengths and moments, in UTC, and they say so as in every other sentence. None is "unknown"."""

from datetime import datetime, timedelta

from helpdesk_tui.desk.account import When


def span(length: timedelta) -> str:
    """A length in its largest fitting unit: "42 days", "3 hours", "10 minutes"."""
    seconds = max(int(length.total_seconds()), 0)
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            count = seconds // unit
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return "less than a minute"


def time_left(until: datetime, now: datetime) -> str:
    """For a countdown that changes once a minute, and every 15 s in the last one."""
    seconds = (until - now).total_seconds()
    if seconds <= 0:
        return "0 s"
    if seconds > 60:
        return f"{int(seconds // 60)} min"
    return f"{int((seconds + 14) // 15) * 15} s"


def moment(when: When, now: datetime) -> str:
    """A date with its distance: "2025-11-22 14:03 UTC (in 3 days)"; "never"; "unknown"."""
    if when is None:
        return "unknown"
    if when == "never":
        return "never"
    return f"{when:%Y-%m-%d %H:%M} UTC ({distance(when, now)})"


def distance(when: datetime, now: datetime) -> str:
    away = when - now
    return f"in {span(away)}" if away > timedelta(0) else f"{span(-away)} ago"


def day(when: When, now: datetime) -> str:
    """`moment` without the hour, which no caller asks for."""
    if not isinstance(when, datetime):
        return moment(when, now)
    return f"{when:%Y-%m-%d} ({distance(when, now)})"


def clock_time(when: datetime, now: datetime) -> str:
    """Hours and minutes; with the date if it is not today's."""
    return f"{when:%H:%M} UTC" if when.date() == now.date() else f"{when:%Y-%m-%d %H:%M} UTC"
