"""The lock of a dialogue: nothing that was open is left, and its operator alone opens it again."""

from dataclasses import replace
from typing import Any

import pytest
from plain.dialogue.holding import END, NO_TICKET, PROVEN, YES, Typed, do, find, hold
from plain.dialogue.test_words import CTRL_C, CTRL_D, SILENCE, is_over
from plain.driving import PROVE, PlainDesk, Scripted
from plain.test_second_factor import CODE, give_apps
from plain.test_sign_in_by_ticket import at_work, start

from helpdesk_tui.desk.operator import SignInBy
from helpdesk_tui.desk.unlocking import MOST_TRIES
from helpdesk_tui.plain.exits import Exit

CALLER = ("Ada", "ada.byron", "Byron")
LOCK: Typed = ("Find whom", "lock")
OPEN: Typed = ("Locked. Password of demo", "demo")
WRONG: Typed = ("Locked. Password of demo", "wrong")
NONE: Typed = ("Locked. Password of demo", "")
SIGN_IN: Typed = ("quit ends", "")


def locking_after(desk: PlainDesk, seconds: int, *, idle: int) -> PlainDesk:
    return replace(desk, console=replace(desk.console, lock_seconds=seconds, idle_seconds=idle))


def facts_of(desk: PlainDesk, event: str) -> list[Any]:
    return [each.facts for each in desk.console.sign_in.stores.audit.records() if each.event == event]


@pytest.mark.parametrize(
    "typed",
    [
        [do("lock")],
        [do("verify"), NO_TICKET, PROVE[0], ("Code", "lock")],
        [do("verify"), *PROVEN, do("lock")],
        [do("reset"), *PROVEN, YES, ("next call", "lock")],
    ],
    ids=["a card", "a code", "a proof", "a receipt"],
)
def test_nothing_of_the_caller_is_left_wherever_it_comes(desk: PlainDesk, typed: list[Typed]):
    ran = hold(desk, find("ada.byron"), *typed, OPEN)
    assert any(each in "\n".join(ran.terminal.gone) for each in CALLER)
    assert not any(each in ran.all for each in CALLER)
    assert "The call has ended: whoever is on the line proves it anew." in ran.all
    assert [each["by"] for each in facts_of(desk, "session.locked")] == ["operator"]
    assert len(facts_of(desk, "session.unlocked")) == 1


def test_what_was_proven_ends_with_it(desk: PlainDesk):
    ran = hold(desk, find("ada.byron"), do("verify"), *PROVEN, do("lock"), OPEN, find("ada.byron"), END)
    assert is_over(desk)
    assert "The caller is verified until" not in ran.all


def test_the_last_error_is_forgotten(desk: PlainDesk):
    ran = hold(desk, find("ada.byron"), do("unlock"), do("lock"), OPEN, ("Find whom", "detail"))
    assert "There was no error." in ran.all


def test_what_cannot_be_cleared_is_said_to_stand_there(desk: PlainDesk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Scripted, "clear", lambda _: False)
    assert "it cannot be cleared from here." in hold(desk, LOCK, OPEN).all


def test_the_password_is_typed_unseen_even_where_one_was_saved(desk: PlainDesk):
    ran = hold(desk, LOCK, OPEN)
    assert ran.terminal.unseen == ["Locked. Password of demo; Enter alone for signing out"]


def test_the_second_factor_is_asked_for_as_at_the_sign_in(desk: PlainDesk):
    app = give_apps(desk, "demo")["demo"]

    def next_code(_: str) -> str:
        """The one of the sign-in is used."""
        return app.at(desk.console.clock.now(), counter_offset=1)

    ran = hold(desk, CODE, LOCK, OPEN, ("App code", ""), OPEN, ("App code", next_code))
    assert ran.all.count("Signed in as demo") == 1  # since it was cleared
    assert len(facts_of(desk, "session.unlocked")) == 1


def test_a_ticket_alone_unlocks_nothing(desk: PlainDesk):
    by_ticket = at_work(desk, SignInBy.TICKET, "demo")
    look: Typed = ("Locked. Enter looks at your ticket", "")
    ran = start(by_ticket, "plain", answers=[LOCK, look, (look[0], "sign-out"), ("quit ends", "quit")])
    assert "\n".join(ran.terminal.gone).count("Error: ") == 1
    assert "session.unlocked" not in desk.events()


def test_a_wrong_password_opens_nothing_and_the_fifth_signs_out(desk: PlainDesk):
    ran = desk("plain", answers=[LOCK, *[WRONG] * MOST_TRIES, ("quit ends", "quit")])
    assert "You were signed out. It was not unlocked, after too many tries." in ran.all
    assert len(facts_of(desk, "session.unlock-refused")) == MOST_TRIES
    assert "session.unlocked" not in desk.events()


def test_a_word_is_no_password_and_none_leads_behind_it(desk: PlainDesk):
    other = [("sign-out signs out", each) for each in ("back", "menu", "lock", CTRL_C)]
    typed = [step for each in other for step in (NONE, each)]
    there = [("sign-out signs", each) for each in ("?", "detail", "what", "")]
    ran = hold(desk, find("ada.byron"), do("lock"), *typed, (WRONG[0], CTRL_C), NONE, *there, OPEN)
    assert ran.all.count("The desk is still locked.") == 6
    assert "There was no error." in ran.all
    assert not any(each in ran.all for each in CALLER)


def test_somebody_else_signs_out_and_signs_in(desk: PlainDesk):
    typed = [NONE, ("sign-out signs out", "sign-out"), ("quit ends", "super"), ("Password of super", "super")]
    ran = hold(desk, LOCK, *typed)
    assert "Signed in as super" in ran.all
    assert desk.console.sign_in.ticket.is_spent
    assert "session.unlocked" not in desk.events()


@pytest.mark.parametrize("end", [[NONE, ("sign-out signs out", "quit")], [(OPEN[0], CTRL_D)]])
def test_it_ends_there_too(desk: PlainDesk, end: list[Typed]):
    ran = desk("plain", answers=[LOCK, *end])
    assert (ran.code, ran.terminal.said[-1]) == (Exit.DONE, "You are signed out.")


@pytest.mark.parametrize("leave", ["sign-out", SILENCE])
def test_who_signs_in_behind_somebody_reads_nothing_of_theirs(desk: PlainDesk, leave):
    left = locking_after(desk, 0, idle=900)
    typed = [find("ada.byron"), do("unlock"), do(""), ("Find whom", leave), ("quit ends", "detail")]
    ran = hold(left, *typed, ("quit ends", "super"), ("Password of super", "super"), ("Find whom", "detail"))
    assert not any(each in ran.all for each in CALLER)
    assert ran.all.count("There was no error.") == 2


# --- silence --------------------------------------------------------------------------------------------


def test_silence_locks_and_silence_at_the_lock_signs_out(desk: PlainDesk, monkeypatch: pytest.MonkeyPatch):
    limited, waited = locking_after(desk, 600, idle=900), []
    answered = Scripted.ask

    def asking(self: Scripted, question: str) -> str:
        waited.append(self.patience)
        return answered(self, question)

    monkeypatch.setattr(Scripted, "ask", asking)
    typed = [find("ada.byron"), do("verify"), *PROVEN, do(SILENCE), (OPEN[0], SILENCE), SIGN_IN]
    ran = hold(limited, *typed)
    assert "Locked: no answer for 10 min." in ran.terminal.gone
    assert "You were signed out: no answer for 15 min." in ran.all
    assert is_over(desk)
    assert [each["by"] for each in facts_of(desk, "session.locked")] == ["idle"]
    assert set(waited[: len(typed) - 2]) == {600}
    assert 200 < waited[len(typed) - 2] <= 300


@pytest.mark.parametrize(("lock", "idle"), [(600, 300), (0, 300)])
def test_silence_signs_out_where_that_comes_first(desk: PlainDesk, lock: int, idle: int):
    limited = locking_after(desk, lock, idle=idle)
    ran = hold(limited, ("Find whom", SILENCE), SIGN_IN)
    assert "You were signed out: no answer for 5 min." in ran.all
    assert "session.locked" not in desk.events()
