"""verify: every sort of challenge, in lines; what is said of it, what may be tried again, how it ends."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from plain.driving import POLICY, PROVE, app_code, choose, proving, sent_code

from helpdesk_tui.desk.method import EXCEPTIONAL_KINDS, MethodKind, OathSettings, Origin
from helpdesk_tui.desk.methods.registry import DIALOGUES
from helpdesk_tui.desk.policy import ContactRules, NoticeRules
from helpdesk_tui.desk.ports import Delivered, DeliveryKind, Limit, Limits, NewSeed
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.secret import Secret

FIRST = ("Method", "1")
SEND = ("go sends", "go")
SHOW = ("go shows", "go")
CALLED = [SHOW, ("Outcome", "2")]
ASK = ("go asks", "go")


def register(desk, kind: MethodKind, **settings) -> str:
    """An active app or token of Ada's; its key."""
    methods, clock = desk.console.sign_in.stores.methods, desk.console.sign_in.clock
    key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    seed = NewSeed(kind, "extra", Secret(key), OathSettings(**settings), Origin.REGISTERED, serial="HT-1")
    method = methods.add_seed(desk.id_of("ada.byron"), seed, clock.now() - timedelta(days=1))
    methods.accept_step(method, 0, clock.now() - timedelta(days=1), activate=True)
    return key


def test_every_kind_of_method_has_its_question():
    assert set(DIALOGUES) == set(MethodKind)


def test_the_list_says_what_counts_what_does_not_and_why_strongest_first(desk):
    ran = desk("verify", "ada.byron", answers=[FIRST, ("Code", ""), ("Method", "x")])
    lines = ran.terminal.said
    begin = next(place for place, line in enumerate(lines) if line.startswith("1. "))
    assert lines[begin] == "1. Authenticator app, phone · 6 digits, device"
    assert lines[begin + 1].startswith("2. Call-back, mobile •••• 01, contact")
    assert lines[begin + 3] == "-  SMS code, mobile •••• 01, contact: not allowed by policy"
    assert "Proofs: 0 of 1. Still needed: one proof. Tier everybody. 5 attempts left." in lines[begin - 1]
    assert re.search(r"Time left: 1[45] min\.$", lines[begin - 1])


# --- codes that the caller has ------------------------------------------------------------------------


def test_a_code_may_be_pasted_with_spaces(desk):
    def spaced(text: str) -> str:
        code = app_code(text)
        return f" {code[:3]} {code[3:]} "

    assert desk("verify", "ada.byron", answers=[FIRST, ("Code", spaced)]).code == Exit.DONE


def test_a_wrong_code_is_asked_for_again_without_the_whole_list(desk):
    ran = desk("verify", "ada.byron", answers=[FIRST, ("Code", "12"), ("Code", "000000"), ("Code", app_code)])
    assert ran.code == Exit.DONE
    assert "A code has 6 digits." in ran.terminal.text
    assert "The code is wrong. Take the next one. Attempts left: 4." in ran.terminal.text
    assert ran.terminal.text.count("1. Authenticator app") == 1


def test_enter_alone_gives_the_list_again_with_the_attempts_that_are_left(desk):
    answers = [FIRST, ("Code", "000000"), ("Code", ""), *PROVE]
    ran = desk("verify", "ada.byron", answers=answers)
    assert ran.code == Exit.DONE
    assert "Tier everybody. 4 attempts left." in ran.terminal.text


def test_a_token_that_counts_is_put_right_by_two_codes_in_a_row(desk):
    key = register(desk, MethodKind.OATH_TOKEN, period=None)
    ahead = [pyotp.HOTP(key).at(place) for place in (60, 61)]
    two = [("Code", "two"), ("First code", ahead[0]), ("Next code", ahead[1])]
    ran = desk("verify", "ada.byron", answers=[FIRST, ("Code", ahead[0]), *two])
    assert ran.code == Exit.DONE
    assert "The code is wrong." in ran.terminal.text
    assert "verification.proof" in desk.events()


def test_two_codes_that_are_none_in_a_row_prove_nothing(desk):
    two = [("Code", "TWO"), ("First code", "111111"), ("Next code", "222222")]
    ran = desk("verify", "ada.byron", answers=[FIRST, *two])
    assert ran.code == Exit.REFUSED
    assert "These are not two codes in a row" in ran.terminal.text


def test_an_access_pass_is_typed_unseen_and_clears_the_way_for_methods_alone(desk):
    given = desk("methods", "ada.byron", "pass", answers=[*PROVE, ("Type yes", "yes")])
    (code,) = re.findall(r"Access pass: (\S+)", "\n".join(given.terminal.on_page))
    for_call = desk("verify", "ada.byron", answers=[])
    assert re.search(r"-  Access pass, .*: only for changing methods", for_call.terminal.text)
    wrong = ("B" if code[0] != "B" else "C") + code[1:]
    typed = [
        choose("Access pass"),
        ("Access pass", "?"),
        ("Access pass", wrong),
        ("Access pass", code.lower()),
    ]
    ran = desk("verify", "ada.byron", "--for", "methods", answers=typed)
    assert ran.code == Exit.DONE
    assert len(ran.terminal.unseen) == 3
    assert "The access pass is wrong or used." in ran.terminal.text
    assert code not in given.all + desk.record()


# --- codes that the desk sends ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "shown"), [(MethodKind.SMS, "•••• 01"), (MethodKind.EMAIL, "a•••@demo.example")]
)
def test_a_sent_code_names_the_masked_address_and_the_words_of_the_message(desk, kind, shown):
    ran = desk.with_policy(proving(kind))("verify", "ada.byron", answers=[FIRST, SEND, ("Code", sent_code)])
    assert ran.code == Exit.DONE
    assert f"Sent to {shown}." in ran.terminal.text
    assert "The code is good until " in ran.terminal.text
    (message,) = desk.post.sent
    phrase = message.words["phrase"].upper()
    assert f"Say: the message carries the words {phrase}." in ran.terminal.said
    assert message.code.reveal() not in ran.out + ran.err + desk.record()


def test_nothing_is_sent_before_the_operator_says_so(desk):
    ran = desk.with_policy(proving(MethodKind.SMS))("verify", "ada.byron", answers=[FIRST, ("go sends", "")])
    assert ran.code == Exit.REFUSED
    assert desk.post.sent == []


def test_only_the_newest_of_two_sent_codes_counts(desk):
    first: list[str] = []

    def old(text: str) -> str:
        first.append(sent_code(text))
        return "again"

    answers = [FIRST, SEND, ("Code", old), ("Code", lambda _: first[0]), ("Code", sent_code)]
    ran = desk.with_policy(proving(MethodKind.SMS))("verify", "ada.byron", answers=answers)
    assert ran.code == Exit.DONE
    assert len(desk.post.sent) == 2
    assert "This is not the code that was sent last." in ran.terminal.text


def test_a_message_that_was_refused_may_be_sent_again(desk):
    refused = Delivered(DeliveryKind.REFUSED, problem("delivery-later", server="mx.example.com"))
    answers = [refused, Delivered(DeliveryKind.SENT)]
    desk.post.answer = lambda _: answers.pop(0)
    ran = desk.with_policy(proving(MethodKind.EMAIL))(
        "verify", "ada.byron", answers=[FIRST, SEND, SEND, ("Code", sent_code)]
    )
    assert ran.code == Exit.DONE
    assert "mx.example.com takes no message just now." in ran.terminal.text


def test_a_message_that_may_not_have_arrived_is_said_to(desk):
    doubt = problem("delivery-unknown", server="mx.example.com")
    desk.post.answer = lambda _: Delivered(DeliveryKind.UNKNOWN, doubt)
    ran = desk.with_policy(proving(MethodKind.EMAIL))(
        "verify", "ada.byron", answers=[FIRST, SEND, ("Code", sent_code)]
    )
    assert ran.code == Exit.DONE
    assert str(doubt) in ran.terminal.said


def test_the_managers_code_goes_to_the_manager(desk):
    policy = proving(MethodKind.CALL_BACK, exception=EXCEPTIONAL_KINDS, exception_gates=1)
    answers = [("Method", "2"), SEND, ("Code", sent_code)]
    ran = desk.with_policy(policy)("verify", "jonas.weber", answers=answers)
    assert ran.code == Exit.DONE
    assert "The exceptional way: too few methods are registered." in ran.terminal.text
    assert desk.post.sent[0].to == "victoria.ashworth@demo.example"


def test_a_code_sent_for_one_account_proves_no_other(desk):
    policy = desk.with_policy(proving(MethodKind.SMS))
    policy("verify", "ada.byron", answers=[FIRST, SEND])
    code = desk.post.sent[-1].code.reveal()
    ran = policy("verify", "grace.okafor", answers=[FIRST, SEND, ("Code", code)])
    assert ran.code == Exit.REFUSED
    assert "This is not the code that was sent last." in ran.terminal.text


# --- the number that the caller says ------------------------------------------------------------------

STATED = ContactRules(caller_states_number=True)


@pytest.mark.parametrize("spelled", ["07700 900001", "+44 7700-900001", "00447700900001"])
def test_where_policy_asks_the_caller_says_the_number_before_a_call_back(desk, spelled):
    policy = proving(MethodKind.CALL_BACK, contacts=STATED)
    answers = [FIRST, ("Number", "+44 7700 900002"), ("Number", spelled), *CALLED]
    ran = desk.with_policy(policy)("verify", "ada.byron", answers=answers)
    assert ran.code == Exit.DONE
    assert "The number is not the one on record. Do not say which it is." in ran.terminal.text
    before, after = ran.terminal.text.split("not the one on record")
    assert "Hang up, then call" not in before
    assert "Dial +44 7700 900001." in after


def test_a_number_that_is_not_stated_gets_no_message(desk):
    policy = proving(MethodKind.SMS, contacts=STATED)
    ran = desk.with_policy(policy)("verify", "ada.byron", answers=[FIRST, ("Number", "")])
    assert ran.code == Exit.REFUSED
    assert desk.post.sent == []


def test_after_the_number_the_code_is_sent(desk):
    policy = proving(MethodKind.SMS, contacts=STATED)
    answers = [FIRST, ("Number", "07700900001"), SEND, ("Code", sent_code)]
    assert desk.with_policy(policy)("verify", "ada.byron", answers=answers).code == Exit.DONE


# --- in person, questions -----------------------------------------------------------------------------


def test_in_person_the_kind_of_document_is_chosen_by_its_number_and_recorded(desk):
    policy = proving(MethodKind.CALL_BACK, exception=EXCEPTIONAL_KINDS, exception_gates=1)
    answers = [FIRST, ("Document", "9"), ("Document", "2")]
    ran = desk.with_policy(policy)("verify", "jonas.weber", answers=answers)
    assert ran.code == Exit.DONE
    assert "Type a number from 1 to 4." in ran.terminal.text
    assert "'document': 'identity card'" in desk.record()


ANSWERS = (
    ("What was the name of your first teacher?", "miss finch"),
    ("In which street did you live when you were ten?", "harbour lane"),
    ("What was the first dish that you learned to cook?", "pea soup"),
)


def with_questions(desk):
    methods, now = desk.console.sign_in.stores.methods, desk.console.sign_in.clock.now()
    methods.add_questions(desk.id_of("ada.byron"), [(text, Secret(answer)) for text, answer in ANSWERS], now)
    return desk.with_policy(proving(MethodKind.QUESTIONS))


def answer_to(place: int):
    """What the caller answers to the question that was asked last."""
    return lambda text: next(answer for asked, answer in ANSWERS if asked in text.splitlines()[-1])


def test_questions_are_asked_one_by_one_and_answered_unseen(desk):
    typed = [(f"{place}. ", answer_to(place)) for place in (1, 2, 3)]
    wrong = [("1. ", "nonsense"), ("2. ", "nonsense"), ("3. ", "nonsense")]
    ran = with_questions(desk)("verify", "ada.byron", answers=[FIRST, SHOW, *wrong, *typed])
    assert ran.code == Exit.DONE
    assert len(ran.terminal.unseen) == 6
    assert "Not all answers are right. Nobody is told which ones." in ran.terminal.text
    assert "harbour lane" not in ran.out + ran.err + desk.record()


def test_one_wrong_answer_proves_nothing(desk):
    typed = [("1. ", answer_to(1)), ("2. ", answer_to(2)), ("3. ", "nonsense")]
    ran = with_questions(desk)("verify", "ada.byron", answers=[FIRST, SHOW, *typed])
    assert ran.code == Exit.REFUSED
    assert "The caller is verified" not in ran.terminal.text


# --- the second operator ------------------------------------------------------------------------------

APPROVED = proving(approval=True)


def test_a_second_operator_approves_at_this_terminal_with_a_password_unseen(desk):
    here = [choose("Second operator"), ("here lets", "here"), ("Login", "super"), ("Password", "super")]
    ran = desk.with_policy(APPROVED)("verify", "ada.byron", answers=[*PROVE, *here])
    assert ran.code == Exit.DONE
    assert "Needed: one proof and a second operator's approval, before " in ran.terminal.text
    assert [each.partition(";")[0] for each in ran.terminal.unseen] == ["Password"]
    assert "'approver_login': 'super'" in desk.record()


@pytest.mark.parametrize(
    ("login", "password", "says"),
    [
        ("demo", "demo", "You cannot approve your own verification."),
        ("super", "wrong", "The directory did not accept this login and password."),
        ("auditor", "auditor", "Your role"),
        ("norole", "norole", "You are in none of the groups"),
    ],
)
def test_nobody_else_approves(desk, login, password, says):
    here = [choose("Second operator"), ("here lets", "here"), ("Login", login), ("Password", password)]
    ran = desk.with_policy(APPROVED)("verify", "ada.byron", answers=[*PROVE, *here])
    assert ran.code == Exit.REFUSED
    assert says in ran.terminal.text
    assert "The caller is verified" not in ran.terminal.text


def test_the_approval_of_another_terminal_is_waited_for_and_completes_it(desk):
    strict = desk.with_policy(APPROVED)

    def not_yet() -> bool:
        return False

    def approve() -> bool:
        assert strict("approvals", "approve", "ada.byron", "--yes", operator="super").code == Exit.DONE
        return False

    ran = strict(
        "verify",
        "ada.byron",
        answers=[*PROVE, choose("Second operator"), ASK],
        meanwhile=[not_yet, approve],
    )
    assert ran.code == Exit.DONE
    assert "The second operator approved." in ran.terminal.said
    assert all(seconds >= 2 for seconds in ran.terminal.waited)


def test_a_refused_approval_is_said_and_leads_back_to_the_list(desk):
    strict = desk.with_policy(APPROVED)

    def refuse() -> bool:
        assert strict("approvals", "refuse", "ada.byron", "--yes", operator="super").code == Exit.DONE
        return False

    answers = [*PROVE, choose("Second operator"), ASK, ("Method", "")]
    ran = strict("verify", "ada.byron", answers=answers, meanwhile=[refuse])
    assert ran.code == Exit.REFUSED
    assert "The second operator refused." in ran.terminal.said


def test_while_an_approval_is_awaited_another_proof_may_be_given(desk):
    strict = desk.with_policy(APPROVED)

    def approve(text: str) -> str:
        assert strict("approvals", "approve", "ada.byron", "--yes", operator="super").code == Exit.DONE
        return app_code(text)

    answers = [choose("Second operator"), ASK, FIRST, ("Code", approve)]
    ran = strict("verify", "ada.byron", answers=answers, meanwhile=[lambda: True])
    assert ran.code == Exit.DONE
    assert "A second operator was asked and has not answered yet." in ran.terminal.text


def test_an_approval_that_came_while_the_list_stood_there_completes_it(desk):
    strict = desk.with_policy(APPROVED)

    def approve(_: str) -> str:
        assert strict("approvals", "approve", "ada.byron", "--yes", operator="super").code == Exit.DONE
        return "no number"

    answers = [*PROVE, choose("Second operator"), ASK, ("Method", approve)]
    assert strict("verify", "ada.byron", answers=answers, meanwhile=[lambda: True]).code == Exit.DONE


# --- how it ends --------------------------------------------------------------------------------------


def test_what_comes_to_nothing_leaves_no_verification_open(desk):
    desk("verify", "ada.byron", answers=[FIRST])  # the terminal ends
    held = desk.console.sign_in.stores.clearances.held(
        desk.id_of("ada.byron"), desk.console.sign_in.clock.now()
    )
    assert held is None
    assert "verification.cancelled" in desk.events()


def test_a_block_ends_it_at_once(desk):
    limits = Limits(account=Limit(2, 3600, 3600), method=Limit(5, 3600), operator=Limit(20, 3600))
    wrong = ("Code", "000000")
    ran = desk.with_policy(proving(limits=limits))("verify", "ada.byron", answers=[FIRST, *[wrong] * 3])
    assert ran.code == Exit.NOT_PERMITTED
    assert "Too many failed proofs for this account." in ran.err


def test_a_method_that_is_blocked_leaves_the_others(desk):
    limits = Limits(account=Limit(9, 3600), method=Limit(2, 3600), operator=Limit(20, 3600))
    wrong = ("Code", "000000")
    answers = [FIRST, *[wrong] * 3, ("Method", "2"), *CALLED]
    ran = desk.with_policy(proving(limits=limits))("verify", "ada.byron", answers=answers)
    assert ran.code == Exit.DONE
    assert "Too many failed proofs with this method." in ran.terminal.text


def test_another_operator_sees_who_has_the_verification(desk):
    def look(text: str) -> str:
        other = desk("verify", "ada.byron", operator="operator")
        assert other.code == Exit.NOT_PERMITTED
        assert "demo is verifying this caller, until " in other.err
        assert "demo is verifying this caller, until " in desk("show", "ada.byron", operator="operator").out
        return app_code(text)

    assert desk("verify", "ada.byron", answers=[FIRST, ("Code", look)]).code == Exit.DONE


def test_an_elevated_threat_is_said_once_at_the_start_and_takes_the_weak_methods(desk):
    alarmed = desk.changed(is_elevated=lambda: True)
    for words in (["verify", "ada.byron"], ["reset", "ada.byron"], ["methods", "ada.byron", "reconfirm"]):
        ran = alarmed(*words, answers=[])
        assert ran.terminal.said.count("The threat is elevated: weak methods are off.") == 1
        place = ran.terminal.said.index("The threat is elevated: weak methods are off.")
        assert not any(line.startswith("1. ") for line in ran.terminal.said[:place])
        assert "too weak while the threat is elevated" in ran.terminal.text
    assert "The threat is elevated" not in desk("verify", "ada.byron").terminal.text


def test_the_help_link_stands_where_somebody_else_is_to_be_asked(desk):
    linked = desk.with_policy(replace(POLICY, notices=NoticeRules(help_link="https://help.example.com")))
    assert "Help: https://help.example.com" in linked("verify", "jonas.weber").err
    assert "Help:" not in linked("show", "nobody.here").err


def test_without_a_terminal_nothing_is_begun(desk):
    assert desk("verify", "ada.byron", terminal=False).code == Exit.USAGE
    assert "verification.begun" not in desk.events()
