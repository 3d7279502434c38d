"""What is seen of a verification: how it stands, the methods, and the panel of the marked one."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.methods import OATH_KINDS, Method, MethodKind
from helpdesk_tui.desk.policy import VerificationPolicy
from helpdesk_tui.tui.challenges.base import Known, Panel
from helpdesk_tui.tui.challenges.call_back import CallBackPanel
from helpdesk_tui.tui.challenges.code import CodePanel
from helpdesk_tui.tui.challenges.course import Stage, State
from helpdesk_tui.tui.challenges.endings import RENEWABLE
from helpdesk_tui.tui.challenges.in_person import InPersonPanel
from helpdesk_tui.tui.challenges.questions import QuestionsPanel
from helpdesk_tui.tui.challenges.second_operator import SecondOperatorPanel
from helpdesk_tui.tui.challenges.sent import SentPanel
from helpdesk_tui.tui.challenges.ticket import TicketPanel
from helpdesk_tui.tui.widgets.method_list import MethodList
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.methods import method_dates
from helpdesk_tui.words.proofs import EXCEPTIONAL, proofs_line, tier_line

_PANELS: dict[MethodKind, type[Panel]] = {
    MethodKind.TOTP: CodePanel,
    MethodKind.OATH_TOKEN: CodePanel,
    MethodKind.RECOVERY_CODE: CodePanel,
    MethodKind.ACCESS_PASS: CodePanel,
    MethodKind.IN_PERSON: InPersonPanel,
    MethodKind.MANAGER: SentPanel,
    MethodKind.SECOND_OPERATOR: SecondOperatorPanel,
    MethodKind.CALL_BACK: CallBackPanel,
    MethodKind.SMS: SentPanel,
    MethodKind.EMAIL: SentPanel,
    MethodKind.QUESTIONS: QuestionsPanel,
}


class Proving(Vertical):
    """Draws what it is told; asks nothing itself."""

    def __init__(self, policy: VerificationPolicy) -> None:
        super().__init__()
        self._policy = policy

    def compose(self) -> ComposeResult:
        yield TicketPanel(self._policy)
        yield Words(id="gates")
        yield MethodList(signs=True)
        yield CodePanel()
        yield SentPanel()
        yield CallBackPanel()
        yield InPersonPanel(self._policy.documents)
        yield SecondOperatorPanel()
        yield QuestionsPanel(self._policy.questions.ask)
        yield Words(id="next")
        yield Words(id="caller")
        yield Words(id="busy")

    # --- what is marked and typed -------------------------------------------------------------------

    @property
    def ticket(self) -> str:
        return self.query_one(TicketPanel).ticket

    @property
    def method(self) -> Method | None:
        """The marked one."""
        option = self.query_one(MethodList).option
        return option.method if option else None

    @property
    def panel(self) -> Panel | None:
        """That of the marked method."""
        return self.query_one(_PANELS[self.method.kind]) if self.method else None

    def offers(self, action: str, known: Known) -> bool:
        """Whether the key for `action` has a meaning for the marked method."""
        method = self.method
        if method is None:
            return False
        if action == "method":
            return sum(each.usable for each in self.query_one(MethodList).options) > 1
        if action == "pair":
            return method.kind in OATH_KINDS
        if action == "again":
            return method.id in known.sent
        return method.kind is MethodKind.SECOND_OPERATOR

    def move(self, by: int) -> None:
        """From field to field, and beyond the last one to another method: what was typed goes."""
        if self.panel is not None and self.panel.step(by):
            return
        self.forget()
        self.query_one(MethodList).move(by)

    def toggle_pair(self) -> None:
        self.query_one(CodePanel).toggle_pair()

    def forget(self) -> None:
        """Every field is emptied."""
        for panel in self.query(Panel):
            panel.forget()

    # --- drawing ------------------------------------------------------------------------------------

    def list_methods(self, progress: Progress) -> None:
        """New rows. Where nothing lacks but an approval, that is what is marked next."""
        wanted = MethodKind.SECOND_OPERATOR if progress.met >= progress.gates else None
        facts = tuple(method_dates(each.method) for each in progress.options)
        self.query_one(MethodList).show(progress.options, first=wanted, facts=facts)

    def show(self, state: State, known: Known) -> None:
        self.query_one(TicketPanel).display = state.stage is Stage.TICKET
        self.query_one("#gates").display = state.progress is not None
        self.query_one(MethodList).display = state.progress is not None
        if state.progress is not None:
            self.query_one("#gates", Words).show(_gates(state.progress))
        self._say("#busy", state.busy)
        self._say("#next", _next_words(state, self.method is None))
        self._show_panel(state, known)

    def say_caller(self, words: str) -> None:
        """Demo only."""
        self._say("#caller", words)

    def _say(self, where: str, words: str) -> None:
        self.query_one(where, Words).show(words)
        self.query_one(where).display = bool(words)

    def _show_panel(self, state: State, known: Known) -> None:
        option = self.query_one(MethodList).option
        panel = self.panel if state.stage is Stage.PROVING else None
        for each in self.query(Panel):
            each.display = each is panel
        if panel is not None and option is not None:
            panel.show(option, known)
            self._focus_on(panel)
        elif state.stage is Stage.TICKET:
            self.screen.set_focus(self.query_one(TicketPanel).start())
        else:
            self.screen.set_focus(None)

    def _focus_on(self, panel: Panel) -> None:
        """At once, so that nothing typed is lost; and not away from a field that is being typed in."""
        if self.screen.focused not in panel.places():
            self.screen.set_focus(panel.start())


def _gates(progress: Progress) -> Content:
    lines = [
        Content.styled(proofs_line(progress), "bold"),
        Content(tier_line(progress.tier, progress.attempts_left)),
    ]
    if progress.exceptional:
        lines.append(Content.styled(EXCEPTIONAL, "bold"))
    return Content("\n").join(lines)


def _next_words(state: State, none_left: bool) -> str:
    if state.stage is Stage.PROVING and none_left:
        return "No usable method is left. Esc goes back to the account."
    if state.stage is not Stage.ENDED:
        return ""
    renew = "Enter begins a new verification. " if state.ended in RENEWABLE else ""
    return f"{renew}Esc goes back to the account."
