"""Where a screen says what went wrong, and what to do; nothing while all is well."""

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _
from helpdesk_tui.words.problems import asks_for_somebody, shorter


class ProblemLine(Widget):
    """Shows one problem, or one sentence that is no problem. Takes no line while empty."""

    problem: reactive[Problem | None] = reactive[Problem | None](None, layout=True)
    sentence: reactive[str] = reactive("", layout=True)
    also: reactive[str] = reactive("", layout=True)
    detailed: reactive[bool] = reactive(False, layout=True)

    def __init__(self, help_link: str = "") -> None:
        """`help_link` is said beside what sends the operator to somebody else; "" = there is none."""
        super().__init__()
        self._help_link = help_link

    def show(self, problem: Problem | None) -> None:
        self.detailed = False
        self.sentence = self.also = ""
        self.problem = problem
        self._appear()

    def say(self, sentence: str) -> None:
        self.problem = None
        self.sentence, self.also = sentence, ""
        self._appear()

    def say_also(self, sentence: str) -> None:
        """Behind the problem or the sentence, until another is said."""
        self.also = sentence
        self._appear()

    @property
    def has_detail(self) -> bool:
        return self.problem is not None and bool(self.problem.detail)

    def toggle_detail(self) -> None:
        self.detailed = self.has_detail and not self.detailed

    def _appear(self) -> None:
        self.set_class(self.problem is not None or bool(self.sentence or self.also), "-said")
        self.set_class(self.problem is not None, "-problem")
        self.screen.refresh_bindings()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Of all that there is to say; the stylesheet says how much of it is given."""
        return self._whole().get_height({}, width) if width else 0

    def render(self) -> Content:
        """What is to be done stands last, so a list that is too long is cut rather than that."""
        words, room = self._whole(), self.content_size
        tries = shorter(self.problem) if self.problem else iter(())
        while room and words.get_height({}, room.width) > room.height and (cut := next(tries, None)):
            words = self._words(cut)
        return words

    def _whole(self) -> Content:
        return self._words(self.problem) if self.problem else Content(f"{self.sentence} {self.also}".strip())

    def _words(self, problem: Problem) -> Content:
        parts: list[tuple[str, str] | str] = [
            ("!", "bold reverse"),
            " ",
            (problem.cause, "bold"),
            f" {problem.remedy}",
        ]
        if self.also:
            parts.append(f" {self.also}")
        if self._help_link and asks_for_somebody(problem):
            parts.append(" " + _("Help: {link}", link=self._help_link))
        if self.detailed:
            parts.append(f"\n  {problem.detail}")
        return Content.assemble(*parts)
