"""The one way of a sentence to whoever reads it: looked up when it is said, in the reader's language.

A sentence stands in English where it is said, whole, with named places: `_("Wait until {until}.", until=…)`.
One that is kept, in a constant or a default, is marked by `N_` there and looked up by `_` where it is said;
`Phrases`, `spoken` and `of_class` do that for tables, dataclasses and constants of classes. What depends on
a number is said by `ngettext`, an English word with two meanings by `pgettext`. English loads nothing.

The record, JSON and whatever else programs read stay English: they are made while the language is English.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from gettext import GNUTranslations

K = TypeVar("K")
T = TypeVar("T")

ENGLISH = "en"
_ENGLISH = frozenset({"", ENGLISH, "c", "posix"})
FOLDER = Path(__file__).with_name("languages")
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Of the environment; the first that is set says the language (POSIX, XBD 8.2)."""

_of_process = ENGLISH
_of_reader: ContextVar[str | None] = ContextVar("language of a message's reader", default=None)


def available() -> tuple[str, ...]:
    """The tags of the languages there are, English first."""
    return (ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.mo")))


def use(language: str) -> None:
    """From now on everything is said in `language`, in every thread; one that is not there is English."""
    global _of_process  # noqa: PLW0603 - one process serves one operator
    _of_process = language


@contextmanager
def read_in(language: str) -> Iterator[None]:
    """What is said meanwhile is for a reader of `language`: a message to somebody, a line of the record."""
    before = _of_reader.set(language)
    try:
        yield
    finally:
        _of_reader.reset(before)


def active() -> str:
    return _of_reader.get() or _of_process


def chosen(setting: str, environ: Mapping[str, str]) -> str:
    """The tag of an available language: what is set, or else what the environment says, or English.
    "sv_SE.UTF-8", "sv-SE" and "sv" all are "sv"."""
    wanted = setting or next(filter(None, (environ.get(name) for name in VARIABLES)), "")
    tag = wanted.partition(".")[0].partition("@")[0].replace("_", "-").lower()
    if tag.partition("-")[0] in _ENGLISH:
        return ENGLISH  # which looks for no file
    there = available()
    while tag and tag not in there:
        tag = tag.rpartition("-")[0]
    return tag or ENGLISH


def _(sentence: str, /, **values: object) -> str:
    """`sentence` in the reader's language, with `values` in its places."""
    catalog = _catalog(active())
    if catalog is None or not sentence:  # "" would be what the file says about itself
        return _filled(sentence, values)
    return _said(catalog.gettext(sentence), sentence, values)


def N_(sentence: str, /) -> str:
    """Marks a sentence that is said later, by `_`."""
    return sentence


class _OfClass:
    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def __get__(self, _held: object, _owner: type | None = None) -> str:
        return _(self._sentence)


def of_class(sentence: str, /) -> str:
    """Marks a sentence that a class has as its constant; it is said whenever it is read there."""
    return cast("str", _OfClass(sentence))


def spoken(*names: str) -> Callable[[type[T]], type[T]]:
    """For a dataclass: its fields of these names hold marked sentences, and are said when they are read. What
    was said already, or belongs to somebody, stays as it is."""

    def with_spoken(cls: type[T]) -> type[T]:
        for name in names:
            setattr(cls, name, _Spoken(name))
        return cls

    return with_spoken


class _Spoken:
    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, held: object, _owner: type | None = None) -> object:
        return self if held is None else _(held.__dict__[self._name])

    def __set__(self, held: object, sentence: str) -> None:
        held.__dict__[self._name] = sentence


class Phrases(Mapping[K, str]):
    """Marked phrases by a key; each is said in the reader's language when it is taken."""

    def __init__(self, marked: Mapping[K, str]) -> None:
        self._marked = marked

    def __getitem__(self, key: K) -> str:
        return _(self._marked[key])

    def __iter__(self) -> Iterator[K]:
        return iter(self._marked)

    def __len__(self) -> int:
        return len(self._marked)


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """`one` or `many`, as the reader's language counts; {count} is filled in."""
    values = {"count": count, **values}
    english = one if count == 1 else many
    catalog = _catalog(active())
    if catalog is None:
        return _filled(english, values)
    return _said(catalog.ngettext(one, many, count), english, values)


def pgettext(meaning: str, sentence: str, /, **values: object) -> str:
    """`_` where `sentence` alone would mean two things; `meaning` tells translators which it is."""
    catalog = _catalog(active())
    if catalog is None:
        return _filled(sentence, values)
    return _said(catalog.pgettext(meaning, sentence), sentence, values)


def any_of(parts: Sequence[str]) -> str:
    """ "a, b or c"; "" for none."""
    if len(parts) < 2:
        return "".join(parts)
    return _("{these} or {last}", these=", ".join(parts[:-1]), last=parts[-1])


def _filled(sentence: str, values: Mapping[str, object]) -> str:
    return sentence.format(**values) if values else sentence


def _said(translation: str, english: str, values: Mapping[str, object]) -> str:
    """A translation that cannot be filled in is no reason to fall silent."""
    try:
        return _filled(translation, values)
    except (LookupError, ValueError, AttributeError, TypeError):
        return _filled(english, values)


@cache
def _catalog(language: str) -> "GNUTranslations | None":
    """None = English, also where a file cannot be read."""
    if language == ENGLISH or language not in available():
        return None
    from gettext import GNUTranslations  # noqa: PLC0415 - English needs none

    try:
        with (FOLDER / f"{language}.mo").open("rb") as file:
            return GNUTranslations(file)
    except (OSError, ValueError, LookupError):
        return None
