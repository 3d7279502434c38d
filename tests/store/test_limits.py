"""The arithmetic of limits."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk.ports import Limit
from helpdesk_tui.store.limits import blocked_until, left

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR = Limit(3, 3600)
THEN_A_DAY = Limit(3, 3600, 86400)

seconds = st.integers(-10_000, 10_000)
limits = st.builds(Limit, st.integers(1, 6), st.integers(1, 5000), st.sampled_from([0, 0, 1, 60, 5000]))


def _at(*minutes: float) -> list[datetime]:
    return [NOON + timedelta(minutes=minute) for minute in minutes]


def test_fewer_failures_than_the_limit_block_nothing() -> None:
    assert blocked_until(HOUR, _at(-2, -1), NOON) is None
    assert blocked_until(THEN_A_DAY, _at(-2, -1), NOON) is None
    assert blocked_until(HOUR, [], NOON) is None
    assert blocked_until(THEN_A_DAY, [], NOON) is None


def test_blocked_until_the_oldest_ages_out() -> None:
    failures = _at(-50, -20, -10)
    until = NOON + timedelta(minutes=10)
    assert blocked_until(HOUR, failures, NOON) == until
    assert blocked_until(HOUR, failures, until - timedelta(microseconds=1)) == until
    assert blocked_until(HOUR, failures, until) is None


def test_blocked_for_a_time_after_the_last_one() -> None:
    failures = _at(-50, -20, -10)
    until = failures[-1] + timedelta(days=1)
    assert blocked_until(THEN_A_DAY, failures, NOON) == until
    assert blocked_until(THEN_A_DAY, failures, until - timedelta(microseconds=1)) == until
    assert blocked_until(THEN_A_DAY, failures, until) is None


def test_failures_too_far_apart_do_not_add_up() -> None:
    assert blocked_until(HOUR, _at(-100, -50, -1), NOON) is None
    assert blocked_until(THEN_A_DAY, _at(-100, -39.5, -1), NOON) is None


def test_a_short_block_lets_one_try_through_and_closes_again() -> None:
    limit = Limit(3, 86400, 60)
    failures = _at(0, 0, 0)
    assert blocked_until(limit, failures, NOON + timedelta(seconds=59))
    assert blocked_until(limit, failures, NOON + timedelta(seconds=60)) is None
    assert blocked_until(limit, [*failures, *_at(1)], NOON + timedelta(seconds=61))


def test_a_clock_that_goes_back_opens_nothing() -> None:
    failures = _at(-2, -1, 0)
    for limit in (HOUR, THEN_A_DAY):
        for back in (1, 3600, 86400 * 365):
            assert blocked_until(limit, failures, NOON - timedelta(seconds=back))


def test_failures_before_and_after_a_jump_back_add_up() -> None:
    failures = [NOON, NOON, NOON - timedelta(days=300)]
    for limit in (HOUR, THEN_A_DAY):
        assert blocked_until(limit, failures, NOON - timedelta(days=300))


def test_a_limit_that_was_lowered_opens_when_few_enough_are_left() -> None:
    failures = _at(-50, -40, -30, -20, -10)
    until = failures[2] + timedelta(hours=1)
    assert blocked_until(HOUR, failures, NOON) == until
    assert blocked_until(HOUR, failures, until) is None


def test_a_limit_of_nothing_allows_nothing() -> None:
    assert blocked_until(Limit(0, 3600), [], NOON)
    assert blocked_until(Limit(0, 3600, 60), [], NOON)


def test_left_counts_down_and_stops_at_nothing() -> None:
    assert [left(HOUR, _at(*range(-count, 0)), NOON) for count in range(6)] == [3, 2, 1, 0, 0, 0]
    assert left(HOUR, _at(-61, -60, -59), NOON) == 2


@given(limits, st.lists(seconds, max_size=12), seconds)
def test_a_block_ends_in_the_future_and_then_it_has_ended(
    limit: Limit, offsets: list[int], offset: int
) -> None:
    failures = [NOON + timedelta(seconds=each) for each in offsets]
    now = NOON + timedelta(seconds=offset)
    until = blocked_until(limit, failures, now)
    if until is None:
        return
    assert until > now
    assert blocked_until(limit, failures, until - timedelta(microseconds=1)) is not None
    assert (later := blocked_until(limit, failures, until)) is None or later > until


@given(limits, st.lists(seconds, max_size=12), seconds, st.integers(1, 20_000))
def test_going_back_in_time_never_opens(limit: Limit, offsets: list[int], offset: int, back: int) -> None:
    failures = [NOON + timedelta(seconds=each) for each in offsets]
    now = NOON + timedelta(seconds=offset)
    if blocked_until(limit, failures, now):
        assert blocked_until(limit, failures, now - timedelta(seconds=back))


@given(limits, st.lists(seconds, max_size=12), seconds)
def test_without_a_block_time_it_is_blocked_just_when_nothing_is_left(
    limit: Limit, offsets: list[int], offset: int
) -> None:
    limit = Limit(limit.failures, limit.window_seconds)
    failures = [NOON + timedelta(seconds=each) for each in offsets]
    now = NOON + timedelta(seconds=offset)
    assert (blocked_until(limit, failures, now) is not None) == (left(limit, failures, now) == 0)
