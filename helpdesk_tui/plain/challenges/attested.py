"""What the operator answers for: a call-back that was answered, a person who stands at the desk."""

from functools import partial

from helpdesk_tui.desk.methods import Method
from helpdesk_tui.desk.verifying import Progress
from helpdesk_tui.errors import Refused
from helpdesk_tui.plain.challenges.stated import after_stated
from helpdesk_tui.plain.challenges.tries import TakeAnother, tell_or_end, tried
from helpdesk_tui.plain.conversation import Conversation


def call_back(talk: Conversation, progress: Progress, method: Method) -> Progress:
    verifying, name = talk.desk.verifying, progress.account.name or progress.account.login
    try:
        number = after_stated(
            talk, progress, method, partial(verifying.number_to_dial, progress.id, method.id)
        )
    except Refused as error:
        tell_or_end(talk, error)
        raise TakeAnother from None
    talk.tell(f"Hang up, then call {number}. Do not read the number out; ask for {name}.")
    said = talk.terminal.ask(
        "yes when the person answered and confirmed, no if not; Enter alone for the list"
    )
    answer = said.strip().casefold()
    if answer not in ("yes", "no"):
        raise TakeAnother
    confirmed = answer == "yes"
    moved = tried(talk, partial(verifying.attest, progress.id, method.id, confirmed=confirmed))
    if moved is None:
        raise TakeAnother
    return moved


def in_person(talk: Conversation, progress: Progress, method: Method) -> Progress:
    """The kind of document goes into the record, never its number."""
    kinds = talk.desk.policy.verification.documents
    moved: Progress | None = None
    while moved is None:
        talk.tell(
            "The person stands here. Which document did you look at?",
            *(f"{number}. {kind}" for number, kind in enumerate(kinds, 1)),
        )
        typed = talk.terminal.ask("Document, by its number; Enter alone for the list").strip()
        if not typed:
            raise TakeAnother
        chosen = talk.by_number(typed, kinds)
        if chosen is not None:
            moved = tried(talk, partial(talk.desk.verifying.attest_in_person, progress.id, method.id, chosen))
    return moved
