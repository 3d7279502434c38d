"""The number that the caller says is theirs, where policy wants to hear it before anything rests on it."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal

from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.methods import Method, MethodId
from helpdesk_tui.desk.verifying import Verifying
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.challenges.base import Asked, Known, Panel
from helpdesk_tui.tui.widgets.fields import CodeField
from helpdesk_tui.tui.widgets.words import Words

_HELP = (
    "The full number that the caller says, in any spelling. It is compared with the one on record, which "
    "stays hidden; a wrong one counts as a failed proof. Do not help with a single digit."
)
_ADVICE = "Ask the caller for the full number and type it. Enter compares it. Do not help."


@dataclass
class NumberStated(Asked):
    """A number as the caller said it."""

    states_number: ClassVar[bool] = True
    number: Secret

    @property
    def typed(self) -> tuple[Secret, ...]:
        return (self.number,)

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> Progress:
        return verifying.state_number(verification, method, self.number.reveal())


class NumberPanel(Panel):
    """A panel that may ask for the number first."""

    def number_row(self) -> ComposeResult:
        with Horizontal(classes="row number-row"):
            yield Words("Number", classes="label")
            yield CodeField(max_length=64, help_text=_HELP)

    @property
    def asks_number(self) -> bool:
        return bool(self.query_one(".number-row").display)

    def draw_number(self, method: Method, known: Known) -> bool:
        """Whether the number has to be said first."""
        asks = known.states_number and method.id not in known.stated
        self.query_one(".number-row").display = asks
        if asks:
            self.advise(_ADVICE)
        return asks

    def hide_number(self) -> bool:
        self.query_one(".number-row").display = False
        return False

    def go_number(self) -> str:
        typed = self.taken()
        if typed is None:
            return ""
        self.post_message(NumberStated(Secret(typed[0])))
        return "Comparing …"
