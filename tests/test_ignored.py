"""Whatever is ignored, left out or not made has its reason beside it."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
IGNORING = re.compile(
    r"""\#\s*(?: (?:ruff:\s*)? noqa (?: :\s*[A-Z]+\d+ (?:\s*,\s*[A-Z]+\d+)* )?
        | type:\s*ignore (?: \[[^]]*\] )?
        | mypy:\s*\S+ | pylint:\s*\S+ | pragma:\s*no\s*\w+ | nosec (?:\s+B\d+)* )""",
    re.VERBOSE,
)
NOT_MADE = re.compile(
    r"\braise NotImplementedError\b|\bpytest\.(?:skip|xfail)\(\s*\)"
    r"|\.mark\.(?:skip|xfail)\b(?!\([^)])|\.mark\.filterwarnings\b"
)
LEFT = re.compile(r"\b(?:TODO|FIXME)\b")


def without_reason(source: str) -> Iterator[int]:
    """Numbers of the lines that ignore something and do not say why, there or in a line of comment before."""
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    comments = {each.start[0]: each.string for each in tokens if each.type == tokenize.COMMENT}
    lines = source.splitlines()
    for number, line in enumerate(lines, 1):
        comment = comments.get(number, "")
        if not (IGNORING.search(comment) or NOT_MADE.search(_code_of(line, comment)) or LEFT.search(comment)):
            continue
        before = lines[number - 2].strip() if number > 1 else ""
        if not (_says_something(comment) or (before.startswith("#") and _says_something(before))):
            yield number


def _code_of(line: str, comment: str) -> str:
    return line.removesuffix(comment)


def _says_something(comment: str) -> bool:
    return re.search(r"\w{2}", LEFT.sub("", IGNORING.sub("", comment))) is not None


def test_what_is_ignored_has_its_reason_beside_it() -> None:
    files = [
        each for room in ("helpdesk_tui", "tests", "docs") for each in sorted((HOUSE / room).rglob("*.py"))
    ]
    assert files
    found = [
        f"{file.relative_to(HOUSE)}:{number}"
        for file in files
        for source in [file.read_text()]
        if IGNORING.search(source) or NOT_MADE.search(source) or LEFT.search(source)
        for number in without_reason(source)
    ]
    assert found == []


def test_a_whole_room_ignores_nothing_without_a_reason() -> None:
    _, _, room = (HOUSE / "pyproject.toml").read_text().partition("[tool.ruff.lint.per-file-ignores]\n")
    entries = room.partition("\n\n")[0].splitlines()
    assert entries
    assert [each for each in entries if not _says_something(each.partition("] #")[2])] == []


@pytest.mark.parametrize(
    "line",
    [
        "import os  # no" + "qa: F401",
        "import os  # no" + "qa",
        "import os  # no" + "qa: F401, E402 -",
        "a = b  # type: " + "ignore[misc]",
        "a = b  # pragma: no " + "cover",
        "raise Not" + "ImplementedError",
        "@pytest.mark." + "skip\ndef test() -> None: ...",
        "pytest.skip" + "()",
        "@pytest.mark." + "xfail()\ndef test() -> None: ...",
        "@pytest.mark." + "filterwarnings('ignore')\ndef test() -> None: ...",
        "a = b  # TO" + "DO",
    ],
)
def test_without_a_reason_it_is_found(line: str) -> None:
    assert list(without_reason(line)) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "import os  # no" + "qa: F401 - a fixture",
        "a = b  # type: " + "ignore[misc]  # as the manual does",
        "# Textual knows no abstract ones\nraise Not" + "ImplementedError",
        'pytest.skip("needs /proc")',
        'text = "# no" + "qa"',
    ],
)
def test_with_a_reason_it_is_not(line: str) -> None:
    assert list(without_reason(line)) == []
