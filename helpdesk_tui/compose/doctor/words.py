"""Sentences that several checks say."""

from datetime import datetime

from helpdesk_tui.desk.diagnosis import Finding, Level

_SOON = 21
"""Days that a certificate has left: time enough to have another issued."""


def certificate(topic: str, ends: datetime, now: datetime) -> Finding:
    """Of a server whose certificate was just verified."""
    days = (ends - now).days
    said = f"The certificate is verified, and is valid for {days} more {'day' if days == 1 else 'days'}."
    if days < _SOON:
        return Finding(
            topic,
            Level.WARNING,
            said,
            "Renew it on the server before it is over: then nothing goes there any more.",
        )
    return Finding(topic, Level.OK, said)
