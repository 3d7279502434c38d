"""The ticket that a call belongs to: a field while it can be said or mended, then words."""

from textual.app import ComposeResult
from textual.containers import Horizontal

from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.policy import TicketRule, VerificationPolicy
from helpdesk_tui.language import N_, _
from helpdesk_tui.tui.widgets.fields import Field
from helpdesk_tui.tui.widgets.words import Words

_HELP = N_("The number of the ticket that this call belongs to. It is in the record of all that is done.")


class TicketRow(Horizontal):
    """What is typed stays, whatever becomes of the verification: the call is the same."""

    def __init__(self, policy: VerificationPolicy) -> None:
        super().__init__(classes="row")
        self._required = policy.ticket is TicketRule.REQUIRED
        self._example = policy.ticket_example

    def compose(self) -> ComposeResult:
        yield Words(_("Ticket"), classes="label")
        yield Field(id="ticket", max_length=64, help_text=_(_HELP))
        yield Words(self._hint(), id="ticket-hint")

    @property
    def field(self) -> Field:
        return self.query_one(Field)

    @property
    def is_missing(self) -> bool:
        """Whether the typing begins here."""
        return self.field.display and self._required and not self.field.value.strip()

    def show(self, progress: Progress | None, *, may_change: bool) -> None:
        is_open = progress is not None and progress.ticket_open
        if progress is not None and not is_open:
            self.field.value = progress.ticket
        self.field.display = is_open and may_change
        self.query_one("#ticket-hint", Words).show(self._hint() if self.field.display else self.field.value)
        self.display = progress is not None and (self.field.display or bool(self.field.value))

    def _hint(self) -> str:
        if not self._example:
            return _("needed") if self._required else _("if there is one")
        if self._required:
            return _("needed, for example {example}", example=self._example)
        return _("if there is one, for example {example}", example=self._example)
