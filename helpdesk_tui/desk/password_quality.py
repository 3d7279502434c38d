"""What a password lacks of the quality that a policy asks for (`Quality`)."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby, pairwise

from helpdesk_tui.desk.account import Quality
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _


class Kind(StrEnum):
    """Of a character, in words for a person."""

    DIGIT = N_("digits")
    CAPITAL = N_("capital letters")
    SMALL = N_("small letters")
    SYMBOL = N_("symbols")
    BEYOND = N_("characters beyond ASCII")


def kind_of(character: str) -> Kind:
    """Servers count letters of ASCII alone as letters."""
    if not character.isascii():
        return Kind.BEYOND
    if character.isdigit():
        return Kind.DIGIT
    if character.isalpha():
        return Kind.SMALL if character.islower() else Kind.CAPITAL
    return Kind.SYMBOL


def lacking(text: str, quality: Quality, names: Iterable[str]) -> Iterator[Problem]:
    """Every rule that is broken. `names`: login and names of the person."""
    kinds = [kind_of(character) for character in text]
    minimums = {
        Kind.DIGIT: quality.digits,
        Kind.CAPITAL: quality.capitals,
        Kind.SMALL: quality.small_letters,
        Kind.SYMBOL: quality.symbols,
        Kind.BEYOND: quality.beyond_ascii,
    }
    for kind, least in minimums.items():
        if kinds.count(kind) < least:
            yield problem("password-lacks", count=least, what=_(kind.value))
    if kinds.count(Kind.CAPITAL) + kinds.count(Kind.SMALL) < quality.letters:
        yield problem("password-lacks", count=quality.letters, what=_("letters"))
    if len(set(kinds)) < quality.kinds:
        yield problem("password-lacks", count=quality.kinds, what=_("kinds of characters"))
    if quality.same and _longest(text) > quality.same:
        yield problem("password-repeats", count=quality.same)
    if _has_pattern(text, kinds, quality):
        yield problem("password-pattern")
    if quality.name_part and any(_shares(text, name, quality.name_part) for name in names):
        yield problem("password-has-name")


def _has_pattern(text: str, kinds: list[Kind], quality: Quality) -> bool:
    return (
        (quality.not_backwards and text == text[::-1])
        or bool(quality.sequence and _longest_sequence(text) > quality.sequence)
        or bool(quality.same_kind and _longest(kinds) > quality.same_kind)
    )


def _longest(row: Iterable[str]) -> int:
    """The most that are the same, side by side."""
    return max((len(list(same)) for _, same in groupby(row)), default=0)


def _longest_sequence(text: str) -> int:
    """The most that go up or down by one, side by side."""
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    runs = (len(list(run)) + 1 for step, run in groupby(steps) if step in {1, -1})
    return max(runs, default=0)


def _shares(text: str, name: str, length: int) -> bool:
    """Whether so many characters in a row of `name` are in `text`, in any case."""
    folded, of_name = text.casefold(), name.casefold()
    parts = (of_name[start : start + length] for start in range(len(of_name) - length + 1))
    return any(part in folded for part in parts)
