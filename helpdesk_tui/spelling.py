"""One name in several spellings: signs that look alike, accents as characters of their own or not, widths."""

import unicodedata
from itertools import islice, product

_MOST = 12
"""Spellings of one text: every one makes a search slower."""

_LIKE = (
    "'\u2019\u2018\u02bc\u02bb\u00b4\u0060\u2032\uff07",
    "-\u2010\u2011\u2013\u2014\u2212\uff0d",
    '"\u201c\u201d\u201e\u00ab\u00bb\uff02',
)
"""Signs that are typed for each other, the most usual one first."""

_USUAL = str.maketrans({sign: signs[0] for signs in _LIKE for sign in signs})


def alike(text: str) -> str:
    """`text` in a form that all of its spellings share, for comparing."""
    usual = unicodedata.normalize("NFC", text).translate(_USUAL)
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", usual).casefold())


def spellings(text: str) -> tuple[str, ...]:
    """`text`, then other ways to write it, at most twelve: each kind of apostrophe, hyphen and quotation
    mark, composed and decomposed (Unicode, UAX #15), of usual width and without ligatures."""
    usual = [_with(text, signs) for signs in _choices(text)]
    whole = [unicodedata.normalize("NFKC", text)]
    written = (
        unicodedata.normalize(form, each) for each in [text, *usual, *whole] for form in ("NFC", "NFD")
    )
    return tuple(islice(dict.fromkeys([text, *written]), _MOST))


def _choices(text: str) -> list[tuple[str, ...]]:
    """Which sign of each kind to write, for the kinds that are in `text`; the most usual ones first."""
    kinds = [signs for signs in _LIKE if any(sign in text for sign in signs)]
    every = product(*(range(min(len(signs), _MOST)) for signs in kinds))
    return [
        tuple(signs[place] for signs, place in zip(kinds, places, strict=True))
        for places in sorted(every, key=lambda places: (sum(places), places))
    ]


def _with(text: str, chosen: tuple[str, ...]) -> str:
    for sign in chosen:
        signs = next(each for each in _LIKE if sign in each)
        text = text.translate(str.maketrans(signs, sign * len(signs)))
    return text
