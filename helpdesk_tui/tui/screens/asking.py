"""What a verification asks of the desk, one thing at a time, each in a worker that posts one message."""

import asyncio
from dataclasses import dataclass

from textual import work
from textual.message import Message

from helpdesk_tui.console import DemoGuide
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.verifying import Verifying
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.screens.base import DeskScreen
from helpdesk_tui.tui.widgets.context_bar import Context


@dataclass
class VerificationOpened(Message):
    """The verification is open, or why not."""

    progress: Progress | Problem


@dataclass
class TicketSet(Message):
    """The ticket stands, or why not."""

    progress: Progress | Problem


@dataclass
class Answered(Message):
    """What came of an answer."""

    answer: Answer
    progress: Progress | Problem


@dataclass
class ProgressSeen(Message):
    """Where the verification stands, asked for by nobody's key."""

    progress: Progress | Problem


@dataclass
class CallerAsked(Message):
    """Demo only: what the made-up caller says."""

    kind: MethodKind
    said: str | None


class AskingScreen(DeskScreen[Clearance | None]):
    """A look by the clock may bring the clearance, and so may an answer: neither runs beside the other."""

    def __init__(
        self, context: Context, verifying: Verifying, account: Account, actions: frozenset[Action]
    ) -> None:
        super().__init__(context)
        self.account = account
        self.actions = actions
        self._verifying = verifying
        self._one_at_a_time = asyncio.Lock()

    @work(group="verify", description="open a verification", exit_on_error=False, exclusive=True)
    async def begin(self) -> None:
        """The ticket comes later."""
        self.post_message(
            VerificationOpened(await ask(self._verifying.begin, self.account.id, self.actions, None))
        )

    @work(group="verify", description="say the ticket", exit_on_error=False, exclusive=True)
    async def set_ticket(self, progress: Progress, ticket: str) -> None:
        async with self._one_at_a_time:
            came = await ask(self._verifying.set_ticket, progress.id, ticket)
        self.post_message(TicketSet(came))

    @work(group="verify", description="ask the desk", exit_on_error=False, exclusive=True)
    async def put(self, answer: Answer, progress: Progress, method: MethodId, ticket: str) -> None:
        """`ticket`: what stands in its field, said first where it is another than the desk knows."""
        came: Progress | Problem = progress
        async with self._one_at_a_time:
            if ticket != progress.ticket:
                came = await ask(self._verifying.set_ticket, progress.id, ticket)
            if not isinstance(came, Problem):
                came = await ask(self._verifying.answer, progress.id, method, answer)
        self.post_message(Answered(answer, came))

    @work(group="look", description="look how it stands", exit_on_error=False, exclusive=False)
    async def look(self, progress: Progress) -> None:
        """Left out while something is asked: that may bring the clearance, which must not be dropped."""
        if self._one_at_a_time.locked():
            return
        async with self._one_at_a_time:
            came = await ask(self._verifying.look, progress.id)
        self.post_message(ProgressSeen(came))

    @work(group="caller", description="ask the demo's caller", exit_on_error=False, exclusive=True)
    async def ask_caller(self, demo: DemoGuide, kind: MethodKind) -> None:
        said = await ask(demo.caller_says, self.account.id, kind)
        self.post_message(CallerAsked(kind, said if isinstance(said, str) else None))

    def cancel_verification(self, progress: Progress) -> None:
        """Close what led to nothing. Blocks."""
        self._verifying.cancel(progress.id)
