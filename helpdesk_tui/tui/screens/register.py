"""Register a method: what the desk asks, prompt after prompt, until it counts or is given up."""

from typing import Any, ClassVar

from textual.message import Message

from helpdesk_tui.console import DemoGuide
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.registering import Registered, Registering
from helpdesk_tui.tui.messages import ChangeAsked
from helpdesk_tui.tui.screens.base import CleanUp
from helpdesk_tui.tui.screens.prompting import AnswerTaken, PromptScreen
from helpdesk_tui.tui.widgets.context_bar import Context


class RegisterScreen(PromptScreen[Registered | None]):
    """Ends with the registration whose method counts, or None; what was begun and not confirmed is given
    up."""

    TITLE = "Register a method"
    HELP = (
        "Type what is asked for; nothing counts before it was confirmed. A number or address is read back "
        "first. Whoever photographs a QR code owns that app: show it to the person only. Codes that are "
        "handed out are shown here only, for a while, with F2. Esc gives it up: then nothing is registered."
    )
    OVER: ClassVar[str] = "This registration is over. Esc goes back; begin it again there."
    stands: Registered

    def __init__(
        self,
        context: Context,
        registering: Registering,
        stands: Registered,
        *,
        visible_seconds: int,
        clock: Clock,
        demo: DemoGuide | None,
    ) -> None:
        super().__init__(context, stands, visible_seconds=visible_seconds, clock=clock, demo=demo)
        self._registering = registering

    def key_label(self, key_id: str) -> str:
        """Of what counts already nothing can be given up."""
        counts = key_id == "cancel" and self.stands.method is not None
        return "Close" if counts else super().key_label(key_id)

    def send(self, answer: Answer) -> None:
        registration = self.stands.id

        def answered(came: Any) -> Message:
            return AnswerTaken(answer, came)

        use_case = self._registering.answer
        self.post_message(
            ChangeAsked(
                self, "register a method", lambda: use_case(registration, answer), answered, answer.drop
            )
        )

    def look(self) -> Registered | None:
        return self._registering.stands(self.stands.id)

    def ended(self) -> None:
        self.finish(self.stands if self.stands.method else None)

    def leave(self) -> CleanUp | None:
        """What was not confirmed is given up."""
        super().leave()
        registration = self.stands.id
        if self.stands.prompt is None:
            return None
        return lambda: self._registering.end(registration)
