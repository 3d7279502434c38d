"""Invariant 11: time and randomness are given, not taken: one module takes them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import helpdesk_tui

PACKAGE = Path(helpdesk_tui.__file__).parent
SEAM = PACKAGE / "clock.py"
TAKEN = {"now", "utcnow", "today", "time", "time_ns"}
CLOCKS = {"datetime", "date", "time"}
CHANCE = {"random", "secrets"}
MADE_UP = {"uuid1", "uuid4", "urandom", "getrandom"}


def takers(source: str) -> Iterator[str]:
    """What of `source` takes the wall clock or randomness by itself."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TAKEN:
            holder = node.func.value
            name = getattr(holder, "id", getattr(holder, "attr", ""))
            if name in CLOCKS:
                yield f"line {node.lineno}: {name}.{node.func.attr}()"
        if (
            isinstance(node, ast.Attribute | ast.Name)
            and getattr(node, "attr", getattr(node, "id", "")) in MADE_UP
        ):
            yield f"line {node.lineno}: randomness"
        if isinstance(node, ast.Import) and {each.name for each in node.names} & CHANCE:
            yield f"line {node.lineno}: import of randomness"
        if isinstance(node, ast.ImportFrom) and node.module in CHANCE:
            yield f"line {node.lineno}: import of randomness"
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "__import__":
            yield f"line {node.lineno}: a hidden import"


def test_one_module_takes_time_and_randomness() -> None:
    found = {
        str(path.relative_to(PACKAGE)): list(takers(path.read_text(encoding="utf-8")))
        for path in PACKAGE.rglob("*.py")
        if path != SEAM
    }
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_the_one_module_is_what_it_says() -> None:
    assert len(list(takers(SEAM.read_text(encoding="utf-8")))) == 2
