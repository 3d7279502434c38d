"""Answers to security questions: what may be one, and when two are the same."""

import unicodedata
from collections.abc import Sequence

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

SHORTEST, LONGEST = 3, 40  # characters of an answer, in the form that is compared
LONGEST_QUESTION = 200
_LONGEST_TYPED = 400  # what is longer is cut: it is too long in any case


def normalised_answer(text: str) -> str:
    """`text` as answers are compared and hashed: compatible forms are one (NFKC), so are upper and lower case
    (Unicode 3.13, D146), and white space is squeezed; nothing invisible, no punctuation at the ends. Any
    script; "" where nothing is left."""
    folded = unicodedata.normalize("NFD", clean(text, _LONGEST_TYPED))
    for _ in range(2):  # folding can undo the normal form, and the normal form the folding
        folded = unicodedata.normalize("NFKC", folded.casefold())
    return _without_ends(" ".join(folded.split()))


def checked_answers(pairs: Sequence[tuple[str, Secret]], needed: int) -> tuple[tuple[str, Secret], ...]:
    """Cleaned questions with their normalised answers, as the store wants them.

    Raises `Refused` (questions-count, question-…, answer-…); no text of an answer is in it.
    """
    if len(pairs) != needed:
        raise Refused(problem("questions-count", needed=needed))
    questions, answers = _forms(pairs)
    for why in _against(questions, answers).values():
        raise Refused(why)
    return tuple((question, Secret(answer)) for question, answer in zip(questions, answers, strict=True))


def problems_of_answers(pairs: Sequence[tuple[str, Secret]]) -> dict[int, Problem]:
    """What is wrong, by the number of the question (from 1): the first thing of each."""
    return _against(*_forms(pairs))


def _forms(pairs: Sequence[tuple[str, Secret]]) -> tuple[list[str], list[str]]:
    questions = [" ".join(clean(text, LONGEST_QUESTION + 1).split()) for text, _ in pairs]
    return questions, [normalised_answer(answer.reveal()) for _, answer in pairs]


def _against(questions: Sequence[str], answers: Sequence[str]) -> dict[int, Problem]:
    seen: set[str] = set()
    found: dict[int, Problem] = {}
    for number, (question, answer) in enumerate(zip(questions, answers, strict=True), 1):
        asked = normalised_answer(question)
        why = _against_one(number, question, asked, answer, seen)
        if why is not None:
            found[number] = why
        seen |= {f"?{asked}", f"!{answer}"}
    return found


def _against_one(number: int, question: str, asked: str, answer: str, seen: set[str]) -> Problem | None:
    """`seen`: the questions and answers before it."""
    if not asked or len(question) > LONGEST_QUESTION:
        return problem("question-length", number=number, longest=LONGEST_QUESTION)
    if not SHORTEST <= len(answer) <= LONGEST:
        return problem("answer-length", number=number, shortest=SHORTEST, longest=LONGEST)
    if answer in asked:
        return problem("answer-in-question", number=number)
    if f"?{asked}" in seen:
        return problem("question-twice", number=number)
    return problem("answer-twice", number=number) if f"!{answer}" in seen else None


def _without_ends(text: str) -> str:
    return text.strip("".join(filter(_is_end, set(text))))


def _is_end(character: str) -> bool:
    return character == " " or unicodedata.category(character).startswith("P")
