"""The number that the caller says is theirs, where policy wants to hear it before anything rests on it."""

from helpdesk_tui.desk import contacts
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Prompt
from helpdesk_tui.desk.course import Held
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import N_

_HELP = N_(
    "The full number that the caller says, in any spelling. It is compared with the one on record, which "
    "stays hidden; a wrong one counts as a failed proof. Do not help with a single digit."
)
_PROMPT = Prompt(
    "state-number",
    N_("compares it"),
    working=N_("Comparing …"),
    advice=N_("Ask the caller for the full number and type it. Do not help."),
    fields=(Field("number", FieldKind.PHONE, N_("Number"), help=_HELP),),
)


class OnceStated(Dialogue):
    """A kind that rests on a number: the caller may have to say it first."""

    _stated = False

    def number_prompt(self) -> Prompt | None:
        """None where the number need not be said, or was."""
        wanted = self.course.session.policy.verification.contacts.caller_states_number
        return _PROMPT if wanted and not self._stated and not self.course.is_own else None

    def compare_number(self, held: Held, method: Method, answer: Answer) -> Held:
        """With the number on record, which stays hidden."""
        course, stated = self.course, answer.text("number")
        session, region = course.session, course.session.policy.phone_region
        on_file = contacts.destination(method, held.account, session.stores, region)
        if contacts.dialable(stated, region) is None:
            raise Refused(problem("number-malformed"))
        attempt, left = course.attempt(held, method)
        if on_file is None or not contacts.same_number(stated, on_file, region):
            raise course.failed(held, method, problem("number-differs", left=left))
        session.stores.attempts.succeed(attempt)
        course.record("verification.number-stated", held, method)
        self._stated = True
        return held
