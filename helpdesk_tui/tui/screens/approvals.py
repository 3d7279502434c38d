"""What waits for a second operator: looked at, then approved or refused."""

from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from helpdesk_tui.desk.approving import Approving, Waiting
from helpdesk_tui.desk.confirming_self import ConfirmingSelf
from helpdesk_tui.desk.conversation.talk import Talk
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, _, any_of, of_class
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.dialogs.notice import ConfirmDialog
from helpdesk_tui.tui.keys import LIST_BINDINGS, bind
from helpdesk_tui.tui.messages import DeskAnswered
from helpdesk_tui.tui.rows import TakesRows
from helpdesk_tui.tui.screens.base import DeskScreen, Surroundings
from helpdesk_tui.tui.screens.prove_yourself import ProveYourselfScreen
from helpdesk_tui.tui.widgets.row_list import RowList
from helpdesk_tui.tui.widgets.section import Section
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.accounts import about_line
from helpdesk_tui.words.proofs import EXCEPTIONAL
from helpdesk_tui.words.times import clock_time, time_left

TICK = 15.0  # seconds between looks: few bytes, and few questions to the directory

_PARTS = (N_("Caller"), N_("Asked by"), N_("For"), N_("Proven"), N_("Until"))


class ApprovalsScreen(TakesRows, DeskScreen[None]):
    TITLE = of_class("Approvals")
    HELP = of_class(
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
        *LIST_BINDINGS,
        bind("back", "back"),
    ]

    def __init__(self, around: Surroundings, approving: Approving, confirming_self: ConfirmingSelf) -> None:
        super().__init__(around)
        self._approving = approving
        self._confirming_self = confirming_self
        self._listed: tuple[Waiting, ...] = ()
        self._busy = False

    def parts(self) -> ComposeResult:
        yield Words(Content.styled(_("Approvals"), "bold"), classes="title", id="what-waits")
        yield RowList()
        for name in _PARTS:
            yield Section(_(name))

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

    def take_row(self, steps: int) -> None:
        """It is marked; what is done with it has keys."""
        self.action_move(steps)

    def action_back(self) -> None:
        self.finish()

    def action_approve(self) -> None:
        waiting = self._marked
        if waiting is None or self._busy:
            return
        words = _(
            "{operator} may then {actions}: {who} ({login}). You say with your name that this "
            "caller may be served.",
            operator=waiting.operator_login,
            actions=any_of(waiting.actions),
            who=_who(waiting),
            login=waiting.account.login,
        )
        self._ask_first(
            ConfirmDialog(_("Approve?"), words, _("Not yet"), _("Approve")), waiting, approve=True
        )

    def action_refuse(self) -> None:
        waiting = self._marked
        if waiting is None or self._busy:
            return
        words = _(
            "{operator} sees that a second operator said no. The verification stays open.",
            operator=waiting.operator_login,
        )
        self._ask_first(ConfirmDialog(_("Refuse?"), words, _("Not yet"), _("Refuse")), waiting, approve=False)

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
        self.ask_desk("waiting", "look what waits", self._approving.waiting, self._read)

    def _read(self, answer: tuple[Waiting, ...] | Problem) -> None:
        if isinstance(answer, Problem):
            self.show_problem(answer)
            return
        self._listed = answer
        self._draw()

    @work(group="approval", description="answer an approval", exit_on_error=False, exclusive=True)
    async def _answer(self, waiting: Waiting, approve: bool) -> None:
        talk = await ask(self._confirming_self.begin) if approve else None
        if talk is not None:
            self.post_message(DeskAnswered(partial(self._proof_asked, waiting), talk))
            return
        use_case = self._approving.approve if approve else self._approving.refuse
        answer = await ask(use_case, waiting.verification, waiting.request)
        said = (
            _("Approved: the colleague's terminal goes on.")
            if approve
            else _("Refused: the colleague sees it.")
        )
        self.post_message(DeskAnswered(partial(self._answered, said), answer))

    def _proof_asked(self, waiting: Waiting, talk: Talk | Problem) -> None:
        """The second factor comes before this approval."""

        def proven(yes: bool | None) -> None:
            if yes:
                self._answer(waiting, approve=True)
            else:
                self._busy = False
                self.say(_("Not approved."))

        if isinstance(talk, Problem):
            self._answered("", talk)
        else:
            self.app.push_screen(ProveYourselfScreen(self.around, talk), proven)

    def _answered(self, said: str, answer: object) -> None:
        self._busy = False
        if isinstance(answer, Problem):
            self.show_problem(answer)
        else:
            self.say(said)
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
        words = (
            _("Nothing waits for you. This looks again by itself.")
            if not count
            else _("{count} waiting", count=count)
        )
        self.query_one("#what-waits", Words).show(Content.assemble((_("Approvals"), "bold"), f"  {words}"))
        self._draw_marked()
        self.refresh_bindings()

    def _left(self, waiting: Waiting) -> str:
        return _("{left} left", left=time_left(waiting.until, self.clock.now()))

    def _draw_marked(self) -> None:
        waiting = self._marked
        sections = self.query(Section)
        sections.set(display=waiting is not None)
        if waiting is not None:
            for section, lines in zip(sections, _facts(waiting, self.clock), strict=True):
                section.show(lines)


def _who(waiting: Waiting) -> str:
    return waiting.account.name or waiting.account.login


def _facts(waiting: Waiting, clock: Clock) -> tuple[list[str | Content], ...]:
    """Lines for each of the parts."""
    account, now = waiting.account, clock.now()
    by, at = waiting.operator_login, clock_time(waiting.asked_at, now)
    ticket = _("ticket {ticket}", ticket=waiting.ticket) if waiting.ticket else _("no ticket")
    proven: list[str | Content] = [", ".join(waiting.proofs) if waiting.proofs else _("Nothing yet.")]
    if waiting.exceptional:
        proven.append(Content.styled(_(EXCEPTIONAL), "bold"))
    return (
        [Content.styled(_who(waiting), "bold"), about_line(account)],
        [_("{operator}, at {time}, {ticket}", operator=by, time=at, ticket=ticket)],
        [_("{actions}, once.", actions=any_of(waiting.actions).capitalize())],
        proven,
        [clock_time(waiting.until, now)],
    )
