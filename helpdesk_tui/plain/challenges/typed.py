"""Codes that the caller has: of an app or token, from the sheet of recovery codes, an access pass."""

from functools import partial

from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.verifying import Progress
from helpdesk_tui.plain.caller import hint
from helpdesk_tui.plain.challenges.tries import TakeAnother, tried
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.secret import Secret

_TWO = "two"


def one_time_code(talk: Conversation, progress: Progress, method: Method) -> Progress:
    """Seen while it is typed: a mistyped code costs an attempt, and it is worthless once it was accepted or
    half a minute old."""
    question = f"Code that the caller reads out; {_TWO} for two codes in a row; Enter alone for the list"
    moved: Progress | None = None
    while moved is None:
        hint(talk, progress.account.id, method.kind)
        word = talk.terminal.ask(question).strip()
        if not word:
            raise TakeAnother
        if word.casefold() == _TWO:
            moved = _two_in_a_row(talk, progress, method)
        else:
            moved = _proved(talk, progress, method, Secret(word))
    return moved


def recovery_code(talk: Conversation, progress: Progress, method: Method) -> Progress:
    return _unseen(talk, progress, method, "Recovery code that the caller reads out")


def access_pass(talk: Conversation, progress: Progress, method: Method) -> Progress:
    return _unseen(talk, progress, method, "Access pass that the caller reads out")


def _unseen(talk: Conversation, progress: Progress, method: Method, question: str) -> Progress:
    """What was not accepted stays good."""
    moved: Progress | None = None
    while moved is None:
        hint(talk, progress.account.id, method.kind)
        typed = talk.terminal.ask_secret(f"{question}; Enter alone for the list")
        if not typed:
            raise TakeAnother
        moved = _proved(talk, progress, method, typed)
    return moved


def _proved(talk: Conversation, progress: Progress, method: Method, typed: Secret) -> Progress | None:
    try:
        return tried(talk, partial(talk.desk.verifying.prove, progress.id, method.id, typed))
    finally:
        typed.drop()


def _two_in_a_row(talk: Conversation, progress: Progress, method: Method) -> Progress | None:
    """For an app or token that is out of step; they count as the proof."""
    shows = "token" if method.kind is MethodKind.OATH_TOKEN else "app"
    first = Secret(talk.terminal.ask("First code"))
    second = Secret(talk.terminal.ask(f"Second code, the next that the {shows} shows"))
    try:
        return tried(talk, partial(talk.desk.verifying.resync, progress.id, method.id, first, second))
    finally:
        first.drop()
        second.drop()
