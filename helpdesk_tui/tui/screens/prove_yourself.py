"""The operator proves to be that person: at the sign-in, or before an approval."""

from functools import partial
from typing import ClassVar

from helpdesk_tui.desk.conversation.prompt import Answer, FieldKind
from helpdesk_tui.desk.conversation.talk import Stands, Talk
from helpdesk_tui.language import of_class
from helpdesk_tui.tui.screens.base import CleanUp, Surroundings
from helpdesk_tui.tui.screens.prompting import PromptScreen


class ProveYourselfScreen(PromptScreen[bool]):
    """Ends with True, once nothing more is asked; given up, the conversation is ended."""

    TITLE = of_class("Second factor")
    HELP = of_class(
        "Your password alone opens nothing here. Type what your own app, token or sheet shows; a wrong code "
        "counts, a malformed one does not. Who has lost it, or has none yet, registers an app here, once "
        "supervisors have confirmed who that is: each types login, password and code of their own."
    )
    SAYS: ClassVar[str] = of_class("Demo: your app shows {said}")
    OVER: ClassVar[str] = of_class("This is over. Esc goes back; begin again there.")
    is_of_sign_in = True
    stands: Stands

    def __init__(self, around: Surroundings, talk: Talk) -> None:
        super().__init__(around, talk.stands())
        self._talk = talk

    @property
    def takes_typed_ahead(self) -> bool:  # type: ignore[override]  # it depends on what is asked
        """A code that was typed behind the password is meant for this; nothing else is."""
        fields = self.prompt.fields if self.prompt else ()
        return [each.kind for each in fields] == [FieldKind.CODE]

    def send(self, answer: Answer) -> None:
        use_case = partial(self._talk.answer, answer)
        self.ask_desk("prove-yourself", "prove oneself", use_case, partial(self.answered, answer))

    def look(self) -> Stands | None:
        return self._talk.stands()

    def ended(self) -> None:
        self.finish(self.stands.prompt is None)

    def leave(self) -> CleanUp | None:
        super().leave()
        return None if self.stands.prompt is None else self._talk.end
