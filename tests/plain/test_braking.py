"""brake: who, why, a second operator where it takes one, yes, receipt."""

import json

from plain.driving import YES

from helpdesk_tui.plain.exits import Exit

REASON = "Wrong passwords from abroad"
SECOND = [("Login", "super"), ("Password", "super")]


def shown(desk) -> dict:
    return json.loads(desk("show", "ada.byron", "--json").out)


def test_a_supervisor_disables_at_once_and_is_asked_for_nothing(desk):
    ran = desk("brake", "ada.byron", "--reason", REASON, "--yes", operator="super", terminal=False)
    assert ran.code == Exit.DONE
    assert ran.out.splitlines()[0] == "Account disabled: DONE"
    found = shown(desk)
    assert found["account"]["state"]["enabled"] is False
    assert found["braked"]["code"] == "braked"
    assert found["history"][0]["sentence"].startswith(f"disabled by the brake: {REASON}")
    assert "Brake:" in desk("show", "ada.byron").out


def test_an_operator_is_asked_for_the_reason_and_for_a_second_one(desk):
    ran = desk("brake", "ada.byron", answers=[YES, ("Reason", REASON), *SECOND])
    assert ran.code == Exit.DONE
    assert any(line.startswith("- Only a supervisor enables it again") for line in ran.terminal.said)
    assert "the login of a colleague, and the password too, is super" in ran.terminal.text
    assert [each for each in ran.terminal.unseen if "Password" in each]
    assert "· with super ·" in shown(desk)["history"][0]["sentence"]


def test_what_was_said_on_the_command_line_is_not_asked_for(desk):
    ran = desk(
        "brake", "ada.byron", "--reason", REASON, "--second", "super", answers=[YES, ("Password", "super")]
    )
    assert ran.code == Exit.DONE


def test_a_wrong_password_of_a_second_one_can_be_mended_and_the_reason_stands(desk):
    wrong = [("Reason", REASON), ("Login", "super"), ("Password", "wrong")]
    again = [(f"Enter alone for {REASON}", ""), *SECOND]
    ran = desk("brake", "ada.byron", answers=[YES, *wrong, *again])
    assert ran.code == Exit.DONE


def test_without_a_yes_or_a_second_one_nothing_is_written(desk):
    assert desk("brake", "ada.byron", answers=[("Type yes", "no")]).code == Exit.REFUSED
    gone = desk("brake", "ada.byron", "--yes", answers=[("Reason", REASON), ("Login", "")])
    assert gone.code == Exit.REFUSED
    alone = desk("brake", "ada.byron", "--yes", "--reason", REASON, terminal=False)
    assert alone.code != Exit.DONE
    own = [("Reason", REASON), ("Login", "demo"), ("Password", "demo")]
    assert desk("brake", "ada.byron", "--yes", answers=own).code == Exit.REFUSED
    assert shown(desk)["account"]["state"]["enabled"] is True


def test_who_may_not_is_told_before_a_question(desk):
    assert desk("brake", "ada.byron", operator="registrar").code == Exit.NOT_PERMITTED
    assert desk("brake", "Administrator", operator="super").code == Exit.NOT_PERMITTED
