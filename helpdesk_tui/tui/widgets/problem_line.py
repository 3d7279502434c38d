"""Where a screen says what went wrong, and what to do; nothing while all is well."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.words.outcomes import asks_for_somebody


class ProblemLine(Widget):
    """Shows one problem, or one sentence that is no problem. Takes no line while empty."""

    ALLOW_SELECT = False
    problem: reactive[Problem | None] = reactive[Problem | None](None, layout=True)
    sentence: reactive[str] = reactive("", layout=True)
    detailed: reactive[bool] = reactive(False, layout=True)

    def __init__(self, help_link: str = "") -> None:
        """`help_link` is said beside what sends the operator to somebody else; "" = there is none."""
        super().__init__()
        self._help_link = help_link

    def show(self, problem: Problem | None) -> None:
        self.detailed = False
        self.sentence = ""
        self.problem = problem
        self._appear()

    def say(self, sentence: str) -> None:
        self.problem = None
        self.sentence = sentence
        self._appear()

    @property
    def has_detail(self) -> bool:
        return self.problem is not None and bool(self.problem.detail)

    def toggle_detail(self) -> None:
        self.detailed = self.has_detail and not self.detailed

    def _appear(self) -> None:
        self.set_class(self.problem is not None or bool(self.sentence), "-said")
        self.set_class(self.problem is not None, "-problem")
        self.screen.refresh_bindings()

    def render(self) -> Content:
        if self.problem is None:
            return Content(self.sentence)
        parts: list[tuple[str, str] | str] = [
            ("! ", "bold $error"),
            (self.problem.cause, "bold"),
            f" {self.problem.remedy}",
        ]
        if self._help_link and asks_for_somebody(self.problem):
            parts.append(f" Help: {self._help_link}")
        if self.detailed:
            parts.append((f"\n  {self.problem.detail}", "dim"))
        return Content.assemble(*parts)
