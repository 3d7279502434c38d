"""The use case of proving a caller: open, prove, and at the end a clearance."""

from collections.abc import Callable

from helpdesk_tui.desk import standing, tickets
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.actions import offering
from helpdesk_tui.desk.actions.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.approving import against_approver, approval_proof
from helpdesk_tui.desk.challenges import attested, handed_out, knowledge, oath, sent
from helpdesk_tui.desk.challenges.attested import CallBacks
from helpdesk_tui.desk.challenges.sent import Sent
from helpdesk_tui.desk.clearance import Clearance, VerificationId
from helpdesk_tui.desk.course import Approval, Course, Held, Progress, about, against_held, begun, block_on
from helpdesk_tui.desk.methods import OATH_KINDS, SENT_KINDS, Method, MethodId, MethodKind
from helpdesk_tui.desk.operator import Operator
from helpdesk_tui.desk.ports import Attempt
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.errors import HelpdeskError, NotPermitted, Refused
from helpdesk_tui.secret import Secret

__all__ = ["Approval", "Progress", "Sent", "Verifying"]

_TYPED_KINDS = OATH_KINDS | SENT_KINDS | {MethodKind.RECOVERY_CODE, MethodKind.ACCESS_PASS}
_CALL_BACK = frozenset({MethodKind.CALL_BACK})
_NUMBERS = frozenset({MethodKind.CALL_BACK, MethodKind.SMS})
_QUESTIONS = frozenset({MethodKind.QUESTIONS})


class Verifying:
    """Proves callers for one operator. Methods raise `NotPermitted` or `Refused` with the reason,
    `DirectoryUnreachable` and `StoreUnavailable`; every refusal is in the record first."""

    def __init__(self, session: Session, end_visit: Callable[[AccountId], None]) -> None:
        self._session = session
        self._stores = session.stores
        self._end_visit = end_visit
        self._course = Course(session)
        self._call_backs = CallBacks(self._course)

    # --- beginning and end ----------------------------------------------------------------------------

    def begin(
        self, account_id: AccountId, actions: frozenset[Action] = CALL_ACTIONS, ticket: str = ""
    ) -> Progress:
        """Open a verification for those of `actions` that this operator may do on this account. One at a
        time for each account: another operator's stays (verification-held), one's own is replaced."""
        session, course = self._session, self._course
        account = session.directory.read(account_id)
        if fallen := against_operator(session):
            raise course.denied(account, fallen)
        ticket = tickets.checked(ticket, session.policy.verification)
        permitted = self._permitted(account, actions)
        self._refuse_if_blocked(account)
        made = course.plan(account, permitted)
        if made.lacking:
            raise course.denied(account, made.lacking)
        verification = begun(session, account, permitted, ticket, made)
        holder = self._stores.clearances.open(verification)
        if holder is not None:
            raise course.denied(account, against_held(holder))
        session.recorder.write(
            "verification.begun",
            account,
            verification=verification.id,
            ticket=ticket,
            actions=sorted(permitted),
            offered=[option.method.kind.value for option in made.options if option.usable],
            policy_version=verification.policy_version,
            tier=verification.tier,
            exceptional=verification.exceptional,
        )
        return course.progress(Held(verification, account, made.options))

    def look(self, verification_id: VerificationId) -> Progress:
        """How it stands now; with the clearance, once an approval has completed it."""
        return self._course.progress(self._course.hold(verification_id))

    def cancel(self, verification_id: VerificationId) -> None:
        """End without clearance, also when one came meanwhile; no harm if it is over already."""
        session = self._session
        ended = self._stores.clearances.cancel(verification_id, session.operator.id, session.clock.now())
        if ended is not None:
            session.recorder.write("verification.cancelled", verification=verification_id, **about(ended))

    def end_call(self, account_id: AccountId) -> None:
        """The call is over: what was proven in it clears nothing any more for this operator."""
        self._end_visit(account_id)
        session = self._session
        ended = self._stores.clearances.void(
            account_id, session.clock.now(), session.operator.id, visits=True
        )
        if ended:
            self._session.recorder.write("clearance.ended", account=account_id, count=ended)

    def clearance_for(self, account_id: AccountId, action: Action, ticket: str = "") -> Clearance | None:
        """The clearance in force for this, if the caller was proven a moment ago and for this ticket."""
        standing.demand(self._session)
        found = self._stores.clearances.find(
            self._session.operator.id, account_id, action, self._session.clock.now()
        )
        if found is None or found.policy_version != self._session.policy_version:
            return None
        return found if not ticket or found.ticket == ticket else None

    # --- challenges -----------------------------------------------------------------------------------

    def prove(self, verification_id: VerificationId, method_id: MethodId, typed: Secret) -> Progress:
        """Check a code that the caller said. A malformed one costs no attempt."""
        held = self._course.hold(verification_id)
        method = self._course.usable(held, method_id, _TYPED_KINDS)
        if method.kind in OATH_KINDS:
            return oath.prove(self._course, held, method, typed)
        if method.kind in SENT_KINDS:
            return sent.prove(self._course, held, method, typed)
        if method.kind is MethodKind.ACCESS_PASS:
            return handed_out.prove_pass(self._course, held, method, typed)
        return handed_out.prove_recovery_code(self._course, held, method, typed)

    def resync(
        self, verification_id: VerificationId, method_id: MethodId, first: Secret, second: Secret
    ) -> Progress:
        """Two codes in a row of an app or token that is out of step: the proof, and it is in step again."""
        held = self._course.hold(verification_id)
        method = self._course.usable(held, method_id, OATH_KINDS)
        return oath.resync(self._course, held, method, first, second)

    def send(self, verification_id: VerificationId, method_id: MethodId) -> Sent:
        """Send a code by SMS or mail, to the manager too; again: the earlier one stops working."""
        held = self._course.hold(verification_id)
        return sent.send(self._course, held, self._course.usable(held, method_id, SENT_KINDS))

    def state_number(self, verification_id: VerificationId, method_id: MethodId, stated: str) -> Progress:
        """The number that the caller says is theirs; a wrong one is a failed attempt."""
        held = self._course.hold(verification_id)
        return attested.state_number(
            self._course, held, self._course.usable(held, method_id, _NUMBERS), stated
        )

    def number_to_dial(self, verification_id: VerificationId, method_id: MethodId) -> str:
        """The number on record, for a call-back. Recorded; it is the operator's to dial, not to read out."""
        held = self._course.hold(verification_id)
        return self._call_backs.number(held, self._course.usable(held, method_id, _CALL_BACK))

    def attest(self, verification_id: VerificationId, method_id: MethodId, confirmed: bool) -> Progress:
        """The operator's word on a call-back that was dialled: the person answered and confirmed, or not."""
        held = self._course.hold(verification_id)
        return self._call_backs.attest(held, self._course.usable(held, method_id, _CALL_BACK), confirmed)

    def attest_in_person(
        self, verification_id: VerificationId, method_id: MethodId, document: str
    ) -> Progress:
        """The person is here and shows a `document` of a kind that policy names."""
        held = self._course.hold(verification_id)
        method = self._course.usable(held, method_id, frozenset({MethodKind.IN_PERSON}))
        return attested.in_person(self._course, held, method, document)

    def questions(self, verification_id: VerificationId, method_id: MethodId) -> tuple[str, ...]:
        """The security questions drawn for this verification."""
        held = self._course.hold(verification_id)
        return knowledge.drawn(self._course, held, self._course.usable(held, method_id, _QUESTIONS))

    def answer(
        self, verification_id: VerificationId, method_id: MethodId, answers: tuple[Secret, ...]
    ) -> Progress:
        """All of the drawn questions, in their order."""
        held = self._course.hold(verification_id)
        method = self._course.usable(held, method_id, _QUESTIONS)
        return knowledge.answer(self._course, held, method, answers)

    # --- the second operator --------------------------------------------------------------------------

    def ask_approval(self, verification_id: VerificationId) -> Progress:
        """Put it before the second operators, who see it at their own terminals."""
        held = self._course.hold(verification_id)
        self._second_operator(held)
        self._course.record("approval.asked", held)
        request, now = self._session.chance.token(12), self._session.clock.now()
        if not self._stores.clearances.ask_approval(verification_id, now, request):
            raise NotPermitted(problem("verification-unknown"))
        return self.look(verification_id)

    def approve_here(self, verification_id: VerificationId, login: str, password: Secret) -> Progress:
        """A second operator confirms at this terminal, with login and password of their own. Raises as a
        sign-in does; nobody stays signed in. A wrong password counts as a failed proof: nobody tries out a
        colleague's here."""
        held = self._course.hold(verification_id)
        method = self._second_operator(held)
        attempt, _ = self._course.attempt(held, method)
        approver = self._witness(attempt, login, password)
        why = against_approver(approver, held.verification, held.account, self._session)
        if why:
            self._course.record("approval.denied", held, approver=approver.id, problem=why.code)
            raise NotPermitted(why)
        about = {"approver": approver.id, "approver_login": approver.login, "here": True}
        self._course.record("approval.given", held, method, **about)
        return self._course.proven(held, approval_proof(method, approver.id), None, **about)

    def _witness(self, attempt: Attempt, login: str, password: Secret) -> Operator:
        try:
            approver = self._session.witness(login, password)
        except HelpdeskError as error:
            if error.problem.code != "wrong-password":
                self._stores.attempts.succeed(attempt)
            raise
        self._stores.attempts.succeed(attempt)
        return approver

    def _second_operator(self, held: Held) -> Method:
        for option in held.options:
            if option.method.kind is MethodKind.SECOND_OPERATOR and not option.why_not:
                return self._course.usable(held, option.method.id, frozenset({MethodKind.SECOND_OPERATOR}))
        raise Refused(problem("method-not-offered"))

    # --- refusals -----------------------------------------------------------------------------------

    def _permitted(self, account: Account, actions: frozenset[Action]) -> frozenset[Action]:
        """Nobody is asked for a proof where none of them can be done. What only this moment stands against is
        cleared too: the account may be locked by the end of the call."""
        session = self._session
        barred = {each: offering.forbidden(session, account, each) for each in Action if each in actions}
        reasons = [found or offering.impossible(session, account, each) for each, found in barred.items()]
        if all(reasons):
            raise self._course.denied(account, reasons[0][0])
        return frozenset(action for action, found in barred.items() if not found)

    def _refuse_if_blocked(self, account: Account) -> None:
        if blocked := block_on(self._session, account.id):
            raise self._course.denied(account, blocked)
