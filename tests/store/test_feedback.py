"""Wishes and complaints about the desk are kept in order, and only so many of them."""

from datetime import timedelta

from helpdesk_tui.desk.ports import Note

from .conftest import NOON, OPERATOR, PERSON


def note(words: str, at=NOON, operator=OPERATOR) -> Note:
    return Note(at, operator, "dana", "ada", words)


def test_notes_come_back_as_they_were_written_oldest_first(opened, path):
    with opened(path) as stores:
        assert [stores.feedback.keep(note(each), 9) for each in ("ä – ok", "two")] == [1, 2]
    with opened(path) as stores:
        assert stores.feedback.notes() == ((1, note("ä – ok")), (2, note("two")))


def test_beyond_the_most_the_oldest_goes_and_no_number_comes_twice(stores):
    numbers = [stores.feedback.keep(note(str(each)), 3) for each in range(5)]
    assert [number for number, _ in stores.feedback.notes()] == numbers[2:] == [3, 4, 5]


def test_an_operators_notes_are_counted(stores):
    stores.feedback.keep(note("old", NOON - timedelta(days=1)), 9)
    stores.feedback.keep(note("mine"), 9)
    stores.feedback.keep(note("theirs", operator=PERSON), 9)
    assert stores.feedback.count(OPERATOR, NOON - timedelta(hours=1)) == 1
