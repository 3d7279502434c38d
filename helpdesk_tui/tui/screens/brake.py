"""The brake: a reason, a second operator's yes where it takes one, and the account is disabled."""

from functools import partial
from typing import ClassVar

from helpdesk_tui.desk.brake_agreement import Agreement
from helpdesk_tui.desk.conversation.prompt import Answer, FieldKind
from helpdesk_tui.desk.conversation.talk import Stands
from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.call_messages import BrakeAgreed
from helpdesk_tui.tui.screens.base import CleanUp, Surroundings
from helpdesk_tui.tui.screens.prompting import PromptScreen


class BrakeScreen(PromptScreen[None]):
    """Stays until the write has its outcome; what is not used of the agreement ends with it."""

    TITLE = of_class("Disable at once")
    HELP = of_class(
        "For an account under attack: it is disabled at once, and no caller is proven. Nothing but that is "
        "done here. Say what you saw: the reason is in the record, with your name. An operator needs a "
        "second one, who confirms here with login and password. Only a supervisor enables the account again."
    )
    SAYS: ClassVar[str] = of_class("Demo: the login of a colleague, and the password too, is {said}")
    OVER: ClassVar[str] = of_class("This is over. Esc goes back.")
    takes_typed_ahead = False

    def __init__(self, around: Surroundings, agreement: Agreement) -> None:
        super().__init__(around, agreement.stands())
        self._agreement = agreement

    def send(self, answer: Answer) -> None:
        use_case = partial(self._agreement.answer, answer)
        self.ask_desk("brake", "say yes to a brake", use_case, partial(self.answered, answer))

    def look(self) -> Stands | None:
        return self._agreement.stands()

    def ended(self) -> None:
        """Once: from here to the outcome no key of this screen does anything."""
        if self.stands.prompt is None:
            self.busy = _("Writing … please wait for the result.")
            self.draw()
            self.post_message(BrakeAgreed(self.stands.account, self._agreement))
        else:
            self.finish(None)

    @property
    def reads_out(self) -> bool:
        fields = self.prompt.fields if self.prompt else ()
        return any(each.kind is FieldKind.LOGIN for each in fields)

    def leave(self) -> CleanUp | None:
        super().leave()
        return self._agreement.end
