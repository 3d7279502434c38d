"""Whatever is reached from no call: searches, lists, last calls, codes, wishes."""

from dataclasses import replace

from plain.dialogue.holding import END, NEXT, PROVEN, YES, do, find, hold, number_of
from plain.driving import POLICY

from helpdesk_tui.desk.listing import ListKind


def test_enter_alone_says_what_else_there_is(desk):
    ran = hold(desk, find(""))
    assert "1. Your last calls." in ran.terminal.said
    assert "held" not in ran.all
    assert "Accounts that are held" in hold(desk, find(""), operator="super").all


def test_many_are_said_a_handful_at_a_time_and_can_be_narrowed(desk):
    ran = hold(
        desk,
        find("an"),
        ("Whom", "more"),
        ("Whom", "and dept:nowhere"),
        ("Whom", "and dept:eng"),
        ("Whom", ""),
    )
    numbered = [line for line in ran.terminal.said if line[:1].isdigit() and ". " in line]
    assert numbered[8].startswith("9. ")
    assert numbered[9].startswith("10. ")
    assert [line[:3] for line in numbered[9:]] == ["10.", "1. ", "2. "]
    assert all(", Engineering, " in line for line in numbered[-2:])
    assert "Error" not in ran.all


def test_whoever_goes_back_from_a_card_hears_the_list_again_and_another_word_is_a_new_search(desk):
    ran = hold(desk, find("james wilson"), ("Whom", "1"), END, ("Whom", "grace.okafor"), END, ("Whom", ""))
    assert ran.all.count("1. James Wilson, james.wilson, Sales, active.") == 2
    assert "State: locked." in ran.all


def test_nobody_is_opened_by_chance(desk):
    ran = hold(desk, find("zzzz"), find("james wilson"), ("Whom", "back"))
    assert "Nobody found." in ran.all
    assert "account.viewed" not in desk.events()


def test_the_last_calls_and_who_is_locked_lead_to_cards(desk):
    ran = hold(
        desk,
        find("last"),
        find("grace.okafor"),
        do("unlock"),
        *PROVEN,
        YES,
        NEXT,
        find("last"),
        ("Whom", "1"),
        END,
        find("locked"),
        ("Whom", number_of("Felix Brandt")),
        END,
    )
    assert "You had no calls yet." in ran.all
    assert "1. grace.okafor, " in ran.all
    assert ran.all.count("Grace Okafor, DEMO\\grace.okafor") == 2
    assert "Felix Brandt, DEMO\\felix.brandt" in ran.all


def test_a_list_comes_a_handful_at_a_time_says_when_it_is_all_and_leads_to_cards(desk):
    ran = hold(
        desk,
        find("lists"),
        ("Which list", "locked"),
        ("Whom", number_of("Grace Okafor, grace.okafor, Operations, locked, locked since ")),
        END,
        ("Whom", ""),
        ("Which list", ListKind.ENDING.value),
        ("Within how many days", "many"),
        ("Within how many days", "30"),
        ("Whom", "more"),
        ("Whom", "fly"),
        ("Whom", ""),
        ("Which list", ""),
    )
    assert "Account expires within 30 days." in ran.all
    assert "4 accounts." in ran.all
    assert "Error: These are all." in ran.all
    assert "Grace Okafor, DEMO\\grace.okafor" in ran.all
    assert desk.events().count("list.begun") == desk.events().count("list.ended") == 2


def test_a_list_of_registrations_by_one_kind(desk):
    ran = hold(
        desk,
        find("lists"),
        ("Which list", "registered"),
        ("Of whom", number_of("Who has one: Authenticator app")),
        ("Whom", ""),
        ("Which list", ""),
    )
    assert "methods totp" in ran.all


def test_a_code_is_explained_typed_or_by_topic(desk):
    ran = hold(
        desk,
        find("explain"),
        ("A code", "data 775"),
        ("A code", "qwertyuiop"),
        ("A code", "1"),
        ("Which page", "1"),
        ("Which page", ""),
        ("A code", ""),
    )
    assert "Said as: " in ran.all
    assert "Error: " in ran.all
    assert "search" not in desk.events()


def test_a_wish_is_kept(desk):
    linked = desk.with_policy(replace(POLICY, feedback_link="https://desk.example.com"))
    ran = hold(linked, find("feedback"), ("Text", "Larger letters, please."), ("Whose login", ""))
    assert "It goes here: https://desk.example.com." in ran.all
    assert "Kept as note 1." in ran.all


def test_a_supervisor_hears_what_is_held_and_opens_it(desk):
    reported = [find("ada.byron"), do("unlock"), do("force-change"), *PROVEN, YES, ("next call", "back")]
    told = [do("not-me"), ("What the person said", "not me"), ("Ticket", ""), YES, END]
    hold(desk, *reported, *told)
    ran = hold(desk, find("held"), ("Whom", "1"), END, operator="super")
    assert "Held: 'this was not me'." in ran.terminal.said
    assert "Ada Byron, DEMO\\ada.byron" in ran.all


def test_an_operator_is_released(desk):
    ran = hold(desk, find("release-operator"), ("Login", "demo"), YES, operator="super")
    assert "Released: the operator demo." in ran.all


def test_the_servers_say_where_wrong_passwords_came_in(desk):
    ran = hold(desk, find("grace.okafor"), do("servers"), END)
    assert "Where the wrong passwords came in:" in ran.all
