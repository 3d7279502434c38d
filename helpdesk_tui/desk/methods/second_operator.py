"""A second operator's approval: asked for at other terminals, or given at this one."""

from dataclasses import replace

from helpdesk_tui.desk.approving import against_approver, request_words
from helpdesk_tui.desk.conversation.prompt import Answer, Key, Prompt
from helpdesk_tui.desk.course import Course, Held
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.methods.colleague import Colleague, sign_in_fields
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.operator import Operator
from helpdesk_tui.desk.policy import SecondFactor
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.second_factor import touches_guard
from helpdesk_tui.desk.verification import approval_id, is_approved
from helpdesk_tui.language import N_, _
from helpdesk_tui.secret import Secret

_HELP = N_(
    "A colleague reads who is to be served, for what and by which proofs, and confirms with login and "
    "password of their own, and with the second factor where one is asked for. They are used once; nobody "
    "stays signed in. It is in the record under the colleague's name."
)
_FIELDS = sign_in_fields(_HELP)


class SecondOperator(Dialogue):
    def __init__(self, course: Course) -> None:
        super().__init__(course)
        self._colleague = Colleague(course.session, lacks="approver-without-factor")

    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - the signature of every kind
        if asked := self._colleague.prompt():
            return asked
        here = Prompt(
            "confirm-here",
            N_("confirms"),
            working=_("Asking the directory …"),
            advice=request_words(held.verification, held.account),
            fields=_FIELDS,
        )
        keys = (Key("here", _("Confirm here"), _("lets a colleague confirm here"), here),)
        if held.verification.approval_asked_at is not None and not is_approved(held.verification):
            waiting = _("Asked for. Waiting for a second operator; the answer shows here by itself.")
            return Prompt("wait", "", advice=waiting, keys=keys, waits=True)
        return Prompt(
            "ask",
            _("asks the second operators at their own terminals"),
            working=_("Asking …"),
            keys=keys,
        )

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        if self._colleague.is_here:
            proven = self._colleague.answer(answer)
            return self._given(held, method, proven[0].operator, proven[1].kind.value) if proven else held
        if answer.prompt == "confirm-here":
            return self._confirm_here(held, method, answer.text("login"), answer["password"])
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
        """Raises as a sign-in does. A wrong password counts as a failed proof."""
        attempt, _left = self.course.attempt(held, method)
        who = self._colleague.witness(attempt, login, password)
        self._demand_fit(held, who.operator)
        rule = self.course.session.policy.operators.second_factor
        guard = touches_guard(self.course.session, held.account, held.verification.actions)
        needed = rule is SecondFactor.REQUIRED or guard
        if rule is not SecondFactor.OFF and self._colleague.demand_factor(who, needed=needed, old=guard):
            return held
        return self._given(held, method, who.operator)

    def _given(self, held: Held, method: Method, approver: Operator, factor: str = "") -> Held:
        self._demand_fit(held, approver)
        about = {"approver": approver.id, "approver_login": approver.login, "here": True}
        by = {"second_factor": factor} if factor else {}
        self.course.record("approval.given", held, method, **about, **by)
        proof = replace(method, id=approval_id(method.id, approver.id))
        return self.course.proven(held, proof, None, **about)

    def _demand_fit(self, held: Held, approver: Operator) -> None:
        """Raises `NotPermitted`, also for what changed while the second factor was asked for."""
        why = against_approver(approver, held.verification, held.account, self.course.session)
        if why:
            self.course.record("approval.denied", held, approver=approver.id, problem=why.code)
            raise NotPermitted(why)
