"""The use case of proving a caller: open, prove, and at the end a clearance."""

from collections.abc import Callable
from contextlib import suppress

from helpdesk_tui.desk import offering, standing, tickets
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.clearance import Clearance, VerificationId
from helpdesk_tui.desk.conversation.prompt import Answer, checked
from helpdesk_tui.desk.course import Approval, Course, Held, Progress, against_held, block_on
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.method import Method, MethodId
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.methods.registry import DIALOGUES
from helpdesk_tui.desk.planning import begun
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.desk.verification import marked

__all__ = ["Approval", "Progress", "Verifying"]


class Verifying:
    """Proves callers for one operator. Methods raise `NotPermitted` or `Refused` with the reason,
    `DirectoryUnreachable` and `StoreUnavailable`; every refusal is in the record first."""

    def __init__(self, session: Session, end_visit: Callable[[AccountId], None]) -> None:
        self._session = session
        self._stores = session.stores
        self._end_visit = end_visit
        self._course = Course(session)
        self._dialogues_of: VerificationId | None = None
        self._dialogues: dict[MethodId, Dialogue] = {}
        self._calls: set[AccountId] = set()  # whose caller was, or is being, proven here

    # --- beginning and end ----------------------------------------------------------------------------

    def begin(
        self, account_id: AccountId, actions: frozenset[Action] = CALL_ACTIONS, ticket: str | None = ""
    ) -> Progress:
        """Open a verification for those of `actions` that this operator may do on this account. One at a
        time for each account: another operator's stays (verification-held), one's own is replaced.
        `ticket`: None = it comes by `set_ticket`, and no answer is taken before where it is needed."""
        session, course = self._session, self._course
        account = session.directory.read(account_id)
        if refusal := against_operator(session):
            raise course.denied(account, refusal)
        ticket = "" if ticket is None else tickets.checked(ticket, session.policy.verification)
        permitted = self._permitted(account, actions)
        if blocked := block_on(session, account.id):
            raise course.denied(account, blocked)
        made = course.plan(account, permitted)
        if made.lacking:
            raise course.denied(account, made.lacking)
        verification = begun(session, account, permitted, ticket, made)
        self._calls.add(account.id)
        with self._stores.together():
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
            return self._progress(Held(verification, account, made.options))

    def set_ticket(self, verification_id: VerificationId, ticket: str) -> Progress:
        """Say or mend which ticket it is for, until something is proven for that or an approval asked. Raises
        `Refused` (ticket-required, ticket-malformed), `NotPermitted` (ticket-stands)."""
        with self._stores.together():
            held = self._course.hold(verification_id)
            checked_ticket = tickets.checked(ticket, self._session.policy.verification)
            return self._progress(self._course.for_ticket(held, checked_ticket))

    def look(self, verification_id: VerificationId) -> Progress:
        """How it stands now; with the clearance, once an approval has completed it."""
        with self._stores.together():
            return self._progress(self._course.hold(verification_id))

    def cancel(self, verification_id: VerificationId) -> None:
        """End without clearance, also when one came meanwhile; no harm if it is over already."""
        session = self._session
        with self._stores.together():
            ended = self._stores.clearances.cancel(verification_id, session.operator.id, session.clock.now())
            if ended is not None:
                facts = {"account": ended.account, "ticket": ended.ticket}
                session.recorder.write("verification.cancelled", verification=verification_id, **facts)

    def end_call(self, account_id: AccountId) -> None:
        """The call is over: what was proven in it clears nothing any more for this operator."""
        self._end_visit(account_id)
        session, now = self._session, self._session.clock.now()
        with self._stores.together():
            ended = self._stores.clearances.void(account_id, now, session.operator.id, visits=True)
            if ended:
                session.recorder.write("clearance.ended", account=account_id, count=ended)
        self._calls.discard(account_id)

    def end_calls(self) -> None:
        """All of this session are over. What cannot be ended now ends by its own expiry."""
        for each in tuple(self._calls):
            with suppress(HelpdeskError):
                self.end_call(each)

    def clearance_for(self, account_id: AccountId, action: Action, ticket: str = "") -> Clearance | None:
        """The clearance in force for this, if the caller was proven a moment ago and for this ticket."""
        standing.demand(self._session)
        found = self._stores.clearances.find(
            self._session.operator.id, account_id, action, self._session.clock.now()
        )
        if found is None or found.policy_version != self._session.policy_version:
            return None
        self._calls.add(account_id)
        return found if not ticket or found.ticket == ticket else None

    # --- prompts and answers ----------------------------------------------------------------------------

    def answer(self, verification_id: VerificationId, method_id: MethodId, answer: Answer) -> Progress:
        """Take an answer to the prompt of a method; what is asked next stands in the progress. What was typed
        and is malformed costs no attempt, nor does a ticket that lacks. The secrets stay the caller's to
        drop."""
        course = self._course
        with self._stores.together():
            held = course.hold(verification_id)
            course.demand_ticket(held)
            method = course.usable(held, method_id)
            dialogue = self._dialogue(verification_id, method)
            taken = checked(dialogue.prompt(held, method), answer)
            return self._progress(dialogue.answer(held, method, taken))

    def _progress(self, held: Held) -> Progress:
        usable = [option.method for option in marked(held.options, held.verification) if option.usable]
        prompts = {each.id: self._dialogue(held.verification.id, each).prompt(held, each) for each in usable}
        return self._course.progress(held, prompts)

    def _dialogue(self, verification_id: VerificationId, method: Method) -> Dialogue:
        """The one that goes on in this verification, or a new one. Those of an earlier one are forgotten."""
        if verification_id != self._dialogues_of:
            self._dialogues_of, self._dialogues = verification_id, {}
        if method.id not in self._dialogues:
            self._dialogues[method.id] = DIALOGUES[method.kind](self._course)
        return self._dialogues[method.id]

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
