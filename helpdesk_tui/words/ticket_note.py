"""The note for the ticket, in words."""

from helpdesk_tui.desk.ticket_note import TicketNote


def note_text(note: TicketNote) -> str:
    """Three lines: when and about whom, what, by whom."""
    about = f"{note.login} ({note.name})" if note.name else note.login
    when = f"{note.at:%Y-%m-%d %H:%M} UTC"
    first = " · ".join(part for part in (when, about, note.ticket and f"ticket {note.ticket}") if part)
    what = f"{note.sentence[:1].upper()}{note.sentence[1:]}"
    return f"{first}\n{what}\nHelp desk: {note.operator}, record {note.number}"
