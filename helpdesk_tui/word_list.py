"""Lists of words for passwords: those that xkcdpass brings, or a file of one's own, a word a line.

The English list is the Electronic Frontier Foundation's long one, which was made for this. Only words that
every keyboard types are taken: small letters without accents.
"""

import re
from importlib.resources import files
from pathlib import Path

from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.password_words import FEWEST_LISTED
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _

LANGUAGES = {
    "de": "ger-long",
    "en": "eff-long",
    "fr": "fr-freelang",
    "pt": "ptbr-aosp-10k",
    "sv": "swe-short",
}
"""Language → the file of xkcdpass; of those it has, the ones without names and forms that nobody says."""

_MOST_BYTES = 4_000_000
_WORD = re.compile(r"[a-z]{3,9}")


def load(source: str) -> tuple[str, ...]:
    """Each word once. `source`: one of `LANGUAGES`, or the absolute path of a file. Raises `ConfigError`
    (word-list)."""
    try:
        if source in LANGUAGES:
            data = files("xkcdpass").joinpath("static", LANGUAGES[source]).read_bytes()
        else:
            with Path(source).open("rb") as file:
                data = file.read(_MOST_BYTES + 1)
    except (OSError, ModuleNotFoundError) as error:
        raise _unusable(source, _("it cannot be read ({why})", why=type(error).__name__)) from None
    if len(data) > _MOST_BYTES:
        raise _unusable(source, _("it is larger than 4 MB"))
    lines = data.decode("utf-8", "replace").splitlines()
    words = tuple(dict.fromkeys(word for line in lines if _WORD.fullmatch(word := line.strip())))
    if len(words) < FEWEST_LISTED:
        why = _(
            "it has {count} words of 3 to 9 small letters a to z, and needs {needed}",
            count=len(words),
            needed=FEWEST_LISTED,
        )
        raise _unusable(source, why)
    return words


def _unusable(source: str, why: str) -> ConfigError:
    return ConfigError(problem("word-list", source=source, why=why))
