"""What stops a person: what shows it, and what to do."""

from datetime import datetime

from helpdesk_tui.desk.explaining import Reason
from helpdesk_tui.words.times import clock_time, distance


def reason_line(reason: Reason, now: datetime) -> str:
    """What shows it, with times and their distance, and what to do."""

    def moment(at: datetime) -> str:
        return f"{clock_time(at, now)} ({distance(at, now)})"

    return " ".join([*(sign.said(moment) for sign in reason.shown_by), reason.what.remedy]).strip()
