"""What a verification asks of the desk, one thing at a time, each in a worker that posts one message."""

import asyncio

from textual import work

from helpdesk_tui.console import DemoGuide
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.action import Action
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.verifying import Verifying
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.challenges.base import Asked
from helpdesk_tui.tui.challenges.course import CallerAsked, ProgressSeen, StepAnswered, VerificationOpened
from helpdesk_tui.tui.screens.base import DeskScreen
from helpdesk_tui.tui.widgets.context_bar import Context


class AskingScreen(DeskScreen[Clearance | None]):
    """A look by the clock may bring the clearance, and so may a step: neither runs beside the other."""

    def __init__(
        self, context: Context, verifying: Verifying, account: Account, actions: frozenset[Action]
    ) -> None:
        super().__init__(context)
        self.account = account
        self.actions = actions
        self._verifying = verifying
        self._one_at_a_time = asyncio.Lock()

    @work(group="verify", description="open a verification", exit_on_error=False, exclusive=True)
    async def begin(self, ticket: str) -> None:
        answer = await ask(self._verifying.begin, self.account.id, self.actions, ticket)
        self.post_message(VerificationOpened(answer))

    @work(group="verify", description="ask the desk", exit_on_error=False, exclusive=True)
    async def ask_step(self, asked: Asked, progress: Progress, method: Method) -> None:
        async with self._one_at_a_time:
            answer = await ask(asked.put, self._verifying, progress.id, method.id)
        self.post_message(StepAnswered(asked, method, answer))

    @work(group="look", description="look how it stands", exit_on_error=False, exclusive=False)
    async def look(self, progress: Progress) -> None:
        """Left out while something is asked: that may bring the clearance, which must not be dropped."""
        if self._one_at_a_time.locked():
            return
        async with self._one_at_a_time:
            answer = await ask(self._verifying.look, progress.id)
        self.post_message(ProgressSeen(answer))

    @work(group="caller", description="ask the demo's caller", exit_on_error=False, exclusive=True)
    async def ask_caller(self, demo: DemoGuide, kind: MethodKind) -> None:
        said = await ask(demo.caller_says, self.account.id, kind)
        self.post_message(CallerAsked(kind, said if isinstance(said, str) else None))

    def cancel_verification(self, progress: Progress) -> None:
        """Close what led to nothing. Blocks."""
        self._verifying.cancel(progress.id)
