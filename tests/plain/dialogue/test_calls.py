"""Whole calls in the dialogue, each from the search to the receipt, on the demo's people."""

import re

import pytest
from plain.dialogue.holding import (
    END,
    NEXT,
    NO_TICKET,
    PROVEN,
    SHOW,
    YES,
    Typed,
    do,
    find,
    hold,
    number_of,
)
from plain.driving import CALLED, POLICY, PROVE, app_code, choose, proving, sent_code
from plain.test_proving import answer_to, with_questions

from helpdesk_tui.demo.computers import KEPT
from helpdesk_tui.demo.directory import START_PASSWORD
from helpdesk_tui.desk.method import EXCEPTIONAL_KINDS, MethodKind
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.plain.exits import Exit

KEY_ID = KEPT["ADA-LAPTOP$"].key_id[:8]
PASSWORD = re.compile(r"temporary password: (\S+)")
BY_CALL: list[Typed] = [NO_TICKET, choose("Call-back"), *CALLED[1:]]
DONE = "Temporary password set: DONE"

CALLS: dict[str, tuple[list[Typed], list[str]]] = {
    "nothing is wrong": (
        [find("ada.byron"), do("reset"), *PROVEN, YES, SHOW, NEXT],
        ["State: active.", "The caller is verified.", DONE, "Must change at next sign-in: DONE"],
    ),
    "by the number": (
        [find("ada.byron"), ("What to do", number_of("Reset")), *PROVEN, YES, SHOW, NEXT],
        [DONE],
    ),
    "locked": (
        [find("grace.okafor"), do("unlock"), *PROVEN, YES, NEXT],
        ["State: locked.", "Account unlocked: DONE"],
    ),
    "expired": (
        [find("nora.lind"), do("reset"), *BY_CALL, YES, SHOW, NEXT],
        ["State: password expired.", DONE],
    ),
    "must change": (
        [find("mia.santos"), do("clear-change"), END],
        ["State: must change."],
    ),
    "disabled": (
        [find("ivan.petrov"), do("reset"), *BY_CALL, YES, SHOW, NEXT],
        ["State: disabled.", "Note: The account is disabled and stays so.", DONE],
    ),
    "namesakes": (
        [find("james wilson"), ("Whom", number_of("James Wilson, james.wilson2")), END, ("Whom", "")],
        ["2 accounts.", "James Wilson, DEMO\\james.wilson2, Lawyer, Legal."],
    ),
    "nothing registered": (
        [find("gil.moreno"), ("What to do", "more"), END],
        ["No reset: There is no usable way to prove this caller."],
    ),
    "protected": (
        [find("agnes.thorne"), do("reset"), END],
        ["Error: "],
    ),
    "smart card": (
        [find("omar.haddad"), do("reset"), END],
        ["Error: "],
    ),
    "never expires": (
        [find("lena.fischer"), do("more"), END],
        ["Password: Set", "Never expires: so set on the account."],
    ),
    "five wrong codes": (
        [
            find("ada.byron"),
            do("reset"),
            NO_TICKET,
            PROVE[0],
            *[("Code", "000000")] * 6,
            END,
        ],
        ["Attempts left: 0.", "No reset: Too many failed proofs for this account."],
    ),
    "register an app": (
        [
            find("ada.byron"),
            do("methods"),
            ("What", "add"),
            ("Which", number_of("Authenticator app")),
            *PROVEN,
            ("Name", ""),
            ("App code", app_code),
            ("What", ""),
            END,
        ],
        ["Registered: Authenticator app", "further changes need no other proof"],
    ),
    "remove a method": (
        [
            find("ada.byron"),
            do("methods"),
            ("What", "1"),
            ("What", number_of("Remove it")),
            *PROVEN,
            YES,
            ("What", ""),
            END,
        ],
        ["Removed: "],
    ),
    "this was not me": (
        [
            find("ada.byron"),
            do("reset"),
            *PROVEN,
            YES,
            SHOW,
            ("next call", "back"),
            do("not-me"),
            ("What the person said", "I did not call."),
            NO_TICKET,
            YES,
            END,
        ],
        ["The account is held."],
    ),
    "a local password": (
        [find("ada.byron"), do("laps"), *PROVEN, ("Computer", "1"), YES, SHOW, NEXT],
        ["Local password of ADA-LAPTOP."],
    ),
    "a recovery key": (
        [find("ada.byron"), do("bitlocker"), *PROVEN, ("Key ID", KEY_ID), YES, SHOW, NEXT],
        ["Recovery key of ADA-LAPTOP."],
    ),
    "with the old password": (
        [find("ada.byron"), do("change-password"), ("password", ""), END],
        ["Cancelled"],
    ),
}


@pytest.mark.parametrize(("typed", "said"), CALLS.values(), ids=CALLS)
def test_a_call_from_the_search_to_its_end(desk, typed, said):
    ran = hold(desk, *typed)
    assert ran.code == Exit.DONE
    for words in said:
        assert words in ran.all


SENT = [("Method", "1"), ("go sends", "go"), ("Code", sent_code)]
NO_METHODS = proving(MethodKind.CALL_BACK, exception=EXCEPTIONAL_KINDS, exception_gates=1)

METHODS: dict[str, tuple[DeskPolicy, str, list[Typed]]] = {
    "app": (POLICY, "ada.byron", PROVE),
    "two codes in a row": (POLICY, "ada.byron", [PROVE[0], ("Code", "two"), ("First code", "back"), *PROVE]),
    "call-back": (proving(MethodKind.CALL_BACK), "ada.byron", [("Method", "1"), *CALLED[1:]]),
    "SMS": (proving(MethodKind.SMS), "ada.byron", SENT),
    "mail": (proving(MethodKind.EMAIL), "ada.byron", SENT),
    "manager": (NO_METHODS, "jonas.weber", [("Method", "2"), *SENT[1:]]),
    "in person": (NO_METHODS, "jonas.weber", [("Method", "1"), ("Document", "2")]),
    "second operator here": (
        proving(approval=True),
        "ada.byron",
        [*PROVE, choose("Second operator"), ("here lets", "here"), ("Login", "super"), ("Password", "super")],
    ),
}


@pytest.mark.parametrize(("policy", "login", "typed"), METHODS.values(), ids=METHODS)
def test_each_method_proves_a_caller(desk, policy, login, typed):
    """What is proven is on the card then, and asked about before it is thrown away."""
    ran = hold(
        desk.with_policy(policy), find(login), do("verify"), NO_TICKET, *typed, do(""), ("Type yes to", "yes")
    )
    assert "The caller is verified." in ran.terminal.said
    assert desk.events().count("verification.cleared") == 1


def test_questions_are_answered_unseen(desk):
    typed = [(f"{place}. ", answer_to(place)) for place in (1, 2, 3)]
    asked = [("Method", "1"), ("go shows", "go"), *typed]
    ran = hold(
        with_questions(desk), find("ada.byron"), do("verify"), NO_TICKET, *asked, do(""), ("Type yes", "yes")
    )
    assert "The caller is verified." in ran.terminal.said
    assert len(ran.terminal.unseen) == 3


def test_the_password_is_shown_on_a_page_that_goes_and_nowhere_else(desk):
    ran = hold(desk, find("ada.byron"), do("reset"), *PROVEN, YES, SHOW, NEXT)
    (password,) = PASSWORD.findall("\n".join(ran.terminal.on_page))
    assert len(password) > 10
    assert password not in ran.all
    assert password not in desk.record()
    assert ran.terminal.waited == [60]


def test_without_a_yes_nothing_is_written(desk):
    ran = hold(
        desk,
        find("ada.byron"),
        do("reset"),
        *PROVEN,
        ("Type yes", "no"),
        ("Type yes", "back"),
        do("back"),
        ("Type yes", "yes"),
    )
    assert "Error: Type yes, options or back." in ran.all
    assert "action.intent" not in desk.events()


def test_without_a_proof_nothing_is_written(desk):
    ran = hold(desk, find("ada.byron"), do("reset"), NO_TICKET, ("Method", "back"), END)
    assert "The caller is verified" not in ran.all
    assert "action.intent" not in desk.events()


def test_options_are_asked_one_by_one_and_the_usual_stays_with_enter_alone(desk):
    ran = hold(
        desk,
        find("ada.byron"),
        do("reset"),
        *PROVEN,
        ("Type yes", "options"),
        ("change", ""),
        ("Unlock", "no"),
        ("Type the password yourself", "yes"),
        ("Temporary password", "short"),
        ("The same again", "other"),
        ("Temporary password", "short"),
        ("The same again", "short"),
        ("Temporary password", "Quiet-Otter-58-River"),
        ("The same again", "Quiet-Otter-58-River"),
        YES,
        NEXT,
    )
    assert "Sets the password that you typed" in ran.all
    assert ran.all.count("What will happen:") == 2
    assert "Account unlocked" not in ran.all
    assert "Temporary password set: DONE" in ran.all
    assert "Quiet-Otter" not in ran.all
    assert len(ran.terminal.unseen) == 6


def test_a_day_that_is_none_is_asked_for_again(desk):
    dates = [("Last day", "soon"), ("Last day", "2031-01-31")]
    ran = hold(desk, find("ada.byron"), do("set-dates"), *PROVEN, *dates, YES, NEXT, operator="super")
    assert "Error: " in ran.all
    assert "The account ends at 2031-02-01" in ran.all


def test_a_visit_to_the_methods_is_proven_once(desk):
    ran = hold(
        desk,
        find("ada.byron"),
        do("methods"),
        ("What", "1"),
        ("What", number_of("Another name")),
        *PROVEN,
        ("Name", "my phone"),
        ("What", "reconfirm"),
        YES,
        ("What", ""),
        END,
    )
    assert "Renamed: " in ran.all
    assert "Confirmed: all of it is still right." in ran.all
    assert ran.all.count("The caller is verified.") == 1


def test_recovery_codes_are_handed_out_on_a_page(desk):
    ran = hold(
        desk, find("ada.byron"), do("methods"), ("What", "codes"), *PROVEN, ("go", "go"), ("What", ""), END
    )
    handed = [line for line in ran.terminal.on_page if re.search(r"[a-z0-9]{4}-[a-z0-9]{4}", line, re.I)]
    assert len(handed) == 10
    assert not any(line in ran.all for line in handed)


def test_somebody_must_register_again_without_a_proof(desk):
    ran = hold(desk, find("ada.byron"), do("methods"), ("What", "require"), YES, ("What", ""), END)
    assert "The person must register again." in ran.all


def test_a_persons_own_change(desk):
    new = "Their-Own-Choice-88"
    typed = [("Old password", START_PASSWORD), ("New password", new), ("Once more", new)]
    ran = hold(desk, find("mia.santos"), do("change-password"), *typed, NEXT)
    assert "Password changed by the person: DONE" in ran.all
    assert new not in ran.all


def test_the_brake_by_a_supervisor(desk):
    ran = hold(
        desk,
        find("ada.byron"),
        do("brake"),
        ("Type yes", "yes"),
        ("Reason", "signed in from two countries"),
        NEXT,
        operator="super",
    )
    assert "Account disabled: DONE" in ran.all


def test_a_supervisor_releases_what_wrong_codes_blocked(desk):
    hold(desk, find("ada.byron"), do("reset"), NO_TICKET, PROVE[0], *[("Code", "000000")] * 6, END)
    ran = hold(desk, find("ada.byron"), do("release"), ("Type yes", "yes"), END, operator="super")
    assert "Released: the caller can be verified now." in ran.all


def test_a_second_operator_approves_at_another_terminal(desk):
    strict = desk.with_policy(proving(approval=True))
    seen = []

    def approve() -> bool:
        typed = [("1 approval waits", "approvals"), ("Which", "1"), ("Your answer", "1"), YES, ("Which", "")]
        seen.append(hold(strict, *typed, operator="super"))
        return False

    asked = [choose("Second operator"), ("go asks", "go")]
    ran = hold(
        strict, find("ada.byron"), do("unlock"), do("verify"), *PROVEN, *asked, do("back"),
        ("Type yes", "yes"), meanwhile=[approve],
    )  # fmt: skip
    assert "Approved: Ada Byron, ada.byron, Engineering." in seen[0].all
    assert "The second operator approved." in ran.all
    assert "The caller is verified until" in ran.all


def test_a_note_for_the_ticket(desk):
    typed = [find("grace.okafor"), do("unlock"), ("Ticket", "INC7"), *PROVE, YES, ("next call", "note"), NEXT]
    ran = hold(desk, *typed)
    place = ran.terminal.said.index("Note for the ticket:")
    assert "ticket INC7" in ran.terminal.said[place + 1]
    assert " · " not in ran.all


def test_nothing_that_is_said_is_a_table_or_drawn(desk):
    """Seen through a screen reader: lines as they are printed, no signs to be spelled, nothing moved."""
    ran = hold(desk, find("ada.byron"), do("more"), do("methods"), ("What", "add"), ("Which", "1"), *PROVEN,
               ("Name", ""), ("App code", app_code), ("What", ""), END)  # fmt: skip
    said = "\n".join([*ran.terminal.said, *ran.terminal.on_page])
    assert not re.search("[\t\x1b•·│─█▀▄]", said)
    assert "Key: " in said or "key" in said.casefold()
