"""Deadlines: what is not done in time is told so, whatever else is under way."""

import os
import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk_tui.deadlines import DEADLINES, Deadlines

LATE = 5.0  # seconds; nothing below takes so long


class Told:
    def __init__(self) -> None:
        self._began = time.monotonic()
        self._told = threading.Event()
        self.after = 0.0

    def __call__(self) -> None:
        self.after = time.monotonic() - self._began
        self._told.set()

    def in_time(self, seconds: float = LATE) -> bool:
        return self._told.wait(seconds)


@pytest.fixture
def deadlines() -> Deadlines:
    return Deadlines()


def test_what_takes_too_long_is_told_while_it_waits(deadlines: Deadlines) -> None:
    told = Told()
    with deadlines.within(0.05, told):
        assert told.in_time()
    assert told.after >= 0.05


def test_what_is_done_in_time_is_not_told(deadlines: Deadlines) -> None:
    told, later = Told(), Told()
    with deadlines.within(0.2, told):
        pass
    with deadlines.within(0.3, later):
        assert later.in_time()
    assert not told.in_time(0)


def test_a_shorter_deadline_that_begins_later_comes_first(deadlines: Deadlines) -> None:
    long, short = Told(), Told()
    with deadlines.within(60, long), deadlines.within(0.05, short):
        assert short.in_time()
    assert not long.in_time(0)


def test_after_a_long_pause_a_deadline_is_kept_as_well(deadlines: Deadlines) -> None:
    """The thread sleeps while there is none."""
    for _ in range(3):
        told = Told()
        with deadlines.within(0.02, told):
            assert told.in_time()
        time.sleep(0.05)


def test_a_deadline_that_fails_keeps_no_other_from_being_kept(deadlines: Deadlines) -> None:
    def fail() -> None:
        raise RuntimeError("not caught")

    told = Told()
    with deadlines.within(0.01, fail), deadlines.within(0.05, told):
        assert told.in_time()


def test_no_time_at_all_is_over_at_once(deadlines: Deadlines) -> None:
    told = Told()
    with deadlines.within(0, told):
        assert told.in_time()


def test_many_at_once_are_each_kept_by_one_thread(deadlines: Deadlines) -> None:
    met, missed = [], []

    def work(number: int) -> None:
        told = Told()
        with deadlines.within(0.05 if number % 2 else 60, told):
            done = told.in_time(0.5 if number % 2 == 0 else LATE)
        (missed if done else met).append(number)

    before = threading.active_count()
    threads = [threading.Thread(target=work, args=[number]) for number in range(40)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(missed) == list(range(1, 40, 2))
    assert sorted(met) == list(range(0, 40, 2))
    assert threading.active_count() <= before + 1


def test_nothing_is_kept_of_what_was_met(deadlines: Deadlines) -> None:
    for _ in range(1000):
        with deadlines.within(60, lambda: None):
            pass
    assert len(deadlines._waiting) <= 1


def test_a_process_that_was_forked_keeps_none_of_them() -> None:
    """What they would cut is the other process's."""
    told = Told()
    with DEADLINES.within(60, told):
        child = os.fork()
        if not child:
            os._exit(len(DEADLINES._waiting))
        assert os.waitpid(child, 0)[1] == 0


@given(st.lists(st.tuples(st.sampled_from([0.0, 0.01, 0.02, 30.0]), st.booleans()), max_size=8))
@settings(max_examples=25, deadline=None)
def test_in_any_order_those_are_told_that_are_waited_for(course: list[tuple[float, bool]]) -> None:
    """`True` = it is left at once."""
    deadlines = Deadlines()
    expected: list[Callable[[], bool]] = []
    for seconds, is_met in course:
        told = Told()
        with deadlines.within(seconds, told):
            if not is_met and seconds < 1:
                assert told.in_time()
        if seconds > 1:
            expected.append(lambda told=told: not told.in_time(0))
    assert all(each() for each in expected)
