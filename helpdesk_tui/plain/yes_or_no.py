"""Yes and no as they are typed: the English words always, and those of the reader's language."""

from helpdesk_tui.language import pgettext


def is_yes(typed: str) -> bool:
    return _is(typed, "yes", pgettext("typed as an answer", "yes"))


def is_no(typed: str) -> bool:
    return _is(typed, "no", pgettext("typed as an answer", "no"))


def _is(typed: str, *words: str) -> bool:
    """A word, or its first letter."""
    return typed.strip().casefold() in {*words, *(word[0] for word in words)}
