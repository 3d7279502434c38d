"""The number that the caller says: where policy asks for it, before anything is sent or dialled."""

from collections.abc import Callable
from typing import TypeVar

from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.verifying import Progress
from helpdesk_tui.errors import Refused
from helpdesk_tui.plain.caller import hint
from helpdesk_tui.plain.challenges.tries import TakeAnother, tell_or_end
from helpdesk_tui.plain.conversation import Conversation

_NOT_STATED = "number-not-stated"

T = TypeVar("T")


def after_stated(talk: Conversation, progress: Progress, method: Method, then: Callable[[], T]) -> T:
    """`then`, after the caller has said the number if the desk wants that. Raises `TakeAnother` and what
    `then` raises."""
    try:
        return then()
    except Refused as error:
        if error.problem.code != _NOT_STATED:
            raise
    while not _is_stated(talk, progress, method):
        pass
    return then()


def _is_stated(talk: Conversation, progress: Progress, method: Method) -> bool:
    hint(talk, progress.account.id, MethodKind.CALL_BACK)
    typed = talk.terminal.ask("Full number that the caller says; Enter alone for the list").strip()
    if not typed:
        raise TakeAnother
    try:
        talk.desk.verifying.state_number(progress.id, method.id, typed)
    except Refused as error:
        tell_or_end(talk, error)
        return False
    return True
