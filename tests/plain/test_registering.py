"""methods: list, add, confirm, change, remove, and the rest of what is done on a person's behalf."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from plain.driving import POLICY, PROVE, YES, Scripted, app_code, choose, proving, sent_code

from helpdesk_tui.desk import standing
from helpdesk_tui.desk.method import MethodKind, OathSettings, Origin
from helpdesk_tui.desk.policy import NoticeRules, RegistrationRules
from helpdesk_tui.desk.ports import IN_STOCK, Delivered, DeliveryKind, NewSeed
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.secret import Secret

TOLD = "Told by mail, a•••@demo.example.\nTold by SMS, •••• 01.\n"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EVERYTHING = proving(*MethodKind)
CALL = [choose("Call-back"), ("go shows", "go"), ("Outcome", "2")]
READ_BACK = ("go", "go")


def registered(desk, *kinds: str) -> list[tuple[str, str]]:
    found = desk.methods()
    return [(each["label"], each["status"]) for each in found if each["kind"] in kinds and each["since"]]


def app_of(desk) -> str:
    (app,) = [each["id"] for each in desk.methods() if each["kind"] == "totp"]
    return app


# --- listing ------------------------------------------------------------------------------------------


def test_the_list_says_what_each_is_good_for_where_from_since_when_and_last_used(desk):
    ran = desk("methods", "ada.byron", "list")
    app, mobile, *_ = ran.out.splitlines()
    assert re.search(
        r"\tAuthenticator app\tphone · 6 digits\tdevice\tusable\treset and MFA\tregistered"
        r"\t(\d{4}-\d\d-\d\d)\t\t\1\t\t$",
        app,
    )
    assert re.search(r"\treset and MFA\tfrom the directory\t\t\d{4}-\d\d-\d\d\t\t\t$", mobile)
    assert "Registration: enough for a reset, good for MFA, never confirmed." in ran.err


def test_a_list_of_none_is_no_error(desk):
    ran = desk("methods", "jonas.weber", "list")
    assert ran.code == Exit.DONE
    assert "No method is registered." in ran.err
    assert "Registration: too little for a reset, nothing for MFA" in ran.err


# --- apps and tokens ----------------------------------------------------------------------------------


def test_an_app_is_registered_by_its_first_code(desk):
    add = ["methods", "ada.byron", "add", "totp", "--label", "tablet"]
    ran = desk(*add, answers=[*PROVE, YES, ("App code", app_code)])
    assert (ran.code, ran.out) == (Exit.DONE, f"Registered: Authenticator app, tablet, 6 digits.\n{TOLD}")
    assert registered(desk, "totp") == [("phone", "active"), ("tablet", "active")]


def test_the_key_and_its_picture_are_on_a_page_that_goes(desk):
    ran = desk("methods", "ada.byron", "add", "totp", answers=[*PROVE, YES, ("App code", app_code)])
    key = re.search(r"^Key: ([A-Z2-7 ]{39})$", "\n".join(ran.terminal.on_page), re.MULTILINE)
    assert key
    assert key[1] not in ran.all
    assert key[1].replace(" ", "") not in ran.all + desk.record()
    assert any("█" in line or "▀" in line or "▄" in line for line in ran.terminal.on_page)


def test_a_wrong_first_code_may_be_typed_again(desk):
    answers = [*PROVE, YES, ("App code", "12"), ("App code", "000000"), ("App code", app_code)]
    ran = desk("methods", "ada.byron", "add", "totp", answers=answers)
    assert ran.code == Exit.DONE
    assert "A code has 6 digits." in ran.terminal.text
    assert "The code does not fit the new app." in ran.terminal.text


@pytest.mark.parametrize("ending", [[], [("App code", "")]])
def test_an_app_that_was_not_confirmed_is_dropped(desk, ending):
    ran = desk("methods", "ada.byron", "add", "totp", answers=[*PROVE, YES, *ending])
    assert ran.code == Exit.REFUSED
    assert registered(desk, "totp") == [("phone", "active")]


def in_stock(desk, serial: str = "HT-7", period: int | None = 30) -> None:
    seed = NewSeed(
        MethodKind.OATH_TOKEN, "token", Secret(KEY), OathSettings(period=period), Origin.IMPORTED, serial
    )
    clock = desk.console.sign_in.clock
    desk.console.sign_in.stores.methods.add_seed(IN_STOCK, seed, clock.now() - timedelta(days=1))


def totp(_: str) -> str:
    return pyotp.TOTP(KEY).now()


@pytest.mark.parametrize("given", [True, False])
def test_a_token_out_of_the_stock_is_registered_by_its_serial_number(desk, given):
    in_stock(desk)
    words, asked = (["--serial", "HT-7"], []) if given else ([], [("Serial no.", " HT-7 ")])
    answers = [*PROVE, YES, *asked, ("Token code", totp)]
    ran = desk("methods", "ada.byron", "add", "oath-token", *words, answers=answers)
    assert ran.code == Exit.DONE
    assert ran.out.startswith("Registered: Hardware token, ")
    assert [status for _, status in registered(desk, "oath-token")] == ["active"]


def test_after_a_token_that_nobody_knows_another_number_is_asked_for(desk):
    in_stock(desk)
    words = ["methods", "ada.byron", "add", "oath-token", "--serial", "HT-8"]
    ran = desk(*words, answers=[*PROVE, YES, ("Serial no.", "HT-7"), ("Token code", totp)])
    assert ran.code == Exit.DONE
    assert "No token with this serial number is in stock." in ran.terminal.text


def test_a_token_out_of_step_is_registered_by_two_codes_in_a_row(desk):
    in_stock(desk, period=None)
    first, second = (pyotp.HOTP(KEY).at(place) for place in (70, 71))
    two = [("Token code", "two"), ("First code", first), ("Next code", second)]
    words = ["methods", "ada.byron", "add", "oath-token", "--serial", "HT-7"]
    ran = desk(*words, answers=[*PROVE, YES, ("Token code", first), *two])
    assert ran.code == Exit.DONE
    assert "The code does not fit this token." in ran.terminal.text


def test_an_imported_app_is_confirmed_by_its_first_code_and_shows_no_key(desk):
    seed = NewSeed(MethodKind.TOTP, "old phone", Secret(KEY), OathSettings(), Origin.IMPORTED)
    methods, clock = desk.console.sign_in.stores.methods, desk.console.sign_in.clock
    method = methods.add_seed(desk.id_of("ada.byron"), seed, clock.now() - timedelta(days=1))
    refused = desk("methods", "ada.byron", "list").out
    assert re.search(r"old phone.*not confirmed yet", refused)
    ran = desk("methods", "ada.byron", "confirm", method, answers=[*CALL, YES, ("App code", totp)])
    assert ran.code == Exit.DONE
    assert ran.terminal.on_page == []
    assert ("old phone", "active") in registered(desk, "totp")


# --- numbers and addresses ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "option", "address", "whole", "masked"),
    [
        ("sms", "--number", "07700 900777", "+44 7700 900777", "•••• 77"),
        ("email", "--address", "ada@home.example.com", "ada@home.example.com", "a•••@home.example.com"),
    ],
)
def test_an_address_is_registered_by_the_code_that_went_there(desk, kind, option, address, whole, masked):
    answers = [*PROVE, YES, READ_BACK, ("Code", "again"), ("Code", "00000000"), ("Code", sent_code)]
    words = ["methods", "ada.byron", "add", kind, option, address, "--label", "private"]
    ran = desk.with_policy(EVERYTHING)(*words, answers=answers)
    assert ran.code == Exit.DONE
    assert f"Sent to {masked}. " in ran.terminal.text
    assert "The code is good until " in ran.terminal.text
    phrases = [each.words["phrase"].upper() for each in desk.post.sent if each.code]
    assert [f"the words {phrase}." in ran.terminal.text for phrase in phrases] == [True, True]
    assert "This is not the code that was sent last." in ran.terminal.text
    assert registered(desk, kind) == [("private", "active")]
    assert "900777" not in ran.all
    assert "ada@home" not in ran.all
    assert f"Read back {whole}." in ran.terminal.on_page


def test_a_number_is_asked_for_where_none_is_given(desk):
    answers = [*PROVE, YES, ("Number", "07700 900777"), READ_BACK, ("Code", sent_code)]
    assert (
        desk.with_policy(EVERYTHING)("methods", "ada.byron", "add", "sms", answers=answers).code == Exit.DONE
    )


@pytest.mark.parametrize(
    ("said", "code"), [(["2"], Exit.DONE), (["1", "2"], Exit.DONE), (["1", ""], Exit.REFUSED)]
)
def test_a_number_to_call_is_registered_by_calling_it(desk, said, code):
    words = ["methods", "ada.byron", "add", "call-back", "--number", "020 7946 0555", "--label", "home"]
    ran = desk(*words, answers=[*PROVE, YES, *(("Outcome", each) for each in said)])
    assert ran.code == code
    assert "Call it and ask for Ada Byron." in ran.terminal.text
    assert "Dial +44 20 7946 0555." in ran.terminal.text
    assert registered(desk, "call-back") == ([("home", "active")] if code is Exit.DONE else [])


def test_after_a_number_that_cannot_get_messages_another_is_asked_for(desk):
    words = ["methods", "ada.byron", "add", "sms", "--number", "nonsense"]
    ran = desk.with_policy(EVERYTHING)(*words, answers=[*PROVE, YES, ("Number", "")])
    assert ran.code == Exit.REFUSED
    assert "This number cannot be used here." in ran.terminal.text
    assert desk.post.sent == []


def test_a_number_that_was_misheard_is_typed_again_before_a_code_goes_to_a_stranger(desk):
    words = ["methods", "ada.byron", "add", "sms", "--number", "07700 90077"]
    again = [("go", "other"), ("Number", "07700 900777"), ("Name", "")]
    answers = [*PROVE, YES, *again, READ_BACK, ("Code", sent_code)]
    ran = desk.with_policy(EVERYTHING)(*words, answers=answers)
    assert ran.code == Exit.DONE
    assert "Read back +44 770090077." in ran.terminal.on_page
    assert "read it back digit by digit" in ran.terminal.text
    assert [each.to for each in desk.post.sent if each.code] == ["+447700900777"]


def test_a_kind_that_policy_does_not_allow_is_refused(desk):
    ran = desk("methods", "ada.byron", "add", "sms", "--number", "07700 900777", answers=[*PROVE, YES])
    assert ran.code == Exit.NOT_PERMITTED
    assert "Policy does not allow this for this person: SMS code." in ran.err
    assert desk.post.sent == []


def test_a_number_is_replaced_when_the_new_one_is_confirmed(desk):
    wide = desk.with_policy(EVERYTHING)
    add = ["methods", "ada.byron", "add", "sms", "--number", "07700 900777", "--label", "private"]
    wide(*add, answers=[*PROVE, YES, READ_BACK, ("Code", sent_code)])
    (old,) = [each["id"] for each in wide.methods() if each["kind"] == "sms" and each["since"]]
    words = ["methods", "ada.byron", "change", old, "--number", "07700 900888"]
    given_up = wide(*words, answers=[*CALL, YES, READ_BACK, ("Code", "")])
    assert given_up.code == Exit.REFUSED
    assert old in [each["id"] for each in wide.methods()]
    ran = wide(*words, answers=[*CALL, YES, READ_BACK, ("Code", sent_code)])
    assert (ran.code, ran.out.splitlines()[0]) == (Exit.DONE, "Changed: SMS code, private, •••• 88.")
    assert old not in [each["id"] for each in wide.methods()]
    assert registered(wide, "sms") == [("private", "active")]


def test_an_app_is_not_replaced_but_removed_and_added(desk):
    ran = desk("methods", "ada.byron", "change", app_of(desk))
    assert ran.code == Exit.REFUSED
    assert "Only a number or an address can be replaced" in ran.err


def test_a_new_address_is_not_told_of_itself_alone(desk):
    words = ["methods", "ada.byron", "add", "email", "--address", "ada@home.example.com"]
    ran = desk.with_policy(EVERYTHING)(*words, answers=[*PROVE, YES, READ_BACK, ("Code", sent_code)])
    assert ran.out.splitlines()[1:] == TOLD.splitlines()


# --- what is handed out, and what is known ------------------------------------------------------------


def test_recovery_codes_are_shown_once_and_prove_the_caller(desk):
    ran = desk("methods", "ada.byron", "add", "recovery-codes", answers=[*PROVE, YES])
    assert (ran.code, ran.out) == (Exit.DONE, f"Registered: 10 recovery codes.\n{TOLD}")
    codes = [
        line.strip() for line in ran.terminal.on_page if re.fullmatch(r"  \d+-\w{4}-\w{4}-\w{4}-\w{2}", line)
    ]
    assert len(codes) == 10
    assert codes[2] not in ran.all + desk.record()
    used = [("Method", "2"), ("Code", codes[2])]
    proved = desk("verify", "ada.byron", answers=used)
    assert proved.code == Exit.DONE
    assert len(proved.terminal.unseen) == 1
    again = desk("verify", "ada.byron", answers=used)
    assert again.code == Exit.REFUSED
    assert "The code is wrong." in again.terminal.text


def test_what_was_handed_out_is_done_whatever_fails_afterwards(desk, monkeypatch):
    """The page stands for minutes: the directory may go, and how the operator stands is asked anew."""
    monkeypatch.setattr(standing, "MEMORY", timedelta())
    monkeypatch.setattr(Scripted, "wait", lambda *_: desk.directory.fail_next("unreachable"))
    ran = desk("methods", "ada.byron", "add", "recovery-codes", answers=[*PROVE, YES])
    assert (ran.code, ran.out) == (Exit.DONE, "Registered: 10 recovery codes.\n")
    assert "How the person was told stands in the record." in ran.err


def test_an_access_pass_stands_on_a_page_of_its_own(desk):
    ran = desk("methods", "ada.byron", "pass", "--minutes", "10", answers=[*PROVE, YES])
    assert ran.code == Exit.DONE
    (code,) = re.findall(r"Access pass: (\S+)", "\n".join(ran.terminal.on_page))
    assert code not in ran.all + desk.record()
    assert re.search(r"^Issued: an access pass, until \S+ \S+ UTC\.$", ran.out, re.MULTILINE)
    assert "It works once" in "\n".join(ran.terminal.on_page)


def test_a_pass_lasts_no_longer_and_works_no_more_often_than_policy_says(desk):
    ran = desk("methods", "ada.byron", "pass", "--minutes", "61", answers=[*PROVE, YES, ("Minutes", "")])
    assert ran.code == Exit.REFUSED
    assert "10 to 60 minutes" in ran.terminal.text
    ran = desk("methods", "ada.byron", "pass", "--many")
    assert ran.code == Exit.REFUSED
    assert "lets an access pass work once" in ran.err
    lax = desk.with_policy(
        replace(
            POLICY, registration=RegistrationRules(own_hours=0, any_hours=0, new_hours=0, pass_once=False)
        )
    )
    assert lax("methods", "ada.byron", "pass", "--many", answers=[*CALL, YES]).code == Exit.DONE


def questions(desk, *answers: str):
    typed = []
    for place, answer in enumerate(answers, 1):
        typed += [(f"Question {place}", "1"), ("Its answer", answer)]
    return typed


def test_questions_are_chosen_by_number_and_answered_unseen(desk):
    answers = ("miss finch", "harbour lane", "pea soup", "oliver", "lisbon")
    ran = desk.with_policy(EVERYTHING)(
        "methods", "ada.byron", "add", "questions", answers=[*PROVE, YES, *questions(desk, *answers)]
    )
    assert ran.code == Exit.DONE
    assert ran.terminal.unseen == ["Its answer; Enter alone gives up"] * 5
    assert ran.out.startswith("Registered: Security questions")
    assert "harbour" not in ran.all + desk.record()


def test_when_one_answer_will_not_do_that_question_is_asked_once_more(desk):
    typed = questions(desk, "oliver", "oliver", "pea soup", "lisbon", "miss finch")
    again = [("Question 2", "1"), ("Its answer", "harbour lane")]
    answers = [*PROVE, YES, *typed[:4], *again, *typed[4:]]
    ran = desk.with_policy(EVERYTHING)("methods", "ada.byron", "add", "questions", answers=answers)
    assert ran.code == Exit.DONE
    assert "was given before" in ran.terminal.text


# --- keeping ------------------------------------------------------------------------------------------


def test_a_method_is_removed(desk):
    ran = desk("methods", "ada.byron", "remove", app_of(desk), answers=[*PROVE, YES])
    assert (ran.code, ran.out) == (Exit.DONE, f"Removed: Authenticator app, phone, 6 digits.\n{TOLD}")
    assert "totp" not in [each["kind"] for each in desk.methods()]


@pytest.mark.parametrize("change", [["remove"], ["confirm"], ["change"], ["default"], ["rename"]])
def test_an_unknown_method_is_refused_before_anybody_is_asked(desk, change):
    name = ["name"] if change == ["rename"] else []
    prefilled = next(each["id"] for each in desk.methods() if each["origin"] == "prefilled")
    for which in ("nonsense", prefilled):
        ran = desk("methods", "ada.byron", *change, which, *name)
        assert ran.code == Exit.REFUSED
        assert "This account has no such method." in ran.err
        assert "Method, by its number" not in ran.terminal.text


def test_a_method_gets_another_name_and_becomes_the_default(desk):
    ran = desk("methods", "ada.byron", "rename", app_of(desk), "work\x1b[2J phone", answers=[*PROVE, YES])
    assert ran.out == "Renamed: Authenticator app, work[2J phone, 6 digits.\n"
    ran = desk("methods", "ada.byron", "default", app_of(desk), answers=[*CALL, YES])
    assert ran.out == "The default: Authenticator app, work[2J phone, 6 digits.\n"
    assert desk("methods", "ada.byron", "list").out.splitlines()[0].endswith("\tdefault")
    assert desk.methods()[0]["default"] is True


def test_what_is_registered_is_confirmed_and_required_again(desk):
    strict = desk.with_policy(
        replace(POLICY, registration=RegistrationRules(own_hours=0, any_hours=0, new_hours=0, required=True))
    )
    assert "Must confirm the methods: never done" in strict("methods", "ada.byron", "list").err
    ran = strict("methods", "ada.byron", "reconfirm", answers=[*PROVE, YES])
    assert (ran.code, ran.out) == (Exit.DONE, "Confirmed: all that is registered is still right.\n")
    assert "- Still right: Authenticator app, phone, 6 digits." in ran.terminal.said
    assert "Must" not in strict("methods", "ada.byron", "list").err
    assert strict("methods", "ada.byron", "require", answers=[YES]).code == Exit.DONE
    assert "Must register again" in strict("methods", "ada.byron", "list").err


def test_to_require_a_registration_takes_no_proof_but_a_registrar(desk):
    assert desk("methods", "ada.byron", "require", "--yes", terminal=False).code == Exit.DONE
    assert desk("methods", "ada.byron", "require", "--yes", operator="operator").code == Exit.NOT_PERMITTED


def test_what_is_not_confirmed_changes_nothing(desk):
    for words in (["remove", app_of(desk)], ["add", "recovery-codes"], ["require"], ["pass"]):
        proof = PROVE if words[0] == "remove" else []
        ran = desk("methods", "ada.byron", *words, answers=[*proof, ("Type yes", "n")])
        assert (ran.code, ran.out) == (Exit.REFUSED, "")
    assert [each["kind"] for each in desk.methods() if each["since"]] == ["totp"]


def test_only_a_registrar_changes_methods(desk):
    for words in (["add", "totp"], ["remove", app_of(desk)], ["pass"], ["reconfirm"]):
        ran = desk("methods", "ada.byron", *words, operator="operator")
        assert ran.code == Exit.NOT_PERMITTED
        assert "Ask a colleague with the role of registrar." in ran.err
    assert "verification.denied" not in desk.events()  # it did not come to a verification


# --- who is told --------------------------------------------------------------------------------------


def test_a_notice_that_was_not_sent_is_said(desk):
    why = problem("delivery-later", server="mx.example.com")
    desk.post.answer = lambda _: Delivered(DeliveryKind.REFUSED, why)
    ran = desk("methods", "ada.byron", "remove", app_of(desk), answers=[*PROVE, YES])
    assert ran.code == Exit.DONE
    assert f"Not told by mail, a•••@demo.example. {why}" in ran.out.splitlines()


def test_where_policy_tells_nobody_nothing_is_said(desk):
    quiet = desk.with_policy(replace(POLICY, notices=NoticeRules(on_methods=False)))
    ran = quiet("methods", "ada.byron", "remove", app_of(desk), answers=[*PROVE, YES])
    assert ran.out == "Removed: Authenticator app, phone, 6 digits.\n"
