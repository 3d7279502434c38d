"""What stops a person: each reason by itself, all of them together in their order, and what shows them."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk.account import Account, Marks
from helpdesk_tui.desk.explaining import Certainty, Reason, Stops, explain, of_sign_in
from helpdesk_tui.desk.ports import AccountAtServer, AccountAtServers

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def codes(reasons: tuple[Reason, ...]) -> list[str]:
    return [each.what.code for each in reasons]


@pytest.fixture
def usual(make_account) -> Account:
    """In no trouble; what was set long ago may be changed."""
    return make_account()


def table(now):
    """Code → what of the state leads to it, and to nothing else; in the order in which they are told."""
    return {
        "why-disabled": {"enabled": False},
        "why-not-begun": {"begins": now + DAY},
        "why-account-expired": {"account_expires": now - DAY},
        "why-idle": {"idle": True},
        "why-locked": {"locked": True, "locked_until": now + HOUR, "locked_since": now - HOUR},
        "why-silo": {"restricted_by": "Tier 0"},
        "why-outside-hours": {"outside_hours": True, "hours_begin": now + HOUR},
        "why-workstations": {"workstations": ("PC-1", "PC-2")},
        "why-smart-card": {"smart_card_required": True},
        "why-must-change": {"must_change": True},
    }


LIKELY = {"why-silo", "why-workstations"}


def with_state(account: Account, *changes: dict) -> Account:
    state = account.state
    for each in changes:
        state = replace(state, **each)
    return replace(account, state=state)


def test_nothing_in_the_way_is_nothing(usual, now) -> None:
    assert explain(usual, now) == ()


def test_each_set_of_reasons_is_told_whole_and_in_order(usual, now) -> None:
    known = table(now)
    for count in range(len(known) + 1):
        for some in combinations(known, count):
            found = explain(with_state(usual, *(known[code] for code in some)), now)
            assert codes(found) == list(some)
            assert all(each.stops is Stops.SIGN_IN for each in found)
            assert {each.what.code for each in found if each.certainty is Certainty.LIKELY} == LIKELY & set(
                some
            )


@pytest.mark.parametrize(
    ("changes", "evidence"),
    [
        ({"account_expires": -2 * DAY}, "It ended {-2d}."),
        ({"begins": 2 * DAY}, "It begins {+2d}."),
        (
            {"locked": True, "locked_since": -HOUR, "locked_until": HOUR},
            "Since {-1h}. It ends by itself {+1h}.",
        ),
        ({"locked": True, "locked_since": None, "locked_until": HOUR}, "It ends by itself {+1h}."),
        ({"locked": True, "locked_since": -HOUR, "locked_until": None}, "Since {-1h}."),
        ({"locked": True, "locked_since": None, "locked_until": None}, ""),
        ({"outside_hours": True, "hours_begin": HOUR}, "The next permitted hours begin {+1h}."),
        ({"outside_hours": True, "hours_begin": "never"}, "No hour of the week is permitted."),
        ({"outside_hours": True, "hours_begin": None}, ""),
        ({"password_expired": True, "password_expires": -DAY}, "It ended {-1d}."),
        ({"password_expired": True, "password_expires": None, "password_set": -2 * DAY}, "It was set {-2d}."),
        ({"password_expired": True, "password_expires": None, "password_set": None}, ""),
        ({"workstations": tuple(f"PC-{n}" for n in range(7))}, "At PC-0, PC-1, PC-2, PC-3, PC-4 and 2 more."),
        ({"workstations": ("PC-1",)}, "At PC-1."),
    ],
)
def test_what_shows_it_is_told_with_its_time(usual, now, changes, evidence) -> None:
    moments = {name: now + each if isinstance(each, timedelta) else each for name, each in changes.items()}
    times = {"-2d": -2 * DAY, "+2d": 2 * DAY, "-1h": -HOUR, "+1h": HOUR, "-1d": -DAY}
    for word, away in times.items():
        evidence = evidence.replace(f"{{{word}}}", f"{now + away:%Y-%m-%d %H:%M} UTC")
    (reason,) = of_sign_in(explain(with_state(usual, moments), now))
    assert reason.evidence == evidence


# --- the password ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"password_expired": True}, ["why-password-expired"]),
        ({"password_expired": True, "must_change": True}, ["why-must-change"]),
        ({"password_expired": True, "grace_left": 2}, ["why-grace"]),
        ({"password_expired": True, "grace_left": 0}, ["why-grace-used-up"]),
        ({"password_expired": True, "cannot_change_password": True}, ["why-trapped", "why-password-expired"]),
        ({"must_change": True, "cannot_change_password": True}, ["why-trapped", "why-must-change"]),
        ({"cannot_change_password": True}, ["why-may-not-change"]),
        ({"grace_left": 0}, []),
        ({"must_change": None}, ["why-unread"]),
    ],
)
def test_of_a_password_that_is_over_it_is_told_what_is_left(usual, now, changes, wanted) -> None:
    assert codes(explain(with_state(usual, changes), now)) == wanted


def test_what_goes_on_is_no_reason_for_no_sign_in(usual, now) -> None:
    """Nor is what keeps somebody from changing it."""
    for changes in ({"password_expired": True, "grace_left": 1}, {"cannot_change_password": True}):
        found = explain(with_state(usual, changes), now)
        assert found
        assert of_sign_in(found) == ()
    (grace,) = explain(with_state(usual, {"password_expired": True, "grace_left": 1}), now)
    assert "1 sign-in." in grace.what.cause


@pytest.mark.parametrize(("age", "young"), [(HOUR, True), (DAY - HOUR, True), (DAY, False), (2 * DAY, False)])
def test_a_password_that_is_too_young_to_change_says_from_when_on(usual, now, age, young) -> None:
    found = explain(with_state(usual, {"password_set": now - age}), now)
    assert codes(found) == (["why-too-young"] if young else [])
    for each in found:
        assert each.stops is Stops.CHANGE
        assert each.evidence == f"From {now - age + DAY:%Y-%m-%d %H:%M} UTC on."


def test_a_minimum_age_beyond_the_calendar_is_far_away(usual, now) -> None:
    policy = replace(usual.policy, min_age=timedelta.max)
    assert codes(explain(replace(usual, policy=policy), now)) == ["why-too-young"]


def test_where_no_password_was_ever_written_that_is_told(usual, now) -> None:
    never = replace(usual, marks=Marks(0, "1"))
    assert codes(explain(never, now)) == ["why-no-password"]
    assert codes(explain(with_state(never, {"smart_card_required": True}), now)) == ["why-smart-card"]


# --- several servers, and wrong passwords ---------------------------------------------------------------


def at(account: Account, *rows: AccountAtServer) -> AccountAtServers:
    return AccountAtServers((AccountAtServer(account.server, locked_since="never"), *rows))


def test_a_lockout_at_another_server_is_told_with_its_name(usual, now) -> None:
    servers = at(usual, AccountAtServer("dc2.demo.example", locked_since=now - HOUR))
    (reason,) = explain(usual, now, servers)
    assert reason.what.code == "why-locked-elsewhere"
    assert "dc2.demo.example" in reason.what.cause
    assert reason.evidence == f"Since {now - HOUR:%Y-%m-%d %H:%M} UTC."


def test_the_own_server_is_no_other_one(usual, now) -> None:
    own = AccountAtServer(usual.server.upper(), locked_since=now - HOUR)
    assert explain(usual, now, AccountAtServers((own,))) == ()


def test_wrong_passwords_that_come_after_the_change_are_of_an_old_one(usual, now) -> None:
    was_set = usual.state.password_set
    late = AccountAtServer("dc2.demo.example", wrong_passwords=3, last_wrong=was_set + HOUR)
    (reason,) = explain(usual, now, at(usual, late))
    assert (reason.what.code, reason.certainty, reason.stops) == (
        "why-old-password",
        Certainty.LIKELY,
        Stops.NOTHING,
    )
    assert "at dc2.demo.example" in reason.evidence
    assert reason.sentence.startswith("Likely: ")
    for earlier in (
        replace(late, last_wrong=was_set - HOUR),
        replace(late, wrong_passwords=0),
        replace(late, last_wrong=None),
        replace(late, last_wrong="never"),
    ):
        assert explain(usual, now, at(usual, earlier)) == ()


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ([0, 30, 60, 90], "every 30 minutes"),
        ([0, 31, 59, 90, 121], "every 31 minutes"),
        ([0, 1, 2, 3], "every minute"),
        ([0, 240, 480, 720], "every 4 hours"),
        ([0, 30, 60], ""),  # three may be chance
        ([0, 5, 60, 90], ""),
        ([0, 0, 0, 0], ""),
        ([], ""),
    ],
)
def test_wrong_passwords_that_come_as_a_clock_ticks_are_of_a_device(usual, now, minutes, said) -> None:
    times = tuple(now - DAY + timedelta(minutes=each) for each in minutes)
    found = explain(with_state(usual, {"wrong_times": times}), now)
    assert codes(found) == (["why-old-password"] if said else [])
    for each in found:
        assert each.evidence == f"Wrong passwords came {said} since {now - DAY:%Y-%m-%d %H:%M} UTC."


@given(minutes=st.lists(st.integers(0, 5000), max_size=12))
def test_whatever_times_there_are_it_is_no_fault(minutes) -> None:
    from desk.conftest import NOW, make_account  # noqa: PLC0415 - not as fixtures: Hypothesis runs many times

    times = tuple(NOW + timedelta(minutes=each) for each in minutes)
    explain(with_state(make_account.__wrapped__()(), {"wrong_times": times}), NOW)


# --- what is unknown --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ("enabled", "enabled"),
        ("locked", "locked"),
        ("account_expires", "account expiry"),
        ("password_expired", "password expiry"),
        ("must_change", "forced change"),
        ("outside_hours", "permitted hours"),
        ("workstations", "permitted computers"),
    ],
)
def test_what_cannot_be_read_is_said_last_and_as_unknown(usual, now, part, word) -> None:
    reason = explain(with_state(usual, {"idle": True, part: None}), now)[-1]
    assert (reason.what.code, reason.certainty) == ("why-unread", Certainty.UNKNOWN)
    assert reason.what.cause == f"Could not be read: {word}."


def test_a_policy_that_cannot_be_read_stops_nobody_and_is_told(usual, now) -> None:
    (reason,) = explain(replace(usual, policy=None), now)
    assert (reason.what.code, reason.certainty, reason.stops) == (
        "why-policy-unread",
        Certainty.UNKNOWN,
        Stops.NOTHING,
    )
