"""feedback: where wishes and complaints go, and notes of them, as CSV that calculates nothing."""

import csv
import io
import json
from dataclasses import replace

import pytest

from helpdesk_tui.plain.exits import Exit


def test_where_they_go_is_said_to_anybody(desk):
    linked = desk.with_policy(replace(desk.console.sign_in.policy, feedback_link="https://x.example/"))
    ran = linked("feedback", terminal=False)
    assert (ran.code, linked.events()) == (Exit.DONE, [])
    assert "https://x.example/" in ran.out


def test_a_note_is_kept_and_comes_out_as_rows_and_as_json(desk):
    assert desk("feedback", "add", "the", "list", "is", "slow", "--about", "ada.byron").code == Exit.DONE
    assert desk("feedback", "export").code == Exit.NOT_PERMITTED
    rows = desk("feedback", "export", operator="super").out
    assert rows.endswith("\tdemo\tada.byron\tthe list is slow\n")
    (note,) = json.loads(desk("feedback", "export", "--json", operator="super").out)
    assert (note["number"], note["words"]) == (1, "the list is slow")


@pytest.mark.parametrize("words", ["=1+1", "+49", "-2", "@SUM(A1)", " =cmd|'/c calc'!A0", "＝1"])
def test_no_spreadsheet_takes_a_note_for_a_formula(desk, words):
    desk("feedback", "add", "--", words)
    rows = list(csv.reader(io.StringIO(desk("feedback", "export", "--csv", operator="super").out)))
    assert rows[0] == ["number", "time", "operator", "about", "words"]
    assert rows[1][4] == f"'{words.strip()}"
