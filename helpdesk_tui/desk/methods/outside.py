"""Codes that a service outside checks, such as RADIUS: of a token that people carry already.

The service says yes, no, or asks for more. Each answer counts as failed until its yes: a service that answers
a wrong code with a further question lets nobody guess for nothing. Where it gives no answer, nobody said that
the code is wrong, and nothing is counted.
"""

from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Key, Prompt
from helpdesk_tui.desk.course import Held
from helpdesk_tui.desk.errors import HelpdeskError, NotPermitted, Refused
from helpdesk_tui.desk.method import FACTS, Method
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.ports import Attempt, Challenged, Checked, Rejected
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.services import SERVICES, is_code
from helpdesk_tui.language import N_, _
from helpdesk_tui.secret import Secret

MOST_QUESTIONS = 5  # of the service, in a row

_HELP = N_(
    "The code of the token as the caller reads it out; blanks do not matter. The service that knows the "
    "token checks it. A wrong one counts as a failed proof; where it does not answer, nothing is counted."
)
_FURTHER_HELP = N_("The words above are the service's. Ask the caller, and type the answer.")
_ANEW = Key("again", N_("Begin anew"), N_("begins anew, with a code"))


class OutsideCode(Dialogue):
    """First the code, then whatever the service asks."""

    _asked: Challenged | None = None
    _undecided: tuple[Attempt, ...] = ()  # of answers to which the service said neither yes nor no

    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - the signature of every kind
        service, asked = SERVICES[method.kind], self._asked
        if asked is None:
            return Prompt(
                "code",
                _("has {service} check it", service=service),
                working=_("Asking {service} …", service=service),
                advice=_("Ask for the code that the token shows now."),
                fields=(Field("code", FieldKind.CODE, FACTS[method.kind].label, help=_HELP),),
            )
        label = _("Answer, or nothing once it is confirmed") if asked.elsewhere else _("Answer")
        field = Field("code", FieldKind.CODE, label, help=_FURTHER_HELP, optional=asked.elsewhere)
        return Prompt(
            f"further-{len(self._undecided)}",
            _("sends it"),
            working=_("Asking {service} …", service=service),
            advice=_('{service} asks: "{asked}".', service=service, asked=asked.words)
            if asked.words
            else _("{service} asks for more.", service=service),
            fields=(field,),
            keys=(_ANEW,),
        )

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        if answer.key:
            self._forget()
            return held
        code = self._typed(answer)
        attempt, left = self.course.attempt(held, method)
        found = self._check(held, method, code, attempt)
        if isinstance(found, Rejected):
            raise self._failed(held, method, "verifier-rejected", left, found.words)
        if isinstance(found, Challenged):
            return self._ask_further(held, method, found, attempt)
        return self._prove(held, method, code, attempt, left)

    def _typed(self, answer: Answer) -> Secret:
        """Raises `Refused` for what is no code. The answer to a question may be several words."""
        typed = answer.text("code").strip()
        code = typed if self._asked else "".join(typed.split())
        may_be_empty = self._asked is not None and self._asked.elsewhere
        if not is_code(code) or not (code or may_be_empty):
            raise Refused(problem("verifier-code-malformed"))
        return Secret(code)

    def _check(self, held: Held, method: Method, code: Secret, attempt: Attempt) -> Checked:
        verifier = self.course.session.verifiers[method.kind]
        continuation = self._asked.continuation if self._asked else None
        self.course.session.stores.commit()  # the try is counted before anybody says whether it is right
        try:
            return verifier.check(verifier.login_of(held.account), code, continuation)
        except HelpdeskError as error:
            self.course.session.stores.attempts.succeed(attempt)
            self.course.record("verification.unanswered", held, method, problem=error.problem.code)
            raise

    def _ask_further(self, held: Held, method: Method, asked: Challenged, attempt: Attempt) -> Held:
        self._undecided = (*self._undecided, attempt)
        if len(self._undecided) > MOST_QUESTIONS:
            raise self._failed(held, method, "verifier-asks-on")
        self._asked = asked
        self.course.record("verification.asked-further", held, method)
        return held

    def _prove(self, held: Held, method: Method, code: Secret, attempt: Attempt, left: int) -> Held:
        """A code that was enough by itself works once here, whatever the service thinks of it; what it asked
        further is its own, and good for that question alone."""
        attempts = self.course.session.stores.attempts
        if self._asked is None and not attempts.spend(attempt, method.id, code):
            raise self._failed(held, method, "verifier-code-used", left)
        undecided = self._undecided
        self._forget()
        grown = self.course.proven(held, method, attempt)
        for each in undecided:
            attempts.succeed(each)
        return grown

    def _failed(self, held: Held, method: Method, code: str, left: int = 0, words: str = "") -> NotPermitted:
        self._forget()
        why = problem(code, service=SERVICES[method.kind], left=left, detail=words)
        return self.course.failed(held, method, why)

    def _forget(self) -> None:
        self._asked, self._undecided = None, ()
