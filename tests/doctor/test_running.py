"""Checks run at once, each within its time, and tell nothing that an exception says."""

import threading
import time

import pytest

from helpdesk_tui.desk.diagnosis import Check, Finding, Level, examine, worst
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem

FINE = Finding("fine", Level.OK, "It is.")


def test_what_hangs_is_given_up_and_holds_nobody_up():
    never = threading.Event()
    began = time.monotonic()
    names = [f"number {number}" for number in range(40)]
    hanging = [Check(name, lambda: [FINE] if never.wait(60) else [], 0.3) for name in names]
    found = list(examine([*hanging, Check("fine", lambda: [FINE], 30)]))
    assert time.monotonic() - began < 10  # together: one after the other they take twelve
    never.set()
    assert [(each.topic, each.level) for each in found[:-1]] == [(name, Level.FAILED) for name in names]
    assert found[-1] == FINE


def test_what_breaks_says_nothing_of_what_it_held():
    def broken():
        raise RuntimeError("canary-password")

    (found, fine) = examine([Check("broken", broken, 5), Check("fine", lambda: [FINE], 5)])
    assert (found.level, fine) == (Level.FAILED, FINE)
    assert "canary" not in found.said + found.remedy
    assert "RuntimeError" in found.said


def test_a_problem_is_told_with_its_remedy():
    def refused():
        raise Refused(problem("no-role"))

    (found,) = examine([Check("role", refused, 5)])
    assert (found.said, found.remedy) == (problem("no-role").cause, problem("no-role").remedy)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], Level.OK),
        ([Level.OK, Level.SKIPPED], Level.OK),
        ([Level.OK, Level.WARNING], Level.WARNING),
        ([Level.WARNING, Level.FAILED, Level.OK], Level.FAILED),
    ],
)
def test_the_worst_counts_and_what_was_not_looked_at_does_not(given, expected):
    assert worst(Finding("x", level, "") for level in given) is expected
