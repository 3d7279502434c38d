"""Temporary passwords of words, drawn from a list: `Correct-horse-battery-staple-orbit-tundra`.

As hard to guess as those of characters, for whoever knows the list and the form: as many words as that takes.
For people who are not at ease with signs. How one is said: `passwords.spell`.
"""

import math
from collections.abc import Callable, Iterable, Sequence

from helpdesk_tui.desk.account import ANY_QUALITY, PasswordPolicy, Quality
from helpdesk_tui.desk.passwords import DIGITS, LONGEST, UNKNOWN_LENGTH, fits
from helpdesk_tui.desk.ports import Randomness
from helpdesk_tui.secret import Secret

FEWEST_BITS = 77  # as the shortest that are made of characters
FEWEST_LISTED = 1024
"""Words of a list: fewer make a password too long to be said."""
WORD_LISTS = frozenset({"de", "en", "fr", "pt", "sv"})
"""Languages of which there is a list."""
_BETWEEN = "-"
_KINDS = 3  # that words bring: a capital, small letters, and the sign between them
_TRIES = 100


def generate(
    policy: PasswordPolicy | None,
    listed: Sequence[str],
    count: int,
    names: Iterable[str],
    randomness: Randomness,
    *,
    refused: int = 0,
    is_banned: Callable[[str], bool] = lambda _: False,
) -> Secret | None:
    """`count` words, or as many as it takes; None where none of them meets the policy, as where it wants no
    more than so many letters in a row, or is short. `refused` as for characters: a word more each time."""
    quality, avoided = policy.quality if policy else ANY_QUALITY, tuple(names)
    shortest, longest = (policy.min_length, policy.max_length) if policy else (UNKNOWN_LENGTH, LONGEST)
    number = max(count, needed(len(listed))) + refused
    for _ in range(_TRIES):
        text = _drawn(listed, number, quality, randomness)
        if len(text) > longest:
            continue
        if len(text) < shortest:
            number += 1
        elif fits(text, quality, avoided) and not is_banned(text):
            return Secret(text)
    return None


def needed(listed: int) -> int:
    """How many words of a list that long are as hard to guess as they must be."""
    return math.ceil(FEWEST_BITS / math.log2(max(listed, 2)))


def _drawn(listed: Sequence[str], number: int, quality: Quality, randomness: Randomness) -> str:
    """As many capitals as are asked for, one at least; digits that are asked for stand behind the last."""
    capitals = max(1, quality.capitals)
    words = [listed[randomness.below(len(listed))] for _ in range(number)]
    words[:capitals] = [word.capitalize() for word in words[:capitals]]
    count = max(quality.digits, int(quality.kinds > _KINDS))
    digits = "".join(DIGITS[randomness.below(len(DIGITS))] for _ in range(count))
    return _BETWEEN.join([*words, *([digits] if digits else [])])
