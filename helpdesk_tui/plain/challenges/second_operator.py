"""A second operator's approval: here, with a sign-in of their own, or at another terminal."""

from functools import partial

from helpdesk_tui.desk.methods import Method
from helpdesk_tui.desk.verifying import Approval, Progress
from helpdesk_tui.errors import Refused
from helpdesk_tui.plain.caller import hint
from helpdesk_tui.plain.challenges.tries import TakeAnother, tell_or_end, tried
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.text import clean

_WAIT = "wait"
_LOOK_AFTER = 3.0  # seconds between two looks: the store is shared


def approval(talk: Conversation, progress: Progress, method: Method) -> Progress:
    moved: Progress | None = None
    while moved is None:
        hint(talk, progress.account.id, method.kind)
        asked = (
            f"Login of a second operator who is here; {_WAIT} to ask those at other terminals; "
            "Enter alone for the list"
        )
        login = clean(talk.terminal.ask(asked))
        if not login:
            raise TakeAnother
        if login.casefold() == _WAIT:
            return _waited(talk, progress)
        moved = _approved_here(talk, progress, login)
    return moved


def _approved_here(talk: Conversation, progress: Progress, login: str) -> Progress | None:
    password = talk.terminal.ask_secret(f"Password of {login}")
    try:
        return tried(talk, partial(talk.desk.verifying.approve_here, progress.id, login, password))
    finally:
        password.drop()


def _waited(talk: Conversation, progress: Progress) -> Progress:
    """Until the approval is there or refused, or Enter: then it may still come while others are proven."""
    try:
        progress = talk.desk.verifying.ask_approval(progress.id)
    except Refused as error:
        tell_or_end(talk, error)
        raise TakeAnother from None
    talk.tell(
        f"Asked. A colleague answers with: helpdesk-tui approvals approve {progress.account.login}",
        "Waiting for the answer. Enter goes back to the list.",
    )
    while progress.approval is Approval.ASKED and progress.clearance is None:
        if talk.terminal.is_entered_within(_LOOK_AFTER):
            return progress
        progress = talk.desk.verifying.look(progress.id)
    given = progress.approval is Approval.GIVEN
    talk.tell("The second operator approved." if given else "The second operator refused.")
    return progress
