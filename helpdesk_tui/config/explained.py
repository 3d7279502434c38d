"""What one setting is: the words of config.example.toml, and what the model takes."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from helpdesk_tui.config.file import Config
from helpdesk_tui.config.mistakes import section_in
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.keys.remapping import display, key_of, may_be, remappable
from helpdesk_tui.text import clean

_SENTENCES = re.compile(r'(?<=[.!?]) +(?=[A-Z"])')
_SHORT, _LONG = 60, 240  # characters of a sentence
_TOO_SHORT = 56  # to say more than the values


@dataclass(frozen=True)
class Explanation:
    key: str  # "search.limit"
    words: str  # a sentence or two, from config.example.toml
    kind: str  # "whole number", "text", "list of text", …
    default: str  # as it stands there; "" = it must be given
    allowed: str  # "1 to 500", "auto, openldap"; "" = what the words say
    has_more: bool = False  # whether that page says more


def explain(asked: str) -> Explanation:
    """The key may be written "search.limit", "[search] limit", or as "limit" where one section alone has it.
    Raises `ConfigError` (key-unknown)."""
    named = ".".join(re.findall(r"[A-Za-z0-9_-]+", asked)).lower()
    key_id = named.removeprefix("keys.")
    if key_id in remappable():
        return _of_key(key_id)
    every = _fields()
    found = [key for key in every if named and named in (key, key.partition(".")[2])]
    if len(found) != 1:
        near = found or get_close_matches(named, every, 3, 0.5) or ["directory.servers"]
        raise ConfigError(problem("key-unknown", key=clean(asked, 64), near=", ".join(near[:8])))
    return _explained(found[0], every[found[0]])


def _of_key(key_id: str) -> Explanation:
    key = key_of(key_id)
    return Explanation(
        f"keys.{key_id}", f"{key.label}: {key.tooltip}", "text", json.dumps(display(key.key)), may_be(key_id)
    )


def _fields() -> dict[str, FieldInfo]:
    found = {}
    for name, field in Config.model_fields.items():
        section = section_in(field.annotation)
        if section is None:
            found[name] = field
        else:
            found |= {f"{name}.{key}": inner for key, inner in section.model_fields.items()}
    return found


def _explained(key: str, field: FieldInfo) -> Explanation:
    stated = re.search(r"^Default: (.*)$", _comment(key), re.MULTILINE)
    words, allowed = whole_words(key), _allowed(field)
    said = _brief(words, has_list=bool(allowed))
    default = stated[1] if stated else ""
    return Explanation(key, said, _kind(field.annotation), default, allowed, has_more=said != words)


def whole_words(key: str) -> str:
    """All that config.example.toml says of it. Of a tier, where only the values stand there, what it says of
    everybody's."""
    comment = re.sub(r"^(?:Default: .*|Required\.)$", "", _comment(key), flags=re.MULTILINE)
    words, of_all = " ".join(comment.split()), key.replace("tiers.", "verification.", 1)
    return whole_words(of_all) if len(words) < _TOO_SHORT and of_all != key and _comment(of_all) else words


def _brief(words: str, *, has_list: bool) -> str:
    """The first sentence, or two short ones; without the values, where they are listed beside it."""
    first, *others = _SENTENCES.split(words)
    head, colon, _ = first.partition(": ")
    if has_list and colon and len(first) > _LONG:
        return f"{head}."
    if others and len(first) < _SHORT and len(first) + len(others[0]) < _LONG:
        return f"{first} {others[0]}"
    return first


def _comment(key: str) -> str:
    """What stands right above the key."""
    section, _, name = key.rpartition(".")
    head = f"\n[[{section}]]\n" if section == "tiers" else f"\n[{section}]\n" if section else "\n"
    block = _example().partition(head)[2]
    block = block.partition("\n[")[0] if section else block
    found = re.search(rf"((?:^#.*\n)+)^{name} = ", f"\n{block}", re.MULTILINE)
    return re.sub(r"^# ?", "", found[1], flags=re.MULTILINE) if found else ""


@cache
def _example() -> str:
    """The example, with the tier that is a comment there made real."""
    text = files("helpdesk_tui.config").joinpath("example.toml").read_text("utf-8")
    commented = re.search(r"^# \[\[tiers\]\]\n(?:#.*\n)+", text, re.MULTILINE)
    if commented is None:
        return text
    return text.replace(commented[0], re.sub(r"^# ?", "", commented[0], flags=re.MULTILINE))


def _kind(annotation: Any) -> str:
    if get_origin(annotation) in (tuple, list):
        return f"list of {_kind(get_args(annotation)[0])}"
    if get_origin(annotation) is dict:
        return "table"
    inner = {int: "whole number", bool: "true or false"}
    for each in _types(annotation):
        if each in inner:
            return inner[each]
    return "text"


def _types(annotation: Any) -> Iterator[Any]:
    yield annotation
    for each in get_args(annotation):
        yield from _types(each)


def _allowed(field: FieldInfo) -> str:
    named: list[str] = []
    for each in _types(field.annotation):
        if get_origin(each) is Literal:
            named += [str(value) or '""' for value in get_args(each)]
        elif isinstance(each, type) and issubclass(each, StrEnum):
            named += [member.value for member in each]
    if named:
        return ", ".join(dict.fromkeys(named))
    rules = [*field.metadata, *(each for part in _types(field.annotation) for each in _rules(part))]
    low = _bound(rules, "ge")
    high = _bound(rules, "le")
    return f"{low} to {high}" if low is not None and high is not None else ""


def _bound(rules: list[Any], name: str) -> object:
    return next((getattr(rule, name) for rule in rules if hasattr(rule, name)), None)


def _rules(annotation: Any) -> Iterator[Any]:
    for each in getattr(annotation, "__metadata__", ()):
        yield each
        yield from getattr(each, "metadata", ())
