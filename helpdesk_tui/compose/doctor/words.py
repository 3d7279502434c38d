"""Sentences that several checks say."""

from collections.abc import Callable, Iterator
from datetime import datetime

from helpdesk_tui.desk.diagnosis import Finding, Level, skipped
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _, ngettext

_SOON = 21
"""Days that a certificate has left: time enough to have another issued."""


def certificate(topic: str, ends: datetime, now: datetime) -> Finding:
    """Of a server whose certificate was just verified."""
    days = (ends - now).days
    said = ngettext(
        "The certificate is verified, and is valid for 1 more day.",
        "The certificate is verified, and is valid for {count} more days.",
        days,
    )
    if days < _SOON:
        return Finding(
            topic,
            Level.WARNING,
            said,
            _("Renew it on the server before it is over: then nothing goes there any more."),
        )
    return Finding(topic, Level.OK, said)


def unless_keyring(topic: str, look: Callable[[], Iterator[Finding]]) -> Callable[[], Iterator[Finding]]:
    """What waits for the system's keyring is not a fault of its own: that stands under "keyring"."""

    def looked() -> Iterator[Finding]:
        try:
            yield from look()
        except ConfigError as error:
            if error.problem.code != "keyring-closed":
                raise
            yield skipped(topic, problem("doctor-keyring"))

    return looked
