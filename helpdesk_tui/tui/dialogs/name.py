"""Another name for a method."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen

from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.widgets.fields import Field
from helpdesk_tui.tui.widgets.too_small import TooSmall
from helpdesk_tui.tui.widgets.words import Words


class NameDialog(ModalScreen[str | None]):
    """Ends with what was typed, or None."""

    ALLOW_SELECT = False
    HELP = "What the person calls it, such as 'work phone'. Enter changes the name, Esc leaves it."
    BINDINGS: ClassVar[list[BindingType]] = [bind("dialog.take", "take"), bind("close", "close")]

    def __init__(self, words: str, label: str) -> None:
        super().__init__()
        self._words = words
        self._label = label

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Words("Another name", classes="title")
            yield Words(self._words, classes="words")
            with Horizontal(classes="row"):
                yield Words("Name", classes="label")
                yield Field(value=self._label, id="name", max_length=40, help_text=self.HELP)
            yield Words("Enter changes it, Ctrl+U empties the field, Esc closes.", classes="foot")
        yield TooSmall()

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#name"))

    def action_take(self) -> None:
        name = self.query_one("#name", Field).value.strip()
        if name:
            self.dismiss(name)
        else:
            self.query_one(".foot", Words).show("Type a name first. Esc leaves the old one.")

    def action_close(self) -> None:
        self.dismiss(None)
