"""Register an address or a number: typed, then confirmed by a code that is sent there, or by a call."""

from datetime import timedelta
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content

from helpdesk_tui.desk.contacts import contact_form
from helpdesk_tui.desk.methods import FACTS, Method, MethodKind
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.registration import SentTo
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.dialogs.call_back import Answered
from helpdesk_tui.tui.dialogs.new_number import NewNumberDialog
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.registration import Begun, Confirmed, RegistrationScreen, Sitting
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.fields import CodeField, Field
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.times import clock_time, span

_ASKS = {
    MethodKind.EMAIL: "Ask for the address and read it back. Enter sends a code there.",
    MethodKind.SMS: "Ask for the number and read it back. Enter sends a code there.",
    MethodKind.CALL_BACK: "Ask for the number and read it back. Enter goes on to the call.",
}
_NAMES = {MethodKind.EMAIL: "private mail", MethodKind.SMS: "mobile", MethodKind.CALL_BACK: "mobile"}


class ContactScreen(RegistrationScreen):
    """`replaces`: one of the same kind that goes when the new one counts."""

    TITLE = "Add an address or number"
    HELP = (
        "Type what the person says and read it back. A code is sent there, with two words that you say too: "
        "so the person knows that the message is from this desk. A number for call-backs is called now. "
        "Nothing counts before the code or the call. Esc drops it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [bind("enrol.again", "again")]

    def __init__(
        self, context: Context, sitting: Sitting, kind: MethodKind, replaces: Method | None = None
    ) -> None:
        super().__init__(context, sitting)
        self._kind = kind
        self._replaces = replaces
        self._number = ""  # to call

    def parts(self) -> ComposeResult:
        label = FACTS[self._kind].label
        yield from self.heading(f"Replace: {label}" if self._replaces else f"Add: {label}")
        what = "Address" if self._kind is MethodKind.EMAIL else "Number"
        with Horizontal(classes="row"):
            yield Words(what, classes="label")
            yield Field(id="address", max_length=256, help_text=self.HELP)
            yield Words(id="at")
        with Horizontal(classes="row", id="label-row"):
            yield Words("Name", classes="label")
            value = self._replaces.label if self._replaces else _NAMES[self._kind]
            yield Field(id="label", value=value, max_length=40, help_text="What the person calls it.")
        with Horizontal(classes="row", id="code-row"):
            yield Words("Code", classes="label")
            field = CodeField(id="code", max_length=64, help_text=self.HELP)
            field.add_class("code")
            yield field
        yield Words(classes="advice")
        yield Words(id="phrase")
        yield Words(id="caller")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "again":
            return self.enrolment is not None and self.enrolment.sent is not None and not self.over
        return super().check_action(action, parameters)

    # --- keys ---------------------------------------------------------------------------------------

    def go(self) -> None:
        if self.enrolment is None:
            self._begin()
        elif self._kind is MethodKind.CALL_BACK:
            self._call()
        else:
            typed = self.taken(*self.code_fields())
            if typed is not None:
                self.query_one("#code", CodeField).clear()
                self.confirm(Secret(typed[0]))

    def _begin(self) -> None:
        address, label = self.query_one("#address", Field), self.query_one("#label", Field)
        typed = self.taken(address)
        if typed is None:
            return
        if self._kind is MethodKind.CALL_BACK:
            self._number = contact_form(self._kind, typed[0], self.sitting.policy.phone_region) or ""
        sitting, replaces = self.sitting, self._replaces.id if self._replaces else None
        begin = sitting.registration.begin_contact
        self.begin(
            "Checking …" if self._kind is MethodKind.CALL_BACK else "Sending …",
            lambda: begin(sitting.clearance, self._kind, typed[0], label.value, replaces),
        )

    def action_again(self) -> None:
        enrolment = self.enrolment
        if enrolment is not None and not self.busy:
            self.query_one("#code", CodeField).clear()
            again = self.sitting.registration.send_again
            self.ask_desk("Sending …", "send a code again", lambda: again(enrolment), Begun)

    def _call(self) -> None:
        def answered(answer: Answered | None) -> None:
            enrolment = self.enrolment
            if enrolment is not None and answer in (Answered.CONFIRMED, Answered.NOT_REACHED):
                attest, reached = self.sitting.registration.attest, answer is Answered.CONFIRMED
                self.ask_desk("Recording …", "record a call", lambda: attest(enrolment, reached), Confirmed)

        account = self.sitting.account
        self.app.push_screen(NewNumberDialog(account.name or account.login, self._number), answered)

    @property
    def asked_of_person(self) -> MethodKind | None:
        return None if self._kind is MethodKind.CALL_BACK else super().asked_of_person

    # --- drawing ------------------------------------------------------------------------------------

    def on_begun(self, event: Begun) -> None:
        super().on_begun(event)
        sent = self.enrolment.sent if self.enrolment else None
        if sent is not None and sent.doubt is not None and not isinstance(event.answer, Problem):
            self.show_problem(sent.doubt)

    def draw(self) -> None:
        begun = self.enrolment is not None
        sent = self.enrolment.sent if self.enrolment else None
        self.query_one("#address").display = not begun
        self.query_one("#at").display = begun
        self.query_one("#label-row").display = not begun
        self.query_one("#code-row").display = sent is not None and not self.over
        self.query_one("#phrase").display = sent is not None and not self.over
        if self.enrolment is not None:
            self.query_one("#at", Words).show(Content.styled(self._number or self.enrolment.detail, "bold"))
        self.query_one(".advice", Words).show(self._advice(sent))
        if sent is not None:
            words = Content.assemble(
                "Say: the message carries the words  ", (f" {sent.phrase.upper()} ", "bold reverse")
            )
            self.query_one("#phrase", Words).show(words)
        self._focus()
        self.refresh_bindings()

    def _focus(self) -> None:
        if self.enrolment is None:
            if self.focused is None:
                self.set_focus(self.query_one("#address"))
        elif self.code_fields() and self.enrolment.sent is not None and not self.over:
            self.set_focus(self.query_one("#code"))
        else:
            self.set_focus(None)

    def _advice(self, sent: SentTo | None) -> str:
        if self.busy:
            return self.busy
        if self.over:
            return "This registration is over. Esc goes back; begin it again there."
        if self.enrolment is None:
            return _ASKS[self._kind]
        if sent is None:
            return "Call this number now. Enter takes what came of the call."
        until = clock_time(sent.expires_at, self.sitting.clock.now())
        limit = self.sitting.policy.verification.sending.limits.account
        went = "Perhaps sent" if sent.doubt else "Sent"
        return (
            f"{went} to {sent.masked}, good until {until}. Ask for the code; Enter checks it.\n"
            f"F5 sends another: at most {limit.failures} in {_length(limit.window_seconds)} for one person."
        )


def _length(seconds: int) -> str:
    return span(timedelta(seconds=seconds))
