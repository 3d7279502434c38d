"""A call back to the number on record."""

from dataclasses import dataclass

from textual.app import ComposeResult

from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.methods import MethodId
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.desk.verifying import Verifying
from helpdesk_tui.tui.challenges.base import Asked, Known
from helpdesk_tui.tui.challenges.number import NumberPanel
from helpdesk_tui.tui.widgets.words import Words


@dataclass
class NumberAsked(Asked):
    """The number to dial is wanted."""

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> str:
        return verifying.number_to_dial(verification, method)


@dataclass
class CallMade(Asked):
    """The call is over: the person answered and confirmed, or not."""

    confirmed: bool

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> Progress:
        return verifying.attest(verification, method, self.confirmed)


class CallBackPanel(NumberPanel):
    """Enter shows the number, in a dialog that also takes what came of the call."""

    def compose(self) -> ComposeResult:
        yield from self.number_row()
        yield Words(classes="advice")

    def show(self, option: MethodOption, known: Known) -> None:
        if not self.draw_number(option.method, known):
            self.advise(
                f"Hang up, then call the number on record, {option.method.detail}: Enter shows it to you."
            )

    def go(self) -> str:
        if self.asks_number:
            return self.go_number()
        self.post_message(NumberAsked())
        return "Looking up the number …"
