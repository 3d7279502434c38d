"""`helpdesk-tui doctor`: lines or JSON, and an exit code for whoever watches."""

import json
from pathlib import Path

import pytest
from plain.driving import PlainDesk, Ran, Scripted
from plain.test_second_factor import CODE, give_apps

from helpdesk_tui import cli
from helpdesk_tui.arguments import parser
from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.plain import doctor
from helpdesk_tui.plain.exits import Exit


class Looked:
    """What the surroundings are like; of an operator it tells what it was asked."""

    def __init__(self, *levels: Level, refusal: Problem | None = None) -> None:
        self._levels = levels
        self._refusal = refusal
        self.asked: list[str] = []

    def surroundings(self):
        yield from (Finding("topic", level, "It is so.", "Do this.") for level in self._levels)

    def against_sign_in(self, found):
        return self._refusal

    def of_service(self, sign_in, account, found):
        yield Finding("service account", Level.OK, f"{len(found)} before, {account}")

    def of_operator(self, checkup):
        self.asked.append("operator")
        yield from checkup.operator()

    def of_account(self, checkup, account):
        self.asked.append(account)
        return iter(())

    def of_message(self, checkup, send_to):
        self.asked.append(send_to)
        return iter(())


def ran(levels: list[Level], *words: str) -> Exit:
    return doctor.run(Looked(*levels), None, parser().parse_args(["doctor", *words]), None)


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


# --- with an operator -----------------------------------------------------------------------------------


def by_operator(desk: PlainDesk, looked: Looked, *words: str, answers=(), operator: str = "demo") -> Ran:
    asked = parser().parse_args(["doctor", "--operator", operator, *words])
    terminal = Scripted(answers=list(answers))
    desk.capture.readouterr()
    code = doctor.run(looked, desk.console, asked, None, terminal)
    written = desk.capture.readouterr()
    assert not terminal.answers
    return Ran(code, written.out, written.err, terminal)


def test_an_operator_signs_in_as_for_any_command_and_it_is_recorded(desk):
    looked = Looked(Level.OK)
    words = ("--account", "ada.byron", "--send-test", "o@e.example")
    ran = by_operator(
        desk, looked, *words, answers=[("Password of operator", "operator")], operator="operator"
    )
    assert ran.code == Exit.DONE
    assert looked.asked == ["operator", "ada.byron", "o@e.example"]
    assert len(ran.terminal.unseen) == 1
    assert desk.events()[-1] == "sign-in.done"


def test_a_second_factor_is_asked_for(desk):
    give_apps(desk, "demo")
    looked = Looked(Level.OK)
    ran = by_operator(desk, looked, answers=[CODE])
    assert (ran.code, looked.asked) == (Exit.DONE, ["operator", ""])
    assert "second-factor.proof" in desk.events()


@pytest.mark.parametrize("answers", [[("App code", "")], [("App code", "000000")] * 6], ids=["none", "wrong"])
def test_who_has_the_password_alone_looks_at_nothing_and_sends_nothing(desk, answers):
    give_apps(desk, "demo")
    looked = Looked(Level.OK)
    ran = by_operator(desk, looked, "--account", "ada.byron", answers=answers)
    assert (ran.code, looked.asked) == (Exit.USAGE, [])
    assert "failed   operator: " in ran.out
    assert "sign-in.done" not in desk.events()
    assert "account.viewed" not in desk.events()


def test_a_wrong_password_is_what_was_found_and_is_recorded(desk):
    looked = Looked(Level.OK)
    answers = [("Password", "canary-wrong")]
    ran = by_operator(desk, looked, answers=answers, operator="operator")
    assert (ran.code, looked.asked) == (Exit.USAGE, [])
    assert desk.events()[-1] == "sign-in.refused"
    assert "canary" not in ran.all + desk.record()


def test_who_has_no_role_is_told_so_and_looks_at_nothing(desk):
    looked = Looked(Level.OK)
    answers = [("Password", "ada.byron")]
    ran = by_operator(desk, looked, answers=answers, operator="ada.byron")
    assert (ran.code, looked.asked) == (Exit.USAGE, [])
    assert desk.events()[-1] == "sign-in.refused"


def test_where_nothing_can_be_recorded_no_password_is_asked_for(desk):
    looked = Looked(Level.WARNING, refusal=problem("doctor-store"))
    before = desk.events()
    ran = by_operator(desk, looked)
    assert (ran.code, looked.asked, ran.terminal.unseen) == (Exit.REFUSED, [], [])
    assert "skipped  operator: " in ran.out
    assert desk.events() == before


def test_names_that_are_not_there_are_told_as_such(desk):
    roles = {Role.OPERATOR: ("No Such Group",)}
    ran = by_operator(desk.changed(roles=roles), Looked(Level.OK))
    assert (ran.code, "failed   names: " in ran.out) == (Exit.USAGE, True)


def test_without_an_operator_the_desks_own_account_looks(desk, capsys):
    asked = parser().parse_args(["doctor", "--account", "ada.byron"])
    assert doctor.run(Looked(Level.OK), desk.console, asked, None) == Exit.DONE
    assert capsys.readouterr().out.endswith("service account: 1 before, ada.byron\n")


def test_a_test_message_needs_somebody_who_asks_for_it(capsys):
    assert ran([Level.OK], "--send-test", "a@b.example") == Exit.USAGE
    assert "--operator" in capsys.readouterr().err


def test_without_a_terminal_to_ask_on_it_says_so(desk, capsys):
    asked = parser().parse_args(["doctor", "--operator", "operator"])
    terminal = Scripted(is_there=False)
    assert doctor.run(Looked(Level.OK), desk.console, asked, None, terminal) == Exit.USAGE
    assert "terminal" in capsys.readouterr().out


# --- whatever the configuration is ----------------------------------------------------------------------


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


def test_the_demo_has_nothing_but_the_terminal_until_somebody_signs_in(capsys):
    assert cli.main(["demo", "doctor"]) in {Exit.DONE, Exit.REFUSED}
    assert {line[9:].split(":")[0] for line in capsys.readouterr().out.splitlines()} <= {"terminal", ""}
    assert cli.main(["demo", "doctor", "--operator", "demo", "--account", "ada.byron"]) < Exit.NOT_PERMITTED
    assert "sample account: " in capsys.readouterr().out
