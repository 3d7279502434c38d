"""Texts that differ in accents alone. Most servers do not take é for e: so they are asked for what has no
accent, and what they send is compared here."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence

from helpdesk_tui.directory.filters import both, contains, either, in_order, starts
from helpdesk_tui.directory.messages import DirectoryEntry
from helpdesk_tui.spelling import alike


def plain(text: str) -> str:
    """Without accents and case."""
    apart = unicodedata.normalize("NFKD", alike(text))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


_BARE = frozenset("bfmpqvx0123456789")
"""Letters that stand for themselves in nearly every language's spelling."""

_ACCENTED: Mapping[str, tuple[str, ...]] = {
    letter: tuple(chr(code) for code in range(0xC0, 0x180) if plain(chr(code)) == letter)
    for letter in "acdeghijklnorstuwyz"
}
"""Letter → the same with accents, of the Latin languages of Europe."""


def letters_of(text: str) -> list[str]:
    """Its words without accents; a word of accents alone is none."""
    return [word for word in map(plain, text.split()) if word]


def around(names: Sequence[str], words: Sequence[str]) -> str:
    """Filter: for each of `words`, of which there are some, one of these attributes may have a word that
    begins with it, whatever its accents. It lets others through, too: see `holds`."""
    return both(*(either(*(_about(name, word) for name in names)) for word in words))


def holds(values: Iterable[str], words: Sequence[str]) -> bool:
    """Whether each of `words` is the beginning of some word of these values."""
    parts = [part for value in values for part in plain(value).split()]
    return all(any(part.startswith(word) for part in parts) for word in words)


def holder_of(names: Sequence[str], words: Sequence[str]) -> Callable[[DirectoryEntry], bool]:
    """Whether an entry holds `words` in these attributes."""
    return lambda entry: holds(texts_of(entry, names), words)


def texts_of(entry: DirectoryEntry, names: Sequence[str]) -> Iterable[str]:
    """All values of these attributes."""
    return (raw.decode("utf-8", "replace") for name in names for raw in entry.values.get(name.lower(), ()))


def _about(name: str, word: str) -> str:
    """Begins with the first letter of `word`, whatever accent it has, or has a word that does; and holds
    those that have none, in order."""
    firsts = (word[0], *_ACCENTED.get(word[0], ()))
    begins = either(
        *(part for first in firsts for part in (starts(name, first), contains(name, f" {first}")))
    )
    kept = "".join(letter for letter in word[1:] if letter in _BARE)
    return both(begins, in_order(name, kept)) if kept else begins
