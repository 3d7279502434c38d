"""Security questions out of the policy's list; the answers are typed unseen."""

from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.methods import Method
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import Refused
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.holding import held
from helpdesk_tui.secret import Secret


def set_questions(talk: Conversation, clearance: ClearanceId) -> Method:
    """All of them are asked again when one will not do. Raises what the desk raises at other faults."""
    rules = talk.desk.policy.verification.questions
    method: Method | None = None
    while method is None:
        given: list[tuple[str, Secret]] = []
        try:
            talk.tell(*(f"{number}. {text}" for number, text in enumerate(rules.texts, 1)))
            for place in range(1, rules.register + 1):
                text = _text(talk, rules.texts, f"Question {place} of {rules.register}")
                given.append((text, talk.terminal.ask_secret("Its answer")))
            method = _stored(talk, clearance, tuple(given))
        finally:
            for _, answer in given:
                answer.drop()
    return method


def _stored(
    talk: Conversation, clearance: ClearanceId, given: tuple[tuple[str, Secret], ...]
) -> Method | None:
    try:
        with held():
            return talk.desk.registration.set_questions(clearance, given)
    except Refused as error:
        if not error.problem.code.startswith(("question", "answer")):
            raise
        talk.tell(str(error.problem), "All once more.")
        return None


def _text(talk: Conversation, texts: tuple[str, ...], which: str) -> str:
    chosen: str | None = None
    while chosen is None:
        typed = talk.terminal.ask(f"{which}, by its number; Enter alone gives up").strip()
        if not typed:
            raise Refused(problem("cancelled"))
        chosen = talk.by_number(typed, texts)
    return chosen
