"""A second operator's approval: asked for at another terminal, or given at this one."""

from dataclasses import dataclass

from textual.app import ComposeResult

from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.course import Approval, Progress
from helpdesk_tui.desk.methods import MethodId
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.desk.verifying import Verifying
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.challenges.base import Asked, Known, Panel
from helpdesk_tui.tui.dialogs.second_operator import Witness
from helpdesk_tui.tui.widgets.words import Words

_HERE = "F6: a colleague signs in here for a moment and confirms."
_NOT_YET = f"Enter asks the second operators, who see it at their own terminals.\n{_HERE}"
_ASKED = f"Asked for. Waiting for a second operator; the answer shows here by itself.\n{_HERE}"


@dataclass
class ApprovalAsked(Asked):
    """It is to be put before the second operators."""

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> Progress:  # noqa: ARG002 - the signature of every question
        return verifying.ask_approval(verification)


@dataclass
class ConfirmedHere(Asked):
    """A second operator gave login and password; the password is good for this one question."""

    witness: Witness

    @property
    def typed(self) -> tuple[Secret, ...]:
        return (self.witness.password,)

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> Progress:  # noqa: ARG002 - the signature of every question
        try:
            return verifying.approve_here(verification, self.witness.login, self.witness.password)
        finally:
            self.witness.password.drop()


class SecondOperatorPanel(Panel):
    """Nothing is typed here; who confirms at this terminal does so in a dialog."""

    def __init__(self) -> None:
        super().__init__()
        self._asked = False

    def compose(self) -> ComposeResult:
        yield Words(classes="advice")

    def show(self, option: MethodOption, known: Known) -> None:  # noqa: ARG002 - as every panel
        self._asked = known.approval is Approval.ASKED
        self.advise(_ASKED if self._asked else _NOT_YET)

    def go(self) -> str:
        if self._asked:
            return ""
        self.post_message(ApprovalAsked())
        return "Asking …"
