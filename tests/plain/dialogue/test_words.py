"""What is understood at every question, and how a dialogue ends: by words, keys, silence, a lost line."""

from dataclasses import replace

import pytest
from plain.dialogue.holding import END, NEXT, NO_TICKET, PROVEN, SHOW, YES, do, find, hold
from plain.driving import POLICY, PROVE, PlainDesk, Scripted, app_code

from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.lookup import Lookup
from helpdesk_tui.desk.policy import TicketRule, VerificationPolicy
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.terminal import InputEnded, NobodyAnswered, TerminalLost

LEAVE = ("Type yes to leave it", "yes")
STAY = ("Type yes to leave it", "")


def raising(error: BaseException):
    def answer(_: str) -> str:
        raise error

    return answer


CTRL_C, CTRL_D = raising(KeyboardInterrupt()), raising(InputEnded(problem("cancelled")))
SILENCE = raising(NobodyAnswered())
LOST = raising(TerminalLost(problem("cancelled")))


def is_over(desk: PlainDesk) -> bool:
    """Whether nothing that was proven is left."""
    return "clearance.ended" in desk.events() or "verification.cancelled" in desk.events()


# --- words ----------------------------------------------------------------------------------------------


def test_a_question_mark_says_what_can_be_answered_and_asks_again(desk):
    ran = hold(desk, ("Find whom", "?"), find("ada.byron"), do("?"), ("What to do", ""))
    assert "lists: Lists: who is locked, expires, has not registered, and so on." in ran.all
    assert "reset: Reset the password." in ran.all
    assert ran.all.count("back goes one step back; nothing is changed.") == 2


def test_a_question_mark_at_a_code_says_what_to_ask_for(desk):
    hint = ("Code", "?")
    ran = hold(desk, find("ada.byron"), do("unlock"), do("verify"), NO_TICKET, PROVE[0], hint,
               ("Code", app_code), do("back"), LEAVE)  # fmt: skip
    assert ran.terminal.said.count("Ask for the code that the app shows now.") == 2


def test_what_cannot_be_read_is_asked_for_again(desk):
    odd = raising(Refused(problem("not-utf8")))
    ran = hold(desk, ("Find whom", odd), find("ada.byron"), do(odd), END)
    assert ran.all.count("Error: ") == 2
    assert ran.code == Exit.DONE


def test_a_word_in_quotation_marks_is_an_answer_like_any_other(desk):
    ran = hold(desk, find('"Menu"'))
    assert "Nobody found." in ran.all


def test_a_name_that_is_a_word_of_the_menu_is_looked_for_by_find(desk):
    assert "Nobody found." in hold(desk, find("find explain")).all


def test_detail_says_more_of_the_last_error(desk):
    ran = hold(desk, ("Find whom", "detail"), find("agnes.thorne"), do("reset"), do("detail"), END)
    assert "There was no error." in ran.all
    assert "(protected-account)" in ran.terminal.said


def test_numbers_and_words_that_are_none_are_asked_for_again(desk):
    ran = hold(desk, ("Find whom", "99"), find("ada.byron"), do("99"), do("fly"), END)
    assert ran.all.count("Error: Type a number from 1 to") == 2
    assert "Error: Type a number or a word that stands above" in ran.all


def test_what_is_not_offered_says_why_by_its_word(desk):
    ran = hold(desk, find("ada.byron"), do("unlock"), do("disable"), do("clear change"), END)
    assert "Error: The account is not locked." in ran.all
    assert ran.all.count("Ask a colleague with the role of supervisor.") == 2


# --- what would be lost ---------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["back", "menu", "quit", ""])
def test_a_proof_that_was_not_used_is_not_thrown_away_by_one_word(desk, word):
    ran = hold(
        desk, find("ada.byron"), do("verify"), *PROVEN, do(word), STAY, do("unlock"), do("menu"), LEAVE
    )
    assert ran.all.count("The caller is verified until") >= 3
    assert "Error: The account is not locked." in ran.all
    assert is_over(desk)


@pytest.mark.parametrize("word", ["back", "menu", "quit", ""])
def test_a_password_that_nobody_saw_is_not_thrown_away_by_one_word(desk, word):
    typed = [find("ada.byron"), do("reset"), *PROVEN, YES, ("next call", word), STAY, SHOW, NEXT]
    ran = hold(desk, *typed)
    assert ran.all.count("was not shown yet, and is gone after this. show shows it.") == 1


def test_quit_in_the_middle_of_a_question_ends_what_was_begun(desk):
    typed = [find("ada.byron"), do("reset"), NO_TICKET, PROVE[0], ("Code", "quit")]
    ran = desk("plain", answers=typed)
    assert ran.code == Exit.DONE
    assert is_over(desk)
    assert ran.terminal.said[-1] == "You are signed out."


# --- keys -----------------------------------------------------------------------------------------------


def test_ctrl_c_gives_up_the_question_alone(desk):
    typed = [
        find("ada.byron"),
        do("reset"),
        NO_TICKET,
        PROVE[0],
        ("Code", CTRL_C),
        *PROVE,
        ("Type yes", CTRL_C),
    ]
    ran = hold(desk, *typed, do(CTRL_C), STAY, do(CTRL_C), LEAVE)
    assert "action.intent" not in desk.events()
    assert ran.code == Exit.DONE


def test_ctrl_c_twice_at_the_menu_ends(desk):
    ran = desk(
        "plain", answers=[("Find whom", CTRL_C), find("zzz"), ("Find whom", CTRL_C), ("Find whom", CTRL_C)]
    )
    assert ran.all.count("quit ends, and so does Ctrl+C now.") == 2
    assert ran.code == Exit.DONE


def test_the_end_of_input_ends_and_asks_first_where_something_is_open(desk):
    typed = [
        find("ada.byron"),
        do("verify"),
        *PROVEN,
        do(CTRL_D),
        STAY,
        do(CTRL_D),
        ("Type yes to leave", CTRL_D),
    ]
    ran = desk("plain", answers=typed)
    assert (ran.code, is_over(desk)) == (Exit.DONE, True)


def test_a_line_that_broke_ends_at_once(desk):
    ran = desk("plain", answers=[find("ada.byron"), do("verify"), *PROVEN, do(LOST)])
    assert (ran.code, is_over(desk)) == (Exit.REFUSED, True)


def test_without_a_terminal_nothing_is_asked(desk):
    ran = desk("plain", answers=[], terminal=False)
    assert ran.code == Exit.USAGE
    assert "sign-in.done" not in desk.events()


# --- who sits there -------------------------------------------------------------------------------------


def test_silence_signs_out_and_a_password_is_typed_again(desk):
    limited = replace(desk, console=replace(desk.console, idle_seconds=900))
    typed = [
        find("ada.byron"),
        do("verify"),
        *PROVEN,
        do(SILENCE),
        ("quit ends", ""),
        find("grace.okafor"),
        END,
    ]
    ran = hold(limited, *typed)
    assert "You were signed out: no answer for 15 min." in ran.all
    assert is_over(desk)
    assert desk.events().count("sign-in.done") == 2
    assert limited.console.sign_in.ticket.is_spent
    assert ran.terminal.patience == 900


def test_somebody_else_signs_in_after_a_sign_out(desk):
    """What was saved, and the ticket, are of whoever left: a password is typed now."""
    typed = [("Find whom", "sign-out"), ("quit ends", "super"), ("Password of super", "super")]
    ran = hold(desk, *typed)
    assert "Signed in as super" in ran.all
    assert ran.terminal.unseen[-1].startswith("Password of super")


def test_a_wrong_password_is_an_error_and_is_not_tried_again_by_itself(desk):
    typed = [("Find whom", "sign-out"), ("quit ends", "super"), ("Password", "wrong"), ("quit ends", "quit")]
    ran = desk("plain", answers=typed)
    assert "Error: " in ran.all
    assert desk.events().count("sign-in.refused") == 1


def test_whoever_may_not_go_on_is_signed_out(desk, monkeypatch):
    def dismissed(*_: object) -> None:
        raise NotPermitted(replace(problem("role-lost"), ends_session=True))

    def lose(_: str) -> str:
        monkeypatch.setattr(Lookup, "card", dismissed)
        return "ada.byron"

    ran = desk("plain", answers=[("Find whom", lose), ("quit ends", "quit")])
    assert "You were signed out. " in ran.all


def test_a_ticket_that_is_none_is_asked_for_again_and_one_that_is_needed_is_demanded(desk):
    rules = VerificationPolicy(ticket=TicketRule.REQUIRED, ticket_pattern=r"INC\d+", ticket_example="INC7")
    strict = desk.with_policy(replace(POLICY, verification=rules))
    typed = [("Ticket", ""), ("Ticket", "7"), ("Ticket", "INC7"), *PROVE]
    ran = hold(strict, find("ada.byron"), do("verify"), *typed, do(""), LEAVE)
    assert ran.all.count("Error: ") == 2
    assert "leaves it out" not in ran.all


def test_an_error_drops_what_was_typed_ahead(desk, monkeypatch):
    monkeypatch.setattr(Scripted, "drop_typed_ahead", lambda _: True)
    ran = hold(desk, ("Find whom", "99"))
    assert "What was typed ahead is dropped." in ran.all


def test_whoever_never_signed_in_ends_with_the_code_of_what_was_wrong(desk):
    """A role that opens nothing; the password is asked for once more, and then somebody quits."""
    refused = desk(
        "plain", answers=[("quit ends", ""), ("Password", "norole"), ("quit ends", "quit")], operator="norole"
    )
    assert refused.code == Exit.NOT_PERMITTED
    assert refused.all.count("Error: You are in none of the groups") == 2
