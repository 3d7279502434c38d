"""Operators prove more than the password: asked on the terminal; the owner of the store's key enrols."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pyotp
import pytest
from plain.driving import POLICY, PROVE, YES, Answer, PlainDesk, app_code, choose, proving
from plain.test_approvals import WAIT

from helpdesk_tui.compose.owner import account_of_process
from helpdesk_tui.demo.groups import SUPERVISORS
from helpdesk_tui.desk.method import MethodKind, OathSettings
from helpdesk_tui.desk.policy import OperatorRules, SecondFactor
from helpdesk_tui.desk.ports import Clock, NewSeed
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.secret import Secret

CODE = ("App code", app_code)
LOOKUP = ("lookup", "ada.byron")
REQUIRED = replace(POLICY, operators=OperatorRules(SecondFactor.REQUIRED))


def give_apps(desk: PlainDesk, *logins: str) -> dict[str, pyotp.TOTP]:
    """Each of these operators gets an app."""
    apps = {}
    methods, clock = desk.console.sign_in.stores.methods, desk.console.sign_in.clock
    for login in logins:
        key, since = desk.console.sign_in.randomness.base32(20), clock.now() - timedelta(days=30)
        seed = NewSeed(MethodKind.TOTP, "phone", Secret(key), OathSettings())
        added = methods.add_seed(desk.id_of(login), seed, since)
        assert methods.accept_step(added, int(since.timestamp()) // 30, since, activate=True)
        apps[login] = pyotp.TOTP(key)
    return apps


def apps_of(desk: PlainDesk, login: str) -> list[str]:
    """How the operator's apps are called that the store has."""
    return [each.label for each in desk.console.sign_in.stores.methods.methods(desk.id_of(login))]


# --- at the sign-in -----------------------------------------------------------------------------------


def test_every_command_asks_for_the_code_after_the_password(desk):
    give_apps(desk, "demo")
    ran = desk(*LOOKUP, answers=[CODE])
    assert (ran.code, ran.out.split("\t")[0]) == (Exit.DONE, "ada.byron")
    assert ran.terminal.said[0] == "Prove that it is you."
    assert "Type the code that your app shows now." in ran.terminal.said
    assert "The password is" not in ran.err


def test_a_saved_password_alone_opens_nothing(desk):
    """What a keyring or the demo gives is a password; the code is asked for all the same."""
    give_apps(desk, "super")
    ran = desk(*LOOKUP, operator="super", answers=[("App code", "")])
    assert (ran.code, ran.out) == (Exit.REFUSED, "")


def test_a_wrong_code_is_asked_for_again(desk):
    give_apps(desk, "demo")
    ran = desk(*LOOKUP, answers=[("App code", "12"), ("App code", "000000"), CODE])
    assert ran.code == Exit.DONE
    assert "A code has 6 digits." in ran.terminal.text
    assert "The code is wrong. Take the next one. Attempts left: 4." in ran.terminal.text


def test_too_many_wrong_codes_end_the_command(desk):
    give_apps(desk, "demo")
    ran = desk(*LOOKUP, answers=[("App code", "000000")] * 6)
    assert (ran.code, ran.out) == (Exit.NOT_PERMITTED, "")
    assert "Too many wrong codes with your login and password." in ran.err


def test_enter_alone_gives_up(desk):
    give_apps(desk, "demo")
    ran = desk(*LOOKUP, answers=[("Enter alone gives up", "")])
    assert (ran.code, ran.out, ran.err) == (Exit.REFUSED, "", "Cancelled. Nothing was changed.\n")
    assert desk.events()[-1] == "second-factor.given-up"
    assert "sign-in.done" not in desk.events()


def test_without_a_terminal_nobody_is_asked_and_nobody_signed_in(desk):
    give_apps(desk, "demo")
    ran = desk(*LOOKUP, terminal=False)
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert "there is no terminal to type it on" in ran.err
    assert "sign-in.done" not in desk.events()


def test_json_goes_to_the_output_and_the_question_to_the_terminal(desk):
    give_apps(desk, "demo")
    ran = desk(*LOOKUP, "--json", answers=[CODE])
    assert json.loads(ran.out)["accounts"][0]["login"] == "ada.byron"


def test_a_conversation_for_scripts_asks_the_operator_on_the_terminal(desk, monkeypatch):
    give_apps(desk, "demo")
    monkeypatch.setattr("sys.stdin.readline", lambda _: "", raising=False)
    ran = desk("verify", "ada.byron", "--json", answers=[CODE])
    assert [next(iter(json.loads(each))) for each in ran.out.splitlines()] == ["prompt"]


def test_a_conversation_for_scripts_takes_no_code_of_the_operators(desk, monkeypatch):
    give_apps(desk, "demo")
    asked: list[int] = []
    monkeypatch.setattr("sys.stdin.readline", asked.append, raising=False)
    ran = desk("verify", "ada.byron", "--json", terminal=False)
    assert (ran.code, ran.out, asked) == (Exit.USAGE, "", [])


def test_another_way_is_a_word(desk):
    give_apps(desk, "demo")
    methods, clock = desk.console.sign_in.stores.methods, desk.console.sign_in.clock
    methods.add_recovery_codes(desk.id_of("demo"), [Secret("ABCDEFGHJKMNPQ")], clock.now())
    ran = desk(*LOOKUP, answers=[("method takes another", "method"), ("Code", "1-ABCD-EFGH-JKMN-PQ")])
    assert ran.code == Exit.DONE
    assert any(each.startswith("Code") for each in ran.terminal.unseen), "it is good until it is used"


# --- lost, and the first ------------------------------------------------------------------------------


def new_app(desk: PlainDesk, login: str) -> list[tuple[str, Answer]]:
    """Its name, and the first code that it shows."""

    def first_code(_: str) -> str:
        assert desk.console.demo
        return desk.console.demo.caller_says(desk.id_of(login), MethodKind.TOTP) or ""

    return [("Name", "new phone"), ("App code", first_code)]


def test_who_has_lost_it_types_so_and_two_supervisors_confirm(desk):
    desk.directory.administrator.join("registrar", SUPERVISORS)
    apps = give_apps(desk, "demo", "super", "registrar")
    confirmed: list[tuple[str, Answer]] = []
    for login in ("super", "registrar"):
        confirmed += [
            ("Login", login),
            ("Password", login),
            ("App code", lambda _, app=apps[login]: app.now()),
        ]
    ran = desk(*LOOKUP, answers=[("lost if you have lost it", "lost"), *confirmed, *new_app(desk, "demo")])
    assert ran.code == Exit.DONE, ran.all
    assert apps_of(desk, "demo") == ["new phone"]
    assert "Two supervisors confirm who you are." in ran.terminal.said
    assert [each for each in ran.terminal.unseen if "Password" in each]


def test_where_it_is_required_a_supervisor_confirms_before_the_first(desk):
    required = desk.with_policy(REQUIRED)
    confirmed = [("Login", "super"), ("Password", "super")]
    assert required(*LOOKUP, answers=[*confirmed, *new_app(desk, "demo")]).code == Exit.DONE
    assert apps_of(desk, "demo") == ["new phone"]


# --- operators enrol ----------------------------------------------------------------------------------


def test_the_owner_of_the_key_enrols_an_operator_without_a_supervisor(desk):
    ours = desk.with_policy(REQUIRED)
    ran = ours("operators", "enrol", answers=[YES, *new_app(desk, "demo")])
    assert (ran.code, ran.out) == (
        Exit.DONE,
        "Registered. The next sign-in asks for a code of the new app.\n",
    )
    assert "without a supervisor's word" in ran.terminal.text
    (said,) = desk.console.sign_in.stores.audit.records(event="second-factor.confirmed")
    assert said.facts["owner_of_the_key"] == account_of_process()
    assert apps_of(desk, "demo") == ["new phone"]
    assert ours(*LOOKUP, answers=[("App code", "")]).code == Exit.REFUSED


def test_what_was_registered_before_ends(desk):
    give_apps(desk, "demo")
    assert desk("operators", "enrol", "--yes", answers=new_app(desk, "demo")).code == Exit.DONE
    assert apps_of(desk, "demo") == ["new phone"]


def test_the_demo_says_a_code_where_one_is_asked_for_and_not_before(desk):
    ran = desk("operators", "enrol", "--yes", answers=new_app(desk, "demo"))
    assert not any(each.startswith("Demo:") for each in ran.terminal.said)
    assert any("app shows" in each for each in ran.terminal.on_page)


def test_a_wrong_first_code_is_said_and_asked_for_again(desk):
    wrong = [("Name", ""), ("App code", "000000"), *new_app(desk, "demo")[1:]]
    ran = desk("operators", "enrol", "--yes", answers=wrong)
    assert ran.code == Exit.DONE
    assert any(each.startswith("The code does not fit the new app.") for each in ran.terminal.on_page)


def test_without_yes_nobody_signs_in_and_nothing_changes(desk):
    give_apps(desk, "demo")
    ran = desk("operators", "enrol", answers=[("Type yes", "no")])
    assert (ran.code, ran.out) == (Exit.REFUSED, "")
    assert apps_of(desk, "demo") == ["phone"]
    assert desk.events() == []


def test_an_enrolment_that_is_given_up_leaves_what_there_was(desk):
    give_apps(desk, "demo")
    ran = desk("operators", "enrol", "--yes", answers=[("Name", "new phone"), ("App code", "")])
    assert (ran.code, ran.out) == (Exit.REFUSED, "")
    assert apps_of(desk, "demo") == ["phone"]


@pytest.mark.parametrize("environ", [{"SUDO_UID": "1000"}, {"SSH_ORIGINAL_COMMAND": "operators enrol"}])
def test_who_borrowed_the_account_enrols_nobody(desk, environ):
    ran = desk.started_in(environ)("operators", "enrol", "--yes")
    assert (ran.code, ran.out) == (Exit.NOT_PERMITTED, "")
    assert "does not own the store's key" in ran.err
    assert apps_of(desk, "demo") == []


# --- approvals ----------------------------------------------------------------------------------------


@dataclass
class Ahead:
    """The true time, or later."""

    clock: Clock
    by: timedelta = timedelta()

    def now(self) -> datetime:
        return self.clock.now() + self.by


def test_an_approval_asks_once_more_where_the_last_proof_is_old(desk):
    apps = give_apps(desk, "super")
    clock = Ahead(desk.console.sign_in.clock)
    strict = desk.with_policy(proving(approval=True)).changed(clock=clock)
    code = ("App code", lambda _: apps["super"].at(clock.now()))
    seen = []

    def late(_: str) -> str:
        clock.by = timedelta(minutes=6)
        return "yes"

    def approve() -> bool:
        answers = [code, ("Type yes", late), code]
        seen.append(strict("approvals", "approve", "ada.byron", operator="super", answers=answers))
        return False

    answers = [*PROVE, choose("Second operator"), ("go asks", "go")]
    strict("verify", "ada.byron", answers=answers, meanwhile=[approve, lambda: True])
    assert seen[0].code == Exit.DONE, seen[0].all
    assert seen[0].out.startswith("Approved: Ada Byron")


def test_a_colleague_who_confirms_here_is_asked_for_the_code(desk):
    apps = give_apps(desk, "super")
    strict = desk.with_policy(proving(approval=True))
    here = [("go asks", "here"), ("Login", "super"), ("Password", "super")]
    answers = [*PROVE, WAIT[0], *here, ("App code", lambda _: apps["super"].now())]
    ran = strict("verify", "ada.byron", answers=answers)
    assert ran.code == Exit.DONE, ran.all
    assert "super confirms. Type the code that your app shows now." in ran.terminal.text
