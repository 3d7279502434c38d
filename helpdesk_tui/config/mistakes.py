"""What is wrong with a configuration, in words: file, line, section, key, and the nearest valid key. In
English, as the file is, and whatever documents it."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from helpdesk_tui.config.lines import Path
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import ngettext
from helpdesk_tui.text import clean

_TYPES = {
    "missing": "is missing, and has no default",
    "too_short": "must not be empty",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "string_type": "must be text in quotes",
    "dict_type": 'must be a table: { name = "value" }',
    "tuple_type": "must be a list, in square brackets",
    "model_type": "must be a section, with its name in square brackets",
    "model_attributes_type": "must be a section, with its name in square brackets",
}
OF_KEYS = "keys"
"""The section whose keys are ids of others."""
_NAME_ITSELF = "[key]"  # pydantic's mark for a name in a table of free names
_PLACE = re.compile(r"^(?P<words>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


@dataclass(frozen=True)
class Mistake:
    line: int
    key: str  # "[verification] gates", "[verification]"; "" for the text as such
    words: str

    def __str__(self) -> str:
        sentence = self.words if self.words.endswith("?") else f"{self.words}."
        return f"line {self.line}: {self.key}: {sentence}" if self.key else f"line {self.line}: {sentence}"


@dataclass(frozen=True)
class ConfigSource:
    """A file, and the line of each of its keys."""

    path: FilePath
    lines: Mapping[Path, int]


TOO_DEEP = Mistake(1, "", "brackets are nested too deeply")
UNREADABLE = Mistake(1, "", "a value is too long to be read")


def syntax(error: tomllib.TOMLDecodeError, text: str) -> Mistake:
    """A text that is no TOML; tomllib stops at the first mistake."""
    found = _PLACE.match(str(error))
    words = found["words"] if found else str(error)
    line = int(found["line"]) if found and found["line"] else text.count("\n") + 1
    return Mistake(line, "", f"this is no TOML: {clean(words)[:1].lower()}{clean(words)[1:]}")


def values(
    errors: Sequence[ErrorDetails], lines: Mapping[Path, int], text: str, model: type[BaseModel]
) -> list[Mistake]:
    """Every mistake that validation found, in the order of lines."""
    last = text.count("\n") + (not text.endswith("\n"))
    found = []
    wrong_within = {error["loc"][:-1] for error in errors}
    for error in errors:
        path = tuple(part for part in error["loc"] if part != _NAME_ITSELF)
        if error["type"] == "too_short" and path in wrong_within:
            continue  # elements that are wrong are not counted
        found.append(Mistake(_line(path, lines, last), _key(path, model), _words(error, path, model)))
    return sorted(found, key=lambda mistake: mistake.line)


def all_of(path: FilePath, mistakes: Sequence[Mistake]) -> Problem:
    """One problem for all mistakes in a file."""
    shown = clean(str(path), 1024)
    listed = "\n".join(f"  {shown}, {mistake}" for mistake in mistakes)
    count = ngettext("1 mistake", "{count} mistakes", len(mistakes))
    return problem("config-invalid", count=count, listed=listed)


def place(path: Path, source: ConfigSource | None, model: type[BaseModel]) -> str:
    """ "/etc/helpdesk-tui/config.toml, line 31: [scope] bases (item 2)"."""
    key = _key(path, model)
    if source is None:
        return key
    return f"{clean(str(source.path), 1024)}, line {_line(path, source.lines, 1)}: {key}"


def _line(path: Path, lines: Mapping[Path, int], last: int) -> int:
    """The line of the key, or of the nearest table around it; a missing section belongs at the end."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return last


def _key(path: Path, model: type[BaseModel]) -> str:
    """`[verification] gates`, `[scope] bases (item 2)`, `[[tiers]] (number 1) gates`."""
    section, *rest = path
    shown = clean(str(section), 64)  # names come from the file, so they are cleaned
    if _is_single(section, model):
        return shown
    if section in model.model_fields and get_origin(model.model_fields[str(section)].annotation) is tuple:
        shown = f"[[{shown}]]"
        if rest and isinstance(rest[0], int):
            shown, rest = f"{shown} (number {rest[0] + 1})", rest[1:]
    else:
        shown = f"[{shown}]"
    if section == OF_KEYS:  # an id of two names is one key, however it is written
        return f"{shown} {clean('.'.join(map(str, rest)), 64)}".rstrip()
    return shown + "".join(
        f" {clean(str(part), 64)}" if isinstance(part, str) else f" (item {part + 1})" for part in rest
    )


def _words(error: ErrorDetails, path: Path, model: type[BaseModel]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(path, model)
    if kind == "value_error":
        return clean(str(context["error"]), 400)
    if kind in ("literal_error", "enum"):
        return f"must be {clean(str(context['expected']), 400)}"
    if kind in ("greater_than_equal", "less_than_equal"):
        return _range(path, model)
    if kind == "tuple_type" and len(path) == 1:
        return f"must be tables, each with its name in double brackets: [[{path[0]}]]"
    return _TYPES.get(kind) or clean(error["msg"])


def _range(path: Path, model: type[BaseModel]) -> str:
    """Both ends of a number's range, whichever was crossed."""
    *_, (section, name) = _walk(path, model)
    field = section.model_fields[name]
    ends = {
        end: getattr(rule, end)
        for rule in [*field.metadata, *_rules(field.annotation)]
        for end in ("ge", "le")
        if hasattr(rule, end)
    }
    return f"must be a whole number from {ends['ge']} to {ends['le']}"


def _unknown(path: Path, model: type[BaseModel]) -> str:
    """A key that does not exist: the one that was meant, or the section that has it."""
    name = str(path[-1])
    sections = {key: _keys(model, key) for key in model.model_fields}
    if len(path) == 1:
        near = _home_of(name, sections) or _nearest(name, sections)
        return f"there is no such section{near or _list('The sections are', sections)}"
    known = sections[str(path[0])]
    near = _home_of(name, sections) or _nearest(name, known)
    return f"there is no such key{near or _list('The keys here are', known)}"


def _is_single(name: str | int, model: type[BaseModel]) -> bool:
    """A key that stands above all sections."""
    field = model.model_fields.get(str(name))
    return field is not None and section_in(field.annotation) is None


def _keys(model: type[BaseModel], name: str) -> Sequence[str]:
    section = section_in(model.model_fields[name].annotation)
    return list(section.model_fields) if section else []


def _walk(path: Path, model: type[BaseModel]) -> Iterator[tuple[type[BaseModel], str]]:
    """The section and field of each name on the way, as far as there are sections."""
    section: type[BaseModel] | None = model
    for part in path:
        if section is None or isinstance(part, int):
            continue
        yield section, part
        section = section_in(section.model_fields[part].annotation)


def section_in(annotation: object) -> type[BaseModel] | None:
    """The section that a field holds, or of which it holds a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = [section_in(each) for each in get_args(annotation)] if get_origin(annotation) is tuple else []
    return next((each for each in inner if each), None)


def _rules(annotation: object) -> list[object]:
    """Those inside of an optional number, or of the numbers in a list."""
    found = list(getattr(annotation, "__metadata__", ()))
    found += [rule for each in found for rule in getattr(each, "metadata", ())]
    return found + [rule for each in get_args(annotation) for rule in _rules(each)]


def _nearest(name: str, known: Mapping[str, object] | Sequence[str]) -> str:
    near = difflib.get_close_matches(name.lower().replace("-", "_"), list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def _home_of(name: str, sections: Mapping[str, Sequence[str]]) -> str:
    homes = [section for section, keys in sections.items() if name in keys]
    if name in sections and not sections[name]:
        return f"; {clean(name)} stands above the first section"
    return f"; {clean(name)} belongs in [{homes[0]}]" if homes else ""


def _list(words: str, names: Mapping[str, object] | Sequence[str]) -> str:
    return f". {words}: {', '.join(names)}"
