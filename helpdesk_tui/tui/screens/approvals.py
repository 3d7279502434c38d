"""What waits for a second operator: looked at, then approved or refused."""

from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from helpdesk_tui.desk.approving import Approving, Waiting
from helpdesk_tui.desk.confirming_self import ConfirmingSelf
from helpdesk_tui.desk.conversation.talk import Talk
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.base import DeskScreen
from helpdesk_tui.tui.screens.prove_yourself import ProveYourselfScreen
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.row_list import RowList
from helpdesk_tui.tui.widgets.section import Section
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.proofs import EXCEPTIONAL
from helpdesk_tui.words.times import clock_time, time_left

TICK = 15.0  # seconds between looks: few bytes, and few questions to the directory

_PARTS = ("Caller", "Asked by", "For", "Proven", "Until")


class WaitingRead(Message):
    """What waits now."""

    def __init__(self, answer: tuple[Waiting, ...] | Problem) -> None:
        super().__init__()
        self.answer = answer


class ApprovalAnswered(Message):
    """The approval or refusal was taken, or not."""

    def __init__(self, said: str, problem: Problem | None) -> None:
        super().__init__()
        self.said = said
        self.problem = problem


class ProofAsked(Message):
    """The second factor comes before this approval."""

    def __init__(self, talk: Talk, waiting: Waiting) -> None:
        super().__init__()
        self.talk = talk
        self.waiting = waiting


class ApprovalsScreen(DeskScreen[None]):
    TITLE = "Approvals"
    HELP = (
        "Verifications of colleagues that need a second operator. Talk to the colleague: ask how the caller "
        "was proven. Approving says that you agree; it is in the record under your name, and the colleague's "
        "terminal goes on. Refusing says no; the verification itself stays open. Never approve unasked."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("approvals.approve", "approve"),
        bind("approvals.refuse", "refuse"),
        bind("approvals.other", "move(-1)"),
        bind("down", "move(1)", show=False),
        bind("approvals.read", "read", show=False),
        bind("back", "back"),
    ]

    def __init__(
        self,
        context: Context,
        approving: Approving,
        confirming_self: ConfirmingSelf,
        clock: Clock,
        prove_yourself: Callable[[Talk], ProveYourselfScreen],
    ) -> None:
        super().__init__(context)
        self._approving = approving
        self._confirming_self = confirming_self
        self._clock = clock
        self._prove_yourself = prove_yourself
        self._listed: tuple[Waiting, ...] = ()
        self._busy = False

    def parts(self) -> ComposeResult:
        yield Words(Content.styled("Approvals", "bold"), classes="title", id="what-waits")
        yield RowList()
        for name in _PARTS:
            yield Section(name, id=_id(name))

    def on_mount(self) -> None:
        self.set_interval(TICK, self.read_again)
        self._draw()
        self.read_again()

    @property
    def is_waiting(self) -> bool:
        return self._busy

    # --- keys ---------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        self.query_one(RowList).move(by)
        self._draw_marked()

    def action_read(self) -> None:
        self.show_problem(None)
        self.read_again()

    def action_back(self) -> None:
        self.finish()

    def action_approve(self) -> None:
        waiting = self._marked
        if waiting is None or self._busy:
            return
        who = waiting.account.name or waiting.account.login
        words = (
            f"{waiting.operator_login} may then {_and(waiting.actions)}: {who} ({waiting.account.login}). "
            "You say with your name that this caller may be served."
        )
        self._ask_first(ConfirmDialog("Approve?", words, "Not yet", "Approve"), waiting, approve=True)

    def action_refuse(self) -> None:
        waiting = self._marked
        if waiting is None or self._busy:
            return
        words = f"{waiting.operator_login} sees that a second operator said no. The verification stays open."
        self._ask_first(ConfirmDialog("Refuse?", words, "Not yet", "Refuse"), waiting, approve=False)

    def _ask_first(self, dialog: ConfirmDialog, waiting: Waiting, *, approve: bool) -> None:
        """The marked one as it was when the question was put: the list may change under it."""

        def confirmed(yes: bool | None) -> None:
            if yes and not self._busy:
                self._busy = True
                self.show_problem(None)
                self._answer(waiting, approve)

        self.app.push_screen(dialog, confirmed)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("approve", "refuse"):
            return bool(self._listed)
        if action == "move":
            return len(self._listed) > 1
        return super().check_action(action, parameters)

    # --- the desk -----------------------------------------------------------------------------------

    def read_again(self) -> None:
        self._read()

    @work(group="waiting", description="look what waits", exit_on_error=False, exclusive=True)
    async def _read(self) -> None:
        self.post_message(WaitingRead(await ask(self._approving.waiting)))

    @work(group="approval", description="answer an approval", exit_on_error=False, exclusive=True)
    async def _answer(self, waiting: Waiting, approve: bool) -> None:
        talk = await ask(self._confirming_self.begin) if approve else None
        if isinstance(talk, Problem):
            self.post_message(ApprovalAnswered("", talk))
            return
        if talk is not None:
            self.post_message(ProofAsked(talk, waiting))
            return
        use_case = self._approving.approve if approve else self._approving.refuse
        answer = await ask(use_case, waiting.verification, waiting.request)
        said = "Approved: the colleague's terminal goes on." if approve else "Refused: the colleague sees it."
        self.post_message(ApprovalAnswered(said, answer if isinstance(answer, Problem) else None))

    def on_waiting_read(self, event: WaitingRead) -> None:
        event.stop()
        if isinstance(event.answer, Problem):
            self.show_problem(event.answer)
            return
        self._listed = event.answer
        self._draw()

    def on_proof_asked(self, event: ProofAsked) -> None:
        event.stop()

        def proven(yes: bool | None) -> None:
            if yes:
                self._answer(event.waiting, approve=True)
            else:
                self._busy = False
                self.say("Not approved.")

        self.app.push_screen(self._prove_yourself(event.talk), proven)

    def on_approval_answered(self, event: ApprovalAnswered) -> None:
        event.stop()
        self._busy = False
        if event.problem:
            self.show_problem(event.problem)
        else:
            self.say(event.said)
        self.read_again()

    # --- drawing ------------------------------------------------------------------------------------

    @property
    def _marked(self) -> Waiting | None:
        place = self.query_one(RowList).marked
        return self._listed[place] if place < len(self._listed) else None

    def _draw(self) -> None:
        rows = self.query_one(RowList)
        rows.show(
            tuple(
                (each.verification, (_who(each), each.operator_login, self._left(each)))
                for each in self._listed
            )
        )
        rows.display = bool(self._listed)
        count = len(self._listed)
        words = "Nothing waits for you. This looks again by itself." if not count else f"{count} waiting"
        self.query_one("#what-waits", Words).show(Content.assemble(("Approvals", "bold"), f"  {words}"))
        self._draw_marked()
        self.refresh_bindings()

    def _left(self, waiting: Waiting) -> str:
        return f"{time_left(waiting.until, self._clock.now())} left"

    def _draw_marked(self) -> None:
        waiting = self._marked
        for name in _PARTS:
            self.query_one(f"#{_id(name)}").display = waiting is not None
        if waiting is not None:
            for name, lines in zip(_PARTS, _facts(waiting, self._clock), strict=True):
                self.query_one(f"#{_id(name)}", Section).show(lines)


def _id(name: str) -> str:
    return f"waiting-{name.lower().replace(' ', '-')}"


def _who(waiting: Waiting) -> str:
    return waiting.account.name or waiting.account.login


def _and(actions: tuple[str, ...]) -> str:
    return " or ".join(part for part in (", ".join(actions[:-1]), actions[-1]) if part)


def _facts(waiting: Waiting, clock: Clock) -> tuple[list[str | Content], ...]:
    """Lines for each of the parts."""
    account, now = waiting.account, clock.now()
    login = f"{account.domain}\\{account.login}" if account.domain else account.login
    about = " · ".join(part for part in (login, account.title, account.department) if part)
    ticket = f", ticket {waiting.ticket}" if waiting.ticket else ", no ticket"
    proven: list[str | Content] = [", ".join(waiting.proofs) if waiting.proofs else "Nothing yet."]
    if waiting.exceptional:
        proven.append(Content.styled(EXCEPTIONAL, "bold"))
    return (
        [Content.styled(_who(waiting), "bold"), about],
        [f"{waiting.operator_login}, at {clock_time(waiting.asked_at, now)}{ticket}"],
        [f"{_and(waiting.actions).capitalize()}, once."],
        proven,
        [clock_time(waiting.until, now)],
    )
