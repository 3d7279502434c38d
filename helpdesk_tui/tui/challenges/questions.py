"""Security questions: those drawn for this verification, a field for each answer, unseen."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.methods import MethodId
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.desk.verifying import Verifying
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.challenges.base import Asked, Known, Panel
from helpdesk_tui.tui.widgets.fields import SecretField
from helpdesk_tui.tui.widgets.words import Words

_HELP = (
    "Read each question aloud and type what the caller answers; it is not shown. Case, blanks and signs do "
    "not matter. All must be right, and which one was wrong is not told."
)


@dataclass
class QuestionsAsked(Asked):
    """The questions are wanted."""

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> tuple[str, ...]:
        return verifying.questions(verification, method)


@dataclass
class AnswersGiven(Asked):
    """An answer to each question, in their order."""

    answers: tuple[Secret, ...]

    @property
    def typed(self) -> tuple[Secret, ...]:
        return self.answers

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> Progress:
        return verifying.answer(verification, method, self.answers)


class QuestionsPanel(Panel):
    """Enter shows the questions, then goes from answer to answer, then checks them."""

    def __init__(self, asked: int) -> None:
        """`asked` = how many questions policy draws."""
        super().__init__()
        self._asked = asked

    def compose(self) -> ComposeResult:
        for place in range(self._asked):
            with Vertical(classes="question", id=f"question-{place}"):
                yield Words(classes="question-text")
                with Horizontal(classes="row"):
                    yield Words("Answer", classes="label")
                    yield SecretField(help_text=_HELP)
        yield Words(classes="advice")

    def show(self, option: MethodOption, known: Known) -> None:
        texts = known.questions.get(option.method.id, ())
        for place in range(self._asked):
            row = self.query_one(f"#question-{place}")
            row.display = place < len(texts)
            if place < len(texts):
                row.query_one(".question-text", Words).show(f"{place + 1}. {texts[place]}")
        self.advise(
            "Enter goes to the next answer, and checks them at the end."
            if texts
            else "Enter shows the questions. Ask the caller each of them."
        )

    def go(self) -> str:
        if not self.fields():
            self.post_message(QuestionsAsked())
            return "Reading the questions …"
        answers = self.taken()
        if answers is None:
            return ""
        self.post_message(AnswersGiven(tuple(Secret(each) for each in answers)))
        return "Checking …"
