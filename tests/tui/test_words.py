"""How facts are said."""

import codecs
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.cells import cell_len

from helpdesk_tui.desk.account import (
    AccountId,
    AccountKind,
    AccountSummary,
    PasswordPolicy,
    Quality,
    SignInState,
)
from helpdesk_tui.signs import replace_signs
from helpdesk_tui.tui.widgets.columns import fit, row, widths_for
from helpdesk_tui.words.accounts import account_state, policy_line, summary_state
from helpdesk_tui.words.times import day, moment, span, time_left

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def summary(**facts: object) -> AccountSummary:
    usual: dict[str, object] = {
        "enabled": True, "locked": False, "must_change": False, "password_expired": False,
        "account_expired": False, "kind": AccountKind.PERSON,
    }  # fmt: skip
    return AccountSummary(
        id=AccountId("1"), login="a", name="A", mail="", department="", dn="", **(usual | facts)
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "active"),
        ({"locked": True}, "locked"),
        ({"enabled": False, "locked": True}, "disabled, locked"),
        ({"must_change": True, "password_expired": True}, "must change"),
        ({"password_expired": True}, "password expired"),
        ({"locked": None}, "unknown"),
        ({"locked": None, "enabled": False}, "disabled"),
        ({"kind": AccountKind.MACHINE}, "computer or service"),
    ],
)
def test_the_state_in_a_list(facts: dict[str, object], words: str) -> None:
    assert summary_state(summary(**facts)) == words


def test_unknown_is_not_never() -> None:
    assert moment(None, NOW) == "unknown"
    assert day(None, NOW) == "unknown"
    assert moment("never", NOW) == "never"
    assert "unknown" in policy_line(None)


def test_a_moment_says_its_zone_and_distance() -> None:
    assert moment(NOW + timedelta(days=3), NOW) == "2026-03-07 12:00 UTC (in 3 days)"
    assert day(NOW - timedelta(hours=1), NOW) == "2026-03-04 (1 hour ago)"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (30, "less than a minute"),
        (60, "1 minute"),
        (7200, "2 hours"),
        (90000, "1 day"),
        (-5, "less than a minute"),
    ],
)
def test_spans(length: int, words: str) -> None:
    assert span(timedelta(seconds=length)) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (900, "15 min"),
        (899, "14 min"),
        (61, "1 min"),
        (60, "60 s"),
        (46, "60 s"),
        (1, "15 s"),
        (0, "0 s"),
        (-9, "0 s"),
    ],
)
def test_the_countdown_changes_seldom(seconds: int, words: str) -> None:
    assert time_left(NOW + timedelta(seconds=seconds), NOW) == words


def test_the_policy_in_two_lines() -> None:
    policy = PasswordPolicy(
        "domain policy", 10, True, 12, timedelta(days=1), timedelta(days=90), 5, timedelta(minutes=30),
        timedelta(minutes=30),
    )  # fmt: skip
    assert policy_line(policy) == (
        "Domain policy: at least 10 characters of 3 kinds, not the last 12, one change a day; "
        "5 wrong ones lock it for 30 minutes."
    )
    four = replace(policy, source="strict", complexity=False, quality=Quality(kinds=4))
    assert policy_line(four).startswith("Policy strict: at least 10 characters of 4 kinds, not")


def test_no_policy_is_another_thing_than_an_unknown_one() -> None:
    none = PasswordPolicy("", 0, False, 0, timedelta(), None, 0, None, timedelta())
    assert policy_line(none) == "No password policy is in force."


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({}, "active"),
        ({"begins": NOW + timedelta(days=1)}, "not yet in use"),
        ({"begins": NOW - timedelta(days=1)}, "active"),
        ({"idle": True}, "closed"),
        ({"idle": True, "enabled": False}, "disabled"),
    ],
)
def test_the_state_on_a_card(facts: dict[str, object], words: str) -> None:
    usual = dict.fromkeys((field.name for field in fields(SignInState)), False) | {
        "enabled": True, "account_expires": "never", "begins": "never",
    }  # fmt: skip
    assert account_state(SignInState(**(usual | facts)), NOW) == words


def test_columns_count_cells_not_characters() -> None:
    assert fit("李娜", 6) == "李娜  "
    assert fit("李娜李娜", 6) == "李娜…" + " "
    assert row([("a", 3), ("b", 3)]) == "a    b"


@pytest.mark.parametrize("room", [10, 20, 30, 40, 200])
def test_columns_are_as_wide_as_they_need_and_the_widest_gives_way(room: int) -> None:
    rows = [("Authenticator app", "phone", "usable"), ("SMS code", "李娜李娜", "not now")]
    widths = widths_for(rows, room)
    assert sum(widths) + 2 * 2 <= max(room, 3 + 2 * 2)
    assert all(cell_len(row(zip(each, widths, strict=True))) <= room for each in rows)
    if room >= 40:
        assert widths == [17, 8, 7]


def test_columns_of_nothing_are_none() -> None:
    assert widths_for([], 80) == []


def test_signs_of_ours_have_look_alikes_of_the_same_width_in_any_locale() -> None:
    codecs.register_error("test-signs", replace_signs)
    shown = "Find ▌ ada … • ▸ × 李".encode("ascii", "test-signs").decode()
    assert shown == "Find > ada . * > x ??"
