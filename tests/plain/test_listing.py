"""`list`: rows as they come, in columns, CSV or JSON, and a loud word when it is not all of it."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from helpdesk_tui.arguments import parser
from helpdesk_tui.demo.session import DemoSession
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused
from helpdesk_tui.desk.listing import ListedAccount, ListKind, ListPage
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.csv_cells import csv_line
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.tables import LIST_COLUMNS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def pages_of(desk, monkeypatch, *more, error=None):
    """The demo's own rows of the list, then `more` pages, and `error` where it breaks."""
    told = DemoSession.listing

    def listing(self, kind, bases, until):
        yield from told(self, kind, bases, until)
        yield from more
        if error:
            raise error

    monkeypatch.setattr(DemoSession, "listing", listing)


def test_a_list_has_a_line_for_each_account_and_says_how_many(desk):
    ran = desk("list", "locked")
    assert ran.code == Exit.DONE
    (grace,) = [line.split("\t") for line in ran.out.splitlines() if line.startswith("grace.okafor\t")]
    assert grace[1:5] == ["Grace Okafor", "locked", "Operations", "grace.okafor@demo.example"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", grace[5])
    assert f"Locked out now: {ran.out.count(chr(10)) - 1} accounts." in ran.err


def test_who_cannot_be_told_is_there_and_says_so(desk):
    ran = desk("list", "locked")
    assert "petra.horak\tPetra Horáková\tunknown: perhaps not on this list\t" in ran.out
    assert "1 more is shown of whom the directory does not tell enough to be sure." in ran.err


def test_an_empty_list_is_an_answer(desk):
    ran = desk("list", "temporary")
    assert (ran.code, ran.out) == (Exit.DONE, "")
    assert "Nobody is on this list." in ran.err


def test_columns_are_those_that_are_asked_for(desk):
    ran = desk("list", "disabled", "--header", "--columns", "login,state,sure")
    assert ran.out.splitlines()[0] == "login\tstate\tsure"
    assert "ivan.petrov\tdisabled\tsure" in ran.out.splitlines()


def test_days_bound_the_list(desk):
    near, far = (desk("list", "password-expiring", "--days", n).out.splitlines() for n in ("1", "60"))
    assert {line.split("\t")[0] for line in near} < {line.split("\t")[0] for line in far}


def test_registrations_show_the_methods(desk):
    ran = desk("list", "registered", "--method", "totp", "--columns", "login,about")
    assert ran.out
    assert all("totp" in line.split("\t")[1] for line in ran.out.splitlines())


def test_json_has_a_line_for_each_row_and_one_that_ends_it(desk):
    *rows, last = map(json.loads, desk("list", "disabled", "--json").out.splitlines())
    assert {row["account"]["login"] for row in rows} >= {"ivan.petrov"}
    assert all(row["sure"] for row in rows)
    assert last == {
        "list": "disabled",
        "found": len(rows),
        "unsure": 0,
        "untold": 0,
        "looked_at": last["looked_at"],
        "complete": True,
        "incomplete": [],
    }


@pytest.mark.parametrize("form", ["--header", "--csv", "--json"])
def test_a_list_that_breaks_off_is_shown_said_and_a_1(desk, monkeypatch, form):
    pages_of(desk, monkeypatch, error=DirectoryUnreachable(problem("connection-lost", server="dc1")))
    ran = desk("list", "disabled", form)
    assert ran.code == Exit.REFUSED
    assert "ivan.petrov" in ran.out
    assert "INCOMPLETE: " in ran.err
    if form == "--json":
        last = json.loads(ran.out.splitlines()[-1])
        assert (last["complete"], last["incomplete"][0]["code"]) == (False, "connection-lost")


def test_a_domain_that_was_left_out_is_said_and_a_1(desk, monkeypatch):
    why = problem("list-domain", domain="NORTH", why="It does not answer.")
    pages_of(desk, monkeypatch, ListPage(unlooked=why))
    ran = desk("list", "disabled")
    assert ran.code == Exit.REFUSED
    assert "INCOMPLETE: NORTH was not looked through, or not to its end" in ran.err


def test_people_who_were_not_compared_are_said_and_a_1(desk, monkeypatch):
    monkeypatch.setattr(DemoSession, "untold", lambda *_: iter((12, -9)))
    ran = desk("list", "disabled")
    assert ran.code == Exit.REFUSED
    assert "INCOMPLETE: 3 people may be on it unseen." in ran.err


def test_ctrl_c_ends_a_list_and_says_that_it_is_cut(desk, monkeypatch):
    pages_of(desk, monkeypatch, error=KeyboardInterrupt())
    ran = desk("list", "disabled")
    assert ran.code == Exit.REFUSED
    assert "INCOMPLETE: Stopped: 3 accounts among the first" in ran.err


def test_a_list_that_the_directory_cannot_tell_is_refused_with_the_reason(desk, monkeypatch):
    def listing(*_):
        yield from ()
        raise Refused(problem("list-unable", why="nobody is disabled there"))

    monkeypatch.setattr(DemoSession, "listing", listing)
    ran = desk("list", "disabled")
    assert (ran.code, ran.out) == (Exit.REFUSED, "")
    assert "nobody is disabled there" in ran.err


# --- CSV for spreadsheets -----------------------------------------------------------------------------------


def test_csv_begins_with_the_names_and_is_read_back(desk):
    rows = list(csv.reader(io.StringIO(desk("list", "disabled", "--csv").out)))
    assert rows[0] == list(LIST_COLUMNS[:7])
    assert {len(row) for row in rows} == {7}
    assert "ivan.petrov" in {row[0] for row in rows}


def test_no_name_is_a_formula(desk, monkeypatch):
    told = DemoSession.listing

    def listing(self, kind, bases, until):
        for page in told(self, kind, bases, until):
            for row in page.rows:
                hostile = type(row.account)(**{**vars(row.account), "name": '=HYPERLINK("http://x","y")'})
                yield ListPage((ListedAccount(hostile),), 1)

    monkeypatch.setattr(DemoSession, "listing", listing)
    rows = list(csv.reader(io.StringIO(desk("list", "disabled", "--csv").out)))
    assert {row[1] for row in rows[1:]} == {'\'=HYPERLINK("http://x","y")'}


@pytest.mark.parametrize("sign", ["=1", "+1", "-1", "@a", "\t=1", " =1"])
def test_what_a_spreadsheet_would_run_is_text(sign):
    (cell,) = next(csv.reader(io.StringIO(csv_line([sign]), newline="")))
    assert cell == f"'{sign}"


@pytest.mark.parametrize("harmless", ["ada", "a=b", "1-2", "ada@example", ""])
def test_other_cells_stay_as_they_are(harmless):
    assert next(csv.reader(io.StringIO(csv_line([harmless, "x"])))) == [harmless, "x"]


# --- usage ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        ("nobody",),
        ("locked", "--days", "0"),
        ("ending", "--days", "99999"),
        ("locked", "--columns", "password"),
        ("locked", "--columns", ""),
        ("registered", "--method", "magic"),
        ("locked", "--csv", "--json"),
    ],
)
def test_wrong_usage_is_a_2(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(["list", *wrong])
    assert ended.value.code == Exit.USAGE
    assert capsys.readouterr().err


@pytest.mark.parametrize("kind", ListKind)
def test_every_list_can_be_asked_for(desk, kind):
    assert desk("list", kind.value).code == Exit.DONE


def test_the_page_names_every_list_and_every_column():
    text = (DOCS / "plain.md").read_text()
    part = text.split("\n## list\n")[1].split("\n## ")[0]
    named = re.findall(r"^\| `([\w-]+)` \|", part, re.MULTILINE)
    assert {kind.value for kind in ListKind} <= set(named)
    assert all(f"`{name}`" in part for name in LIST_COLUMNS)
