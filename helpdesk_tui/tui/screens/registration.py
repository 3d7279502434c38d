"""What the screens of a registration have in common: something is begun, then confirmed, or given up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from helpdesk_tui.console import DemoGuide
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.effect import KEEPS_WORDS
from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.registration import Enrolment, Registration
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import ChangeAsked
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen
from helpdesk_tui.tui.visit import OVER
from helpdesk_tui.tui.widgets.context_bar import Context
from helpdesk_tui.tui.widgets.fields import Field
from helpdesk_tui.tui.widgets.heading import Heading
from helpdesk_tui.tui.widgets.words import Words

_TICK = 15.0  # seconds between looks at what the demo's caller says: an app's code changes
_ENDED = OVER | {
    "registration-expired",
    "account-blocked",
    "operator-blocked",
    "token-taken",
    "method-unknown",
}


@dataclass(frozen=True)
class Sitting:
    """Whose method is registered, by which clearance, under which policy."""

    registration: Registration
    account: Account
    clearance: ClearanceId
    policy: DeskPolicy
    clock: Clock
    demo: DemoGuide | None


@dataclass
class Begun(Message):
    """Something waits to be confirmed, or could not be begun; or its code was sent once more."""

    answer: Enrolment | Problem


@dataclass
class Confirmed(Message):
    """The method counts, or why it does not."""

    answer: Method | Problem


@dataclass
class PersonAsked(Message):
    """The demo's person answered."""

    said: str | None


class RegistrationScreen(DeskScreen[Method | None]):
    """Ends with the method that counts, or None; what was begun and not confirmed is given up. Subclasses
    have `draw()`, which shows how it stands, and `go()` for Enter."""

    HELP = "Enter goes on with what is typed. Esc gives it up: then nothing is registered."
    takes_typed_ahead = False
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("enrol.go", "go"),
        bind("next-field", "app.focus_next", show=False),
        bind("cancel", "cancel"),
    ]

    def __init__(self, context: Context, sitting: Sitting) -> None:
        super().__init__(context)
        self.sitting = sitting
        self.enrolment: Enrolment | None = None
        self.busy = ""  # what is waited for
        self.over = False  # nothing can be confirmed any more
        self._typed: tuple[Secret, ...] = ()
        self._counts = False

    def heading(self, words: str) -> ComposeResult:
        yield Heading(words, self.sitting.account)

    def on_mount(self) -> None:
        self.set_interval(_TICK, self.look_at_person)
        self.draw()

    def draw(self) -> None:
        raise NotImplementedError

    def go(self) -> None:
        raise NotImplementedError

    @property
    def asked_of_person(self) -> MethodKind | None:
        """What the person reads out now, if anything."""
        return self.enrolment.kind if self.enrolment is not None and not self.over else None

    @property
    def is_waiting(self) -> bool:
        return bool(self.busy)

    # --- keys ---------------------------------------------------------------------------------------

    def action_go(self) -> None:
        if not self.busy and not self.over:
            self.go()

    def action_cancel(self) -> None:
        """Not while the desk is asked: what it answers decides whether there is something to give up."""
        if not self.busy:
            self.finish(None)

    # --- asking the desk ----------------------------------------------------------------------------

    def ask_desk(
        self,
        words: str,
        description: str,
        use_case: Callable[[], object],
        answered: Callable[[Any], Message],
        too_late: Callable[[Any], None] | None = None,
    ) -> None:
        """`words` say what is waited for."""
        self.busy = words
        self.show_problem(None)
        self.draw()
        self.post_message(ChangeAsked(self, description, use_case, answered, too_late))

    def begin(self, words: str, use_case: Callable[[], Enrolment]) -> None:
        registration = self.sitting.registration
        self.ask_desk(words, "begin a registration", use_case, Begun, registration.abandon)

    def confirm(self, *typed: Secret) -> None:
        """Check the code, or two in a row."""
        enrolment = self.enrolment
        if enrolment is not None:
            self._typed = typed
            activate = self.sitting.registration.activate
            self.ask_desk(
                "Checking …", "confirm a registration", lambda: activate(enrolment, *typed), Confirmed
            )

    def taken(self, *fields: Field) -> tuple[str, ...] | None:
        """What stands in the fields; None, with the focus on the first empty one, while one is empty."""
        empty = next((each for each in fields if not each.value.strip()), None)
        if empty is not None:
            self.set_focus(empty)
            return None
        return tuple(each.value for each in fields)

    # --- answers ------------------------------------------------------------------------------------

    def on_begun(self, event: Begun) -> None:
        event.stop()
        self.busy = ""
        if isinstance(event.answer, Problem):
            self.refused(event.answer)
            return
        self.enrolment = event.answer
        self.draw()
        self.look_at_person()

    def on_confirmed(self, event: Confirmed) -> None:
        event.stop()
        self.busy = ""
        typed, self._typed = self._typed, ()
        if isinstance(event.answer, Problem):
            mendable = event.answer.effect in KEEPS_WORDS
            self.refused(event.answer, typed if mendable else ())
        else:
            self._counts = True
            self.finish(event.answer)
        for each in typed:
            each.drop()

    def refused(self, why: Problem, typed: tuple[Secret, ...] = ()) -> None:
        """`typed` comes back to be mended."""
        self.show_problem(why)
        self.over = why.code in _ENDED
        for field, value in zip(self.code_fields(), typed, strict=False):
            field.value = value.reveal()
            field.cursor_position = len(field.value)
        self.draw()

    def code_fields(self) -> list[Field]:
        """Where codes are typed."""
        return [each for each in self.query(Field) if each.has_class("code") and each.display]

    # --- the demo's person --------------------------------------------------------------------------

    def look_at_person(self) -> None:
        demo, kind = self.sitting.demo, self.asked_of_person
        if demo is not None and kind is not None:
            self._ask_person(demo, kind)

    @work(group="person", description="ask the demo's person", exit_on_error=False, exclusive=True)
    async def _ask_person(self, demo: DemoGuide, kind: MethodKind) -> None:
        said = await ask(demo.caller_says, self.sitting.account.id, kind)
        self.post_message(PersonAsked(said if isinstance(said, str) else None))

    def on_person_asked(self, event: PersonAsked) -> None:
        event.stop()
        said = event.said if self.asked_of_person is not None else None
        self.query_one("#caller", Words).show(f"Demo: the person says {said}" if said else "")

    # --- the end ------------------------------------------------------------------------------------

    def forget(self) -> None:
        """Every field is emptied, and secrets are gone."""
        for each in self.query(Field):
            each.clear()
        if self.enrolment is not None:
            for secret in (self.enrolment.uri, self.enrolment.key):
                if secret is not None:
                    secret.drop()

    def leave(self) -> CleanUp | None:
        self.forget()
        enrolment = self.enrolment
        if enrolment is None or self._counts:
            return None
        return lambda: self.sitting.registration.abandon(enrolment)
