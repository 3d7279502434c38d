"""Whoever may not work at the desk any more sees nothing more of it, though the session is open."""

import inspect
from collections.abc import Callable

import pytest
from desk.conftest import World
from writing import FULL_RESET

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.profiles import Profile
from helpdesk_tui.secret import Secret

EVERY_ROLE = tuple(Role)

SHOWN: dict[str, Callable[[Desk, World], object]] = {
    "lookup.search": lambda desk, world: desk.lookup.search("ada.byron"),
    "lookup.search_more": lambda desk, world: desk.lookup.search_more("ada.byron", ()),
    "lookup.resolve": lambda desk, world: desk.lookup.resolve("ada.byron"),
    "lookup.card": lambda desk, world: desk.lookup.card(world.ada.id),
    "lookup.card_for": lambda desk, world: desk.lookup.card_for(world.ada.id, Action.RESET),
    "lookup.why": lambda desk, world: desk.lookup.why(world.ada.id),
    "lookup.at_every_server": lambda desk, world: desk.lookup.at_every_server(world.ada.id),
    "actions.preview": lambda desk, world: desk.actions.preview(world.ada.id, FULL_RESET),
    "verifying.clearance_for": lambda desk, world: desk.verifying.clearance_for(world.ada.id, Action.RESET),
    "approving.waiting": lambda desk, world: desk.approving.waiting(),
    "registering.status": lambda desk, world: desk.registering.status(world.ada.id),
    "registering.addable": lambda desk, world: desk.registering.addable(world.ada.id),
    "registering.notices": lambda desk, world: desk.registering.notices(world.ada.id),
    "policy_check.sentences": lambda desk, world: desk.policy_check.sentences(),
    "policy_check.against": lambda desk, world: desk.policy_check.against(Profile.ENTRA),
    "policy_check.count": lambda desk, world: desk.policy_check.count(),
    "review.records": lambda desk, world: desk.review.records(),
    "review.untold": lambda desk, world: desk.review.untold(),
    "review.verify": lambda desk, world: desk.review.verify(),
}


@pytest.fixture
def desk(world: World) -> Desk:
    return world.sign_in(*EVERY_ROLE)


def refused(call: Callable[[Desk, World], object], desk: Desk, world: World) -> str:
    with pytest.raises(NotPermitted) as caught:
        call(desk, world)
    assert caught.value.problem.ends_session
    return caught.value.problem.code


def test_every_use_case_that_only_shows_something_is_tried_here() -> None:
    """A new one must say where it stands."""
    parts = {"lookup": "Lookup", "approving": "Approving", "policy_check": "PolicyCheck", "review": "Review"}
    changing = {"approving.approve", "approving.refuse"}  # ask anew each time
    for part, kind in parts.items():
        public = [name for name, _ in inspect.getmembers(_class(kind), inspect.isfunction) if name[0] != "_"]
        assert {f"{part}.{name}" for name in public} <= SHOWN.keys() | changing


def _class(name: str) -> type:
    import helpdesk_tui.desk.desk as module  # noqa: PLC0415 - the classes as the desk knows them

    return getattr(module, name)


@pytest.mark.parametrize("shown", SHOWN)
@pytest.mark.parametrize(
    ("change", "code"),
    [({"enabled": False}, "operator-disabled"), ({"group_ids": frozenset()}, "role-lost")],
)
def test_a_fallen_operator_is_shown_nothing_more(world, desk, shown, change, code) -> None:
    SHOWN[shown](desk, world)
    world.change_operator(**change)
    world.clock.forward(seconds=31)
    assert refused(SHOWN[shown], desk, world) == code
    assert world.events()[-1] == "session.ended"


def test_whoever_came_back_signs_in_again(world, desk) -> None:
    """Nobody goes on in a session that was ended; it is in the record once."""
    before = world.operator_account
    world.change_operator(enabled=False)
    assert refused(SHOWN["lookup.search"], desk, world) == "operator-disabled"
    world.directory.operator = before
    world.clock.forward(minutes=5)
    assert refused(SHOWN["review.records"], desk, world) == "operator-disabled"
    assert world.events().count("session.ended") == 1
    world.sign_in().lookup.search("ada.byron")


def test_the_directory_is_not_asked_at_every_key(world, desk, monkeypatch) -> None:
    asked = []
    read = world.directory.read_operator
    monkeypatch.setattr(world.directory, "read_operator", lambda: asked.append(1) or read(), raising=False)
    for _ in range(10):
        desk.lookup.search("ada.byron")
        world.clock.forward(seconds=2)
    assert len(asked) == 1
    world.clock.forward(seconds=11)
    desk.lookup.search("ada.byron")
    assert len(asked) == 2
    world.clock.forward(hours=-1)  # a clock that went back makes nothing last longer
    desk.lookup.search("ada.byron")
    assert len(asked) == 3


def test_where_the_directory_does_not_answer_the_record_stays_closed(world, desk) -> None:
    world.directory.reachable = False
    with pytest.raises(DirectoryUnreachable):
        desk.review.records()
    world.directory.reachable = True
    assert desk.review.records()


def test_a_directory_that_takes_the_operators_login_no_more_ends_the_session(
    world, desk, monkeypatch
) -> None:
    def refuse() -> None:
        raise NotPermitted(problem("operator-disabled"))

    monkeypatch.setattr(world.directory, "read_operator", refuse, raising=False)
    assert refused(SHOWN["lookup.card"], desk, world) == "operator-disabled"


def test_the_way_to_whole_numbers_is_closed_too(world, desk) -> None:
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.look(begun.id)
    world.change_operator(enabled=False)
    world.clock.forward(seconds=31)
    assert refused(lambda desk, world: desk.verifying.look(begun.id), desk, world) == "operator-disabled"


def test_a_fallen_colleague_at_this_terminal_does_not_end_the_session(world, desk) -> None:
    world.second_operator(state=world.make_account(enabled=False).state)
    with pytest.raises(NotPermitted) as caught:
        desk.lookup._session.witness("sam", Secret("right"))
    assert caught.value.problem.code == "operator-disabled"
    assert not caught.value.problem.ends_session
