"""not-me: a person says "this was not me"; in lines, and as JSON."""

import json

from plain.driving import PROVE, YES

from helpdesk_tui.plain.exits import Exit

WHY = ("--reason", "never called")


def test_it_is_shown_what_will_happen_and_done_after_a_yes(desk):
    desk("verify", "ada.byron", answers=PROVE)
    ran = desk("not-me", "report", "ada.byron", *WHY, answers=[YES])
    assert ran.code == Exit.DONE
    assert "Done here since" in ran.all
    assert "caller verified, nothing changed" in ran.all
    assert "two people at the desk must serve it" in ran.all
    assert ran.out.startswith("The account is held. The report is number")
    assert "A verification that could still have been used has ended." in ran.out
    assert desk.events().count("report.made") == 1


def test_without_a_yes_nothing_ends(desk):
    ran = desk("not-me", "report", "ada.byron", *WHY, answers=[("yes", "no")])
    assert ran.code == Exit.REFUSED
    assert "report.made" not in desk.events()


def test_json_says_what_ended_and_what_is_suspended(desk):
    ran = desk("not-me", "report", "ada.byron", *WHY, "--ticket", "INC-7", "--yes", "--json", terminal=False)
    done = json.loads(ran.out)
    assert (done["account"], done["ended"], done["suspended"]) == ("ada.byron", 0, [])
    shown = json.loads(desk("not-me", "show", "ada.byron", "--json").out)
    assert shown["held"]["operator"] == "demo"
    assert [each["sentence"] for each in shown["calls"]] == ['reported: "this was not me"']
    assert shown["calls"][0]["ticket"] == "INC-7"


def test_the_card_says_it_and_a_supervisor_lists_and_releases_it(desk):
    desk("not-me", "report", "ada.byron", *WHY, "--yes", terminal=False)
    assert "Held: the person said 'this was not me' to demo" in desk("show", "ada.byron").out
    assert '"reported": {' in desk("show", "--json", "ada.byron").out
    assert desk("not-me", "list").code == Exit.NOT_PERMITTED
    assert desk("not-me", "list", operator="super").out.startswith("ada.byron\t")
    ran = desk("release", "ada.byron", answers=[YES], operator="super")
    assert (ran.code, ran.out) == (Exit.DONE, "Released: ada.byron.\n")
    assert "The hold ends" in ran.all
    assert json.loads(desk("not-me", "list", "--json", operator="super").out) == []
    assert desk("verify", "ada.byron", answers=PROVE).code == Exit.DONE


def test_no_secret_is_needed_but_a_reason(desk):
    ran = desk("not-me", "report", "ada.byron", "--reason", " ", "--yes", terminal=False)
    assert (ran.code, ran.out) == (Exit.REFUSED, "")
    assert "A report needs a reason." in ran.err
