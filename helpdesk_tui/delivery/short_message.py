"""A text that fits one SMS: 160 characters of the GSM alphabet (3GPP TS 23.038 §6.2.1).

One character outside that alphabet would cost more than half of the room. So letters lose accents that it
lacks, and long names are cut; codes, words and addresses never are.
"""

import unicodedata
from collections.abc import Mapping
from string import Template

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")  # two places each
_LIKE = str.maketrans(
    {
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ı": "i", "œ": "oe", "Œ": "OE",
        "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " ",
    }
)  # fmt: skip

ROOM = 160
_ROOM_OF_OTHERS = 134  # UTF-16 units of a message in two parts, for other alphabets
_CUT = ("name", "manager", "operator", "method", "action", "reason")
_LEAST = 12  # characters that stay of a name


def fitted(template: Template, words: Mapping[str, str]) -> str:
    """The text with `words`, in one SMS if cutting names can bring that about."""
    filled = {word: folded(value) for word, value in words.items()}
    used = template.get_identifiers()
    while is_too_long(text := template.substitute(filled)):
        long = [word for word in used if word in _CUT and len(filled[word]) > _LEAST]
        if not long and "desk" in used and len(filled["desk"]) > _LEAST:
            long = ["desk"]
        if not long:
            break  # it goes in several parts
        longest = max(long, key=lambda word: len(filled[word]))
        filled[longest] = filled[longest].removesuffix(".")[:-1].rstrip() + "."
    return text


def is_too_long(text: str) -> bool:
    if set(text) <= _BASIC | _EXTENDED:
        return sum(2 if character in _EXTENDED else 1 for character in text) > ROOM
    return len(text.encode("utf-16-be")) // 2 > _ROOM_OF_OTHERS


def folded(word: str) -> str:
    """`word` in the GSM alphabet, as far as its letters have a likeness there."""
    return "".join(_folded(character) for character in word)


def _folded(character: str) -> str:
    if character in _BASIC or character in _EXTENDED:
        return character
    plain = unicodedata.normalize("NFKD", character.translate(_LIKE))
    bare = "".join(each for each in plain if not unicodedata.combining(each))
    return bare if bare and set(bare) <= _BASIC else character
