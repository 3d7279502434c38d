"""laps and bitlocker: proof, preview, yes, and the secret on a page that goes."""

import pytest
from plain.driving import PROVE, YES

from helpdesk_tui.demo.computers import KEPT
from helpdesk_tui.plain.exits import Exit

LAPTOP = KEPT["ADA-LAPTOP$"]
CASES = {
    "laps": (("laps", "ada.byron", "ADA-LAPTOP"), "Local password", LAPTOP.password),
    "bitlocker": (("bitlocker", "ada.byron", LAPTOP.key_id[:8].lower()), "Recovery key", LAPTOP.key),
}

every = pytest.mark.parametrize(("words", "label", "secret"), CASES.values(), ids=CASES)


@every
def test_it_proves_previews_confirms_and_shows_it_on_a_page_that_goes(desk, words, label, secret):
    ran = desk(*words, answers=[*PROVE, YES])
    assert ran.code == Exit.DONE
    assert ran.out.splitlines()[0] == f"{label} of ADA-LAPTOP"
    assert f"{label}: {secret}" in ran.terminal.on_page
    assert ran.terminal.waited == [60]
    assert any("ADA-LAPTOP" in line and line.startswith("- Reads") for line in ran.terminal.said)
    assert secret not in ran.out + ran.err + "\n".join(ran.terminal.said)
    assert secret not in desk("audit", "list", "--json", operator="super").out


def test_a_password_is_spelled(desk):
    page = desk(*CASES["laps"][0], answers=[*PROVE, YES]).terminal.on_page
    assert "  victor, capital tango, four, mike" in page


def test_a_key_is_said_in_groups(desk):
    page = desk(*CASES["bitlocker"][0], answers=[*PROVE, YES]).terminal.on_page
    assert "  215 479   360 063   098 978   541 662" in page


@every
def test_it_goes_to_standard_output_where_that_is_asked_for(desk, words, label, secret):
    desk("verify", "ada.byron", answers=PROVE)
    ran = desk(*words, "--yes", "--print-secret", terminal=False)
    assert ran.code == Exit.DONE
    assert f"{label}: {secret}" in ran.out.splitlines()
    assert desk(*words, "--yes", "--print-secret", terminal=False).code != Exit.DONE  # once


@every
def test_what_could_not_be_shown_is_not_read(desk, words, label, secret):
    desk("verify", "ada.byron", answers=PROVE)
    ran = desk(*words, "--yes", terminal=False)
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert "action.intent" not in desk("audit", "list", "--json", operator="super").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("laps", "ada.byron", "KIOSK-07"), "Nobody is named"),
        (("laps", "grace.okafor", "ADA-LAPTOP"), "is not this person's computer"),
        (("laps", "ada.byron", "DC1"), "is protected"),
        (("laps", "ada.byron", "no-such"), "No computer is called no-such"),
        (("bitlocker", "ada.byron", "C0FFEE07"), "Nobody is named"),
        (("bitlocker", "ada.byron", "4F2A9C0"), "no ID of a recovery key"),
        (("bitlocker", "ada.byron", "00000000"), "No recovery key"),
        (("laps", "ivan.petrov", "ADA-LAPTOP"), "disabled or has expired"),
    ],
)
def test_what_cannot_end_well_is_said_before_anybody_is_asked_for_a_code(desk, words, said):
    ran = desk(*words, answers=[])
    assert (ran.code, ran.out) == (Exit.REFUSED, "")
    assert said in ran.err


def test_anything_but_yes_reads_nothing(desk):
    ran = desk(*CASES["laps"][0], answers=[*PROVE, ("Type yes", "no")])
    assert ran.code == Exit.REFUSED
    assert LAPTOP.password not in "".join(ran.terminal.on_page)
