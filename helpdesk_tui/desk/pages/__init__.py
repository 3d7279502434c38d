"""The pages: what a code, a sentence or some words mean, and what to do. Of our own problems, and of what
other programs say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from helpdesk_tui.desk.catalogue import CATALOGUE, TOPICS
from helpdesk_tui.desk.pages.codes import (
    ACTIVE_DIRECTORY,
    BIND_DATA,
    ENTRA,
    EVENTS,
    KERBEROS,
    NTSTATUS,
    PAM,
    PPOLICY,
    SELF_SERVICE,
    WIN32,
)
from helpdesk_tui.desk.pages.meanings import MEANINGS
from helpdesk_tui.desk.pages.pasted import recognise
from helpdesk_tui.language import N_, _

_FILLED_IN = re.compile(r"\{\w+\}")
_LEAST = 3  # letters of a word that is looked for
_MOST = 10  # pages that some words find


@dataclass(frozen=True)
class Page:
    """Sentences are marked, and said by `means` and `remedy`; `said`: how other programs say it."""

    code: str
    cause: str
    advice: str
    said: tuple[str, ...] = ()
    own: bool = False  # of the catalogue: what is filled in where it befalls is left open

    @property
    def means(self) -> str:
        return self._open(_(self.cause))

    @property
    def remedy(self) -> str:
        return self._open(_(self.advice))

    def _open(self, sentence: str) -> str:
        return _FILLED_IN.sub("…", sentence) if self.own else sentence


def explain(asked: str) -> tuple[Page, ...]:
    """For a code, a pasted line, or words; the best first. () = nothing is known of it."""
    if exact := _exact(asked.strip()):
        return (exact,)
    if found := recognise(asked):
        return tuple(PAGES[meaning] for meaning in found)
    return _by_words(asked)


def _exact(code: str) -> Page | None:
    """By its own code; of what both know, other programs' page is the wider one."""
    return PAGES.get(code.lower()) or OWN.get(code.lower())


def _by_words(asked: str) -> tuple[Page, ...]:
    words = [word for word in asked.casefold().split() if len(word) >= _LEAST]
    if not words:
        return ()
    ranked = [(_fit(page, words), page) for page in (*PAGES.values(), *OWN.values())]
    found = sorted((each for each in ranked if each[0]), key=lambda each: -each[0])
    return tuple(page for _, page in found[:_MOST])


def _fit(page: Page, words: list[str]) -> int:
    """All words must be there; in what it means they weigh more. 0 = not all are."""
    means, all_of_it = page.means.casefold(), f"{page.means} {page.remedy}".casefold()
    if not all(word in all_of_it for word in words):
        return 0
    return 1 + sum(word in means for word in words)


def _codes() -> Iterator[tuple[str, str]]:
    """(meaning, a code that leads to it), system by system."""
    yield from ((meaning, f"data {data}") for data, meaning in BIND_DATA.items())
    yield from ((meaning, f"STATUS_{name} 0x{number:08X}") for number, (name, meaning) in NTSTATUS.items())
    yield from (
        (meaning, f"Windows error {number}, {number:08X}, 0x8007{number:04X}")
        for number, meaning in WIN32.items()
    )
    yield from ((meaning, f"Active Directory {number:08X}") for number, meaning in ACTIVE_DIRECTORY.items())
    yield from ((meaning, f"{name} 0x{number:X}") for number, (name, meaning) in KERBEROS.items())
    yield from ((meaning, f"event {number}") for number, meaning in EVENTS.items())
    yield from ((meaning, f"{name}, ppolicy {number}") for number, (name, meaning) in PPOLICY.items())
    yield from ((meaning, f"PAM {number}") for number, meaning in PAM.items())
    yield from ((meaning, f"AADSTS{number}") for number, meaning in ENTRA.items())
    yield from ((meaning, f"SSPR_{number:04}") for number, meaning in SELF_SERVICE.items())


def _pages() -> dict[str, Page]:
    said: dict[str, list[str]] = {code: [] for code in MEANINGS}
    for meaning, code in _codes():
        said[meaning].append(code)
    return {code: Page(code, *words, tuple(said[code])) for code, words in MEANINGS.items()}


PAGES = _pages()
"""Of what other programs say."""

OWN: dict[str, Page] = {code: Page(code, entry[0], entry[1], own=True) for code, entry in CATALOGUE.items()}
"""Of this program's own problems."""

OTHERS = N_("What other programs say")


def by_topic() -> dict[str, tuple[Page, ...]]:
    """Every page there is, to leaf through."""
    own = {topic: tuple(OWN[code] for code in entries) for topic, entries in TOPICS.items()}
    return {OTHERS: tuple(PAGES.values()), **own}
