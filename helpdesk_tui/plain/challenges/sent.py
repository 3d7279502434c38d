"""Codes that the desk sends: to the caller by SMS or mail, to the manager by mail."""

from functools import partial

from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.verifying import Progress
from helpdesk_tui.errors import Refused
from helpdesk_tui.plain.caller import hint
from helpdesk_tui.plain.challenges.stated import after_stated
from helpdesk_tui.plain.challenges.tries import TakeAnother, tell_or_end, tried
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.secret import Secret
from helpdesk_tui.words.times import clock_time

_SEND, _AGAIN = "send", "again"
_LIST = "Enter alone for the list"


def code(talk: Conversation, progress: Progress, method: Method) -> Progress:
    """Nothing is sent before the operator says so; a code that was sent before may be typed at once."""
    manager = method.kind is MethodKind.MANAGER
    question = f"{_SEND} to send a code to the {'manager' if manager else 'caller'}; {_LIST}"
    reads = "manager gave to the caller" if manager else "caller reads out"
    moved: Progress | None = None
    while moved is None:
        word = talk.terminal.ask(question).strip()
        if not word:
            raise TakeAnother
        if word.casefold() not in (_SEND, _AGAIN):
            typed = Secret(word)
            try:
                moved = tried(talk, partial(talk.desk.verifying.prove, progress.id, method.id, typed))
            finally:
                typed.drop()
        elif _sent(talk, progress, method):
            question = f"Code that the {reads}; {_AGAIN} to send a new one; {_LIST}"
    return moved


def _sent(talk: Conversation, progress: Progress, method: Method) -> bool:
    """Whether a code is on its way."""
    try:
        done = after_stated(talk, progress, method, partial(talk.desk.verifying.send, progress.id, method.id))
    except Refused as error:
        tell_or_end(talk, error)
        return False
    now = talk.console.sign_in.clock.now()
    who = "manager, who asks the caller to call there" if method.kind is MethodKind.MANAGER else "caller"
    talk.tell(
        f"Sent to {done.masked}. The code is good until {clock_time(done.expires_at, now)}.",
        f"Say to the {who}: the message carries the words {done.phrase.upper()}.",
    )
    if done.doubt:
        talk.tell(str(done.doubt))
    hint(talk, progress.account.id, method.kind)
    return True
