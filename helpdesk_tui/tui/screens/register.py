"""Register a method: what the desk asks, prompt after prompt, until it counts or is given up."""

from functools import partial
from typing import ClassVar

from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.registering import Registered, Registering
from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.call_messages import ChangeAsked
from helpdesk_tui.tui.screens.base import CleanUp, Surroundings
from helpdesk_tui.tui.screens.prompting import PromptScreen


class RegisterScreen(PromptScreen[Registered | None]):
    """Ends with the registration whose method counts, or None; what was begun and not confirmed is given
    up."""

    TITLE = of_class("Register a method")
    HELP = of_class(
        "Type what is asked for; nothing counts before it was confirmed. A number or address is read back "
        "first. Whoever photographs a QR code owns that app: show it to the person only. Codes that are "
        "handed out are shown here only, for a while. Esc gives it up: then nothing is registered."
    )
    OVER: ClassVar[str] = of_class("This registration is over. Esc goes back; begin it again there.")
    stands: Registered

    def __init__(self, around: Surroundings, registering: Registering, stands: Registered) -> None:
        super().__init__(around, stands)
        self._registering = registering

    def key_label(self, key_id: str) -> str:
        """Of what counts already nothing can be given up."""
        counts = key_id == "cancel" and self.stands.method is not None
        return _("Close") if counts else super().key_label(key_id)

    def send(self, answer: Answer) -> None:
        use_case = partial(self._registering.answer, self.stands.id, answer)
        take = partial(self.answered, answer)
        self.post_message(ChangeAsked(self, "register a method", use_case, take, answer.drop))

    def look(self) -> Registered | None:
        return self._registering.stands(self.stands.id)

    def ended(self) -> None:
        self.finish(self.stands if self.stands.method else None)

    def leave(self) -> CleanUp | None:
        """What was not confirmed is given up."""
        super().leave()
        return None if self.stands.prompt is None else partial(self._registering.end, self.stands.id)
