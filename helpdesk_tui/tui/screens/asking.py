"""What a verification asks of the desk, one thing at a time, each in a worker that posts one message."""

import asyncio
from collections.abc import Callable
from functools import partial

from textual import work

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.method import MethodId
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.verifying import Verifying
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.messages import DeskAnswered
from helpdesk_tui.tui.screens.base import DeskScreen, Surroundings

Took = Callable[[Progress | Problem], None]
"""What the screen does with where the verification stands, or with why it does not."""


class AskingScreen(DeskScreen[Clearance | None]):
    """A look by the clock may bring the clearance, and so may an answer: neither runs beside the other."""

    def __init__(
        self, around: Surroundings, verifying: Verifying, account: Account, actions: frozenset[Action]
    ) -> None:
        super().__init__(around)
        self.account = account
        self.actions = actions
        self.verifying = verifying
        self._one_at_a_time = asyncio.Lock()

    def begin(self, then: Took) -> None:
        """The ticket comes later."""
        use_case = partial(self.verifying.begin, self.account.id, self.actions, None)
        self.ask_desk("verify", "open a verification", use_case, then)

    @work(group="verify", description="say the ticket", exit_on_error=False, exclusive=True)
    async def set_ticket(self, progress: Progress, ticket: str, then: Took) -> None:
        async with self._one_at_a_time:
            came = await ask(self.verifying.set_ticket, progress.id, ticket)
        self.post_message(DeskAnswered(then, came))

    @work(group="verify", description="ask the desk", exit_on_error=False, exclusive=True)
    async def put(
        self, answer: Answer, progress: Progress, method: MethodId, ticket: str, *, then: Took
    ) -> None:
        """`ticket`: what stands in its field, said first where it is another than the desk knows."""
        came: Progress | Problem = progress
        async with self._one_at_a_time:
            if ticket != progress.ticket:
                came = await ask(self.verifying.set_ticket, progress.id, ticket)
            if not isinstance(came, Problem):
                came = await ask(self.verifying.answer, progress.id, method, answer)
        self.post_message(DeskAnswered(then, came))

    @work(group="look", description="look how it stands", exit_on_error=False, exclusive=False)
    async def look(self, progress: Progress, then: Took) -> None:
        """Left out while something is asked: that may bring the clearance, which must not be dropped."""
        if self._one_at_a_time.locked():
            return
        async with self._one_at_a_time:
            came = await ask(self.verifying.look, progress.id)
        self.post_message(DeskAnswered(then, came))
