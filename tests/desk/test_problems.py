"""The catalogue holds what the code speaks of, in words that help."""

import ast
import re
import string
from pathlib import Path

import pytest

import helpdesk_tui
from helpdesk_tui.desk.catalogue import CATALOGUE
from helpdesk_tui.desk.problems import problem

SOURCE = Path(helpdesk_tui.__file__).parent


def _fields(code: str) -> set[str]:
    """The names that an entry's sentences want filled in."""
    texts = CATALOGUE[code]
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def _calls() -> list[tuple[str, ast.Call]]:
    """Every `problem("code", …)` in the product, with where it stands."""
    found = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", getattr(node.func, "attr", "")) == "problem"
            ):
                found.append((f"{path.relative_to(SOURCE)}:{node.lineno}", node))
    return found


def test_every_problem_that_the_code_names_is_in_the_catalogue_with_its_values() -> None:
    named = [(where, call) for where, call in _calls() if isinstance(call.args[0], ast.Constant)]
    assert len(named) > 40
    for where, call in named:
        code = call.args[0].value
        assert code in CATALOGUE, f"{where}: {code}"
        given = {keyword.arg for keyword in call.keywords}
        if None not in given:
            assert _fields(code) <= given, f"{where}: {code} wants {_fields(code)}"


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_problem_is_a_sentence_with_a_remedy(code: str) -> None:
    told = problem(code, **dict.fromkeys(_fields(code), "X"))
    for sentence in (told.cause, told.remedy):
        assert sentence[0].isupper() or sentence[0] in "'\"X"
        assert len(sentence) <= 160
    assert told.cause.rstrip()[-1] in ".?X", "a sentence, or a list of them"
    assert told.remedy


def test_no_entry_is_left_that_nothing_speaks_of() -> None:
    source = "".join(
        path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if path.parent.name != "catalogue"
    )
    quoted = set(re.findall(r"""["'][a-z0-9-]+["']""", source))
    assert [code for code in CATALOGUE if not {f'"{code}"', f"'{code}'"} & quoted] == []
