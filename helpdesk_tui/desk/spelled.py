"""Characters as they are said on the telephone, by the alphabet of whoever says them."""

import unicodedata

from helpdesk_tui.language import ENGLISH, N_, _, active

ALPHABETS = {
    # ICAO Annex 10, Volume II
    "en": "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa "
    "quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu",
    # of before DIN 5009:2022-06, which names towns
    "de": "Anton Berta Cäsar Dora Emil Friedrich Gustav Heinrich Ida Julius Kaufmann Ludwig Martha "
    "Nordpol Otto "
    "Paula Quelle Richard Samuel Theodor Ulrich Viktor Wilhelm Xanthippe Ypsilon Zacharias",
    # Försvarets bokstaveringsalfabet
    "sv": "Adam Bertil Cesar David Erik Filip Gustav Helge Ivar Johan Kalle Ludvig Martin Niklas Olof Petter "
    "Qvintus Rudolf Sigurd Tore Urban Viktor Wilhelm Xerxes Yngve Zäta",
}
"""By language: a word for each letter from A to Z."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"

_DIGITS = (
    N_("zero"), N_("one"), N_("two"), N_("three"), N_("four"),
    N_("five"), N_("six"), N_("seven"), N_("eight"), N_("nine"),
)  # fmt: skip

_SIGNS = {
    " ": N_("space"),
    "!": N_("exclamation mark"),
    '"': N_("double quote"),
    "#": N_("hash"),
    "$": N_("dollar"),
    "%": N_("percent"),
    "&": N_("ampersand"),
    "'": N_("single quote"),
    "(": N_("opening round bracket"),
    ")": N_("closing round bracket"),
    "*": N_("asterisk"),
    "+": N_("plus"),
    ",": N_("comma"),
    "-": N_("hyphen"),
    ".": N_("full stop"),
    "/": N_("slash"),
    ":": N_("colon"),
    ";": N_("semicolon"),
    "<": N_("less than"),
    "=": N_("equals"),
    ">": N_("greater than"),
    "?": N_("question mark"),
    "@": N_("at sign"),
    "[": N_("opening square bracket"),
    "\\": N_("backslash"),
    "]": N_("closing square bracket"),
    "^": N_("caret"),
    "_": N_("underscore"),
    "`": N_("backtick"),
    "{": N_("opening curly bracket"),
    "|": N_("vertical bar"),
    "}": N_("closing curly bracket"),
    "~": N_("tilde"),
}


def said(character: str) -> str:
    """ "kilo", "capital kilo", "seven", "hyphen"; what has no word here, by its name in Unicode."""
    if character in _SIGNS:
        return _(_SIGNS[character])
    if character.isascii() and character.isdigit():
        return _(_DIGITS[int(character)])
    if character.isascii() and character.isalpha():
        word = _words()[_LETTERS.index(character.lower())]
        return _("capital {letter}", letter=word) if character.isupper() else word
    return unicodedata.name(character, f"U+{ord(character):04X}").lower()


def _words() -> list[str]:
    language = active()
    return (
        ALPHABETS.get(language) or ALPHABETS.get(language.partition("-")[0]) or ALPHABETS[ENGLISH]
    ).split()
