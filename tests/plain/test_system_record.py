"""audit list, verify and export for the system account that owns store and key: nobody signs in, and the
record says who read it."""

import json
import os
import pwd
import sqlite3
from contextlib import closing

import pytest
from plain.driving import Scripted
from plain.shapes import documented, shape

from helpdesk_tui import compose, config
from helpdesk_tui.arguments import parser
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.run import run
from helpdesk_tui.store import KeySource, find_key, open_store

ADA, GRACE = (f"11111111-2222-3333-4444-00000000000{number}" for number in "12")
ACCOUNT = pwd.getpwuid(os.geteuid()).pw_name
TEXT = """
[directory]
servers = ["ldaps://127.0.0.1:1"]
[roles]
operator = ["Desk"]
[store]
path = "{path}"
key = "file"
"""
NOTED = (
    ("search", {"query": "ada", "operator_login": "dana"}),
    ("account.viewed", {"account": ADA, "account_login": "ada.byron", "operator_login": "dana"}),
    ("account.viewed", {"account": GRACE, "account_login": "grace", "operator_login": "dana"}),
    ("notice.untold", {"account": ADA, "account_login": "ada.byron", "kind": "unlocked"}),
    ("notice.due", {"account": GRACE, "left": [{"source": "mail", "to": "g•••"}], "tries": 1}),
)
EVERY = ["list", "verify", "export"]


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    with opened(folder / "desk.db") as stores:
        for event, facts in NOTED:
            stores.audit.append(event, facts, SystemClock().now())
    return folder / "desk.db"


@pytest.fixture
def system(place, capsys):
    """`system("list", "--json")`: the command as the store's own account, which has no terminal."""

    def call(review, *words, environ=None):
        parsed = config.parse(TEXT.format(path=place), place.parent / "config.toml")
        console = compose.for_config(parsed, {"HOME": "/nonexistent", **(environ or {})})
        words = [review, *words] if review == "export" else [review, "--system", *words]
        capsys.readouterr()
        try:
            code = run(console, parser().parse_args(["audit", *words]), None, Scripted(is_there=False))
        finally:
            console.close()
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def opened(place):
    key = find_key(place, SystemChance(), source=KeySource.FILE, environ={})
    return open_store(place, key, SystemClock(), SystemChance())


def written(place):
    with opened(place) as stores:
        return stores.audit.records()


def by_hand(place, statement):
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(statement)


@pytest.mark.parametrize("review", EVERY)
def test_each_reading_is_recorded_first_with_the_system_account(place, system, review):
    assert system(review)[0] == Exit.DONE
    *_, last = written(place)
    assert (last.event, last.facts["what"]) == ("audit.read", review)
    assert last.facts["operator_login"] == f"system account {ACCOUNT}"
    assert last.facts["system_account"] == ACCOUNT
    assert last.facts["host"]
    assert "operator" not in last.facts, "no operator's id: nobody signed in"


def test_the_list_says_who_read_it(system):
    code, out, _ = system("list")
    lines = out.splitlines()
    assert code == Exit.DONE
    assert [line.split("\t")[0] for line in lines] == ["1", "2", "3", "4", "5", "6"]
    assert f"\tsystem account {ACCOUNT}\t" in lines[-1]
    assert "dana" in lines[0]


def test_the_list_is_of_one_account_by_its_id_and_of_the_newest(system):
    about = json.loads(system("list", "--account", ADA, "--json")[1])
    assert [each["seq"] for each in about] == [2, 4]
    assert [each["seq"] for each in json.loads(system("list", "--last", "2", "--json")[1])] == [6, 7]


def test_the_list_has_the_documented_shape(system):
    wanted = shape({**documented("audit")[0], "facts": {}})
    listed = json.loads(system("list", "--json")[1])
    assert [shape({**each, "facts": {}}) for each in listed] == [wanted] * 6


def test_the_untold_alone_are_listed_when_they_alone_are_asked_for(place, system):
    assert [each["seq"] for each in json.loads(system("list", "--untold", "--json")[1])] == [4, 5]
    of_ada = json.loads(system("list", "--untold", "--account", ADA, "--json")[1])
    assert [each["seq"] for each in of_ada] == [4]
    assert [each["seq"] for each in json.loads(system("list", "--untold", "--last", "1", "--json")[1])] == [5]
    assert written(place)[-1].facts["what"] == "untold"


def test_a_whole_record_gives_its_head_and_must_still_hold_it(system):
    head = json.loads(system("verify", "--json")[1])["head"]
    assert head["seq"] == 6
    assert system("verify", "--head", f"6:{head['digest']}")[0] == Exit.DONE
    code, _, err = system("verify", "--head", f"6:{head['digest'][::-1]}")
    assert code == Exit.REFUSED
    assert "shorter than it was, or not the same" in err


def test_what_is_exported_is_the_chain_in_lines_of_json(place, system):
    code, out, err = system("export")
    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (Exit.DONE, "")
    assert out.isascii()
    assert [each["seq"] for each in lines] == [1, 2, 3, 4, 5, 6]
    assert [(each["event"], each["facts"]) for each in lines[:5]] == list(NOTED)
    assert [each["digest"] for each in lines] == [record.digest for record in written(place)]
    assert shape({**lines[0], "facts": {}}) == shape(
        {"seq": 1, "at": "", "event": "", "facts": {}, "digest": ""}
    )


@pytest.mark.parametrize(
    ("after", "seqs"), [("0", [1, 2, 3, 4, 5, 6]), ("4", [5, 6]), ("99", []), ("1000001", [])]
)
def test_only_what_is_new_is_exported(system, after, seqs):
    """From 0 on, and beyond any number of entries that a list may have."""
    code, out, _ = system("export", "--after", after)
    assert code == Exit.DONE
    assert [json.loads(line)["seq"] for line in out.splitlines()] == seqs


@pytest.mark.parametrize(
    ("forged", "before"),
    [
        ("UPDATE audit SET record = replace(record, 'dana', 'olga') WHERE seq = 3", [1, 2]),
        ("DELETE FROM audit WHERE seq = 2", [1]),
        ("UPDATE audit SET event = 'search' WHERE seq = 4", [1, 2, 3]),
    ],
)
@pytest.mark.parametrize("after", ["0", "4"])
def test_a_broken_chain_is_exported_no_further_and_is_a_2(place, system, forged, before, after):
    """Also where the break lies before what is asked for."""
    by_hand(place, forged)
    code, out, err = system("export", "--after", after)
    assert code == Exit.USAGE
    assert [json.loads(line)["seq"] for line in out.splitlines()] == [n for n in before if n > int(after)]
    assert "The record" in err


def test_a_broken_chain_is_a_1_when_it_is_verified(place, system):
    by_hand(place, "UPDATE audit SET record = replace(record, 'dana', 'olga') WHERE seq = 3")
    code, out, _ = system("verify", "--json")
    assert code == Exit.REFUSED
    assert json.loads(out)["problem"]["code"] == "audit-broken"


@pytest.mark.parametrize("review", EVERY)
def test_who_became_that_account_by_sudo_reads_nothing(place, system, review):
    code, out, err = system(review, environ={"SUDO_UID": "1000"})
    assert (code, out) == (Exit.NOT_PERMITTED, "")
    assert "by sudo reads the record with a sign-in" in err
    assert len(written(place)) == len(NOTED)


def test_root_may_become_that_account_by_sudo(system):
    assert system("list", environ={"SUDO_UID": "0"})[0] == Exit.DONE


@pytest.mark.parametrize("review", EVERY)
def test_where_there_is_no_store_none_is_made(place, system, review):
    place.unlink()
    code, out, err = system(review)
    assert (code, out) == (Exit.USAGE, "")
    assert "There is no store at" in err
    assert not place.exists()


@pytest.mark.parametrize("review", EVERY)
def test_the_demo_has_no_record_to_read(desk, review):
    ran = desk("audit", review, *(() if review == "export" else ("--system",)))
    assert (ran.code, ran.out) == (Exit.REFUSED, "")
    assert "The demo keeps no record." in ran.err


def test_nothing_that_cannot_be_recorded_is_read(place, system):
    by_hand(place, "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'full'); END")
    for review in EVERY:
        code, out, _ = system(review)
        assert (code, out) == (Exit.USAGE, "")
