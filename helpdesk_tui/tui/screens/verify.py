"""Prove the caller: a ticket if the policy asks, then one method after the other until the gates are met."""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive

from helpdesk_tui.console import DemoGuide
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.clearance import Action, Clearance
from helpdesk_tui.desk.methods import MethodKind
from helpdesk_tui.desk.policy import TicketRule, VerificationPolicy
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.desk.verifying import Progress, Verifying
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.dialogs.call_back import Answered, CallBackDialog
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen
from helpdesk_tui.tui.widgets.columns import fit
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.fields import CodeField, Field
from helpdesk_tui.tui.widgets.method_list import MethodList
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words import time_left

TICK = 15.0  # seconds between looks at the clock: few bytes

_ASKS = {
    MethodKind.TOTP: ("App code", "Ask the caller for the code that the app shows now."),
    MethodKind.RECOVERY_CODE: ("Recovery code", "Ask the caller to read out an unused code with its number."),
    MethodKind.CALL_BACK: ("Call-back", "Hang up, then call the number on record: Enter shows it to you."),
}


class Stage(Enum):
    TICKET = auto()
    PROVING = auto()
    ENDED = auto()


@dataclass(frozen=True)
class State:
    stage: Stage
    progress: Progress | None = None
    busy: str = ""  # what is being waited for, in words


class VerificationMoved(Message):
    """The desk answered: where the verification stands now, or what was wrong."""

    def __init__(self, answer: Progress | Problem, typed: str = "") -> None:
        super().__init__()
        self.answer = answer
        self.typed = typed  # comes back when the directory could not be asked


class NumberAnswered(Message):
    """The number to dial, or why there is none."""

    def __init__(self, option: MethodOption, answer: str | Problem) -> None:
        super().__init__()
        self.option = option
        self.answer = answer


class CallerAsked(Message):
    """Demo only: what the made-up caller says."""

    def __init__(self, code: str | None) -> None:
        super().__init__()
        self.code = code


class VerifyScreen(DeskScreen[Clearance | None]):
    """Ends with the clearance, or None when given up."""

    TITLE = "Verify the caller"
    HELP = (
        "Prove that the caller is the owner of the account. The strongest method is marked; ↑ and ↓ take "
        "another. A code may be typed or pasted with spaces. A wrong one counts; a malformed one does not. "
        "For a call-back hang up first and dial the number on record: never one that the caller gives. "
        "Without proof nothing can be changed. Esc gives up."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("verify.go", "go"),
        bind("verify.method", "method(-1)"),
        bind("down", "method(1)", show=False),
        bind("cancel", "cancel"),
    ]
    state: reactive[State] = reactive(State(Stage.TICKET))

    def __init__(
        self,
        context: Context,
        *,
        verifying: Verifying,
        account: Account,
        actions: frozenset[Action],
        policy: VerificationPolicy,
        clock: Clock,
        demo: DemoGuide | None,
    ) -> None:
        super().__init__(context)
        self._verifying = verifying
        self.account = account
        self._actions = actions
        self._policy = policy
        self._clock = clock
        self._demo = demo
        self._cleared = False
        self.refusal: Problem | None = None  # why it was not even opened

    def parts(self) -> ComposeResult:
        with Horizontal(id="heading"):
            yield Words(self._heading(), classes="title")
            yield Words(id="left")
        with Horizontal(id="ticket-row", classes="row"):
            yield Words("Ticket", classes="label")
            yield Field(id="ticket", max_length=64, help_text=self.HELP)
        yield Words(Content(self._ticket_hint()), id="ticket-hint")
        with Vertical(id="proving"):
            yield Words(id="gates")
            yield MethodList()
            with Horizontal(id="code-row", classes="row"):
                yield Words(id="code-label", classes="label")
                yield CodeField(id="code", max_length=64, help_text=self.HELP)
            yield Words(id="advice")
            yield Words(id="caller")
        yield Words(id="busy")

    def on_mount(self) -> None:
        self.set_interval(TICK, self._look_at_clock)
        if self._policy.ticket is TicketRule.OFF:
            self._open("")
        else:
            self._draw(self.state)

    # --- keys ---------------------------------------------------------------------------------------

    def action_go(self) -> None:
        if self.state.busy or self.state.stage is Stage.ENDED:
            return
        self.show_problem(None)
        if self.state.stage is Stage.TICKET:
            self._open(self.query_one("#ticket", Field).value)
            return
        option, progress = self.query_one(MethodList).option, self.state.progress
        if option is None or progress is None:
            return
        if option.method.kind is MethodKind.CALL_BACK:
            self._wait("Looking up the number …")
            self._number(progress, option)
            return
        typed = self.query_one("#code", CodeField).value
        if typed.strip():
            self.query_one("#code", CodeField).clear()
            self._wait("Checking …")
            self._prove(progress, option, typed)

    def action_method(self, by: int) -> None:
        if self.state.stage is Stage.PROVING and not self.state.busy:
            self.query_one(MethodList).move(by)
            self.query_one("#code", CodeField).clear()
            self._draw_method()

    def action_cancel(self) -> None:
        """Also while an answer is awaited: what comes late is dropped with the screen."""
        self.finish(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "method":
            lists = self.query(MethodList)
            usable = sum(each.usable for each in lists.first().options) if lists else 0
            return self.state.stage is Stage.PROVING and usable > 1
        return super().check_action(action, parameters)

    # --- asking the desk ----------------------------------------------------------------------------

    def _open(self, ticket: str) -> None:
        self._wait("Opening the verification …")
        self._begin(ticket)

    @work(group="verify", description="open a verification", exit_on_error=False, exclusive=True)
    async def _begin(self, ticket: str) -> None:
        answer = await ask(self._verifying.begin, self.account.id, self._actions, ticket)
        self.post_message(VerificationMoved(answer))

    @work(group="verify", description="check a code", exit_on_error=False, exclusive=True)
    async def _prove(self, progress: Progress, option: MethodOption, typed: str) -> None:
        answer = await ask(self._verifying.prove, progress.id, option.method.id, Secret(typed))
        self.post_message(VerificationMoved(answer, typed))

    @work(group="verify", description="show the number to call", exit_on_error=False, exclusive=True)
    async def _number(self, progress: Progress, option: MethodOption) -> None:
        answer = await ask(self._verifying.number_to_dial, progress.id, option.method.id)
        self.post_message(NumberAnswered(option, answer))

    @work(group="verify", description="record the call-back", exit_on_error=False, exclusive=True)
    async def _attest(self, progress: Progress, option: MethodOption, confirmed: bool) -> None:
        answer = await ask(self._verifying.attest, progress.id, option.method.id, confirmed)
        self.post_message(VerificationMoved(answer))

    @work(group="caller", description="ask the demo's caller", exit_on_error=False, exclusive=True)
    async def _ask_caller(self, demo: DemoGuide) -> None:
        code = await ask(demo.caller_says, self.account.id)
        self.post_message(CallerAsked(code if isinstance(code, str) else None))

    # --- answers ------------------------------------------------------------------------------------

    def on_verification_moved(self, event: VerificationMoved) -> None:
        event.stop()
        if isinstance(event.answer, Problem):
            self._refused(event.answer, event.typed)
            return
        progress = event.answer
        if progress.clearance is not None:
            self._cleared = True
            self.finish(progress.clearance)
            return
        self.query_one(MethodList).show(progress.options)
        self.state = State(Stage.PROVING, progress)

    def _refused(self, why: Problem, typed: str) -> None:
        self.show_problem(why)
        if self.state.progress is None and self._policy.ticket is TicketRule.OFF:
            self.refusal = why  # nothing to correct here: the screen below says it
            self.finish(None)
            return
        if self.state.progress is None:
            # Nothing is open: a ticket can be corrected, a block cannot.
            correctable = why.code.startswith("ticket-") or why.code in _PASSING
            self.state = State(Stage.TICKET if correctable else Stage.ENDED)
            return
        over = why.code in _OVER
        self.state = replace(self.state, busy="", stage=Stage.ENDED if over else Stage.PROVING)
        if typed and why.code in _PASSING | {"code-malformed", "recovery-code-malformed"}:
            code = self.query_one("#code", CodeField)
            code.value, code.cursor_position = typed, len(typed)

    def on_number_answered(self, event: NumberAnswered) -> None:
        event.stop()
        self.state = replace(self.state, busy="")
        if isinstance(event.answer, Problem):
            self._refused(event.answer, "")
            return

        def answered(answer: Answered | None) -> None:
            progress = self.state.progress
            if answer in (Answered.CONFIRMED, Answered.NOT_REACHED) and progress is not None:
                self._wait("Recording …")
                self._attest(progress, event.option, answer is Answered.CONFIRMED)

        self.app.push_screen(CallBackDialog(self.account.name, event.answer), answered)

    def on_caller_asked(self, event: CallerAsked) -> None:
        event.stop()
        said = f"Demo: the caller says {event.code}" if event.code else "Demo: this caller has no app."
        self.query_one("#caller", Words).show(said)

    def leave(self) -> CleanUp | None:
        """A verification that led to nothing is closed."""
        self.query_one("#code", CodeField).clear()
        progress = self.state.progress
        if progress is None or self._cleared:
            return None
        return lambda: self._verifying.cancel(progress.id)

    # --- drawing ------------------------------------------------------------------------------------

    def watch_state(self, state: State) -> None:
        if self.is_mounted:
            self._draw(state)

    def _wait(self, words: str) -> None:
        self.state = replace(self.state, busy=words)

    def _draw(self, state: State) -> None:
        proving = state.stage is Stage.PROVING
        for part in ("#ticket-row", "#ticket-hint"):
            self.query_one(part).display = state.stage is Stage.TICKET
        self.query_one("#proving").display = proving or (state.progress is not None)
        self.query_one("#busy", Words).show(state.busy)
        if state.stage is Stage.TICKET:
            self.set_focus(self.query_one("#ticket"))
        if state.progress is not None:
            met, gates = state.progress.met, state.progress.gates
            words = "one proof is needed" if gates == 1 else f"{gates} proofs of different kinds are needed"
            self.query_one("#gates", Words).show(f"Proofs: {met} of {gates} ({words})")
            self._draw_method()
        self._look_at_clock()
        self.refresh_bindings()

    def _draw_method(self) -> None:
        """The field stays where it is for a call-back too: no jump of the lines, few bytes."""
        option = self.query_one(MethodList).option
        label, advice = _ASKS[option.method.kind] if option else ("", "No usable method is left.")
        proving = self.state.stage is Stage.PROVING and option is not None
        self.query_one("#code-row").display = proving
        self.query_one("#code-label", Words).show(label)
        self.query_one("#advice", Words).show("" if self.state.stage is Stage.ENDED else advice)
        if proving:  # also away from a ticket field that is hidden by now
            self.set_focus(self.query_one("#code"))

    def _look_at_clock(self) -> None:
        progress = self.state.progress
        if progress is None:
            return
        left = time_left(progress.expires_at, self._clock.now())
        words = "over" if self.state.stage is Stage.ENDED else f"{left} left"
        self.query_one("#left", Words).show(words)
        if self._demo and self.state.stage is Stage.PROVING:
            self._ask_caller(self._demo)

    def _heading(self) -> Content:
        name = self.account.name or self.account.login
        return Content.assemble(
            ("Verify the caller", "bold"), f"  {fit(name, 40).rstrip()} ({self.account.login})"
        )

    def _ticket_hint(self) -> str:
        required = self._policy.ticket is TicketRule.REQUIRED
        empty = "It is needed" if required else "Leave it empty where there is none"
        example = f", for example {self._policy.ticket_example}" if self._policy.ticket_example else ""
        return f"The ticket that this call belongs to{example}. {empty}. Enter goes on."


_PASSING = frozenset(
    {"unreachable", "connection-lost", "directory-timeout", "directory-busy", "store-locked", "store-full"}
)
_OVER = frozenset(
    {
        "verification-expired",
        "verification-unknown",
        "account-changed",
        "account-blocked",
        "operator-blocked",
        "policy-changed",
        "clock-went-back",
        "account-gone",
    }
)
