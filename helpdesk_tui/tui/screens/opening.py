"""A screen behind which the desk opens: the sign-in, and the lock."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import work

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.messages import DeskAnswered, SignedIn
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen, Surroundings
from helpdesk_tui.tui.widgets.fields import SecretField
from helpdesk_tui.tui.widgets.words import Words

if TYPE_CHECKING:
    from helpdesk_tui.desk.account import AccountId
    from helpdesk_tui.desk.desk import Desk
    from helpdesk_tui.desk.sign_in import SignIn
    from helpdesk_tui.desk.signing_in import SigningIn

WayIn = Callable[[], "SignIn"]
"""Takes a while the first time: it is called in threads."""


class OpeningScreen(DeskScreen[None]):
    """Subclasses have `#password` and `#state`, and say what a refusal leads to (`refused`)."""

    opens_desk = True
    GIVEN_UP: ClassVar[str]  # what is said when the second factor is not given

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._busy = False
        self._left = False
        self.back_to: AccountId | None = None  # whose card opens with the desk

    @property
    def is_waiting(self) -> bool:
        return self._busy

    def refused(self, why: Problem) -> None:
        """The directory, or the desk, said no."""
        raise NotImplementedError  # each screen has its own way: Textual knows no abstract ones

    def open_by(self, words: str, begin: "Callable[[], SigningIn[Desk]]") -> None:
        """Ask the desk; `words` are read meanwhile."""
        self._busy = True
        self.show_problem(None)
        self.query_one("#state", Words).show(words)
        self._ask(begin)

    @work(group="sign-in", description="sign in", exit_on_error=False, exclusive=True)
    async def _ask(self, begin: "Callable[[], SigningIn[Desk]]") -> None:
        answer = await ask(begin)
        if self._left and not isinstance(answer, Problem):  # the program ends meanwhile
            answer.end()
            return
        self.post_message(DeskAnswered(self._answered, answer))

    def _answered(self, answer: "SigningIn[Desk] | Problem") -> None:
        self._busy = False
        self.query_one("#state", Words).show("")
        self.query_one("#password", SecretField).clear()
        if isinstance(answer, Problem):
            self.show_problem(answer)
            self.refused(answer)
        elif answer.opened is not None:
            self.post_message(SignedIn(answer.opened, self.back_to))
        else:
            self._ask_more(answer)

    def _ask_more(self, signing_in: "SigningIn[Desk]") -> None:
        """To the desk by way of the second factor."""
        from helpdesk_tui.tui.screens.prove_yourself import ProveYourselfScreen  # noqa: PLC0415 - after the paint

        def proven(yes: bool | None) -> None:
            if yes and signing_in.opened is not None:
                self.post_message(SignedIn(signing_in.opened, self.back_to))
            else:
                self.say(self.GIVEN_UP)

        seconds = signing_in.policy.passwords.visible_seconds
        around = replace(self.around, visible_seconds=seconds)
        self.app.push_screen(ProveYourselfScreen(around, signing_in), proven)

    def leave(self) -> CleanUp | None:
        self._left = True
        return None
