"""`helpdesk-tui doctor`: lines or JSON, and an exit code for whoever watches."""

import json
from pathlib import Path

import pytest
from plain.driving import Scripted

from helpdesk_tui import cli
from helpdesk_tui.arguments import parser
from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.plain import doctor
from helpdesk_tui.plain.exits import Exit


def ran(levels: list[Level], *words: str, **named: object) -> Exit:
    def examined(login="", password=None, account="", send_to=""):
        yield from (Finding("topic", level, "It is so.", "Do this.") for level in levels)

    return doctor.run(examined, parser().parse_args(["doctor", *words]), None, **named)


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ([Level.OK, Level.SKIPPED], 0),
        ([Level.OK, Level.WARNING], 1),
        ([Level.WARNING, Level.FAILED], 2),
    ],
)
def test_the_exit_code_is_what_programs_that_watch_expect(levels, code, capsys):
    assert ran(levels) == code
    assert ran(levels, "--json") == code


def test_each_line_says_how_it_is_and_what_to_do(capsys):
    ran([Level.FAILED])
    assert capsys.readouterr().out == "failed   topic: It is so.\n         Do this.\n"


def test_json_says_the_same(capsys):
    ran([Level.WARNING], "--json")
    finding = {"topic": "topic", "level": "warning", "said": "It is so.", "remedy": "Do this."}
    assert json.loads(capsys.readouterr().out) == {"level": "warning", "findings": [finding]}


def test_an_operators_password_is_typed_unseen_and_handed_on(capsys):
    seen = []

    def examined(login="", password=None, account="", send_to=""):
        seen.append((login, password.reveal(), account, send_to))
        return iter(())

    terminal = Scripted(answers=[("Password of olga", "canary")])
    asked = parser().parse_args(
        ["doctor", "--operator", "olga", "--account", "ada", "--send-test", "o@e.example"]
    )
    assert doctor.run(examined, asked, None, terminal=terminal) == Exit.DONE
    assert seen == [("olga", "canary", "ada", "o@e.example")]
    assert len(terminal.unseen) == 1


def test_a_test_message_needs_somebody_who_asks_for_it(capsys):
    assert ran([Level.OK], "--send-test", "a@b.example") == Exit.USAGE
    assert "--operator" in capsys.readouterr().err


def test_without_a_terminal_to_ask_on_it_says_so(capsys):
    asked = parser().parse_args(["doctor", "--operator", "olga"])
    assert doctor.run(lambda **_: iter(()), asked, None, terminal=Scripted(is_there=False)) == Exit.USAGE
    assert "terminal" in capsys.readouterr().err


@pytest.mark.parametrize("text", [None, "[directory", "[foo]"])
def test_a_configuration_that_cannot_be_used_is_what_was_found(text, tmp_path: Path, capsys):
    path = tmp_path / "config.toml"
    if text is not None:
        path.write_text(text)
        path.chmod(0o600)
    assert cli.main(["doctor", "--config", str(path)]) == Exit.USAGE
    assert capsys.readouterr().out.startswith("failed   configuration: ")


def test_nothing_is_made_by_looking(tmp_path: Path, capsys):
    path = tmp_path / "config.toml"
    path.write_text(
        '[directory]\nservers = ["ldaps://127.0.0.1:1"]\n[roles]\noperator = ["Operators"]\n'
        f'[store]\npath = "{tmp_path}/state/desk.db"\n'
    )
    path.chmod(0o600)
    assert cli.main(["doctor", "--config", str(path)]) == Exit.USAGE
    assert list(tmp_path.iterdir()) == [path]


def test_the_demo_has_nothing_but_the_terminal(capsys):
    assert cli.main(["demo", "doctor"]) in {Exit.DONE, Exit.REFUSED}
    assert "terminal: " in capsys.readouterr().out
