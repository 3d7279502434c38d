"""Other keys than the usual ones, by the ids of the registry: what may be chosen, and what stands against it.

Letters stay letters of what is typed: only what is on a letter by itself, where nothing is typed, may lie on
one. Enter, Esc, Tab, Space, digits and arrows are said in many sentences and stay what they are. Ctrl+H,
Ctrl+I, Ctrl+J and Ctrl+M are Backspace, Tab and Enter on a classic terminal; others edit a field.
"""

import re
from collections.abc import Iterator, Mapping

from helpdesk_tui.keys.registry import KEYS, REGISTERED, Key, keys_of_actions

_LETTER = re.compile(r"[A-Za-z]")
_FUNCTION = re.compile(r"f(?:[1-9]|1[0-2])")
_FREE = "bglnopqrtyz"
"""What may stand behind Ctrl: not what edits a field or a terminal sends for another key, and not Ctrl+S,
which halts many a terminal."""
_CONTROL = re.compile(rf"ctrl\+[{_FREE}]")
_OF_F_KEYS = "F1 to F12, or Ctrl and one of " + ", ".join(_FREE.upper())
_TOGETHER = (
    frozenset({"verify", "prompt", "secret"}),
    frozenset({"receipt", "secret"}),
    frozenset({"row", "list"}),
    frozenset({"row", "lists"}),
    frozenset({"row", "approvals"}),
    frozenset({"row", "methods"}),
    frozenset({"row", "dialog"}),
)
"""Whose keys are found on one screen: the beginnings of their ids."""


def key_of(key_id: str) -> Key:
    """Raises `KeyError` for an id that there is not."""
    return KEYS.get(key_id) or keys_of_actions()[key_id]


def ids() -> tuple[str, ...]:
    """All that have a key, in their order."""
    there = {*KEYS, *(each for each, key in keys_of_actions().items() if key.key)}
    return tuple(each for each in REGISTERED if each in there)


def remappable() -> tuple[str, ...]:
    """The ids whose keys may be chosen."""
    return tuple(each for each in ids() if _may_be(key_of(each).key))


def named(key: str) -> str:
    """As the program calls it: "F6" is f6, "Ctrl+B" ctrl+b; of a letter, large and small are two keys."""
    return key if _LETTER.fullmatch(key) else key.lower()


def display(key: str) -> str:
    """As keyboards name it."""
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return key.upper() if _FUNCTION.fullmatch(key) else key


def mistakes(chosen: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Ids, each with what is wrong with its key, in words that say what to do."""
    good = {}
    for key_id, key in chosen.items():
        if words := _against(key_id, named(key)):
            yield key_id, words
        else:
            good[key_id] = named(key)
    for key_id, key in good.items():
        other = next((each for each in _others(key_id, key, good)), None)
        if other is not None:
            remedy = f"choose another one, or give {other} another one too"
            yield key_id, f"{display(key)} is already {other} there: {remedy}"


def meet(one: str, other: str) -> bool:
    """Whether both may be found on one screen."""
    places = {_place(one), _place(other)}
    return "" in places or len(places) == 1 or any(places <= each for each in _TOGETHER)


def _place(key_id: str) -> str:
    """Where it works: the beginning of its id; "" = on several screens, or all."""
    return key_id.rpartition(".")[0]


def _others(key_id: str, key: str, chosen: Mapping[str, str]) -> Iterator[str]:
    """Those that have this key too, unless both always had it."""
    is_usual = key == key_of(key_id).key
    for other in ids():
        usual = key_of(other).key
        keys = chosen.get(other, usual)
        if other == key_id or not meet(key_id, other) or (is_usual and keys == usual):
            continue
        if key in keys.split(","):
            yield other


def _against(key_id: str, key: str) -> str:
    if key_id not in ids():
        from difflib import get_close_matches  # noqa: PLC0415 - the first screen does not wait for it

        near = get_close_matches(key_id, remappable(), 1, 0.5)
        return f"there is no such key{f'; did you mean {near[0]}?' if near else ': docs/keys.md lists them'}"
    if not _may_be(key_of(key_id).key):
        return "stays on its key: sentences on the screens name it. Leave it out"
    takes_letters = _LETTER.fullmatch(key_of(key_id).key) is not None
    if _may_be(key) and (takes_letters or not _LETTER.fullmatch(key)):
        return ""
    return f"must be {may_be(key_id)}"


def may_be(key_id: str) -> str:
    """What may be chosen for it, in words."""
    return f"a letter, {_OF_F_KEYS}" if _LETTER.fullmatch(key_of(key_id).key) else _OF_F_KEYS


def _may_be(key: str) -> bool:
    return any(each.fullmatch(key) for each in (_LETTER, _FUNCTION, _CONTROL))
