"""Secrets that were handed out once: recovery codes and access passes."""

from helpdesk_tui.desk import codes
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Prompt
from helpdesk_tui.desk.course import Held
from helpdesk_tui.desk.methods import Method
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import Refused

_HELP = (
    "As the caller reads it out; blanks and case do not matter. A wrong one counts as a failed proof, a "
    "malformed one does not."
)


class RecoveryCode(Dialogue):
    """One of the person's recovery codes, by its number."""

    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - as every kind
        return Prompt(
            "code",
            "checks it",
            advice="Ask for an unused recovery code, with its number.",
            fields=(Field("code", FieldKind.CODE, "Recovery code", help=_HELP, lasting=True),),
        )

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        course, methods = self.course, self.course.session.stores.methods
        parsed = codes.parse_recovery_code(answer["code"])
        if parsed is None:
            raise Refused(problem("recovery-code-malformed", form=codes.RECOVERY_FORM))
        attempt, left = course.attempt(held, method)
        number, code = parsed
        if not methods.use_recovery_code(method.id, number, code, course.session.clock.now()):
            raise course.failed(held, method, problem("code-wrong", left=left))
        return course.proven(held, method, attempt, short=codes.is_earlier_recovery_code(code))


class AccessPass(Dialogue):
    """The pass that the person was given."""

    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - as every kind
        return Prompt(
            "code",
            "checks it",
            advice="Ask for the access pass that the person was given.",
            fields=(Field("code", FieldKind.CODE, "Access pass", help=_HELP, lasting=True),),
        )

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        course = self.course
        code = codes.parse_pass(answer["code"])
        if code is None:
            raise Refused(problem("pass-malformed"))
        attempt, left = course.attempt(held, method)
        if not course.session.stores.methods.use_pass(method.id, code, course.session.clock.now()):
            raise course.failed(held, method, problem("pass-wrong", left=left))
        return course.proven(held, method, attempt)
