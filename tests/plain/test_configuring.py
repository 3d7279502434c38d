"""`helpdesk-tui config`: shown, checked, explained; nobody signs in."""

import json
from pathlib import Path

import pytest

from helpdesk_tui import cli
from helpdesk_tui.plain.exits import Exit

GOOD = '[directory]\nservers = ["ldaps://dc1.example.com"]\n[roles]\noperator = ["Desk"]\n'
ODD = (
    '[mail]\nserver = "smtp://m.example.com"\nsender = "d@example.com"\n[verification]\nmethods = ["email"]\n'
    'minimum_grade = "contact"\n[notices]\nhelp_link = "https://h.example.com"\n'
)


@pytest.fixture
def run(tmp_path: Path):
    def call(*words: str, text: str = GOOD) -> int:
        path = tmp_path / "config.toml"
        path.write_text(text)
        path.chmod(0o600)
        return cli.main(["config", *words, "--config", str(path)])

    return call


def test_what_was_changed_is_shown_in_lines(run, capsys):
    assert run("show", "--changed") == Exit.DONE
    assert capsys.readouterr().out.splitlines() == [
        'directory.servers\t["ldaps://dc1.example.com"]\tline 2',
        'roles.operator\t["Desk"]\tline 4',
    ]


def test_all_of_it_is_shown_as_json(run, capsys):
    assert run("show", "--json") == Exit.DONE
    found = json.loads(capsys.readouterr().out)
    assert {"key": "search.limit", "value": "50", "origin": "default"} in found


def test_a_good_one_is_valid(run, capsys):
    assert run("check") == Exit.DONE
    assert "valid" in capsys.readouterr().out


def test_what_is_odd_is_a_1(run, capsys):
    assert run("check", "--json", text=GOOD + ODD) == Exit.REFUSED
    assert json.loads(capsys.readouterr().out)["warnings"]


@pytest.mark.parametrize("word", ["check", "show"])
def test_what_cannot_be_used_is_a_2_with_its_line(run, capsys, word):
    assert run(word, text=GOOD + "[search]\nlimit = 0\n") == Exit.USAGE
    assert "line 6" in capsys.readouterr().err


def test_a_setting_is_explained_without_a_configuration(capsys):
    assert cli.main(["config", "explain", "search.limit", "--config", "/nowhere"]) == Exit.DONE
    said = capsys.readouterr().out
    assert ("1 to 500" in said, "Now: there is no configuration" in said) == (True, True)
    assert cli.main(["demo", "config", "explain", "nothing.here"]) == Exit.USAGE


@pytest.mark.parametrize(
    ("key", "now"),
    [
        ("search.limit", "Now: 25 (line 6)"),
        ("mail.timeout_seconds", " (default)"),
        ("tiers.gates", "Now in tiers.1.gates: 2 (line 10)"),
    ],
)
def test_a_setting_is_explained_with_what_is_in_force(run, capsys, key, now):
    text = f'{GOOD}[search]\nlimit = 25\n[[tiers]]\nname = "Board"\ngroups = ["B"]\ngates = 2\n'
    assert run("explain", key, text=text) == Exit.DONE
    assert now in capsys.readouterr().out


def test_the_demo_has_none_to_show(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["demo", "config", "show"])
    assert ended.value.code == Exit.USAGE
