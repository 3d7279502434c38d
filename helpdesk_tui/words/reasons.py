"""What stops a person: what shows it, and what to do."""

from datetime import datetime

from helpdesk_tui.desk.explaining import Reason
from helpdesk_tui.words.times import clock_time, distance


def reason_line(reason: Reason, now: datetime) -> str:
    """What shows it, with times and their distance, and what to do."""
    shown = "".join(
        part if isinstance(part, str) else f"{clock_time(part, now)} ({distance(part, now)})"
        for part in reason.shown_by
    )
    return " ".join(filter(None, (shown, reason.what.remedy)))
