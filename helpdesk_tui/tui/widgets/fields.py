"""Fields to type in: one line, without a border that would be redrawn at every key."""

from typing import Any, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widget import Widget
from textual.widgets import Input

from helpdesk_tui.tui.widgets.words import Words


def without_enter(bindings: list[BindingType]) -> list[BindingType]:
    """Enter is the screen's. As a priority binding it would overtake the letters typed just before it."""
    return [each for each in bindings if not (isinstance(each, Binding) and each.key == "enter")]


class Field(Input, inherit_bindings=False):
    """A line of text. Its cursor does not blink: an idle screen sends nothing."""

    BINDINGS: ClassVar[list[BindingType]] = without_enter(Input.BINDINGS)

    def __init__(self, *, help_text: str, max_length: int = 256, **settings: Any) -> None:
        """`settings` as those of `Input`."""
        super().__init__(max_length=max_length, compact=True, select_on_focus=False, **settings)
        self.cursor_blink = False
        self.help_text = help_text


class UncopiedField(Field):
    """What is typed here never leaves by the clipboard."""

    def action_copy(self) -> None:
        """Does nothing: neither a code nor a password is copied."""

    def action_cut(self) -> None:
        """As `action_copy`."""


class CodeField(UncopiedField):
    """A code that the caller says. A pasted one may hold spaces or a line break at its end."""


class SecretField(UncopiedField):
    """What is typed here is shown as dots."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(password=True, **settings)


def labelled(label: str, field: Widget, *, classes: str = "", id: str | None = None) -> Horizontal:
    """A row: what the field is for, and the field."""
    return Horizontal(Words(label, classes="label"), field, classes=f"row {classes}", id=id)
