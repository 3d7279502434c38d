"""verify --json and methods … --json: one prompt a line out, one answer a line in, as the schema says."""

import json
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from plain.driving import PlainDesk, proving
from plain.schema import faults

from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.json_lines import LONGEST_LINE

Reply = dict[str, Any] | Callable[[dict[str, Any]], dict[str, Any]]


class Script:
    """Standard input of a script that answers the last prompt that it read."""

    def __init__(self, capture: Any, replies: list[Reply | str]) -> None:
        self._capture = capture
        self._replies = replies
        self.lines: list[dict[str, Any]] = []
        self.err = ""

    def readline(self, most: int) -> str:
        self.read()
        if not self._replies:
            return ""
        reply = self._replies.pop(0)
        if isinstance(reply, str):
            return f"{reply}\n"[:most]
        said = reply(self.lines[-1]["prompt"]) if callable(reply) else reply
        assert faults(said, "answer") == []
        return f"{json.dumps(said)}\n"

    def read(self) -> None:
        self.lines += [json.loads(each) for each in self._capture.readouterr().out.splitlines()]

    def kinds(self) -> list[str]:
        return [next(iter(each)) for each in self.lines]


@pytest.fixture
def script(desk: PlainDesk, capsys, monkeypatch):
    """Run a command with these answers; the exit code, and all that was written."""

    def run(words: list[str], replies: list[Reply | str], policy: Any = None) -> tuple[Exit, Script]:
        talking = Script(capsys, list(replies))
        monkeypatch.setattr("sys.stdin", talking)
        ran = (desk.with_policy(policy) if policy else desk)(*words, terminal=False)
        talking.err = ran.err
        talking.lines += [json.loads(each) for each in ran.out.splitlines()]
        for each in talking.lines:
            assert faults(each, "line") == [], each
        return ran.code, talking

    return run


def app(desk: PlainDesk) -> Reply:
    """The caller reads out what the app shows."""
    return lambda prompt: values(prompt, code=says(desk, MethodKind.TOTP))


def says(desk: PlainDesk, kind: MethodKind) -> str:
    assert desk.console.demo
    return desk.console.demo.caller_says(desk.id_of("ada.byron"), kind) or ""


def values(prompt: dict[str, Any], **typed: str) -> dict[str, Any]:
    return {"prompt": prompt["id"], "values": typed}


def go(prompt: dict[str, Any]) -> dict[str, Any]:
    return {"prompt": prompt["id"]}


def take(label: str) -> Reply:
    """Of the prompt's choices the first whose words begin so."""

    def chosen(prompt: dict[str, Any]) -> dict[str, Any]:
        (field,) = prompt["fields"]
        value = next(each["value"] for each in field["choices"] if each["label"].startswith(label))
        return values(prompt, **{field["name"]: value})

    return chosen


def shown(prompt: dict[str, Any], kind: str) -> list[str]:
    return [each["text"] for each in prompt["shows"] if each["kind"] == kind]


def test_a_script_proves_the_caller(desk, script):
    code, talk = script(["verify", "ada.byron", "--json"], [take("Authenticator app"), app(desk)])
    assert (code, talk.kinds()) == (Exit.DONE, ["prompt", "prompt", "cleared"])
    assert talk.lines[-1]["cleared"]["actions"] == ["bitlocker", "force-change", "laps", "reset", "unlock"]


def test_a_wrong_code_is_a_problem_with_its_effect_and_the_prompt_comes_again(desk, script):
    wrong: Reply = lambda prompt: values(prompt, code="000000")  # noqa: E731 - as short as the others
    replies = [take("Authenticator app"), wrong, app(desk)]
    code, talk = script(["verify", "ada.byron", "--json"], replies)
    assert (code, talk.kinds()) == (Exit.DONE, ["prompt", "prompt", "problem", "prompt", "cleared"])
    assert talk.lines[2]["problem"]["effect"] == "try again"


def test_a_script_registers_an_app(desk, script):
    def first_code(prompt: dict[str, Any]) -> dict[str, Any]:
        (uri,), (key,) = shown(prompt, "qr"), shown(prompt, "key")
        assert key in uri
        return values(prompt, code=pyotp.parse_uri(uri).now())

    replies = [
        take("Authenticator app"),
        app(desk),
        lambda prompt: values(prompt, label="tablet"),
        first_code,
    ]
    code, talk = script(["methods", "ada.byron", "add", "totp", "--json"], replies)
    assert (code, talk.kinds()) == (
        Exit.DONE,
        ["prompt", "prompt", "cleared", "prompt", "prompt", "registered"],
    )
    made = talk.lines[-1]["registered"]
    assert (made["kind"], made["label"]) == ("totp", "tablet")
    assert made["notices"] == ["Told by mail, a•••@demo.example.", "Told by SMS, •••• 01."]
    assert made["id"] in [each["id"] for each in desk.methods() if each["status"] == "active"]


def test_a_script_reads_a_number_back_before_a_code_goes_there(desk, script):
    replies = [
        take("Authenticator app"),
        app(desk),
        lambda prompt: values(prompt, address="07700 900777"),
        lambda prompt: go(prompt) if shown(prompt, "words") == ["+44 7700 900777"] else {"back": True},
        lambda prompt: {"prompt": prompt["id"], "key": "again"},
        lambda prompt: values(prompt, code=says(desk, MethodKind.SMS)),
    ]
    words = ["methods", "ada.byron", "add", "sms", "--json"]
    code, talk = script(words, replies, proving(*MethodKind))
    assert code == Exit.DONE
    assert talk.lines[-1]["registered"]["label"] == "mobile", "what stood in the optional field"


def test_what_is_handed_out_counts_though_nobody_answers_any_more(desk, script):
    replies = [take("Authenticator app"), app(desk), go]
    code, talk = script(["methods", "ada.byron", "add", "recovery-codes", "--json"], replies)
    assert code == Exit.DONE
    assert len(shown(talk.lines[-2]["prompt"], "code")) == 10
    assert talk.lines[-1]["registered"]["kind"] == "recovery-code"


@pytest.mark.parametrize("ending", [[], [{"back": True}]])
def test_a_registration_that_is_given_up_leaves_nothing(desk, script, ending):
    replies = [take("Authenticator app"), app(desk), lambda prompt: values(prompt, label="x"), *ending]
    code, _ = script(["methods", "ada.byron", "add", "totp", "--json"], replies)
    assert code == Exit.REFUSED
    assert [each["label"] for each in desk.methods() if each["kind"] == "totp"] == ["phone"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{",
        '"x"',
        '{"values": []}',
        '{"values": {"code": 1}}',
        '{"key": null}',
        "1" * 5000,
        "[" * 60_000,
    ],
)
def test_what_is_no_answer_is_said_and_asked_for_again(desk, script, line):
    code, talk = script(["verify", "ada.byron", "--json"], [line, take("Authenticator app"), app(desk)])
    assert code == Exit.DONE
    assert [each["problem"]["code"] for each in talk.lines if "problem" in each] == ["answer-malformed"]


def test_a_line_without_end_is_not_read_for_ever(script):
    code, talk = script(["verify", "ada.byron", "--json"], ["x" * (LONGEST_LINE + 1), "{}"])
    assert code == Exit.REFUSED
    assert str(problem("answer-malformed")) in talk.err


def test_an_answer_to_another_prompt_changes_nothing(desk, script):
    stray = {"prompt": "something", "values": {"code": "1"}}
    replies = [take("Authenticator app"), stray, app(desk)]
    code, talk = script(["verify", "ada.byron", "--json"], replies)
    assert code == Exit.DONE
    assert [each["problem"]["code"] for each in talk.lines if "problem" in each] == ["prompt-changed"]
    assert desk.events().count("verification.attempt") == 1
