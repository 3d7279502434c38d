"""The note for the ticket, in words."""

from helpdesk_tui.desk.ticket_note import TicketNote
from helpdesk_tui.language import _
from helpdesk_tui.local_time import minute


def note_text(note: TicketNote) -> str:
    """Three lines: when and about whom, what, by whom."""
    about = f"{note.login} ({note.name})" if note.name else note.login
    when = minute(note.at)
    first = " · ".join(
        part for part in (when, about, note.ticket and _("ticket {ticket}", ticket=note.ticket)) if part
    )
    what = f"{note.sentence[:1].upper()}{note.sentence[1:]}"
    last = _("Help desk: {operator}, record {number}", operator=note.operator, number=note.number)
    return f"{first}\n{what}\n{last}"
