"""Security questions: those drawn, one by one. The answers are secrets: typed unseen."""

from functools import partial

from helpdesk_tui.desk.methods import Method
from helpdesk_tui.desk.verifying import Progress
from helpdesk_tui.errors import Refused
from helpdesk_tui.plain.caller import hint
from helpdesk_tui.plain.challenges.tries import TakeAnother, tell_or_end, tried
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.secret import Secret


def questions(talk: Conversation, progress: Progress, method: Method) -> Progress:
    moved: Progress | None = None
    while moved is None:
        drawn = _drawn(talk, progress, method)
        answers: list[Secret] = []
        try:
            hint(talk, progress.account.id, method.kind)
            for number, text in enumerate(drawn, 1):
                asked = f"{number} of {len(drawn)}. {text} Enter alone for the list"
                answers.append(talk.terminal.ask_secret(asked))
                if not answers[-1]:
                    raise TakeAnother
            given = partial(talk.desk.verifying.answer, progress.id, method.id, tuple(answers))
            moved = tried(talk, given)
        finally:
            for each in answers:
                each.drop()
    return moved


def _drawn(talk: Conversation, progress: Progress, method: Method) -> tuple[str, ...]:
    try:
        return talk.desk.verifying.questions(progress.id, method.id)
    except Refused as error:
        tell_or_end(talk, error)
        raise TakeAnother from None
