"""Lengths of time in words."""

from datetime import timedelta

from helpdesk_tui.language import _, ngettext


def seconds(count: int) -> str:
    return ngettext("{count} second", "{count} seconds", count)


def minutes(count: int) -> str:
    return ngettext("{count} minute", "{count} minutes", count)


def hours(count: int) -> str:
    return ngettext("{count} hour", "{count} hours", count)


def days(count: int) -> str:
    return ngettext("{count} day", "{count} days", count)


_UNITS = ((86400, days), (3600, hours), (60, minutes), (1, seconds))


def whole(count: int) -> str:
    """So many seconds in the largest unit of which they are a whole number: "90 minutes", "1 day"."""
    size, unit = next(pair for pair in _UNITS if (count >= pair[0] and count % pair[0] == 0) or pair[0] == 1)
    return unit(count // size)


def span(length: timedelta) -> str:
    """A length in its largest fitting unit: "42 days", "3 hours", "10 minutes"."""
    passed = max(int(length.total_seconds()), 0)
    for size, unit in _UNITS[:-1]:
        if passed >= size:
            return unit(passed // size)
    return _("less than a minute")
