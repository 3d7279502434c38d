"""Temporary passwords: made, weighed against an account's policy, spelled for reading aloud.

What Active Directory calls complex: three of five classes of character, and neither the login nor a part
of the display name in it ([MS-SAMR] 3.1.1.7.2, "Password must meet complexity requirements"). History and
minimum age are known to the directory alone, so they are not weighed here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from helpdesk_tui.desk.account import ANY_QUALITY, PasswordPolicy, Quality
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.password_quality import lacking
from helpdesk_tui.desk.ports import Randomness
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.spelled import said
from helpdesk_tui.language import _
from helpdesk_tui.secret import Secret

LONGEST = 256  # what Active Directory takes, in UTF-16 units
SHORTEST_GENERATED = 15  # two separators and thirteen letters or digits: 77 bits; SP 800-63B-4 asks for 15
UNKNOWN_LENGTH = 24  # where the account's policy is not known, or not all of it
_STEP = 8  # characters more after each refusal
_LONGEST_OFFER = 64  # of those made longer: it is to be read aloud

# Without O0 Il1| S5 B8 Z2 and quotes, which look or sound alike.
_CHARACTERS = "ACDEFGHJKLMNPQRTUVWXYabcdefghijkmnpqrstuvwxyz34679"
_CAPITALS = "".join(filter(str.isupper, _CHARACTERS))
_SMALL_LETTERS = "".join(filter(str.islower, _CHARACTERS))
DIGITS = "".join(filter(str.isdigit, _CHARACTERS))
_SEPARATORS = "-.+="
ALPHABET = _CHARACTERS + _SEPARATORS
"""Every character that `generate` may use."""

_GROUP = 4  # characters between two separators: what one can say and type in one breath
_TRIES = 200
_NAME_SEPARATORS = re.compile(r"[,.\-_ #\t]+")
_SHORTEST_NAME = 3
_UNTYPEABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

_OF_WORDS = re.compile(r"[A-Z][a-z]{2,8}(-[A-Z]?[a-z]{2,9}){4,}(-[0-9]+)?")
"""What `password_words` makes: chance makes none of characters like it, whose groups have four."""
_TOKENS = re.compile(r"[A-Za-z]+|.")


def generate(
    policy: PasswordPolicy | None, length: int, names: Iterable[str], randomness: Randomness, refused: int = 0
) -> Secret:
    """A temporary password that the policy takes and that can be read aloud: `Kfhq-7mtw.Rxnaq`.

    As long as the longest of `length`, the policy's minimum and `SHORTEST_GENERATED`: 77 bits or more; of
    `UNKNOWN_LENGTH` where the policy is unknown. `refused`: how many the directory refused by its policy just
    before: it asks for more than can be seen, so each time it gets a longer one. It is always complex and
    never holds one of `names` (login, display name, …), even where the policy would not mind. Raises
    `Refused` (password-generation) when no such password was found.
    """
    wanted = _length(policy, length, refused)
    avoided = tuple(names)
    quality = policy.quality if policy else ANY_QUALITY
    wanted = _length_with(quality, wanted)
    if wanted <= (policy.max_length if policy else LONGEST):
        for _try in range(_TRIES):
            candidate = _draw(wanted, quality, randomness)
            if fits(candidate, quality, avoided):
                return Secret(candidate)
    raise Refused(problem("password-generation"))


def fits(candidate: str, quality: Quality, names: tuple[str, ...]) -> bool:
    """Whether one that was made is complex, holds no name, and is made of what is asked for."""
    if not _is_complex(candidate) or any(_holds_name(candidate, name, name) for name in names):
        return False
    return next(lacking(candidate, quality, names), None) is None


def check(password: Secret, policy: PasswordPolicy | None, login: str, name: str) -> tuple[Problem, ...]:
    """Every rule that the password breaks, at once; empty = nothing is known against it.

    Where the policy is unknown (None), only what no directory takes is said.
    """
    text = password.reveal()
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    shortest = max(policy.min_length if policy else 0, 1)
    complexity, longest = policy is not None and policy.complexity, LONGEST
    if policy is not None and policy.max_length < LONGEST:
        units = len(text.encode("utf-8", "surrogatepass")) if policy.counts_bytes else len(text)
        longest = policy.max_length
    rules = [
        (len(text) < shortest, problem("password-too-short", length=shortest)),
        (units > longest, problem("password-too-long", length=longest)),
        (not _is_typeable(text), problem("password-characters")),
        (complexity and not _is_complex(text), problem("password-too-simple")),
        (complexity and _holds_name(text, login, name), problem("password-has-name")),
    ]
    quality = lacking(text, policy.quality, (login, name)) if policy else ()
    return (*(broken for holds, broken in rules if holds), *quality)


def spell(password: Secret) -> tuple[tuple[str, str], ...]:
    """Each character with the words to say for it: `("K", "capital kilo")`, `("7", "seven")`. One of words a
    word at a time: `("", "correct, with a capital")`, `("-", "hyphen, then horse")`."""
    if _OF_WORDS.fullmatch(password.reveal()):
        return tuple(_said_words(password.reveal()))
    return tuple((character, said(character)) for character in password.reveal())


def _said_words(text: str) -> Iterator[tuple[str, str]]:
    sign = ""
    for token in _TOKENS.findall(text):
        if not token.isalnum():
            sign = token
            continue
        word = token.lower() if token.isalpha() else said(token)
        if token[0].isupper():
            word = _("{word}, with a capital", word=word)
        yield sign, _("{sign}, then {word}", sign=said(sign), word=word) if sign else word
        sign = ""


def digit_groups(secret: Secret) -> tuple[str, ...]:
    """A recovery key as it is read aloud, "215 479": six digits in two breaths. Empty for all else."""
    groups = secret.reveal().split("-")
    if len(groups) < 2 or not all(each.isascii() and each.isdigit() and len(each) == 6 for each in groups):
        return ()
    return tuple(f"{each[:3]} {each[3:]}" for each in groups)


def _length(policy: PasswordPolicy | None, length: int, refused: int) -> int:
    known = policy.min_length if policy else UNKNOWN_LENGTH
    wanted = max(length, known, SHORTEST_GENERATED)
    if not refused:
        return wanted
    return max(wanted, min(max(wanted, UNKNOWN_LENGTH - _STEP) + _STEP * refused, _LONGEST_OFFER))


def _length_with(quality: Quality, length: int) -> int:
    """As long as it takes to hold all that is asked for."""
    needed = len(_demanded(quality))
    while length <= LONGEST and (
        (symbols := sum(_is_between(place, length) for place in range(length))) < quality.symbols
        or length - symbols < needed
    ):
        length += 1
    return length


def _draw(length: int, quality: Quality, randomness: Randomness) -> str:
    """Groups of four with a symbol between; the last takes one more rather than end in a symbol. What is
    demanded stands at places that chance gives."""
    free = [place for place in range(length) if not _is_between(place, length)]
    demanded = {free.pop(randomness.below(len(free))): letters for letters in _demanded(quality)}
    drawn = []
    for place in range(length):
        letters = _SEPARATORS if _is_between(place, length) else demanded.get(place, _CHARACTERS)
        drawn.append(letters[randomness.below(len(letters))])
    return "".join(drawn)


def _is_between(place: int, length: int) -> bool:
    return place % (_GROUP + 1) == _GROUP and place != length - 1


def _demanded(quality: Quality) -> list[str]:
    """For each character of a kind that a policy demands, those to choose from. Where it demands any, there
    is one of each: what it leaves to chance may have no place left."""
    counts = (quality.digits, quality.capitals, quality.small_letters)
    if not any((*counts, quality.letters)):
        return []
    digits, capitals, small = (max(1, count) for count in counts)
    either = max(0, quality.letters - capitals - small)
    return (
        [DIGITS] * digits
        + [_CAPITALS] * capitals
        + [_SMALL_LETTERS] * small
        + [_CAPITALS + _SMALL_LETTERS] * either
    )


def _is_complex(text: str) -> bool:
    return len({_class_of(character) for character in text} - {None}) >= 3


def _class_of(character: str) -> str | None:
    """One of the five classes; None for what Windows does not count: blanks, currency signs, …"""
    if character.isascii() and not character.isalpha():
        if character.isdigit():
            return "digit"
        return "symbol" if character.isprintable() and character != " " else None
    category = unicodedata.category(character)
    if category in {"Lu", "Ll"}:
        return category
    return "other letter" if category.startswith("L") else None


def _holds_name(text: str, login: str, name: str) -> bool:
    """Whether the login as a whole, or one part of the display name, is in the password."""
    folded = text.casefold()
    parts = {login, *_NAME_SEPARATORS.split(name)}
    return any(part.casefold() in folded for part in parts if len(part) >= _SHORTEST_NAME)


def _is_typeable(text: str) -> bool:
    """No control or invisible character, no blank but the space, and composed as keyboards send it.

    A decomposed letter looks right and is another password.
    """
    blanks = any(unicodedata.category(character) == "Zs" and character != " " for character in text)
    hidden = any(unicodedata.category(character) in _UNTYPEABLE for character in text)
    return not blanks and not hidden and unicodedata.is_normalized("NFC", text)
