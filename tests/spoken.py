"""What tests read on screens and in lines, whatever language is spoken."""

import re
from datetime import UTC, datetime
from functools import cache

import translating

from helpdesk_tui.demo.cast import cast
from helpdesk_tui.demo.registered_methods import _ANSWERS
from helpdesk_tui.demo.staff import operators
from helpdesk_tui.language import ENGLISH, FOLDER, active

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.po"))
_BOX = re.compile(r"[│╭╮╰╯─▎▸↑↓]")
_TYPED = frozenset({"go", "here", "two"})
_OF_TEXTUAL = ("Search for commands", "No matches found")
_PLACE = re.compile(r"\{.*?\}")


@cache
def _pairs(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(translating.pairs(translating.read(FOLDER / f"{language}.po")))


@cache
def _said_in(language: str, words: str) -> tuple[str, ...]:
    """The longest piece of each translation of a sentence that holds `words`."""
    wanted = re.compile(
        re.sub(r"\d+", r"(?:\\d+|{.*?})", re.escape(words)), re.IGNORECASE
    )  # numbers are places
    said = (said for english, said in _pairs(language) if wanted.search(english))
    return tuple(filter(None, (max(_PLACE.split(each), key=len).strip() for each in said)))


def in_words(words: str) -> tuple[str, ...]:
    """As they may be read in the language that is spoken; a word that is typed stays what it is."""
    if active() == ENGLISH:
        return (words,)
    typed, _space, does = words.partition(" ")
    if typed in _TYPED:
        return tuple(f"{typed} {each}" for each in in_words(does))
    return (words, *_said_in(active(), words))


def left_in_english(shown: str) -> list[str]:
    """Pieces of two words or more of what is translated, or of Textual's, that are to be read in English all
    the same."""
    read = " ".join(_BOX.sub(" ", _without_data(shown)).split())
    return [piece for piece in (*_pieces(active()), *_OF_TEXTUAL) if piece in read]


@cache
def _pieces(language: str) -> tuple[str, ...]:
    translated = "\n".join(said for _english, said in _pairs(language))
    found = {
        piece.strip(" .:,;")
        for english, _said in _pairs(language)
        for piece in re.split(r"\{.*?\}|\n", english)
    }
    return tuple(sorted(each for each in found if _is_english(each) and each not in translated))


def _is_english(piece: str) -> bool:
    return len(re.findall(r"[A-Za-z]{2,}", piece)) > 1


def _without_data(shown: str) -> str:
    for words in _data():
        shown = shown.replace(words, " ")
    return shown


@cache
def _data() -> tuple[str, ...]:
    """What the demo's directory says of its people, and the questions that they chose; the longest first."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    people = [*cast(now), *operators(now)]
    found = {words for each in people for words in (each.name, each.title, each.department, each.office)}
    return tuple(sorted({*filter(None, found), *(text for text, _answer in _ANSWERS)}, key=len, reverse=True))
