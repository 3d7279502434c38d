"""The doctor in a dialogue: told line by line, and who may see it."""

from dataclasses import replace

from plain.dialogue.holding import QUIT, find
from tui.made_up import MadeUp

from helpdesk_tui.plain.exits import Exit

TO_DOCTOR = find("doctor")
BACK = ("What to do", "")


def by_supervisor(desk, *typed):
    made = MadeUp(desk.console.doctor)
    here = replace(desk, console=replace(desk.console, doctor=made))
    return here("plain", answers=[*typed, QUIT], operator="super")


def test_what_is_found_is_told_and_what_is_no_good_once_more(desk):
    ran = by_supervisor(desk, TO_DOCTOR, BACK)
    assert ran.code == Exit.DONE
    said = ran.terminal.text
    assert said.count("Failed: directory server dc2.example.com:636: ") == 2
    assert said.count("All right: mail: ") == 1
    assert "1 failed, 1 warning" in said
    assert desk.events().count("doctor.looked") == 1


def test_rights_are_a_search_like_any_other_and_a_test_goes_to_oneself(desk):
    ran = by_supervisor(
        desk,
        TO_DOCTOR,
        ("What to do", "rights"),
        ("Login of", "ada.byron"),
        ("What to do", "test-mail"),
        BACK,
    )
    assert "All right: sample account: " in ran.terminal.text
    assert {"account.viewed", "test.sending"} <= set(desk.events()) or "test.denied" in desk.events()


def test_others_are_not_offered_it(desk):
    desk("plain", answers=[("Find whom", ""), QUIT], operator="operator")
    ran = desk("plain", answers=[find("doctor"), QUIT], operator="operator")
    assert "doctor.looked" not in desk.events()
    assert "Nobody" in ran.all or "nobody" in ran.all.casefold()
