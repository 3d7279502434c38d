"""Fields to type in: one line, without a border that would be redrawn at every key."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Input


def without_enter(bindings: list[BindingType]) -> list[BindingType]:
    """Enter is the screen's. As a priority binding it would overtake the letters typed just before it."""
    return [each for each in bindings if not (isinstance(each, Binding) and each.key == "enter")]


class Field(Input, inherit_bindings=False):
    """A line of text. Its cursor does not blink: an idle screen sends nothing."""

    BINDINGS: ClassVar[list[BindingType]] = without_enter(Input.BINDINGS)

    def __init__(
        self,
        *,
        value: str = "",
        placeholder: str = "",
        id: str | None = None,
        help_text: str = "",
        password: bool = False,
        max_length: int = 256,
    ) -> None:
        super().__init__(
            value=value,
            placeholder=placeholder,
            id=id,
            password=password,
            max_length=max_length,
            compact=True,
            select_on_focus=False,
        )
        self.cursor_blink = False
        self.help_text = help_text


class SecretField(Field):
    """What is typed here is shown as dots and never leaves by the clipboard."""

    ALLOW_SELECT = False

    def __init__(
        self,
        *,
        placeholder: str = "",
        id: str | None = None,
        help_text: str = "",
    ) -> None:
        super().__init__(placeholder=placeholder, id=id, help_text=help_text, password=True)

    def action_copy(self) -> None:
        """Does nothing: a password is not copied."""

    def action_cut(self) -> None:
        """Does nothing: a password is not copied."""


class CodeField(Field):
    """A code that the caller says. A pasted one may hold spaces or a line break at its end."""

    ALLOW_SELECT = False

    def action_copy(self) -> None:
        """Does nothing: a code is not copied."""

    def action_cut(self) -> None:
        """Does nothing: a code is not copied."""
