"""A wish or a complaint about the desk: where it goes, and a note for whoever looks after it."""

from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType

from helpdesk_tui.desk.feedback import LONGEST, Feedback
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, _, of_class
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.dialogs.base import Dialog
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import DeskAnswered
from helpdesk_tui.tui.widgets.fields import Field, labelled
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.feedback import NO_SECRETS, kept_line

_FOOT = N_("Enter keeps it, Ctrl+U empties the field, Esc closes.")


class FeedbackDialog(Dialog[None]):
    HELP = of_class(
        "What you wish of this desk, or what went wrong with it. Supervisors and auditors read it later: "
        "with a caller on the line, ask a colleague instead. Tab goes to the next field."
    )
    BINDINGS: ClassVar[list[BindingType]] = [bind("feedback.keep", "keep")]

    def __init__(self, link: str, feedback: Feedback | None) -> None:
        """`feedback` None = nobody is signed in."""
        super().__init__(
            _("A wish or a complaint about this desk"), _(_FOOT) if feedback else _("Esc closes this.")
        )
        self._link = link
        self._feedback = feedback
        self._keeping = False
        self._kept = False

    def parts(self) -> ComposeResult:
        if self._link:
            yield Words(_("It goes here: {link}", link=self._link), classes="words")
        if self._feedback is None:
            yield Words(_("Once you are signed in it can be written down here, too."), classes="words")
            return
        yield Words(
            f"{_('Or write it down.') if self._link else _('Write it down.')} {_(NO_SECRETS)}",
            classes="words",
        )
        yield labelled(_("Text"), Field(id="note", max_length=LONGEST, help_text=self.HELP))
        yield labelled(
            _("Whose login"), Field(id="note-about", max_length=64, help_text=_("May stay empty."))
        )
        yield Words("", id="came", classes="words")

    def on_mount(self) -> None:
        if self._feedback is not None:
            self.set_focus(self.query_one("#note"))

    def action_keep(self) -> None:
        """Once; a second Enter closes."""
        if self._kept:
            self.dismiss(None)
        elif self._feedback is not None and not self._keeping:
            self._keeping = True
            words, about = (self.query_one(f"#{name}", Field).value for name in ("note", "note-about"))
            self._keep(partial(self._feedback.keep, words, about))

    @work(group="feedback", description="keep a note", exit_on_error=False, exclusive=True)
    async def _keep(self, keep: partial[int]) -> None:
        self.post_message(DeskAnswered(self._came, await ask(keep)))

    def on_desk_answered(self, event: DeskAnswered) -> None:
        event.stop()
        event.take(event.answer)

    def _came(self, answer: int | Problem) -> None:
        self._keeping, self._kept = False, not isinstance(answer, Problem)
        self.query_one("#came", Words).show(str(answer) if isinstance(answer, Problem) else kept_line(answer))
        if self._kept:
            self.query_one(".foot", Words).show(_("Enter or Esc closes."))
