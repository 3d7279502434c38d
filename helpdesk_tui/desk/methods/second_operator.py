"""A second operator's approval: asked for at other terminals, or given at this one."""

from helpdesk_tui.desk.approving import against_approver, approval_proof, request_words
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Key, Prompt
from helpdesk_tui.desk.course import Held
from helpdesk_tui.desk.errors import HelpdeskError, NotPermitted
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.operator import Operator
from helpdesk_tui.desk.ports import Attempt
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.verification import is_approved
from helpdesk_tui.secret import Secret

_HELP = (
    "A colleague reads who is to be served, for what and by which proofs, and confirms with login and "
    "password of their own. Both are used once, to ask the directory; nobody stays signed in. It is in the "
    "record under the colleague's name."
)
_FIELDS = (
    Field("login", FieldKind.LOGIN, "Login", help=_HELP),
    Field("password", FieldKind.SECRET, "Password", help=_HELP),
)


class SecondOperator(Dialogue):
    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - the signature of every kind
        here = Prompt(
            "confirm-here",
            "confirms",
            working="Asking the directory …",
            advice=request_words(held.verification, held.account),
            fields=_FIELDS,
        )
        keys = (Key("here", "Confirm here", "lets a colleague confirm here", here),)
        if held.verification.approval_asked_at is not None and not is_approved(held.verification):
            waiting = "Asked for. Waiting for a second operator; the answer shows here by itself."
            return Prompt("wait", "", advice=waiting, keys=keys, waits=True)
        return Prompt(
            "ask",
            "asks the second operators at their own terminals",
            working="Asking …",
            keys=keys,
        )

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        if answer.prompt == "confirm-here":
            return self._confirm_here(held, method, answer.text("login").strip(), answer["password"])
        return self._ask(held)

    def _ask(self, held: Held) -> Held:
        """Put it before the second operators."""
        session, verification = self.course.session, held.verification.id
        self.course.record("approval.asked", held)
        request, now = session.randomness.token(12), session.clock.now()
        if not session.stores.clearances.ask_approval(verification, now, request):
            raise NotPermitted(problem("verification-unknown"))
        return self.course.hold(verification)

    def _confirm_here(self, held: Held, method: Method, login: str, password: Secret) -> Held:
        """Raises as a sign-in does; nobody stays signed in. A wrong password counts as a failed proof: nobody
        tries out a colleague's here."""
        course = self.course
        attempt, _ = course.attempt(held, method)
        approver = self._witness(attempt, login, password)
        why = against_approver(approver, held.verification, held.account, course.session)
        if why:
            course.record("approval.denied", held, approver=approver.id, problem=why.code)
            raise NotPermitted(why)
        about = {"approver": approver.id, "approver_login": approver.login, "here": True}
        course.record("approval.given", held, method, **about)
        return course.proven(held, approval_proof(method, approver.id), None, **about)

    def _witness(self, attempt: Attempt, login: str, password: Secret) -> Operator:
        session = self.course.session
        try:
            approver = session.witness(login, password)
        except HelpdeskError as error:
            if error.problem.code != "wrong-password":
                session.stores.attempts.succeed(attempt)
            raise
        finally:
            password.drop()
        session.stores.attempts.succeed(attempt)
        return approver
