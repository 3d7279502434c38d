"""What a call is made of, in short words: for the tests of settings."""

import pytest
from desk.conftest import World
from desk.proofs import method

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.verifying import Progress

METHODS = frozenset({Action.CHANGE_METHODS})


def call_back(desk: Desk, progress: Progress, label: str = "mobile") -> Progress:
    """The person is called, answers and confirms."""
    call = method(progress, MethodKind.CALL_BACK, label)
    desk.verifying.number_to_dial(progress.id, call)
    return desk.verifying.attest(progress.id, call, confirmed=True)


def cleared(world: World, desk: Desk, actions: frozenset[Action] = CALL_ACTIONS) -> Clearance:
    """Ada is called back, which is enough where nothing else is said."""
    clearance = call_back(desk, desk.verifying.begin(world.ada.id, actions)).clearance
    assert clearance is not None
    return clearance


def refusal(call, *args, **named) -> str:
    """The code of the problem that the call is refused with."""
    with pytest.raises(Refused) as caught:
        call(*args, **named)
    return caught.value.problem.code
