"""The password policy's answer beside a result (draft-behera-ldap-password-policy-10 §6.2): why a bind or a
change was refused, or what must be done next."""

from dataclasses import dataclass
from enum import IntEnum

from helpdesk_tui.directory import ber
from helpdesk_tui.directory.messages import Control
from helpdesk_tui.directory.problems import Result

OID = "1.3.6.1.4.1.42.2.27.8.5.1"
ASK = Control(OID)

_NUMBER = range(1, 9)
_FORM: ber.Form = {0x30: {0xA0: {0x80: _NUMBER, 0x81: _NUMBER}, 0x81: _NUMBER}}
_MOST_ELEMENTS = 4


class PolicyError(IntEnum):
    EXPIRED = 0
    LOCKED = 1
    CHANGE_AFTER_RESET = 2
    MODIFICATION_NOT_ALLOWED = 3
    OLD_PASSWORD_NEEDED = 4
    QUALITY = 5
    TOO_SHORT = 6
    TOO_YOUNG = 7
    IN_HISTORY = 8
    TOO_LONG = 9


@dataclass(frozen=True)
class PolicyAnswer:
    """What is None was not said."""

    error: int | None = None  # a PolicyError, as far as it is known
    seconds_left: int | None = None  # until the password expires
    grace_left: int | None = None  # sign-ins with an expired password


NONE = PolicyAnswer()


def policy_answer(result: Result) -> PolicyAnswer:
    """NONE where nothing came, or nothing that can be read."""
    raw = result.controls.get(OID)
    if raw is None:
        return NONE
    try:
        ber.count_elements(raw, _MOST_ELEMENTS, _FORM)
        ((_, content),) = ber.pieces(raw)
        return _answer(ber.pieces(content))
    except ValueError:
        return NONE


def _answer(parts: list[tuple[int, bytes]]) -> PolicyAnswer:
    error = seconds = grace = None
    for tag, content in parts:
        if tag == 0x81:
            error = int.from_bytes(content, "big", signed=True)
        for kind, number in ber.pieces(content) if tag == 0xA0 else ():
            value = int.from_bytes(number, "big", signed=True)
            seconds, grace = (value, grace) if kind == 0x80 else (seconds, value)
    return PolicyAnswer(error, seconds, grace)
