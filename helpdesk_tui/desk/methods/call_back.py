"""A call back to the number on record: one call, one answer."""

from helpdesk_tui.desk import contacts
from helpdesk_tui.desk.conversation.prompt import Answer, Choice, Field, FieldKind, Prompt, Shown
from helpdesk_tui.desk.course import Held
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.methods.new_contact import NewContact
from helpdesk_tui.desk.methods.stated_number import OnceStated
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.registration.changes import Visit
from helpdesk_tui.language import N_, _

_HELP = N_(
    "'Reached and confirmed' is your word that the person answered and confirmed the request; it is in the "
    "record under your name. 'Not reached' is recorded and counts against nobody."
)


def _called(number: str, advice: str, help_text: str, confirmed: str) -> Prompt:
    """What came of a call to this number."""
    choices = (Choice("not-reached", _("Not reached")), Choice("confirmed", confirmed))
    return Prompt(
        "called",
        _("records what you chose"),
        working=_("Recording …"),
        advice=advice,
        fields=(Field("outcome", FieldKind.CHOICE, N_("Outcome"), help=help_text, choices=choices),),
        shows=(Shown(N_("Dial"), number),),
    )


class CallBack(OnceStated):
    """The number is shown to the operator, who dials it and says what came of it."""

    _number = ""  # that is being dialled

    def prompt(self, held: Held, method: Method) -> Prompt:
        if asks_number := self.number_prompt():
            return asks_number
        if not self._number:
            advice = _("Hang up, then call the number on record, {detail}.", detail=method.detail)
            return Prompt(
                "show-number", _("shows it to you"), working=_("Looking up the number …"), advice=advice
            )
        name = held.account.name or held.account.login
        advice = _("Do not read it out. Ask for {name}, and whether they asked for this change.", name=name)
        return _called(self._number, advice, _HELP, _("Reached and confirmed"))

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        if answer.prompt == "state-number":
            return self.compare_number(held, method, answer)
        if answer.prompt == "show-number":
            return self._show(held, method)
        return self._attest(held, method, confirmed=answer.text("outcome") == "confirmed")

    def _show(self, held: Held, method: Method) -> Held:
        """In international form, and recorded: it is the operator's to dial, not to read out."""
        session = self.course.session
        number = contacts.destination(method, held.account, session.stores, session.policy.phone_region)
        shown = contacts.dialable(number, session.policy.phone_region) if number else None
        if shown is None:
            raise Refused(problem("method-not-offered"))
        self.course.record("verification.number-shown", held, method, which=method.label)
        self._number = shown
        return held

    def _attest(self, held: Held, method: Method, *, confirmed: bool) -> Held:
        """One call, one answer: a store that fails before the answer counts leaves it to be given again."""
        if not confirmed:  # nobody guessed anything: so it counts against nobody
            why = self.course.failed(held, method, problem("call-back-failed"))
            self._number = ""
            raise why
        attempt, _left = self.course.attempt(held, method)
        self._number = ""
        return self.course.proven(held, method, attempt)


# --- registering --------------------------------------------------------------------------------------

_REACHED_HELP = N_(
    "Dial the number yourself. 'Reached' is your word that the person answered there; it is in the record "
    "under your name. 'Not reached' leaves the number out; you can call again."
)


class NewNumber(NewContact):
    """A number to call; it counts when the person answered there."""

    how = N_("a number, called now")
    goes_on = N_("goes on to the call")

    def prompt(self) -> Prompt | None:
        if self.method is not None:
            return None
        if self.pending is None:
            return self.address_prompt()
        name = self.account.name or self.account.login
        words = _(
            "Call it and ask for {name}. Who answers there must be the person whom you verified.", name=name
        )
        advice = f"{self.unsure()} {words}".lstrip()
        return _called(self.shown_whole(), advice, _REACHED_HELP, _("Reached"))

    def answer(self, visit: Visit, answer: Answer) -> None:
        if self.pending is None:
            self.take_address(visit, answer)
            self.pending = self.put_in_wait(visit)
        elif answer.text("outcome") == "confirmed":
            self.count(visit, self.pending)
        else:
            raise self.visits.failed(visit, problem("call-back-failed"))
