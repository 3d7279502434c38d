"""Attacks over more than one terminal, a restart and a directory that changes meanwhile, on a real domain."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from e2e import calls
from e2e.conftest import Place, code
from lab import gateway, people
from lab.domain import Domain, NewPerson

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.method import MethodKind


def refusals(place: Place) -> list[str]:
    """The problems that the record holds, oldest first."""
    records = place.json("audit", "list", operator=people.AUDITOR)
    assert isinstance(records, list)
    events = ("verification.failed", "verification.denied")
    return [each["facts"]["problem"] for each in records if each["event"] in events]


def test_guessing_over_two_terminals_and_a_restart_is_counted_as_one(place: Place, person: NewPerson) -> None:
    key = place.has_app(person)
    wrong = "000000" if code(key) != "000000" else "111111"
    with place.console() as first, place.console(operator=people.SECOND_OPERATOR) as second:
        calls.verify(first, place, person)
        for left in (4, 3, 2):
            calls.enter(first, wrong)
            first.wait_for(f"Attempts left: {left}", 10)
        calls.sign_in(second, place)
        calls.find(second, person)
        second.wait_for(f"{people.OPERATOR} is verifying this caller", 10)
        first.press("esc")
        first.wait_for("You may", 10)
        calls.read_until_gone(second, "is verifying")
        second.wait_still()
        second.press("r")
        second.wait_for("Proofs:", 10)
        second.wait_still()
        calls.enter(second, wrong)
        second.wait_for("Attempts left: 1", 10)
        calls.enter(second, wrong)
        second.wait_for("! Too many failed proofs for this account", 10)
    with place.console() as again:
        calls.sign_in(again, place)
        calls.find(again, person)
        again.wait_for("Too many failed proofs for this account", 10)
        again.press("r")
        again.wait_for("! Too many failed proofs for this account", 10)
    assert refusals(place) == [*["code-wrong"] * 5, "account-blocked"]


ONE_CODE = """
import sys
from pathlib import Path
from helpdesk_tui import compose, config
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.secret import Secret
home, operator, password, account, code = sys.argv[1:]
found = config.load(Path(home) / "config.toml")
console = compose.for_config(found, {"XDG_STATE_HOME": home + "/.local/state"})
desk = console.sign_in.sign_in(operator, Secret(password))
print("ready", flush=True)
sys.stdin.readline()
try:
    begun = desk.verifying.begin(account)
    app = next(o.method.id for o in begun.options if o.method.kind is MethodKind.TOTP)
    answer = Answer("code", {"code": Secret(code)})
    print("cleared" if desk.verifying.answer(begun.id, app, answer).clearance else "not")
except HelpdeskError as error:
    print(error.problem.code)
"""


def test_one_code_from_two_processes_proves_once(place: Place, person: NewPerson) -> None:
    """Two operators have heard the same code: who comes second learns that it was used, or who holds it."""
    key = place.has_app(person)
    said = code(key, steps=1)
    started = [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                ONE_CODE,
                str(place.home),
                operator,
                place.domain.password,
                person.id,
                said,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for operator in (people.OPERATOR, people.SECOND_OPERATOR)
    ]
    for process in started:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    answers = sorted(process.communicate("go\n", timeout=30)[0].strip() for process in started)
    assert answers[0] == "cleared" or answers[1] == "cleared"
    assert answers.count("cleared") == 1
    assert set(answers) - {"cleared"} <= {"code-used", "verification-held"}


LINK = '[notices]\nhelp_link = "https://help.lab.example"\n'


@pytest.fixture
def sms(place: Place, tmp_path):
    with gateway.serve(tmp_path) as server:
        more = f'{LINK}[sms]\ngateway = "https"\nurl = "{server.url}"\nca_file = "{server.ca_file}"\n'
        place.configure(verification='methods = ["sms"]', more=more)
        yield server


def test_a_number_changed_between_challenge_and_proof_ends_the_verification(
    place: Place, samba: Domain, person: NewPerson, sms: gateway.Server
) -> None:
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        terminal.press("enter")
        calls.phrase(terminal)
        text = sms.wait_for("+447700900200").json()["text"]
        samba.set_mobile(person.login, "+44 7700 900299")
        calls.enter(terminal, text[:9])
        terminal.wait_for("The account changed since", 10)
        assert calls.CLEARED not in terminal.text
    assert refusals(place) == ["account-changed"]


def test_a_gateway_that_says_200_and_means_no_sends_nothing(
    place: Place, person: NewPerson, tmp_path
) -> None:
    with gateway.serve(tmp_path, answer=b'{"result": {"status": "no credit"}}') as server:
        place.configure(
            verification='methods = ["sms"]',
            more=f'{LINK}[sms]\ngateway = "https"\nurl = "{server.url}"\nca_file = "{server.ca_file}"\n'
            'success_path = "result.status"\nsuccess_values = ["ok"]\n',
        )
        with place.console() as terminal:
            calls.verify(terminal, place, person)
            terminal.press("enter")
            terminal.wait_for("! ", 15)
            assert "carries the words" not in terminal.text
    records = place.json("audit", "list", operator=people.AUDITOR)
    assert isinstance(records, list)
    assert "challenge.not-sent" in [each["event"] for each in records]


def test_a_number_that_changed_lately_does_not_prove_and_an_old_one_does(place: Place, samba: Domain) -> None:
    """On a real domain: the age of the number by the server's own account of it."""
    place.configure(fresh_days=3)
    person = samba.new_person(mobile="+44 7700 900200")
    desk = place.desk()
    with pytest.raises(NotPermitted) as caught:
        desk.verifying.begin(AccountId(person.id))
    assert caught.value.problem.code == "no-method"
    (option,) = (
        o for o in desk.lookup.card(AccountId(person.id)).methods if o.method.kind is MethodKind.CALL_BACK
    )
    assert option.why_not.startswith("changed ")
    samba.date_back(person.login, datetime.now(UTC) - timedelta(days=4))
    assert desk.verifying.begin(AccountId(person.id)).options
