"""The operator proves to be that person: at the sign-in, or before an approval."""

from typing import ClassVar

from textual import work

from helpdesk_tui.console import DemoGuide
from helpdesk_tui.desk.conversation.prompt import Answer, FieldKind
from helpdesk_tui.desk.conversation.talk import Stands, Talk
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.screens.base import CleanUp
from helpdesk_tui.tui.screens.prompting import AnswerTaken, PromptScreen
from helpdesk_tui.tui.widgets.context_bar import Context


class ProveYourselfScreen(PromptScreen[bool]):
    """Ends with True, once nothing more is asked; given up, the conversation is ended."""

    TITLE = "Second factor"
    HELP = (
        "Your password alone opens nothing here. Type what your own app, token or sheet shows; a wrong code "
        "counts, a malformed one does not. Who has lost it, or has none yet, registers an app here, once "
        "supervisors have confirmed who that is: each types login, password and code of their own."
    )
    SAYS: ClassVar[str] = "your app shows"
    OVER: ClassVar[str] = "This is over. Esc goes back; begin again there."
    stands: Stands

    def __init__(
        self, context: Context, talk: Talk, *, visible_seconds: int, clock: Clock, demo: DemoGuide | None
    ) -> None:
        super().__init__(context, talk.stands(), visible_seconds=visible_seconds, clock=clock, demo=demo)
        self._talk = talk

    @property
    def takes_typed_ahead(self) -> bool:  # type: ignore[override]  # it depends on what is asked
        """A code that was typed behind the password is meant for this; nothing else is."""
        fields = self.prompt.fields if self.prompt else ()
        return [each.kind for each in fields] == [FieldKind.CODE]

    def send(self, answer: Answer) -> None:
        self._ask(answer)

    @work(group="prove-yourself", description="prove oneself", exit_on_error=False, exclusive=True)
    async def _ask(self, answer: Answer) -> None:
        self.post_message(AnswerTaken(answer, await ask(self._talk.answer, answer)))

    def look(self) -> Stands | None:
        return self._talk.stands()

    def ended(self) -> None:
        self.finish(self.stands.prompt is None)

    def leave(self) -> CleanUp | None:
        super().leave()
        return None if self.stands.prompt is None else self._talk.end
