"""What is read aloud from a terminal: a password or another secret, row by row."""

from collections.abc import Sequence

from helpdesk_tui.desk import passwords
from helpdesk_tui.language import _
from helpdesk_tui.secret import Secret

_IN_A_LINE = 4
_LONG = 24  # characters: of a word with what stands before it


def aloud(secret: Secret) -> list[str]:
    """Character by character, or word by word; of a key, which is digits alone, group by group."""
    groups = passwords.digit_groups(secret)
    if groups:
        return [_("In groups of six:"), *_rows(groups, "   ", _IN_A_LINE)]
    words = [word for _, word in passwords.spell(secret)]
    short = max(map(len, words), default=0) < _LONG
    return [_("Aloud:"), *_rows(words, ", ", _IN_A_LINE if short else _IN_A_LINE // 2)]


def _rows(parts: Sequence[str], between: str, count: int) -> list[str]:
    return [f"  {between.join(parts[at : at + count])}" for at in range(0, len(parts), count)]
