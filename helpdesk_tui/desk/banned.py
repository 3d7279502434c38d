"""Passwords that everybody would guess: terms on which nobody may build one, as Microsoft Entra ID counts.

A password is put in small letters, and signs that stand for letters become those. Each banned term in it is
one point, and so is each character besides: a term is worth no more than a letter, and fewer than five points
are too few. A term counts with one letter wrong, missing or too many, too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

LEAST_POINTS = 5
MOST_TERMS = 1000
SHORTEST_TERM, LONGEST_TERM = 4, 16
_SHORTEST_NAME = 4
_LETTERS = str.maketrans("01$@", "olsa")


class BannedMode(StrEnum):
    OFF = "off"
    AUDIT = "audit"  # it is said, and stops nobody
    ENFORCED = "enforced"


def normal(text: str) -> str:
    return text.lower().translate(_LETTERS)


@dataclass(frozen=True)
class Banned:
    """`terms` as they are typed; at most `MOST_TERMS`, of 4 to 16 characters each."""

    terms: frozenset[str] = frozenset()

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(map(normal, self.terms))

    @cached_property
    def _near(self) -> frozenset[str]:
        """The terms, and each without one of its letters."""
        return frozenset(less for term in self._known for less in (term, *_shorter(term)))

    def points(self, password: str) -> int:
        """What it is worth: of several ways to take it apart, the one with the fewest."""
        text = normal(password)
        exact = [*self._exact(text)]
        points, at = len(exact), 0
        for start, end in [*exact, (len(text), len(text))]:
            points += self._nearly(text[at:start])
            at = end
        return points

    def is_too_weak(self, password: str, names: Iterable[str]) -> bool:
        """`names`: those of the person, of which none of four letters or more may be in it."""
        text = normal(password)
        if any(len(name) >= _SHORTEST_NAME and normal(name) in text for name in names):
            return True
        return self.points(password) < LEAST_POINTS

    def _exact(self, text: str) -> Iterator[tuple[int, int]]:
        """Where terms stand in it, from left to right; of several at one place the longest."""
        at = 0
        while at < len(text):
            ends = range(min(at + LONGEST_TERM, len(text)), at + SHORTEST_TERM - 1, -1)
            end = next((end for end in ends if text[at:end] in self._known), 0)
            if end:
                yield at, end
            at = end or at + 1

    def _nearly(self, text: str) -> int:
        """The points of a part without exact terms."""
        fewest = [0] * (len(text) + 1)
        for end in range(1, len(text) + 1):
            starts = range(max(end - LONGEST_TERM - 1, 0), end - SHORTEST_TERM + 2)
            terms = (fewest[start] for start in starts if self._is_near(text[start:end]))
            fewest[end] = 1 + min(fewest[end - 1], min(terms, default=end))
        return fewest[-1]

    def _is_near(self, text: str) -> bool:
        """Whether it is a term with one letter wrong, missing or too many: then both without one letter are
        the same somewhere. That finds some at distance two, too; so the distance is looked at."""
        shorter = [*_shorter(text)]
        if text not in self._near and not any(less in self._near for less in shorter):
            return False
        return any(_is_one_apart(text, term) for term in self._known if abs(len(term) - len(text)) <= 1)


def _shorter(text: str) -> Iterator[str]:
    """Without each of its letters."""
    return (text[:place] + text[place + 1 :] for place in range(len(text)))


def _is_one_apart(one: str, other: str) -> bool:
    """Whether one edit at most leads from one to the other."""
    if len(one) > len(other):
        one, other = other, one
    place = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    rest = one[place + 1 :] if len(one) == len(other) else one[place:]
    return other[place + 1 :] == rest or one == other
