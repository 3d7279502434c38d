"""A code that the desk sends, to the caller or the manager, with two words that the operator says."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.methods import Method, MethodId, MethodKind
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.desk.verifying import Sent, Verifying
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.challenges.base import Asked, Known
from helpdesk_tui.tui.challenges.code import CodeTyped
from helpdesk_tui.tui.challenges.number import NumberPanel
from helpdesk_tui.tui.widgets.fields import CodeField
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.times import clock_time

_HELP = (
    "The code from the newest message, as it is read out; blanks do not matter. The two words stand in the "
    "message too: say them, so that the person knows that it comes from this desk."
)


@dataclass
class SendAsked(Asked):
    """A code is to be sent; once more, too."""

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> Sent:
        return verifying.send(verification, method)


class SentPanel(NumberPanel):
    """First the number where policy wants it, then Enter sends, then the code is typed."""

    def compose(self) -> ComposeResult:
        yield from self.number_row()
        with Horizontal(id="sent-row", classes="row"):
            yield Words("Code", classes="label")
            yield CodeField(id="sent-code", max_length=64, help_text=_HELP)
        yield Words(classes="advice")
        yield Words(id="phrase")

    def show(self, option: MethodOption, known: Known) -> None:
        method = option.method
        sent = known.sent.get(method.id)
        asks_number = self.draw_number(method, known) if method.kind is MethodKind.SMS else self.hide_number()
        self.query_one("#sent-row").display = sent is not None and not asks_number
        self.query_one("#phrase").display = sent is not None and not asks_number
        if asks_number:
            return
        if sent is None:
            self.advise(f"Enter sends a code {_whereto(method)}.")
            return
        self.advise(_sent_words(sent, known))
        phrase = Content.assemble(
            "Say: the message carries the words  ", (f" {sent.phrase.upper()} ", "bold reverse")
        )
        self.query_one("#phrase", Words).show(phrase)

    def go(self) -> str:
        if self.asks_number:
            return self.go_number()
        if not self.fields():
            self.post_message(SendAsked())
            return "Sending …"
        typed = self.taken()
        if typed is None:
            return ""
        self.post_message(CodeTyped(Secret(typed[0])))
        return "Checking …"


def _whereto(method: Method) -> str:
    if method.kind is MethodKind.MANAGER:
        return f"to the manager, {method.label}, who gives it to you or to the caller"
    return f"to {method.detail}, {'by SMS' if method.kind is MethodKind.SMS else 'by mail'}"


def _sent_words(sent: Sent, known: Known) -> str:
    went = "Perhaps sent" if sent.doubt else "Sent"
    until = clock_time(sent.expires_at, known.now)
    return f"{went} to {sent.masked}, good until {until}. F5 sends another."
