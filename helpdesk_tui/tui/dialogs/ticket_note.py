"""The note for the ticket: to be read, or copied where policy allows that."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from helpdesk_tui.language import N_, _, of_class
from helpdesk_tui.tui.dialogs.base import Dialog
from helpdesk_tui.tui.keys import bind, key_named
from helpdesk_tui.tui.messages import NoteCopied
from helpdesk_tui.tui.widgets.words import Words

_COPYING = N_("{key} copies it, Esc closes.")
_READING = N_("Esc closes this.")
_COPIED = N_("Sent to your terminal's clipboard: not every terminal takes it. Esc closes.")


class TicketNoteDialog(Dialog[None]):
    HELP = of_class(
        "What was done, by which proofs, and who was told: for the ticket. No secret is in it. Copying "
        "asks your own terminal to keep it; many do so only after a setting."
    )
    BINDINGS: ClassVar[list[BindingType]] = [bind("note.copy", "copy")]

    def __init__(self, text: str, *, may_be_copied: bool) -> None:
        super().__init__(_("Note for the ticket"), _(_READING))
        self._text = text
        self._may_be_copied = may_be_copied

    def parts(self) -> ComposeResult:
        yield Words(self._text, classes="words")

    def on_mount(self) -> None:
        if self._may_be_copied:
            self.query_one(".foot", Words).show(_(_COPYING, key=key_named(self.app, "note.copy")))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._may_be_copied if action == "copy" else super().check_action(action, parameters)

    def action_copy(self) -> None:
        self.post_message(NoteCopied(self._text))
        self.query_one(".foot", Words).show(_(_COPIED))
