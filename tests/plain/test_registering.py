"""methods: list, add an app or recovery codes, remove."""

import json
import re

from plain.driving import PROVE, app_code

from helpdesk_tui.plain.exits import Exit

YES = ("Type yes", "yes")


def listed(desk, login: str = "ada.byron") -> list[dict]:
    return json.loads(desk("methods", login, "list", "--json").out)


def test_an_app_is_registered_by_its_first_code(desk):
    ran = desk(
        "methods",
        "ada.byron",
        "add",
        "totp",
        "--label",
        "tablet",
        answers=[*PROVE, YES, ("First code", app_code)],
    )
    assert (ran.code, ran.out) == (Exit.DONE, "Registered: totp tablet.\n")
    apps = [(each["label"], each["status"]) for each in listed(desk) if each["kind"] == "totp"]
    assert apps == [("phone", "active"), ("tablet", "active")]


def test_the_key_and_its_picture_are_on_a_page_that_goes(desk):
    ran = desk("methods", "ada.byron", "add", "totp", answers=[*PROVE, YES, ("First code", app_code)])
    key = re.search(r"type its key: ([A-Z2-7 ]{39})$", "\n".join(ran.terminal.on_page), re.MULTILINE)
    assert key
    assert key[1] not in ran.out + ran.err + "\n".join(ran.terminal.said)
    assert any("█" in line or "▀" in line or "▄" in line for line in ran.terminal.on_page)


def test_a_wrong_first_code_may_be_typed_again(desk):
    answers = [*PROVE, YES, ("First code", "12"), ("First code", "000000"), ("First code", app_code)]
    ran = desk("methods", "ada.byron", "add", "totp", answers=answers)
    assert ran.code == Exit.DONE
    assert "A code has 6 digits." in ran.terminal.text
    assert "The code does not fit the new app." in ran.terminal.text


def test_an_app_that_was_not_confirmed_is_dropped(desk):
    ran = desk("methods", "ada.byron", "add", "totp", answers=[*PROVE, YES])  # then the terminal ends
    assert ran.code == Exit.REFUSED
    assert [each["label"] for each in listed(desk) if each["kind"] == "totp"] == ["phone"]


def test_recovery_codes_are_shown_once_and_prove_the_caller(desk):
    ran = desk("methods", "ada.byron", "add", "recovery-codes", answers=[*PROVE, YES])
    assert (ran.code, ran.out) == (Exit.DONE, "Registered: 10 recovery codes.\n")
    codes = [line.strip() for line in ran.terminal.on_page if re.fullmatch(r"  \d+-\w{4}-\w{4}", line)]
    assert len(codes) == 10
    assert codes[2] not in ran.out + ran.err + "\n".join(ran.terminal.said)
    used = [("Method", "2"), ("Recovery code", codes[2])]
    proved = desk("verify", "ada.byron", answers=used)
    assert proved.code == Exit.DONE
    assert len(proved.terminal.unseen) == 1
    again = desk("verify", "ada.byron", answers=used)
    assert again.code == Exit.REFUSED
    assert "The code is wrong." in again.terminal.text


def test_a_method_is_removed(desk):
    (app,) = [each["id"] for each in listed(desk) if each["kind"] == "totp"]
    ran = desk("methods", "ada.byron", "remove", app, answers=[*PROVE, YES])
    assert (ran.code, ran.out) == (Exit.DONE, "Removed: totp phone.\n")
    assert "totp" not in [each["kind"] for each in listed(desk)]


def test_an_unknown_method_is_refused_and_the_proof_stays(desk):
    ran = desk("methods", "ada.byron", "remove", "nonsense", answers=[*PROVE, YES])
    assert ran.code == Exit.REFUSED
    assert "This account has no such method." in ran.err
    assert desk("methods", "ada.byron", "add", "recovery-codes", answers=[YES]).code == Exit.DONE


def test_only_a_registrar_changes_methods(desk):
    ran = desk("methods", "ada.byron", "add", "totp", operator="operator")
    assert ran.code == Exit.NOT_PERMITTED
    assert "Ask a colleague with the role of registrar." in ran.err


def test_a_list_of_none_is_no_error(desk):
    ran = desk("methods", "jonas.weber", "list")
    assert (ran.code, ran.out) == (Exit.DONE, "")
    assert "No method is registered." in ran.err
