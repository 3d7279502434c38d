"""Wishes and complaints about the desk: kept for whoever looks after it, bounded, and read by few."""

import pytest
from desk.policies import lenient
from desk.proofs import refused

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.operator import Role


@pytest.fixture
def desk(world):
    return world.sign_in(policy=lenient(feedback_link="https://help.demo.example/desk"))


def test_a_note_is_kept_with_who_and_when_and_its_text_is_cleaned(world, desk) -> None:
    assert desk.feedback.keep("The list\nis \x1b[31mslow", "ada.byron") == 1
    ((number, note),) = world.sign_in(Role.SUPERVISOR).feedback.notes()
    assert (number, note.operator_login, note.about) == (1, "dana", "ada.byron")
    assert (note.words, note.at) == ("The list is [31mslow", world.clock.now())


def test_the_record_says_that_there_is_a_note_and_not_what_stands_in_it(world, desk) -> None:
    desk.feedback.keep("my boss is rude")
    assert "feedback.kept" in world.events()
    assert not any("rude" in str(each.facts) for each in world.stores.audit.records())


def test_nothing_and_too_much_are_not_kept(world, desk) -> None:
    assert refused(desk.feedback.keep, " \n", kind=Refused) == "feedback-empty"
    assert refused(desk.feedback.keep, "x" * 2001, kind=Refused) == "feedback-long"
    assert desk.feedback.keep("x" * 2000)


def test_so_many_a_day_by_one_operator(world, desk) -> None:
    for _ in range(20):
        desk.feedback.keep("slow")
    assert refused(desk.feedback.keep, "slow", kind=Refused) == "feedback-often"
    world.clock.forward(hours=25)
    assert desk.feedback.keep("slow")


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.REGISTRAR])
def test_who_acts_does_not_read_them(world, desk, role) -> None:
    assert refused(world.sign_in(role).feedback.notes) == "role-lacks-action"
    assert world.events()[-1] == "feedback.denied"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SUPERVISOR])
def test_auditors_and_supervisors_do_and_that_is_recorded(world, role) -> None:
    assert world.sign_in(role).feedback.notes() == ()
    assert world.events()[-1] == "feedback.read"


def test_a_directory_that_is_down_keeps_nobody_from_complaining(world, desk, monkeypatch) -> None:
    monkeypatch.setattr(type(world.directory), "read_operator", lambda _: 1 / 0)
    assert desk.feedback.keep("the directory is down again")
