"""How soon a password is guessed by whoever knows how people choose them: the estimate of zxcvbn, 0 to 4.

Of the beginning alone: the time that an estimate takes grows faster than the length, and what is hard to
guess after so many characters stays so.
"""

import threading
from collections.abc import Iterable

from helpdesk_tui.secret import Secret

STRONGEST = 4
LOOKED_AT = 24  # characters: three quarters of a second for the worst there are
_MOST_NAMES, _LONGEST_NAME = 20, 100
_one_at_a_time = threading.Lock()  # it keeps the names where all threads see them


def score(password: Secret, names: Iterable[str]) -> int:
    """0 = within a thousand guesses; 1 = a million; 2 = a hundred million; 3 = ten billion; 4 = not by then.
    `names`: of the person, which are guessed first."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - a megabyte of words, seldom used

    parts = [part[:_LONGEST_NAME] for name in names for part in (name, *name.split()) if part]
    with _one_at_a_time:
        found = zxcvbn(password.reveal()[:LOOKED_AT], user_inputs=parts[:_MOST_NAMES])
    return int(found["score"])
