"""The use case of registering a method: begin, answer what is asked, and at the end it counts."""

from dataclasses import dataclass
from typing import NewType

from helpdesk_tui.desk import standing
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.clearance import Clearance, ClearanceId
from helpdesk_tui.desk.conversation.prompt import Answer, checked
from helpdesk_tui.desk.conversation.talk import Stands
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import FACTS, Method, MethodId, MethodKind
from helpdesk_tui.desk.methods.enrolment import Enrolment
from helpdesk_tui.desk.methods.registry import ENROLMENTS, OF_KNOWN
from helpdesk_tui.desk.notices import Notice
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.registration.changes import Visit, clearance_of
from helpdesk_tui.desk.registration.status import RegistrationStatus, status_of
from helpdesk_tui.desk.registration.visit import Visits
from helpdesk_tui.desk.sending import CHANNELS
from helpdesk_tui.language import spoken

RegistrationId = NewType("RegistrationId", str)


@dataclass(frozen=True)
class Registered(Stands):
    """Where a registration stands."""

    id: RegistrationId
    method: Method | None  # that counts by now
    done: str  # what came of it, in a sentence; "" = nothing yet


@spoken("how")
@dataclass(frozen=True)
class Addable:
    """A kind that policy lets be registered for somebody."""

    kind: MethodKind
    how: str  # a few words
    why_not: Problem | None  # why not now


@dataclass(frozen=True)
class _Begun:
    clearance: Clearance
    enrolment: Enrolment


class Registering:
    """Registers methods for one operator. Raises `NotPermitted`, `Refused`, `DirectoryUnreachable`,
    `StoreUnavailable`; then no method was changed."""

    def __init__(self, visits: Visits) -> None:
        self._visits = visits
        self._session = visits.session
        self._begun: dict[RegistrationId, _Begun] = {}

    # --- prompts and answers ------------------------------------------------------------------------

    def begin(
        self, clearance_id: ClearanceId, kind: MethodKind, method: MethodId | None = None
    ) -> Registered:
        """Of a new method; or of one that is there: an imported one is confirmed, an address or number is
        replaced. Nothing is used up yet, unless the key is known already."""
        visit = self._visits.demand(clearance_id)
        of = self._known(visit, kind, method)
        made = (OF_KNOWN if of else ENROLMENTS).get(kind)
        self._visits.demand_kind(visit, kind)
        if made is None:
            raise Refused(problem("kind-not-allowed", kind=FACTS[kind].label))
        enrolment = made(self._visits, visit.account, kind, of)
        enrolment.begin(visit)
        registration = RegistrationId(self._session.randomness.token(18))
        self._begun[registration] = _Begun(clearance_of(visit), enrolment)
        return _stands(registration, enrolment)

    def answer(self, registration: RegistrationId, answer: Answer) -> Registered:
        """Take an answer to what is asked; what it was begun with must hold to its end. What was typed and is
        malformed costs no attempt. The secrets stay the caller's to drop."""
        begun = self._begun.get(registration)
        if begun is None:
            raise self._session.recorder.refusal("method.failed", problem("registration-expired"))
        enrolment = begun.enrolment
        given = checked(enrolment.prompt(), answer)
        if enrolment.method is None:  # what counts already is only handed out
            enrolment.answer(self._visits.again(begun.clearance), given)
        else:
            enrolment.answer(Visit(begun.clearance, enrolment.account), given)
        if registration not in self._begun:
            enrolment.give_up()  # it was ended meanwhile
        stands = _stands(registration, enrolment)
        if stands.prompt is None:
            self._begun.pop(registration, None)
            enrolment.drop()
        return stands

    def stands(self, registration: RegistrationId) -> Registered | None:
        """How it stands now; None = it is over. Asks neither directory nor store."""
        begun = self._begun.get(registration)
        return _stands(registration, begun.enrolment) if begun else None

    def end(self, registration: RegistrationId) -> None:
        """It is over, or given up: secrets are forgotten, and what was not confirmed goes. An imported method
        goes on waiting. No harm if it is over already."""
        begun = self._begun.pop(registration, None)
        if begun is not None:
            begun.enrolment.give_up()

    def end_visit(self, account: AccountId) -> None:
        """The call is over: the next change needs a clearance of its own, and nothing begun is confirmed any
        more. What waits is swept away by the store."""
        self._visits.end(account)
        over = [key for key, begun in self._begun.items() if begun.clearance.account == account]
        for each in over:
            self._begun.pop(each).enrolment.drop()

    def _known(self, visit: Visit, kind: MethodKind, method: MethodId | None) -> Method | None:
        if method is None:
            return None
        found = self._visits.method(visit, method)
        if found.kind is not kind:
            raise Refused(problem("method-unknown"))
        if kind not in OF_KNOWN:
            raise Refused(problem("method-not-changed"))
        return found

    # --- how it stands ------------------------------------------------------------------------------

    def addable(self, account_id: AccountId) -> tuple[Addable, ...]:
        """What may be registered for this person and can be sent, strongest first, with what speaks against
        it now."""
        session = self._session
        standing.demand(session)
        account = session.directory.read(account_id)
        allowed = session.tier(account).allowed
        channels = session.delivery.channels
        unsent = {kind for kind, channel in CHANNELS.items() if channel not in channels}
        return tuple(
            Addable(kind, made.how, made.why_not(session, account, kind))
            for kind in FACTS
            if kind in allowed - unsent and (made := ENROLMENTS.get(kind))
        )

    def status(self, account: AccountId) -> RegistrationStatus:
        standing.demand(self._session)
        return status_of(self._session, self._session.directory.read(account))

    def notices(self, account: AccountId) -> tuple[Notice, ...]:
        """How the person was told of the last change by this operator."""
        standing.demand(self._session)
        return self._visits.told(account)


def _stands(registration: RegistrationId, enrolment: Enrolment) -> Registered:
    return Registered(
        id=registration,
        account=enrolment.account,
        kind=enrolment.kind,
        title=enrolment.title,
        prompt=enrolment.prompt(),
        method=enrolment.method,
        done=enrolment.done,
    )
