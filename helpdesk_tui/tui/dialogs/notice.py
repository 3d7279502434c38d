"""Words with answers side by side: something to be read once, or a question."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Button

from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.dialogs.base import Dialog
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.widgets.words import Words


class AnswerDialog(Dialog[bool]):
    """True for any answer but the first, which is the safe one and has the focus."""

    HELP = of_class(
        "Arrow keys go from answer to answer, Enter takes the marked one, Esc closes without an answer."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("dialog.next", "app.focus_next", show=False),
        bind("dialog.previous", "app.focus_previous", show=False),
    ]

    def __init__(self, title: str, words: str, *answers: str) -> None:
        several = len(answers) > 1
        super().__init__(
            title, _("←→ chooses, Enter takes it, Esc closes.") if several else _("Enter closes.")
        )
        self._words = words
        self._answers = answers

    def parts(self) -> ComposeResult:
        yield Words(self._words, classes="words")
        with Horizontal(classes="answers"):
            for place, label in enumerate(self._answers):
                yield Button(Content(label), id=f"answer-{place}", compact=True)

    def on_mount(self) -> None:
        self.query_one("#answer-0").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id != "answer-0")


class NoticeDialog(AnswerDialog):
    """Something to be read once."""

    def __init__(self, title: str, *sentences: str) -> None:
        super().__init__(title, "\n\n".join(sentences), _("Read"))


class ConfirmDialog(AnswerDialog):
    """A question, with what leaves all as it is, and what goes on."""
