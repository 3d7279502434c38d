"""A second operator confirms at this terminal, with login and password of their own."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen

from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.widgets.fields import Field, SecretField
from helpdesk_tui.tui.widgets.too_small import TooSmall
from helpdesk_tui.tui.widgets.words import Words


@dataclass(frozen=True)
class Witness:
    """Who confirms; the password is good for one question to the directory."""

    login: str
    password: Secret


class SecondOperatorDialog(ModalScreen[Witness | None]):
    """Ends with the login and the password, or None. The fields are empty before it closes."""

    ALLOW_SELECT = False
    HELP = (
        "A colleague reads who is to be served, for what and by which proofs, and confirms with login and "
        "password of their own. Both are used once, to ask the directory; nobody stays signed in. It is in "
        "the record under the colleague's name. Esc closes this; nothing is confirmed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("approvals.confirm", "confirm"),
        bind("next-field", "app.focus_next"),
        bind("close", "close"),
    ]

    def __init__(self, words: str | Content, login: str) -> None:
        """`login` as it was typed the last time, if something was wrong with it."""
        super().__init__()
        self._words = Content(words) if isinstance(words, str) else words
        self._login = login
        self._password = SecretField(id="witness-password", help_text=self.HELP)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Words("A second operator confirms here", classes="title")
            yield Words(self._words, classes="words")
            with Horizontal(classes="row"):
                yield Words("Login", classes="label")
                yield Field(value=self._login, id="witness", max_length=128, help_text=self.HELP)
            with Horizontal(classes="row"):
                yield Words("Password", classes="label")
                yield self._password
            yield Words("Enter confirms, Tab goes on, Esc closes.", classes="foot")
        yield TooSmall()

    def on_mount(self) -> None:
        self.set_focus(self._password if self._login else self.query_one("#witness"))

    def on_unmount(self) -> None:
        """However it is closed: by a key, after too long without one, or with the program."""
        self._password.set_reactive(SecretField.value, "")

    def action_confirm(self) -> None:
        login = self.query_one("#witness", Field)
        for field in (login, self._password):
            if not field.value.strip():
                self.set_focus(field)
                self.query_one(".foot", Words).show("Both are needed: login and password. Esc closes.")
                return
        self.dismiss(Witness(login.value.strip(), Secret(self._password.value)))

    def action_close(self) -> None:
        self.dismiss(None)
