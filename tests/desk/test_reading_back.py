"""Invariants 3 and 4: an outcome is what the account shows."""

from dataclasses import replace

from helpdesk_tui.desk.account import Marks
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Before, Outcome, overall, read_back, was_applied

ALL = (Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK)


def seen(account) -> Before:
    return Before.of(account, ALL)


def outcomes(results) -> dict[Action, str]:
    return {result.step: result.outcome.value for result in results}


def test_all_steps_are_done_when_the_account_shows_all(make_account) -> None:
    before = seen(make_account(locked=True))
    after = make_account(must_change=True, locked=False, marks=Marks(2, "101"))
    assert outcomes(read_back(before, after, ALL)) == dict.fromkeys(ALL, "done")


def test_a_forced_change_that_did_not_take_is_shown_as_partial(make_account) -> None:
    after = make_account(must_change=False, marks=Marks(2, "101"))
    results = read_back(seen(make_account()), after, ALL)
    assert outcomes(results) == {Action.RESET: "done", Action.FORCE_CHANGE: "refused", Action.UNLOCK: "done"}
    assert overall(results) is Outcome.REFUSED


def test_a_password_that_did_not_move_is_not_done_whatever_the_server_said(make_account) -> None:
    results = read_back(seen(make_account()), make_account(marks=Marks(1, "101")), (Action.RESET,))
    assert outcomes(results) == {Action.RESET: "refused"}


def test_what_cannot_be_read_is_unknown_and_not_done(make_account) -> None:
    before = seen(make_account(marks=Marks(None, None)))
    after = make_account(marks=Marks(None, None), must_change=None, locked=None)
    assert outcomes(read_back(before, after, ALL)) == dict.fromkeys(ALL, "unknown")


def test_a_lost_reset_is_told_by_the_mark_of_the_password(make_account) -> None:
    before = seen(make_account())
    assert was_applied(before, make_account(marks=Marks(2, "101")), ALL) is True
    assert was_applied(before, make_account(marks=Marks(1, "101")), ALL) is False


def test_an_untouched_entry_proves_that_a_lost_write_was_not_made(make_account) -> None:
    before = seen(make_account(marks=Marks(None, "100")))
    assert was_applied(before, make_account(marks=Marks(None, "100")), ALL) is False


def test_without_marks_a_state_that_turned_tells(make_account) -> None:
    before = replace(seen(make_account(locked=True)), password_mark=None, entry_mark=None)
    assert was_applied(before, make_account(must_change=True), (Action.FORCE_CHANGE,)) is True
    assert was_applied(before, make_account(locked=False), (Action.UNLOCK,)) is True


def test_without_marks_a_state_that_was_so_before_tells_nothing(make_account) -> None:
    before = replace(seen(make_account(must_change=True)), password_mark=None, entry_mark=None)
    assert was_applied(before, make_account(must_change=True), ALL) is None


def test_without_the_passwords_mark_its_time_tells(make_account) -> None:
    before = seen(make_account(marks=Marks(None, "100")))
    after = make_account(marks=Marks(None, "101"), password_set="never", must_change=True)
    assert outcomes(read_back(before, after, (Action.RESET,))) == {Action.RESET: "done"}
    assert was_applied(before, after, (Action.RESET,)) is True


def test_an_entry_that_moved_for_another_reason_is_no_proof_of_a_reset(make_account) -> None:
    before = seen(make_account(marks=Marks(None, "100")))
    after = make_account(marks=Marks(None, "101"))
    assert outcomes(read_back(before, after, (Action.RESET,))) == {Action.RESET: "unknown"}
    assert was_applied(before, after, (Action.RESET,)) is None


def test_a_password_written_twice_is_not_surely_ours(make_account) -> None:
    before = seen(make_account())
    after = make_account(marks=Marks(3, "102"), must_change=True)
    assert was_applied(before, after, ALL) is None
    assert outcomes(read_back(before, after, (Action.RESET,))) == {Action.RESET: "unknown"}
