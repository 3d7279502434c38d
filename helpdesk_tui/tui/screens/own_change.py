"""The person at this terminal changes a password that is known."""

from functools import partial
from typing import ClassVar

from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.conversation.talk import Stands
from helpdesk_tui.desk.own_change import OwnChange
from helpdesk_tui.desk.performing import Receipt
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import of_class
from helpdesk_tui.tui.call_messages import ChangeAsked
from helpdesk_tui.tui.screens.base import CleanUp, Surroundings
from helpdesk_tui.tui.screens.prompting import PromptScreen


class OwnChangeScreen(PromptScreen[Receipt | None]):
    """Ends with the receipt; given up, nothing was changed."""

    TITLE = of_class("Own change")
    HELP = of_class(
        "For the person, who types here in private. The old password is what clears the change: the "
        "directory makes none with a wrong one. It works where the password must be changed or has expired, "
        "too. Nothing that is typed is shown or kept. Enter in any field goes on; Esc gives it up."
    )
    SAYS: ClassVar[str] = of_class("Demo: the person's password at first is {said}")
    OVER: ClassVar[str] = of_class("This is over. Esc goes back to the account.")
    takes_typed_ahead = False
    stands: Stands

    def __init__(self, around: Surroundings, change: OwnChange) -> None:
        super().__init__(around, change.stands())
        self._change = change

    def send(self, answer: Answer) -> None:
        use_case, take = partial(self._change.answer, answer), partial(self.answered, answer)
        self.post_message(ChangeAsked(self, "change a password", use_case, take, answer.drop))

    def answered(self, answer: Answer, came: Stands | Problem) -> None:
        """All of it is typed anew, from the first field on."""
        super().answered(answer, came)
        if self.prompt is not None:
            self.set_focus(self.panel.start())

    def look(self) -> Stands | None:
        return self._change.stands()

    def ended(self) -> None:
        self.finish(self._change.receipt)

    def leave(self) -> CleanUp | None:
        super().leave()
        return self._change.end
