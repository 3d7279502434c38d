"""What is seen of a verification: how it stands, the methods, and the prompt of the marked one."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget

from helpdesk_tui.desk.conversation.prompt import FieldKind, Prompt
from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.method import Method, MethodKind
from helpdesk_tui.desk.policy import VerificationPolicy
from helpdesk_tui.language import _
from helpdesk_tui.tui.proving.ticket import TicketRow
from helpdesk_tui.tui.widgets.method_list import MethodList
from helpdesk_tui.tui.widgets.prompt_panel import PromptPanel
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.methods import method_dates
from helpdesk_tui.words.proofs import EXCEPTIONAL, proofs_line, tier_line


class Stage(Enum):
    OPENING = auto()
    PROVING = auto()
    ENDED = auto()


@dataclass(frozen=True)
class State:
    stage: Stage
    progress: Progress | None = None
    busy: str = ""  # what is being waited for, in words
    renewable: bool = False  # ended, and a new one can be begun at once


class Proving(Vertical):
    """Draws what it is told; asks nothing itself."""

    def __init__(self, policy: VerificationPolicy) -> None:
        super().__init__()
        self._policy = policy
        self._progress: Progress | None = None
        self._key = ""  # name of the key that was taken, where that leads to another prompt

    def compose(self) -> ComposeResult:
        yield TicketRow(self._policy)
        yield Words(id="gates")
        yield MethodList(signs=True)
        yield PromptPanel()
        yield Words(id="next")
        yield Words(id="caller")
        yield Words(id="busy")

    # --- what is marked and asked -------------------------------------------------------------------

    @property
    def ticket(self) -> TicketRow:
        return self.query_one(TicketRow)

    @property
    def is_at_ticket(self) -> bool:
        """Whether that is where the keys go."""
        return self.screen.focused is self.ticket.field

    @property
    def takes_enter(self) -> bool:
        """Whether Enter does something now."""
        return self.panel.display and (self.is_at_ticket or bool(self.prompt and self.prompt.enter))

    @property
    def other_place(self) -> str:
        """Where Tab leads: "Ticket", "Next" or "", where there is nowhere else."""
        places = self._places()
        if not any(each is not self.screen.focused for each in places):
            return ""
        at_last = self.screen.focused is places[-1] or self.screen.focused not in places
        return _("Ticket") if at_last and places[0] is self.ticket.field else _("Next")

    @property
    def panel(self) -> PromptPanel:
        return self.query_one(PromptPanel)

    @property
    def method(self) -> Method | None:
        """The marked one."""
        option = self.query_one(MethodList).option
        return option.method if option else None

    @property
    def prompt(self) -> Prompt | None:
        """What is asked of the marked one."""
        first = self._first
        return first.aside(self._key) if first else None

    @property
    def _first(self) -> Prompt | None:
        return self._progress.prompts.get(self.method.id) if self._progress and self.method else None

    @property
    def is_aside(self) -> bool:
        """Whether a key led to another prompt than the method's first."""
        return self.prompt is not self._first

    def offers(self, key: str) -> bool:
        """Whether that key of a prompt means something now; where it led, it leads back."""
        return self._key == key or (self.prompt is not None and self.prompt.key(key) is not None)

    @property
    def offers_methods(self) -> bool:
        return sum(each.usable for each in self.query_one(MethodList).options) > 1

    def move(self, by: int) -> None:
        """From field to field, and beyond the last one to another method: what was typed goes."""
        if self.panel.step(by):
            return
        if self.is_at_ticket and by > 0 and self.panel.places():
            self.go_on()
            return
        self.query_one(MethodList).move(by)
        self.turn_aside("")

    def turn_aside(self, key: str) -> None:
        """To the prompt that a key leads to; "" or the same key again = back."""
        self.panel.forget()
        self._key = "" if self._key == key else key

    # --- drawing ------------------------------------------------------------------------------------

    def list_methods(self, progress: Progress) -> None:
        """New rows. Where nothing lacks but an approval, that is what is marked next."""
        before = self.method
        wanted = MethodKind.SECOND_OPERATOR if progress.met >= progress.gates else None
        facts = tuple(method_dates(each.method) for each in progress.options)
        self.query_one(MethodList).show(progress.options, first=wanted, facts=facts)
        self._progress = progress
        if before is None or self.method is None or before.id != self.method.id:
            self._key = ""

    def show(self, state: State, now: datetime) -> None:
        self.ticket.show(state.progress, may_change=state.stage is Stage.PROVING)
        self.query_one("#gates").display = state.progress is not None
        self.query_one(MethodList).display = state.progress is not None
        self._show_gates()
        self._words("#busy").show_if_any(state.busy)
        self._words("#next").show_if_any(_next_words(state, self.prompt is None))
        self._show_prompt(state, now)

    def on_resize(self) -> None:
        self._show_gates()

    def _show_gates(self) -> None:
        progress = self._progress
        for gates in self.query("#gates").results(Words):  # none, while the screen goes
            if progress is not None:
                gates.show(_gates(progress, self.app.size.width - 3))

    def say_caller(self, words: str) -> None:
        """Demo only."""
        self._words("#caller").show_if_any(words)

    def _words(self, where: str) -> Words:
        return self.query_one(where, Words)

    def _show_prompt(self, state: State, now: datetime) -> None:
        prompt = self.prompt if state.stage is Stage.PROVING else None
        self.panel.show(prompt, now, self.method.id if self.method else "")
        if prompt is None:
            self.screen.set_focus(None)
        elif self.screen.focused not in self._places():
            # at once, so that nothing typed is lost; and not away from a field that is being typed in
            self.screen.set_focus(self.ticket.field if self.ticket.is_missing else self.panel.start())

    def _places(self) -> list[Widget]:
        """Where the keys can go, from top to bottom."""
        ticket = [self.ticket.field] if self.ticket.display and self.ticket.field.display else []
        return [*ticket, *self.panel.places()]

    def go_on(self) -> None:
        """From the ticket to what the method asks."""
        self.screen.set_focus(self.panel.start())

    def go_to_ticket(self) -> None:
        self.screen.set_focus(self.ticket.field)


def demo_words(kind: MethodKind, said: str | None, prompt: Prompt | None) -> str:
    """What to play: the caller's answer, a colleague's login (not the colleague's code, of which the demo
    knows nothing); of the answers those to the questions drawn."""
    if not said or prompt is None:
        return ""
    if kind is MethodKind.CALL_BACK and not any(each.kind is FieldKind.PHONE for each in prompt.fields):
        return _("Demo: the caller answers there, and confirms.")
    if kind is MethodKind.SECOND_OPERATOR:
        if any(each.kind is FieldKind.CODE for each in prompt.fields):
            return ""
        return _("Demo: login and password of a colleague: {said}", said=said)
    if kind is MethodKind.QUESTIONS:
        answers = dict(each.rsplit("? ", 1) for each in said.split(" / ") if "? " in each)
        asked = [each.question.partition(". ")[2].rstrip("?") for each in prompt.fields]
        drawn = [answers[text] for text in asked if text in answers]
        return _("Demo: the caller answers {answers}", answers=" / ".join(drawn)) if drawn else ""
    return _("Demo: the caller says {said}", said=said)


def _gates(progress: Progress, width: int) -> Content:
    """Proofs and attempts in one line where there is room for both."""
    proofs, attempts = proofs_line(progress), tier_line(progress.tier, progress.attempts_left)
    between = "  " if cell_len(proofs) + 2 + cell_len(attempts) <= width else "\n"
    said = Content.assemble((proofs, "bold"), between, attempts)
    return (
        Content("\n").join([said, Content.styled(_(EXCEPTIONAL), "bold")]) if progress.exceptional else said
    )


def _next_words(state: State, none_left: bool) -> str:
    if state.stage is Stage.PROVING and none_left:
        return _("No usable method is left. Esc goes back to the account.")
    if state.stage is not Stage.ENDED:
        return ""
    if state.renewable:
        return _("Enter begins a new verification. Esc goes back to the account.")
    return _("Esc goes back to the account.")
