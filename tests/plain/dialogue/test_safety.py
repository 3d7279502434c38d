"""What must hold in a dialogue, whoever types, whatever the directory holds, whenever the line breaks."""

import os
import re
import signal

import pytest
from plain.dialogue.holding import END, NEXT, PROVEN, SHOW, YES, do, find, hold
from plain.driving import PlainDesk, Scripted

from helpdesk_tui.desk.performing import Actions, Receipt
from helpdesk_tui.plain.dialogue.speech import speakable

RESET = [find("ada.byron"), do("reset"), *PROVEN]


@pytest.fixture
def receipts(monkeypatch: pytest.MonkeyPatch) -> list[Receipt]:
    """Those of all that is performed."""
    kept: list[Receipt] = []
    perform = Actions.perform

    def performing(*given):
        kept.append(perform(*given))
        return kept[-1]

    monkeypatch.setattr(Actions, "perform", performing)
    return kept


@pytest.mark.parametrize(
    "leave", [[SHOW, NEXT], [SHOW, ("next call", "quit")], [("next call", "back"), YES, END]]
)
def test_a_receipt_that_is_left_holds_no_password(desk: PlainDesk, receipts: list[Receipt], leave):
    desk("plain", answers=[*RESET, YES, *leave])
    assert [each.password.dropped for each in receipts if each.password is not None] == [True]


def test_a_yes_that_was_typed_before_it_was_asked_is_none(desk: PlainDesk, monkeypatch):
    """What waits is dropped when all that will happen was said, and before the question is put."""
    dropped: list[str] = []
    monkeypatch.setattr(Scripted, "drop_typed_ahead", lambda self: bool(dropped.append(self.said[-1])))
    hold(desk, *RESET, YES, SHOW, NEXT)
    assert "- Clears the lockout counter." in dropped


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_outcome_comes_first_and_then_the_end(desk: PlainDesk, monkeypatch, number):
    perform, say = Actions.perform, Scripted.say
    said: list[str] = []

    def saying(self: Scripted, *lines: str) -> None:
        said.extend(lines)
        say(self, *lines)

    def interrupted(*given):
        os.kill(os.getpid(), number)
        return perform(*given)

    monkeypatch.setattr(Actions, "perform", interrupted)
    monkeypatch.setattr(Scripted, "say", saying)
    with pytest.raises(SystemExit):
        desk("plain", answers=[*RESET, YES])
    assert "Temporary password set: DONE" in said
    assert desk.events().count("action.outcome") == 1


def test_ctrl_c_while_it_is_written_is_said_to_have_come_too_late(desk: PlainDesk, monkeypatch):
    perform = Actions.perform

    def interrupted(*given):
        os.kill(os.getpid(), signal.SIGINT)
        return perform(*given)

    monkeypatch.setattr(Actions, "perform", interrupted)
    ran = hold(desk, *RESET, YES, SHOW, NEXT)
    assert "The key to cancel came too late: this was done." in ran.all


def test_a_proof_of_one_call_is_worth_nothing_in_the_next(desk: PlainDesk):
    typed = [find("ada.byron"), do("verify"), *PROVEN, do(""), ("Type yes to leave", "yes")]
    ran = hold(desk, *typed, find("ada.byron"), do("unlock"), END)
    assert ran.all.count("The caller is verified until") == 2  # on the card, as what is lost, and on no other


@pytest.mark.parametrize(
    "login", ["eve.escape", "pat.comma", "star.wild", "max.bolt", "bob.smith", "sam.fox", "li.na"]
)
def test_what_the_directory_holds_is_a_line_and_no_more(desk: PlainDesk, login):
    ran = hold(desk, find(login), do("more"), END)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", ran.all)
    assert all("\n" not in line for line in ran.terminal.said)


def test_masks_are_said_and_what_is_masked_stays_so():
    assert speakable("Told by SMS, •••• 01.") == "Told by SMS, ending in 01."
    assert speakable("a•••@example.com · ••••") == "a…@example.com, hidden"
    assert speakable("-  SMS code: no") == "Not now: SMS code: no"
