"""Lists: a line for each, a tab between the columns, a header when it is asked for."""

import json
import re

import pytest
from plain.shapes import DOCS
from plain.test_approvals import while_waiting

from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.output import Output, Table

LISTS = [
    ("lookup", ["lookup", "ada"]),
    ("methods", ["methods", "ada.byron", "list"]),
    ("audit", ["audit", "list"]),
]


def documented_columns(heading: str) -> list[str]:
    """The columns that the chapter names, in a line of its own."""
    chapter = DOCS.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    (line,) = re.findall(r"^Columns: (.*)\.$", chapter, re.MULTILINE)
    return re.findall(r"`([^`]+)`", line)


@pytest.mark.parametrize(("heading", "words"), LISTS, ids=[each for each, _ in LISTS])
def test_every_line_has_every_column_and_the_header_is_the_documented_one(desk, heading, words):
    desk("lookup", "ada")
    bare = desk(*words, operator="super").out.splitlines()
    header, *rows = desk(*words, "--header", operator="super").out.splitlines()
    columns = header.split("\t")
    assert columns == documented_columns(heading)
    assert len(rows) >= len(bare) >= 1
    assert {len(row.split("\t")) for row in [*bare, *rows]} == {len(columns)}


def test_what_waits_for_approval_has_its_columns_too(desk):
    seen = []
    words = ("approvals", "list", "--header")
    while_waiting(desk, lambda strict: seen.append(strict(*words, operator="super").out))
    header, row = seen[0].splitlines()
    assert header.split("\t") == documented_columns("approvals")
    assert len(row.split("\t")) == len(header.split("\t"))


def test_what_is_not_known_leaves_its_column_empty(desk):
    (line,) = desk("lookup", "li.na").out.splitlines()
    assert line == "li.na\t\tactive\t\t"


def test_a_header_or_json_not_both(desk):
    with pytest.raises(SystemExit) as ended:
        desk("lookup", "ada", "--json", "--header")
    assert ended.value.code == Exit.USAGE


def test_json_is_no_table(desk):
    assert json.loads(desk("lookup", "--json", "ada").out)["accounts"]


def test_a_tab_in_a_field_is_no_column(capsys):
    Output().table(Table(("a", "b"), [("one\ttwo", "three")]), header=True)
    assert capsys.readouterr().out == "a\tb\none two\tthree\n"
