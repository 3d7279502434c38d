"""Whoever is named as an example, in help texts, placeholders and pages, can be looked up in the demo."""

import ast
import re
from pathlib import Path

import pytest

from helpdesk_tui.arguments import parser
from helpdesk_tui.desk.history import WORDS as EVENTS

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ROOT / "helpdesk_tui"
ROOMS = ("tui", "plain", "arguments", "words", "compose", "console.py")
PAGES = ("README.md", "docs/plain.md")

_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")
_PHONE = re.compile(r"(?<![\w.:-])(?:\+\d|0\d|\(0)[\d ()-]{7,}\d(?![\w.:-])")
_LOGIN = re.compile(r"(?<![\w./@\\$\[-])(?:[A-Z]{3,}\\\w[\w.]*|[a-z]+\.[a-z]+)(?![\w./@:(\[-])")
_NO_PERSON = re.compile(
    r"[a-z]+\.(toml|log|txt|csv|pskcxml|md|lock|org|com|example)|search\.limit|DOMAIN\\login"
)


def _texts_of(path: Path) -> list[str]:
    """What a module may write on a screen: words, not docstrings, names of keys or of events."""
    tree = ast.parse(path.read_text())
    bare = {id(each.value) for node in ast.walk(tree) if hasattr(node, "body") for each in _bare(node.body)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in bare
        and " " in node.value
    ]


def _bare(body: object) -> list[ast.Expr]:
    """Strings that stand alone: documentation."""
    return [each for each in body if isinstance(each, ast.Expr)] if isinstance(body, list) else []


def _examples() -> list[tuple[str, str]]:
    texts = [(name, (ROOT / name).read_text()) for name in PAGES]
    for room in ROOMS:
        place = PRODUCT / room
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            texts += [(str(path.relative_to(ROOT)), text) for text in _texts_of(path)]
    found = {
        (where, example[0].strip())
        for where, text in texts
        for pattern in (_MAIL, _PHONE, _LOGIN)
        for example in pattern.finditer(text)
        if not _NO_PERSON.fullmatch(example[0]) and example[0] not in EVENTS
    }
    return sorted(found)


EXAMPLES = _examples()


@pytest.mark.parametrize(("where", "example"), EXAMPLES)
def test_every_example_is_somebody_in_the_demo(still_stage, where, example):
    found = still_stage.session().search(example, 5)
    assert [row.login for row in found.rows], f"{where} names {example}, who is not there"


def test_there_are_examples_of_every_sort():
    named = {example for _, example in EXAMPLES}
    assert {"ada.byron", "ada.byron@demo.example", "DEMO\\ada.byron", "+44 (0)7700 900001"} <= named


@pytest.mark.parametrize("page", PAGES)
def test_every_example_command_is_about_somebody_in_the_demo(still_stage, page):
    lines = re.findall(r"^helpdesk-tui ([^#\n]+)", (ROOT / page).read_text(), re.MULTILINE)
    for line in lines:
        asked = parser().parse_args(line.split())
        for word in (getattr(asked, "account", None), " ".join(getattr(asked, "query", []))):
            assert not word or still_stage.session().search(word, 5).rows, line
