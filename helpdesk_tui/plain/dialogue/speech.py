"""Sentences that were made for the eye, put so that they can be listened to."""

import re

from helpdesk_tui.language import _

_NUMBER = re.compile(r"•+ ?(\d+)")
_MAIL = re.compile(r"•+(?=@)")
_HIDDEN = re.compile(r"•+")
_BARRED = re.compile(r"^-  ")  # among numbered ones


def speakable(line: str) -> str:
    """Without the signs that a screen reader spells: the masks of numbers and addresses, the points between
    the parts of a line."""
    line = _NUMBER.sub(lambda found: _("ending in {digits}", digits=found[1]), line)
    line = _MAIL.sub("…", line)
    if barred := _BARRED.match(line):
        line = _("Not now: {what}", what=line[barred.end() :])
    return _HIDDEN.sub(_("hidden"), line).replace(" · ", ", ")


def fact(label: str, value: str) -> str:
    """ "Label: value." """
    return f"{label}: {value}" if value.endswith((".", "?", "!")) else f"{label}: {value}."


def listed(parts: tuple[str, ...]) -> str:
    """What there is of them, with commas between, and a full stop."""
    said = ", ".join(part for part in parts if part)
    return said if said.endswith(".") else f"{said}."
