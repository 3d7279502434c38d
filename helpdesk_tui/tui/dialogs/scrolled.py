"""Dialogs whose words may be longer than the screen."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.dialogs.base import Dialog
from helpdesk_tui.tui.keys import LIST_BINDINGS
from helpdesk_tui.tui.type_ahead import TakesTypedAhead
from helpdesk_tui.tui.widgets.words import Words


class ScrolledDialog(TakesTypedAhead, Dialog[None]):
    """Subclasses put what may be long into a `VerticalScroll` of class "help"."""

    BESIDE: ClassVar[int] = 7  # lines: border, title, last line, and what is between them

    def on_resize(self) -> None:
        """All the height there is. A size may come before the dialog is drawn, and while it goes."""
        for words in self.query(".help"):
            words.styles.max_height = max(self.app.size.height - self.BESIDE, 3)

    def action_move(self, by: int) -> None:
        self.query_one(".help").scroll_relative(y=by, animate=False)


class LinesDialog(ScrolledDialog):
    HELP = of_class("Esc closes this. Arrow keys scroll.")
    BINDINGS: ClassVar[list[BindingType]] = [*LIST_BINDINGS]

    def __init__(self, title: str, *lines: str) -> None:
        super().__init__(title, _("Esc closes this. ↑↓ scrolls."))
        self._lines = lines

    def parts(self) -> ComposeResult:
        with VerticalScroll(classes="help"):
            for line in self._lines:
                yield Words(line, classes="words")
