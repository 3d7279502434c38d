"""Takes one rule out of the program: finds it by its symbol, and shows a program that has it no more.

    Rule("1 a clearance expires", "desk.clearance:against_clearance", "now >= clearance.expires_at", …)

`at` is the module, and the function, method, class or name in it that holds the rule (nothing after the
colon: any line of the module), or the path of a file that is no Python. `code` is the smallest piece of it:
line breaks, indentation, comments and trailing commas make no difference.
"""

import ast
import contextlib
import io
import itertools
import os
import tokenize
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import helpdesk_tui

PACKAGE = Path(helpdesk_tui.__file__).parent

_LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
_FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
_Token = tokenize.TokenInfo


@dataclass(frozen=True)
class Rule:
    """Without `code`, or with `without` in its place, `tests` (arguments of pytest) must fail."""

    name: str
    at: str
    code: str
    without: str
    tests: str


class NotFound(AssertionError):
    """The rule's code is not where it is said to be; the message says where it is now."""


@dataclass(frozen=True)
class Place:
    """A piece of a file: from character `start` to `end`."""

    path: Path
    start: int
    end: int
    begins_line: bool = False  # whether it is a statement, or its beginning


# --- showing the program without it -------------------------------------------------------------------


def program_without(rule: Rule, directory: Path, package: Path = PACKAGE) -> None:
    """Makes `directory`/helpdesk_tui: links to the program, but for the file that the rule stands in."""
    place = find(rule, package)
    text = place.path.read_text(encoding="utf-8")
    changed = text[: place.start] + _instead(rule, place, text) + text[place.end :]
    if place.path.suffix == ".py":
        ast.parse(changed)
    _link(package, directory / package.name, place.path.relative_to(package), changed)


def _instead(rule: Rule, place: Place, text: str) -> str:
    if not place.begins_line:
        return rule.without
    indent = place.start - text.rfind("\n", 0, place.start) - 1
    return (rule.without or "pass").replace("\n", "\n" + " " * indent)


def _link(real: Path, shown: Path, changed: Path, text: str) -> None:
    """What `real` holds, at `shown`; `changed`, a path from there, has another text."""
    shown.mkdir(parents=True)
    first, *deeper = changed.parts
    for entry in real.iterdir():
        if entry.name != first:
            (shown / entry.name).symlink_to(entry)
    if deeper:
        _link(real / first, shown / first, Path(*deeper), text)
    else:
        (shown / first).write_text(text, encoding="utf-8")
        os.utime(shown / first, (0, 0))  # not the time that a compiled copy of the original bears


# --- finding it ---------------------------------------------------------------------------------------


def find(rule: Rule, package: Path = PACKAGE) -> Place:
    """Where the rule stands. A definition that moved to another module is found there, with a warning.

    Raises NotFound, with what to write instead where that can be told.
    """
    module, colon, name = rule.at.partition(":")
    if not colon:
        return _in_text(package / rule.at, rule.code)
    found = _within(_path(package, module), name, rule.code)
    if not found:
        moved = [path for path in _files(package) if name and _within(path, name, rule.code)]
        if len(moved) != 1:
            raise NotFound(_what_became_of(rule, package))
        warnings.warn(f"{rule.name}: {rule.at} is now {_named(package, moved[0])}:{name}", stacklevel=2)
        found = _within(moved[0], name, rule.code)
    if len(found) > 1:
        raise NotFound(f"{rule.at} holds this {len(found)} times; take a larger piece: {rule.code}")
    return found[0]


def _in_text(path: Path, code: str) -> Place:
    text = path.read_text(encoding="utf-8")
    if text.count(code) != 1:
        raise NotFound(f"{path.name} holds this {text.count(code)} times, not once: {code}")
    return Place(path, text.index(code), text.index(code) + len(code))


def _what_became_of(rule: Rule, package: Path) -> str:
    module, _, name = rule.at.partition(":")
    path = _path(package, module)
    said = [f"{rule.at} does not hold: {rule.code}"]
    if not path.exists():
        said.append(f"There is no module {module}.")
    elif not name or _defining(path, name):
        said += ["It reads:", *(ast.unparse(node) for node in _defining(path, name)), ""]
    else:
        said.append(f"{module} has no {name}.")
    elsewhere = [
        f"{_named(package, each)}:{_innermost(each, place)}"
        for each in _files(package)
        for place in _within(each, "", rule.code)
    ]
    said.append(f"The code stands in {', '.join(elsewhere)}." if elsewhere else "The code is nowhere.")
    return "\n".join(said)


def _files(package: Path) -> list[Path]:
    return sorted(package.rglob("*.py"))


def _named(package: Path, path: Path) -> str:
    return ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(".__init__")


def _path(package: Path, module: str) -> Path:
    path = package.joinpath(*module.split("."))
    own = path / "__init__.py"
    return own if own.exists() else path.with_suffix(".py")


# --- what a file defines ------------------------------------------------------------------------------


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


@cache
def _definitions(path: Path) -> tuple[tuple[str, _Definition], ...]:
    return tuple(_defined_in(ast.parse(_text(path)), ""))


def _defined_in(node: ast.AST, prefix: str) -> Iterator[tuple[str, _Definition]]:
    """Functions, methods and classes by their qualified names; names that a module or class assigns."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _FUNCTION | ast.ClassDef):
            yield prefix + child.name, child
            yield from _defined_in(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.Assign | ast.AnnAssign) and not isinstance(node, _FUNCTION):
            targets = child.targets if isinstance(child, ast.Assign) else [child.target]
            yield from ((prefix + each.id, child) for each in targets if isinstance(each, ast.Name))
        elif not isinstance(child, ast.expr):
            yield from _defined_in(child, prefix)


def _defining(path: Path, name: str) -> list[_Definition]:
    return [node for each, node in _definitions(path) if each == name]


def _rows(node: _Definition) -> range:
    decorators = getattr(node, "decorator_list", [])
    return range(min(each.lineno for each in (node, *decorators)), (node.end_lineno or 0) + 1)


def _innermost(path: Path, place: Place) -> str:
    """The name of the smallest definition around the place; "" outside of all."""
    row = _text(path).count("\n", 0, place.start) + 1
    around = [name for name, node in _definitions(path) if row in _rows(node)]
    return around[-1] if around else ""  # those within come after those around


# --- comparing code, whatever its layout ----------------------------------------------------------------


@cache
def _tokens(path: Path) -> tuple[_Token, ...]:
    return tuple(tokenize.generate_tokens(io.StringIO(_text(path)).readline))


def _within(path: Path, name: str, code: str) -> list[Place]:
    """Every place in the definition (in the file, without a name) whose tokens are those of `code`."""
    rows = [_rows(node) for node in _defining(path, name)]
    tokens, wanted = _tokens(path), _tokens_of(code)
    found = []
    for first, token in enumerate(tokens):
        if token.string == wanted[0].string and (not name or any(token.start[0] in each for each in rows)):
            last = _match(tokens, first, wanted)
            if last is not None:
                found.append(_place(path, first, last))
    return found


def _tokens_of(code: str) -> list[_Token]:
    """Those that count; `code` need not be whole: `if this:`, `"key": value,`."""
    tokens: list[_Token] = []
    with contextlib.suppress(tokenize.TokenError):  # a bracket that is not closed: what is before it has come
        tokens.extend(tokenize.generate_tokens(io.StringIO(code).readline))
    return [each for each in tokens if _counts(each)]


def _counts(token: _Token) -> bool:
    return token.type not in _LAYOUT and token.string != ""


def _match(tokens: Sequence[_Token], first: int, wanted: Sequence[_Token]) -> int | None:
    """Where the last of `wanted` is, if they follow one another from `first` on."""
    rest, last = [*wanted], first
    there = [at for at in range(first, len(tokens[: first + 9 * len(wanted)])) if _counts(tokens[at])]
    while rest and there:
        at = there.pop(0)
        if tokens[at].string == rest[0].string:
            rest.pop(0)
            last = at
        elif _is_trailing_comma(rest):
            rest.pop(0)
            there.insert(0, at)
        elif not _is_trailing_comma([tokens[each] for each in (at, *there)]):
            return None
    return None if rest else last


def _is_trailing_comma(tokens: Sequence[_Token]) -> bool:
    """As a formatter puts it before a bracket on a line of its own."""
    return [each.string for each in tokens[:2]] in ([",", ")"], [",", "]"], [",", "}"])


def _place(path: Path, first: int, last: int) -> Place:
    tokens = _tokens(path)
    offsets = [0, *itertools.accumulate(map(len, _text(path).splitlines(keepends=True)))]
    before = [each.type for each in tokens[:first] if each.type not in {tokenize.NL, tokenize.COMMENT}]
    (row, column), (last_row, last_column) = tokens[first].start, tokens[last].end
    return Place(
        path,
        start=offsets[row - 1] + column,
        end=offsets[last_row - 1] + last_column,
        begins_line=not before or before[-1] in _LAYOUT,
    )
