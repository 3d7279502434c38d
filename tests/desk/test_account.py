"""Why can this person not sign in? And what is not known is said to be unknown (invariant 12)."""

from datetime import timedelta

import pytest
from explained import why

from helpdesk_tui.desk.account import is_past


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"enabled": False}, "disabled"),
        ({"locked": True}, "locked"),
        ({"must_change": True}, "must be changed"),
        ({"password_expired": True}, "password has expired"),
        ({"smart_card_required": True}, "smart card"),
        ({"outside_hours": True}, "hour"),
    ],
)
def test_each_obstacle_has_its_sentence(make_account, now, changes, sentence) -> None:
    (reason,) = why(make_account(**changes), now)
    assert sentence in reason


def test_nothing_in_the_way_is_no_sentence(make_account, now) -> None:
    assert why(make_account(), now) == ()


def test_an_expired_account_is_expired_from_the_moment_on(make_account, now) -> None:
    assert why(make_account(account_expires=now), now) == ("The account has expired.",)
    assert why(make_account(account_expires=now + timedelta(seconds=1)), now) == ()


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("enabled", "enabled"),
        ("locked", "locked"),
        ("must_change", "forced change"),
        ("password_expired", "password expiry"),
        ("account_expires", "account expiry"),
    ],
)
def test_what_cannot_be_read_is_said_and_never_taken_for_no(make_account, now, part, word) -> None:
    (reason,) = why(make_account(**{part: None}), now)
    assert reason == f"Could not be read: {word}."


def test_never_is_not_past_and_unknown_is_neither(now) -> None:
    assert is_past("never", now) is False
    assert is_past(None, now) is None
