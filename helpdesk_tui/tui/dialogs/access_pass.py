"""How long an access pass shall last, and how often it works."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen

from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.widgets.choices import Choice
from helpdesk_tui.tui.widgets.fields import Field
from helpdesk_tui.tui.widgets.too_small import TooSmall
from helpdesk_tui.tui.widgets.words import Words

_ONCE, _MANY = ("once", "once"), ("many", "as often as needed")


@dataclass(frozen=True)
class PassTerms:
    minutes: int
    once: bool


class PassDialog(ModalScreen[PassTerms | None]):
    """Ends with the terms, or None. What policy allows at most is filled in."""

    ALLOW_SELECT = False
    HELP = (
        "An access pass lets the person prove themselves for changing methods, where nothing else is "
        "registered yet. It resets no password. An earlier pass stops working. Make it last as short as "
        "will do."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("dialog.take", "take"),
        bind("next-field", "app.focus_next"),
        bind("close", "close"),
    ]

    def __init__(self, minutes: int, once_only: bool) -> None:
        """`minutes` = the most; `once_only` = policy lets a pass work once."""
        super().__init__()
        self._minutes = minutes
        self._once_only = once_only

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Words("Make an access pass", classes="title")
            yield Words("It proves the person for changing methods, and for nothing else.", classes="words")
            with Horizontal(classes="row"):
                yield Words("Minutes", classes="label")
                yield Field(value=str(self._minutes), id="minutes", max_length=5, help_text=self.HELP)
            with Horizontal(classes="row"):
                yield Words("It works", classes="label")
                options = (_ONCE,) if self._once_only else (_ONCE, _MANY)
                yield Choice(options, "once", id="once", help_text=self.HELP)
            yield Words(
                f"10 to {self._minutes} minutes. Enter makes it, Tab goes on, Esc closes.", classes="foot"
            )
        yield TooSmall()

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#minutes"))

    def action_take(self) -> None:
        field = self.query_one("#minutes", Field)
        typed = field.value.strip()
        if not (typed.isascii() and typed.isdigit()):
            field.value = ""
            self.set_focus(field)
            self.query_one(".foot", Words).show(f"Type the minutes as a number: 10 to {self._minutes}.")
            return
        self.dismiss(PassTerms(int(typed), self.query_one("#once", Choice).value == "once"))

    def action_close(self) -> None:
        self.dismiss(None)
