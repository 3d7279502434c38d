"""The family of dialogs: a title, words, answers side by side; the first answer is the safe one."""

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button

from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.widgets.too_small import TooSmall
from helpdesk_tui.tui.widgets.words import Words

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer | None], Generic[Answer]):
    """Ends by `dismiss()` only: with an answer, or None on Esc. Unknown keys do nothing."""

    ALLOW_SELECT = False
    HELP = "Arrow keys go from answer to answer, Enter takes the marked one, Esc closes without an answer."
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("close", "close"),
        bind("dialog.next", "app.focus_next", show=False),
        bind("dialog.previous", "app.focus_previous", show=False),
    ]

    def __init__(self, title: str, words: str | Content, answers: tuple[tuple[Answer, str], ...]) -> None:
        """`answers` with their labels, the safe one first: it has the focus."""
        super().__init__()
        self._title = title
        self._words = Content(words) if isinstance(words, str) else words
        self._answers = answers

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Words(self._title, classes="title")
            yield Words(self._words, classes="words")
            with Horizontal(classes="answers"):
                for place, (_, label) in enumerate(self._answers):
                    yield Button(Content(label), id=f"answer-{place}", compact=True)
            words = "←→ chooses, Enter takes it, Esc closes." if len(self._answers) > 1 else "Enter closes."
            yield Words(words, classes="foot")
        yield TooSmall()

    def on_mount(self) -> None:
        self.query_one("#answer-0").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        place = int((event.button.id or "answer-0").removeprefix("answer-"))
        self.dismiss(self._answers[place][0])

    def action_close(self) -> None:
        self.dismiss(None)
