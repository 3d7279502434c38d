"""Register an authenticator app: name it, scan the code, type what the app shows."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.methods import Method
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.registration import Enrolment, Registration
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import LabelGiven
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen
from helpdesk_tui.tui.signs import can_show_blocks
from helpdesk_tui.tui.widgets.columns import fit
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.fields import CodeField, Field
from helpdesk_tui.tui.widgets.qr import QrCode, draw, matrix
from helpdesk_tui.tui.widgets.words import Words


class AppActivated(Message):
    """The desk looked at the app's first code."""

    def __init__(self, answer: Method | Problem) -> None:
        super().__init__()
        self.answer = answer


class EnrolScreen(DeskScreen[Method | None]):
    """Ends with the active method, or None. The code needs the window's whole height, so the keys stand
    beside it instead of in a line below."""

    TITLE = "Add an authenticator app"
    HELP = (
        "The person opens an authenticator app and scans the code, or types the key from the right. Then "
        "they read out the code that the app shows; it counts as a method from then on. Do this with the "
        "person in front of the screen: whoever photographs the code owns the method. Esc drops it."
    )
    BINDINGS: ClassVar[list[BindingType]] = [bind("enrol.go", "go"), bind("cancel", "cancel")]

    def __init__(
        self, context: Context, registration: Registration, account: Account, clearance: Clearance
    ) -> None:
        super().__init__(context)
        self._registration = registration
        self._account = account
        self._clearance = clearance
        self._enrolment: Enrolment | None = None
        self._busy = False
        self._active = False

    def parts(self) -> ComposeResult:
        with Horizontal(id="enrol"):
            yield QrCode()
            with Vertical(id="beside"):
                yield Words(Content.styled("Add an authenticator app", "bold"), classes="title")
                name = fit(self._account.name or self._account.login, 32).rstrip()
                yield Words(name, id="whose")
                yield Words("Name it. Enter goes on, Esc cancels.", id="advice")
                yield Field(id="label", value="phone", max_length=40, help_text="What the person calls it.")
                yield Words(id="key")
                yield CodeField(
                    id="code", max_length=16, placeholder="code from the app", help_text=self.HELP
                )
                yield Words(id="trouble")

    def on_mount(self) -> None:
        self.query_one("#code").display = False
        self.set_focus(self.query_one("#label"))

    def on_resize(self) -> None:
        self._draw_code()

    # --- keys ---------------------------------------------------------------------------------------

    def action_go(self) -> None:
        if self._busy:
            return
        if self._enrolment is None:
            self._busy = True
            self.show_problem(None)
            self.post_message(LabelGiven(self._clearance.id, self.query_one("#label", Field).value))
            return
        code = self.query_one("#code", CodeField)
        if code.value.strip():
            self._busy = True
            self.show_problem(None)
            self._activate(self._enrolment, Secret(code.value))

    def action_cancel(self) -> None:
        """Not while the desk is asked: what it answers decides whether there is something to drop."""
        if not self._busy:
            self.finish(None)

    # --- answers ------------------------------------------------------------------------------------

    def begun(self, answer: Enrolment | Problem) -> None:
        """The key was made, or was not; from the app, which runs the write."""
        self._busy = False
        if isinstance(answer, Problem):
            self.show_problem(answer)
            return
        self._enrolment = answer
        self.query_one("#label").display = False
        self.query_one("#code").display = True
        self.set_focus(self.query_one("#code"))
        self._draw_code()

    @work(group="enrol", description="check the app's first code", exit_on_error=False, exclusive=True)
    async def _activate(self, enrolment: Enrolment, typed: Secret) -> None:
        self.post_message(AppActivated(await ask(self._registration.activate, enrolment, typed)))

    def on_app_activated(self, event: AppActivated) -> None:
        event.stop()
        self._busy = False
        self.query_one("#code", CodeField).clear()
        if isinstance(event.answer, Problem):
            self.show_problem(event.answer)
            return
        self._active = True
        self.finish(event.answer)

    def leave(self) -> CleanUp | None:
        self._forget()
        enrolment = self._enrolment
        if enrolment is None or self._active:
            return None
        return lambda: self._registration.abandon(enrolment)

    def _forget(self) -> None:
        self.query_one(QrCode).lines = ()
        self.query_one("#key", Words).show("")
        self.query_one("#code", CodeField).clear()
        if self._enrolment is not None:
            self._enrolment.uri.drop()
            self._enrolment.key.drop()

    def show_problem(self, problem: Problem | None) -> None:  # beside the code, not below it
        self.query_one("#trouble", Words).show(Content(str(problem) if problem else ""))

    # --- drawing ------------------------------------------------------------------------------------

    def _draw_code(self) -> None:
        if self._enrolment is None or self._enrolment.uri.dropped:
            return
        rows = self.app.size.height - 1  # the context bar
        lines = draw(matrix(self._enrolment.uri), rows) if can_show_blocks() else None
        self.query_one(QrCode).lines = lines or ()
        self.query_one("#advice", Words).show(Content(_advice(lines is not None)))
        self.query_one("#key", Words).show(_key_words(self._enrolment))


def _advice(has_code: bool) -> str:
    if has_code:
        return "The person scans this with the app, or types the key:"
    return f"{problem('registration-terminal')} The key:"


def _key_words(enrolment: Enrolment) -> Content:
    key, settings = enrolment.key.reveal(), enrolment.settings
    groups = [key[place : place + 4] for place in range(0, len(key), 4)]
    lines = [" ".join(groups[place : place + 4]) for place in range(0, len(groups), 4)]
    rules = f"{settings.digits} digits, every {settings.period} s, {settings.algorithm}"
    return Content.assemble(
        ("\n".join(lines), "bold"),
        f"\n{rules}\n\nThen the code that the app shows.\nEnter checks it, Esc drops it.",
    )
