"""A code that the caller reads out: of an app, a token, a list, a pass. Or two in a row."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal

from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.methods import OATH_KINDS, MethodId, MethodKind
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.desk.verifying import Verifying
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.challenges.base import Asked, Known, Panel
from helpdesk_tui.tui.widgets.fields import CodeField
from helpdesk_tui.tui.widgets.words import Words

_HELP = (
    "The code as the caller reads it out; blanks do not matter. A wrong one counts as a failed proof, a "
    "malformed one does not. Where clock or counter are out of step, two codes in a row put them right."
)
_ASKS = {
    MethodKind.TOTP: ("App code", "Ask for the code that the app shows now. Enter checks it."),
    MethodKind.OATH_TOKEN: ("Token code", "Ask for the code that the token shows. Enter checks it."),
    MethodKind.RECOVERY_CODE: ("Code", "Ask for an unused recovery code, with its number. Enter checks it."),
    MethodKind.ACCESS_PASS: (
        "Access pass",
        "Ask for the access pass that the person was given. Enter checks it.",
    ),
}
_PAIR = "Two codes in a row: the caller reads one out, waits for the next, reads that out. Enter checks both."
_TWO = 2


@dataclass
class CodeTyped(Asked):
    """One code, to be checked."""

    code: Secret

    @property
    def typed(self) -> tuple[Secret, ...]:
        return (self.code,)

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> Progress:
        return verifying.prove(verification, method, self.code)


@dataclass
class PairTyped(Asked):
    """Two codes in a row, to be checked and to bring clock or counter in step."""

    first: Secret
    second: Secret

    @property
    def typed(self) -> tuple[Secret, ...]:
        return (self.first, self.second)

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> Progress:
        return verifying.resync(verification, method, self.first, self.second)


class CodePanel(Panel):
    """One field; a second one while two codes in a row are asked for."""

    def compose(self) -> ComposeResult:
        with Horizontal(classes="row"):
            yield Words(id="code-label", classes="label")
            yield CodeField(id="code", max_length=64, help_text=_HELP)
        with Horizontal(id="second-row", classes="row"):
            yield Words("Next code", classes="label")
            yield CodeField(id="second", max_length=64, help_text=_HELP)
        yield Words(classes="advice")

    def on_mount(self) -> None:
        self.query_one("#second-row").display = False

    @property
    def pair(self) -> bool:
        """Whether two codes are asked for."""
        return bool(self.query_one("#second-row").display)

    def toggle_pair(self) -> None:
        self.forget()
        self.query_one("#second-row").display = not self.pair

    def show(self, option: MethodOption, known: Known) -> None:  # noqa: ARG002 - as every panel
        if option.method.kind not in OATH_KINDS:
            self.query_one("#second-row").display = False
        label, advice = _ASKS[option.method.kind]
        self.query_one("#code-label", Words).show("First code" if self.pair else label)
        self.advise(_PAIR if self.pair else advice)

    def go(self) -> str:
        typed = self.taken()
        if typed is None:
            return ""
        codes = [Secret(each) for each in typed]
        self.post_message(PairTyped(*codes) if len(codes) == _TWO else CodeTyped(*codes))
        return "Checking …"
