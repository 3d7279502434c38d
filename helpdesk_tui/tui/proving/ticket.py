"""The ticket that a call belongs to, asked for before the verification opens."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from helpdesk_tui.desk.policy import TicketRule, VerificationPolicy
from helpdesk_tui.tui.widgets.fields import Field
from helpdesk_tui.tui.widgets.words import Words

_HELP = "The number of the ticket that this call belongs to. It is in the record of all that is done."


class TicketPanel(Vertical):
    """One field, and what it wants."""

    def __init__(self, policy: VerificationPolicy) -> None:
        super().__init__()
        self._policy = policy

    def compose(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Words("Ticket", classes="label")
            yield Field(id="ticket", max_length=64, help_text=_HELP)
        yield Words(Content(self._hint()), classes="advice")

    @property
    def ticket(self) -> str:
        return self.query_one(Field).value

    def start(self) -> Field:
        """Where the typing begins."""
        return self.query_one(Field)

    def _hint(self) -> str:
        required = self._policy.ticket is TicketRule.REQUIRED
        empty = "It is needed" if required else "Leave it empty where there is none"
        example = f", for example {self._policy.ticket_example}" if self._policy.ticket_example else ""
        return f"The ticket that this call belongs to{example}. {empty}. Enter goes on."
