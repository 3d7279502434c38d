"""Another name for a method."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.dialogs.base import Dialog
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.widgets.fields import Field, labelled
from helpdesk_tui.tui.widgets.words import Words


class NameDialog(Dialog[str]):
    """Ends with what was typed, or None."""

    HELP = of_class("What the person calls it, such as 'work phone'. Enter changes the name, Esc leaves it.")
    BINDINGS: ClassVar[list[BindingType]] = [bind("dialog.take", "take")]

    def __init__(self, words: str, label: str) -> None:
        super().__init__(_("Another name"), _("Enter changes it, Ctrl+U empties the field, Esc closes."))
        self._words = words
        self._label = label

    def parts(self) -> ComposeResult:
        yield Words(self._words, classes="words")
        yield labelled(_("Name"), Field(value=self._label, id="name", max_length=40, help_text=self.HELP))

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#name"))

    def action_take(self) -> None:
        name = self.query_one("#name", Field).value.strip()
        if name:
            self.dismiss(name)
        else:
            self.query_one(".foot", Words).show(_("Type a name first. Esc leaves the old one."))
