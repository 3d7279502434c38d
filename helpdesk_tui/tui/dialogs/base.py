"""The family of dialogs: a title, what each is for, and in the last line the keys. Esc closes."""

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from helpdesk_tui.tui.going import GoesAnyTime
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.widgets.too_small import TooSmall
from helpdesk_tui.tui.widgets.words import Words

Answer = TypeVar("Answer")


class Dialog(GoesAnyTime, ModalScreen[Answer | None], Generic[Answer]):
    """Ends by `dismiss()` only: with an answer, or None on Esc. Unknown keys do nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [bind("close", "close")]

    def __init__(self, title: str, foot: str) -> None:
        super().__init__()
        self._title = title
        self._foot = foot

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Words(self._title, classes="title")
            yield from self.parts()
            yield Words(self._foot, classes="foot")
        yield TooSmall()

    def parts(self) -> ComposeResult:
        """The widgets between the title and the last line."""
        raise NotImplementedError  # each dialog has its own: Textual knows no abstract ones

    def action_close(self) -> None:
        self.dismiss(None)
