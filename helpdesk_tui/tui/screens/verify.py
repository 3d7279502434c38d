"""Prove the caller: the ticket if the policy asks, and one method after the other until the gates are met."""

from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.reactive import reactive

from helpdesk_tui.console import DemoGuide
from helpdesk_tui.desk import tickets
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind
from helpdesk_tui.desk.course import Approval, Progress
from helpdesk_tui.desk.effect import ENDS, KEEPS_WORDS, Effect
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import VerificationPolicy
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.verifying import Verifying
from helpdesk_tui.language import N_, _, of_class
from helpdesk_tui.tui.keys import PROMPT_BINDINGS, bind
from helpdesk_tui.tui.proving.proving import Proving, Stage, State, demo_words
from helpdesk_tui.tui.rows import TakesRows
from helpdesk_tui.tui.screens.asking import AskingScreen
from helpdesk_tui.tui.screens.base import CleanUp, Surroundings
from helpdesk_tui.tui.widgets.heading import Heading
from helpdesk_tui.tui.widgets.prompt_panel import PromptPanel, label_of, missing
from helpdesk_tui.tui.widgets.rail import Step
from helpdesk_tui.words.times import time_left

TICK = 15.0  # seconds between looks at the clock: few bytes
POLL = 3.0  # seconds between looks whether a second operator has answered

_LOGINS = frozenset({FieldKind.LOGIN})
_LEAVES_PROOFS = N_("What is proven by now would be lost. Esc once more gives the verification up.")


class VerifyScreen(TakesRows, AskingScreen):
    """Ends with the clearance, or None when given up."""

    TITLE = of_class("Verify the caller")
    STEP = Step.VERIFY
    AUTO_FOCUS = ""  # what is asked says where the keys go: nowhere, at times
    HELP = of_class(
        "Prove that the caller is the owner of the account: type what the marked method asks for, and "
        "press Enter. ↑ and ↓ take another: ○ can be used, × cannot, with the reason; ✓ is proven, – is "
        "covered by that. A wrong code counts, a malformed one does not. For a call-back hang up first, "
        "and dial the number on record: never one that the caller gives."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("verify.go", "go"),
        bind("verify.method", "method(-1)"),
        bind("down", "method(1)", show=False),
        *PROMPT_BINDINGS,
        bind("next-field", "next_field"),
        bind("cancel", "cancel"),
    ]
    state: reactive[State] = reactive(State(Stage.OPENING))

    def __init__(
        self,
        around: Surroundings,
        *,
        verifying: Verifying,
        account: Account,
        actions: frozenset[Action],
        policy: VerificationPolicy,
    ) -> None:
        super().__init__(around, verifying, account, actions)
        self._policy = policy
        self._cleared = False
        self.refusal: Problem | None = None  # why nothing came of it: the screen below says it

    def parts(self) -> ComposeResult:
        yield Heading(_("Verify the caller"), self.account)
        yield Proving(self._policy)

    def on_mount(self) -> None:
        self.set_interval(TICK, self._look_at_clock)
        self.set_interval(POLL, self._poll)
        self._open()
        self._draw(self.state)

    @property
    def is_waiting(self) -> bool:
        return bool(self.state.busy)

    # --- keys ---------------------------------------------------------------------------------------

    def action_go(self) -> None:
        state = self.state
        if state.busy:
            return
        if state.renewable:
            self._open()
        elif state.stage is Stage.PROVING:
            self.show_problem(None)
            if self._proving.is_at_ticket and state.progress is not None:
                self._wait(_("Saying the ticket …"))
                self.set_ticket(state.progress, self._proving.ticket.field.value, self._ticket_set)
            else:
                self._go()

    def _go(self) -> None:
        prompt = self._proving.prompt
        if prompt is None or not prompt.enter:
            return
        taken = self._proving.panel.taken()
        if isinstance(taken, Field):
            self.say(missing(taken))
        elif taken is not None:
            self._put(taken, prompt.working)

    def action_method(self, by: int) -> None:
        if self.state.busy:
            return
        before = self._proving.method
        self._proving.move(by)
        if self._proving.method is not before:
            self.show_problem(None)  # it was about that one
        self._draw(self.state)

    def take_row(self, steps: int) -> None:
        if steps:
            self.action_method(steps)

    def action_key(self, name: str) -> None:
        if self.state.busy:
            return
        prompt = self._proving.prompt
        key = prompt.key(name) if prompt else None
        self.show_problem(None)
        if prompt is not None and key is not None and key.prompt is None:
            self._proving.panel.forget()
            self._put(Answer(prompt.id, key=name), prompt.working)
            return
        self._proving.turn_aside(name)
        self._draw(self.state)
        self._proving.go_on()

    def action_cancel(self) -> None:
        """Also while an answer is awaited: what comes late is dropped with the screen."""
        if self._proving.is_aside and not self.state.busy:
            self.show_problem(None)  # it was about that
            self._proving.turn_aside("")
            self._draw(self.state)
        elif not self._would_lose_proofs() or self.is_warned(_(_LEAVES_PROOFS)):
            self.finish(None)

    def _would_lose_proofs(self) -> bool:
        progress = self.state.progress
        if progress is None or self.state.stage is not Stage.PROVING:
            return False
        return progress.met > 0 or progress.approval in {Approval.ASKED, Approval.GIVEN}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in {"method", "key"}:
            if not (self.is_mounted and self.state.stage is Stage.PROVING):
                return False
            return (
                self._proving.offers_methods if action == "method" else self._proving.offers(str(*parameters))
            )
        if action == "next_field":
            return self.is_mounted and bool(self._proving.other_place)
        if action == "go":
            return self.is_mounted and (self.state.renewable or self._proving.takes_enter)
        return super().check_action(action, parameters)

    def key_label(self, key_id: str) -> str:
        if key_id == "next-field" and self.is_mounted:
            return self._proving.other_place
        return label_of(self._proving.prompt, key_id) if self.is_mounted else ""

    # --- asking the desk ----------------------------------------------------------------------------

    def _open(self) -> None:
        self.show_problem(None)
        self._wait(_("Opening the verification …"))
        self.begin(self._opened)

    def _put(self, answer: Answer, words: str) -> None:
        progress, method = self.state.progress, self._proving.method
        if progress is None or method is None or self.state.stage is not Stage.PROVING:
            answer.drop()  # it ended meanwhile
            return
        self._wait(words)
        ticket = self._proving.ticket.field.value if progress.ticket_open else progress.ticket
        self.put(answer, progress, method.id, ticket, then=partial(self._answered, answer))

    def _poll(self) -> None:
        progress = self.state.progress
        if progress is not None and progress.approval is Approval.ASKED and not self.state.busy:
            self.look(progress, self._seen)

    # --- answers ------------------------------------------------------------------------------------

    def _opened(self, came: Progress | Problem) -> None:
        if not isinstance(came, Problem):
            self._moved(came)
            return
        self.show_problem(came)
        self.refusal = came  # there is nothing to mend here: the screen below says why
        self.state = State(Stage.ENDED, self.state.progress)
        self.finish(None)

    def _ticket_set(self, came: Progress | Problem) -> None:
        if self.state.stage is not Stage.PROVING or self._cleared:
            return
        if isinstance(came, Problem):
            self._refused(came, Answer(""))
        else:
            self._moved(came)
            self._proving.go_on()

    def _answered(self, answer: Answer, came: Progress | Problem) -> None:
        if self.state.stage is Stage.PROVING and not self._cleared:
            if isinstance(came, Problem):
                self._refused(came, answer)
            else:
                self._proving.turn_aside("")
                self._moved(came)
                if (prompt := self._proving.prompt) and prompt.doubt:
                    self.show_problem(prompt.doubt)
        answer.drop()

    def _refused(self, why: Problem, answer: Answer) -> None:
        if why.effect in ENDS:
            self._end(why)
            return
        self.show_problem(why)
        if why.effect is Effect.OTHER_METHOD:
            self._proving.turn_aside("")  # the next one is somebody else
        self._wait("")
        kept = frozenset(FieldKind) if why.effect in KEEPS_WORDS else _LOGINS
        self._proving.panel.restore(answer, kept)
        if tickets.concerns(why):
            self._proving.go_to_ticket()
        if self.state.progress is not None and why.effect not in KEEPS_WORDS:
            self.look(self.state.progress, self._seen)  # how many attempts are left, and what is asked now

    def on_prompt_panel_filled(self, event: PromptPanel.Filled) -> None:
        event.stop()
        self.show_problem(None)

    def _seen(self, now: Progress | Problem) -> None:
        """Nobody's key asked for it. Fields stay as they are: the operator may be typing."""
        before = self.state.progress
        if self.state.stage is not Stage.PROVING or self._cleared or before is None:
            return
        if isinstance(now, Problem):
            if now.effect in ENDS:
                self._end(now)
            return
        if (before.met, before.approval) != (now.met, now.approval):
            self.show_problem(None)  # it was about what stood before
        if before.approval is Approval.ASKED and now.approval in {Approval.NEEDED, Approval.NOT_NEEDED}:
            self.say(_("A second operator said no. Talk to them before you ask again."))
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
        self.state = State(Stage.PROVING, progress, busy)

    def _end(self, why: Problem) -> None:
        self._proving.panel.forget()
        self.show_problem(why)
        renewable = why.effect is Effect.BEGIN_ANEW
        self.refusal = None if renewable else why
        self.state = State(Stage.ENDED, self.state.progress, renewable=renewable)

    def _say_caller(self, demo: DemoGuide, kind: MethodKind, said: str | Problem | None) -> None:
        method = self._proving.method
        if method is not None and method.kind is kind and self.state.stage is Stage.PROVING:
            words = demo_words(kind, said if isinstance(said, str) else None, self._proving.prompt)
            if words and kind is MethodKind.SECOND_OPERATOR:
                words = f"{words}\n{demo.colleague}"
            self._proving.say_caller(words)

    def leave(self) -> CleanUp | None:
        """A verification that led to nothing is closed."""
        for proving in self.query(Proving):  # none, where it goes before it was drawn
            proving.panel.forget()
        progress = self.state.progress
        if progress is None or self._cleared:
            return None
        return partial(self.verifying.cancel, progress.id)

    # --- drawing ------------------------------------------------------------------------------------

    def watch_state(self, state: State) -> None:
        if self.is_mounted:
            self._draw(state)

    def _wait(self, words: str) -> None:
        self.state = replace(self.state, busy=words)

    @property
    def _proving(self) -> Proving:
        return self.query_one(Proving)

    def _draw(self, state: State) -> None:
        self._proving.show(state, self.clock.now())
        self.refresh_bindings()
        self._look_at_clock()

    def _look_at_clock(self) -> None:
        state = self.state
        if state.progress is None:
            return
        if state.stage is Stage.PROVING and state.progress.expires_at <= self.clock.now():
            self._end(problem("verification-expired"))
            return
        left = time_left(state.progress.expires_at, self.clock.now())
        self.query_one(Heading).beside = (
            _("over") if state.stage is Stage.ENDED else _("{left} left", left=left)
        )
        method = self._proving.method if state.stage is Stage.PROVING else None
        if method is None:
            self._proving.say_caller("")
        elif demo := self.around.demo:
            says = partial(demo.caller_says, self.account.id, method.kind)
            take = partial(self._say_caller, demo, method.kind)
            self.ask_desk("caller", "ask the demo's caller", says, take)
