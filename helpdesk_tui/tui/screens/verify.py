"""Prove the caller: a ticket if the policy asks, then one method after the other until the gates are met."""

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import reactive

from helpdesk_tui.console import DemoGuide
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.action import Action
from helpdesk_tui.desk.actions.registry import in_words
from helpdesk_tui.desk.course import Approval, Progress
from helpdesk_tui.desk.policy import TicketRule, VerificationPolicy
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.verifying import Sent, Verifying
from helpdesk_tui.tui.challenges.asking import AskingScreen
from helpdesk_tui.tui.challenges.base import Asked, Known
from helpdesk_tui.tui.challenges.call_back import CallMade
from helpdesk_tui.tui.challenges.course import (
    CallerAsked,
    ProgressSeen,
    Stage,
    State,
    StepAnswered,
    VerificationOpened,
    demo_words,
)
from helpdesk_tui.tui.challenges.endings import MENDABLE, OVER, PASSING, RENEWABLE
from helpdesk_tui.tui.challenges.heading import Heading
from helpdesk_tui.tui.challenges.proving import Proving
from helpdesk_tui.tui.challenges.second_operator import ConfirmedHere
from helpdesk_tui.tui.challenges.sent import SendAsked
from helpdesk_tui.tui.dialogs.call_back import Answered, CallBackDialog
from helpdesk_tui.tui.dialogs.second_operator import SecondOperatorDialog, Witness
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.base import CleanUp
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.words.proofs import proofs_line
from helpdesk_tui.words.times import time_left

TICK = 15.0  # seconds between looks at the clock: few bytes
POLL = 3.0  # seconds between looks whether a second operator has answered

_ON_METHOD = frozenset({"method", "pair", "again", "here"})  # actions that depend on the marked method


class VerifyScreen(AskingScreen):
    """Ends with the clearance, or None when given up."""

    TITLE = "Verify the caller"
    HELP = (
        "Prove that the caller is the owner of the account. ✓ is proven, – is covered by that, ○ can be "
        "used, × cannot, with the reason. The strongest method is marked; ↑ and ↓ take another. A code may "
        "be typed or pasted with blanks. A wrong one counts; a malformed one does not. For a call-back hang "
        "up first and dial the number on record: never one that the caller gives. Without proof nothing can "
        "be changed."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("verify.go", "go"),
        bind("verify.method", "method(-1)"),
        bind("down", "method(1)", show=False),
        bind("verify.pair", "pair"),
        bind("verify.again", "again"),
        bind("verify.here", "here"),
        bind("next-field", "app.focus_next", show=False),
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
        super().__init__(context, verifying, account, actions)
        self._policy = policy
        self._clock = clock
        self._demo = demo
        self._witness = ""  # login of a second operator, as it was typed the last time
        self._known = self._nothing_known()
        self._cleared = False
        self.refusal: Problem | None = None  # why nothing came of it: the screen below says it

    def parts(self) -> ComposeResult:
        yield Heading(self.account)
        yield Proving(self._policy)

    def on_mount(self) -> None:
        self.set_interval(TICK, self._look_at_clock)
        self.set_interval(POLL, self._poll)
        self._draw(self.state)
        if self._policy.ticket is TicketRule.OFF:
            self._open()

    # --- keys ---------------------------------------------------------------------------------------

    def action_go(self) -> None:
        state = self.state
        if state.busy:
            return
        if state.stage is Stage.PROVING:
            self.show_problem(None)
            panel = self._proving.panel
            if panel is not None and (words := panel.go()):
                self._wait(words)
        elif state.stage is Stage.TICKET or state.ended in RENEWABLE:
            self._open()

    def action_method(self, by: int) -> None:
        if not self.state.busy:
            self._proving.move(by)
            self._draw(self.state)

    def action_pair(self) -> None:
        if not self.state.busy:
            self._proving.toggle_pair()
            self._draw(self.state)

    def action_again(self) -> None:
        if not self.state.busy:
            self._proving.forget()
            self.show_problem(None)
            self._put(SendAsked(), "Sending …")

    def action_here(self) -> None:
        if self.state.busy:
            return

        def closed(witness: Witness | None) -> None:
            if witness is not None:
                self._witness = witness.login
                self.show_problem(None)
                self._put(ConfirmedHere(witness), "Asking the directory …")

        self.app.push_screen(SecondOperatorDialog(self._request(), self._witness), closed)

    def action_cancel(self) -> None:
        """Also while an answer is awaited: what comes late is dropped with the screen."""
        self.finish(None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in _ON_METHOD:
            proving = self.is_mounted and self.state.stage is Stage.PROVING
            return proving and self._proving.offers(action, self._known)
        if action == "go":
            return self.state.stage is not Stage.ENDED or self.state.ended in RENEWABLE
        return super().check_action(action, parameters)

    # --- asking the desk ----------------------------------------------------------------------------

    def _open(self) -> None:
        self.show_problem(None)
        self._known = self._nothing_known()
        self._wait("Opening the verification …")
        self.begin(self._proving.ticket)

    @on(Asked)
    def _panel_asked(self, event: Asked) -> None:
        """A panel asks; it already said what is waited for."""
        event.stop()
        self._put(event, self.state.busy)

    def _put(self, asked: Asked, words: str) -> None:
        progress, method = self.state.progress, self._proving.method
        if progress is None or method is None or self.state.stage is not Stage.PROVING:
            self._wait("")  # it ended meanwhile
            _drop(asked)
            return
        self._wait(words)
        self.ask_step(asked, progress, method)

    def _poll(self) -> None:
        progress = self.state.progress
        if progress is not None and progress.approval is Approval.ASKED and not self.state.busy:
            self.look(progress)

    # --- answers ------------------------------------------------------------------------------------

    def on_verification_opened(self, event: VerificationOpened) -> None:
        event.stop()
        if isinstance(event.answer, Problem):
            self._not_opened(event.answer)
        else:
            self._moved(event.answer)

    def _not_opened(self, why: Problem) -> None:
        """A ticket can be corrected, and what passes tried again; a block cannot."""
        self.show_problem(why)
        correctable = why.code.startswith("ticket-") or why.code in PASSING
        if correctable and self._policy.ticket is not TicketRule.OFF:
            self.state = State(Stage.TICKET)
            return
        self.refusal = why
        self.state = State(Stage.ENDED, self.state.progress, ended=why.code)
        if self._policy.ticket is TicketRule.OFF:
            self.finish(None)  # nothing to correct here

    def on_step_answered(self, event: StepAnswered) -> None:
        event.stop()
        answer, method = event.answer, event.method
        if self.state.stage is not Stage.PROVING or self._cleared:
            _drop(event.asked)
            return
        self._known = self._known.learnt(event.asked, method.id, answer)
        if not (isinstance(answer, Problem) and answer.code == "wrong-password"):
            self._witness = ""  # the next one is somebody else
        if isinstance(answer, Problem):
            self._refused(answer, event.asked)
        elif isinstance(answer, Progress):
            self._moved(answer)
        elif isinstance(answer, Sent):
            self._moved(answer.progress)
            self.show_problem(answer.doubt)
        elif isinstance(answer, str):
            self._dial(answer)
        else:
            self._wait("")
        _drop(event.asked)

    def _refused(self, why: Problem, asked: Asked) -> None:
        if why.code in OVER:
            self._end(why)
            return
        self.show_problem(why)
        self._wait("")
        if why.code in MENDABLE and self._proving.panel is not None:
            self._proving.panel.restore(asked.typed)
        elif self.state.progress is not None and why.code not in PASSING:
            self.look(self.state.progress)  # how many attempts are left

    def on_progress_seen(self, event: ProgressSeen) -> None:
        """Fields stay as they are: the operator may be typing."""
        event.stop()
        before, now = self.state.progress, event.answer
        if self.state.stage is not Stage.PROVING or self._cleared or before is None:
            return
        if isinstance(now, Problem):
            if now.code in OVER:
                self._end(now)
            return
        if before.approval is Approval.ASKED and now.approval in {Approval.NEEDED, Approval.NOT_NEEDED}:
            self.say("A second operator said no. Talk to them before you ask again.")
        self._moved(now, self.state.busy)

    def _moved(self, progress: Progress, busy: str = "") -> None:
        if progress.clearance is not None:
            self._cleared = True
            self.finish(progress.clearance)
            return
        self._proving.list_methods(progress)
        if progress.blocked is not None:
            self.state = State(Stage.PROVING, progress)
            self._end(progress.blocked)
            return
        self._known = replace(self._known, approval=progress.approval)
        self.state = State(Stage.PROVING, progress, busy)

    def _end(self, why: Problem) -> None:
        self._proving.forget()
        self.show_problem(why)
        self.refusal = None if why.code in RENEWABLE else why
        self.state = State(Stage.ENDED, self.state.progress, ended=why.code)

    def _dial(self, number: str) -> None:
        self._wait("")

        def answered(answer: Answered | None) -> None:
            if answer in (Answered.CONFIRMED, Answered.NOT_REACHED):
                self._put(CallMade(answer is Answered.CONFIRMED), "Recording …")

        self.app.push_screen(CallBackDialog(self.account.name or self.account.login, number), answered)

    def on_caller_asked(self, event: CallerAsked) -> None:
        event.stop()
        method = self._proving.method
        if method is None or method.kind is not event.kind or self.state.stage is not Stage.PROVING:
            return
        questions = self._known.questions.get(method.id, ())
        states_number = self._known.states_number
        words = demo_words(event.kind, event.said, questions, states_number=states_number)
        self._proving.say_caller(words)

    def leave(self) -> CleanUp | None:
        """A verification that led to nothing is closed."""
        for proving in self.query(Proving):  # none, where it goes before it was drawn
            proving.forget()
        progress = self.state.progress
        if progress is None or self._cleared:
            return None
        return lambda: self.cancel_verification(progress)

    # --- drawing ------------------------------------------------------------------------------------

    def watch_state(self, state: State) -> None:
        if self.is_mounted:
            self._draw(state)

    def _wait(self, words: str) -> None:
        self.state = replace(self.state, busy=words)

    @property
    def _proving(self) -> Proving:
        return self.query_one(Proving)

    def _nothing_known(self) -> Known:
        return Known(self._clock.now(), states_number=self._policy.contacts.caller_states_number)

    def _draw(self, state: State) -> None:
        self._proving.show(state, replace(self._known, now=self._clock.now()))
        self.refresh_bindings()
        self._look_at_clock()

    def _look_at_clock(self) -> None:
        state = self.state
        if state.progress is None:
            return
        if state.stage is Stage.PROVING and state.progress.expires_at <= self._clock.now():
            self._end(problem("verification-expired"))
            return
        left = time_left(state.progress.expires_at, self._clock.now())
        self.query_one(Heading).say_left("over" if state.stage is Stage.ENDED else f"{left} left")
        method = self._proving.method if state.stage is Stage.PROVING else None
        if method is None:
            self._proving.say_caller("")
        elif self._demo:
            self.ask_caller(self._demo, method.kind)

    def _request(self) -> str:
        """What a second operator is asked to confirm."""
        progress, name = self.state.progress, self.account.name or self.account.login
        said = f"{name} ({self.account.login}) is to be served: {in_words(self.actions)}."
        return f"{said}\n{proofs_line(progress)}" if progress else said


def _drop(asked: Asked) -> None:
    for each in asked.typed:
        each.drop()
