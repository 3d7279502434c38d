"""Register security questions: different ones of the policy's list, each with an answer that is not seen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from helpdesk_tui.desk.answers import problems_of_answers
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.registration import Confirmed, RegistrationScreen, Sitting
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.fields import SecretField
from helpdesk_tui.tui.widgets.words import Words

_HELP = (
    "The person chooses the questions and says the answers. Space takes another question. An answer is not "
    "shown, is kept as a digest only, and must be said the same way later; case and blanks do not matter."
)


class Question(Widget, can_focus=True):
    """One question of the list. Space and the arrows take another one, that no other row has."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("left", "take(-1)", show=False),
        bind("right", "take(1)", show=False),
        bind("toggle", "take(1)", label="Other question"),
    ]
    text: reactive[str] = reactive("")

    def __init__(self, number: int, text: str, texts: tuple[str, ...]) -> None:
        super().__init__()
        self._number = number
        self._texts = texts
        self.help_text = _HELP
        self.set_reactive(Question.text, text)

    def action_take(self, by: int) -> None:
        taken = {each.text for each in self.screen.query(Question)} - {self.text}
        free = [text for text in self._texts if text not in taken]
        self.text = free[(free.index(self.text) + by) % len(free)]

    def render(self) -> Content:
        return Content.styled(f"{self._number}. {self.text}", "reverse" if self.has_focus else "bold")


class QuestionsScreen(RegistrationScreen):
    """All are stored at once, when none is wrong."""

    TITLE = "Security questions"
    AUTO_FOCUS = ""  # on the first answer, not on the question above it
    HELP = _HELP
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("up", "app.focus_previous", show=False),
        bind("down", "app.focus_next", show=False),
    ]

    def __init__(self, context: Context, sitting: Sitting) -> None:
        super().__init__(context, sitting)
        self._rules = sitting.policy.verification.questions
        self._count = self._rules.register

    def parts(self) -> ComposeResult:
        yield from self.heading("Add: Security questions")
        with VerticalScroll(id="questions", can_focus=False):
            for number, text in enumerate(self._rules.texts[: self._count], 1):
                with Vertical(classes="question", id=f"question-{number}"):
                    yield Question(number, text, self._rules.texts)
                    with Horizontal(classes="row"):
                        yield Words("Answer", classes="label")
                        yield SecretField(help_text=_HELP)
                    yield Words(classes="wrong")
        yield Words(classes="advice")

    def go(self) -> None:
        fields = list(self.query(SecretField))
        empty = next((each for each in fields if not each.value.strip()), None)
        if empty is not None and empty is not self.focused:
            self.set_focus(empty)
            return
        given = self._given()
        found = problems_of_answers(given)
        self._mark(found)
        self.show_problem(found[min(found)] if found else None)
        self.query_one(".advice").display = not found  # the rows need its lines
        if found:
            for _, answer in given:
                answer.drop()
            self.set_focus(fields[min(found) - 1])
            return
        self._typed = tuple(answer for _, answer in given)  # gone when the desk has answered
        registration, clearance = self.sitting.registration, self.sitting.clearance
        self.ask_desk(
            "Storing …", "set the questions", lambda: registration.set_questions(clearance, given), Confirmed
        )

    def _given(self) -> tuple[tuple[str, Secret], ...]:
        texts = [each.text for each in self.query(Question)]
        fields = self.query(SecretField)
        return tuple((text, Secret(field.value)) for text, field in zip(texts, fields, strict=True))

    def _mark(self, found: dict[int, Problem]) -> None:
        """Each row says what is wrong with it."""
        for number in range(1, self._count + 1):
            for each in self.query(f"#question-{number} .wrong").results(Words):
                why = found.get(number)
                each.show(Content.styled(f"! {why.cause}", "bold") if why else "")

    def draw(self) -> None:
        if self.focused is None and not self.busy:
            self.set_focus(self.query(SecretField).first())
        words = self.busy or (
            "The person chooses: ↑ goes to the question, Space takes another. Enter goes to the next empty "
            "answer, and stores all of them at the end."
        )
        self.query_one(".advice", Words).show(words)
