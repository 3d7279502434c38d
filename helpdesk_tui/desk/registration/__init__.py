"""The use cases of registering, changing and removing methods on a person's behalf.

Each takes a clearance for a change of methods, but the one that only asks for more (`require_again`). The
first change of a visit uses it up; further ones go on with it until it expires or the call ends.
"""

from helpdesk_tui.desk import standing
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.methods import OATH_KINDS, Method, MethodId, MethodKind, MethodStatus
from helpdesk_tui.desk.notices import Notice
from helpdesk_tui.desk.registration.apps import Apps
from helpdesk_tui.desk.registration.changes import Changes
from helpdesk_tui.desk.registration.contacts import Contacts
from helpdesk_tui.desk.registration.enrolment import Enrolment, Pass, SentTo
from helpdesk_tui.desk.registration.handed_out import HandedOut
from helpdesk_tui.desk.registration.keeping import Keeping, require_again
from helpdesk_tui.desk.registration.status import RegistrationStatus, kinds_for, status_of
from helpdesk_tui.desk.registration.visit import Visits
from helpdesk_tui.desk.session import Session
from helpdesk_tui.secret import Secret

__all__ = ["Enrolment", "Pass", "Registration", "RegistrationStatus", "SentTo", "status_of"]


class Registration:
    """Changes the methods of accounts for one operator. Raises `NotPermitted`, `Refused`,
    `DirectoryUnreachable`, `StoreUnavailable`; then no method was changed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._visits = Visits(session)
        self._changes = Changes(self._visits)
        self._apps = Apps(self._visits, self._changes)
        self._contacts = Contacts(self._visits, self._changes)
        self._handed_out = HandedOut(self._visits, self._changes)
        self._keeping = Keeping(self._visits, self._changes)

    # --- a method that is confirmed -----------------------------------------------------------------

    def begin_app(self, clearance: ClearanceId, label: str) -> Enrolment:
        """A pending app with a fresh key, as QR code and text; it counts after `activate`."""
        return self._apps.begin_new(clearance, label)

    def begin_token(
        self, clearance: ClearanceId, serial: str = "", method: MethodId | None = None
    ) -> Enrolment:
        """A token in stock by its serial number, or an app or token imported for this person."""
        return self._apps.begin_known(clearance, serial, method)

    def begin_contact(
        self,
        clearance: ClearanceId,
        kind: MethodKind,
        address: str,
        label: str,
        replaces: MethodId | None = None,
    ) -> Enrolment:
        """A pending address or number. Mail and SMS: a code is sent (`activate`). Call-back: call the number
        (`attest`). `replaces`: one of the same kind that goes when this one counts."""
        return self._contacts.begin(clearance, kind, address, label, replaces)

    def send_again(self, enrolment: Enrolment) -> Enrolment:
        """A fresh code to the address; the same enrolment with where it went."""
        return self._contacts.send_again(enrolment)

    def activate(self, enrolment: Enrolment, typed: Secret, second: Secret | None = None) -> Method:
        """Confirm by a code, or by two in a row for an app or token that is off; within the time of the
        clearance, and only if nothing speaks against it by now. Tries are limited like any proof, and a
        wrong one leaves the visit as it is."""
        if enrolment.kind in OATH_KINDS:
            return self._apps.activate(enrolment, typed, second)
        return self._contacts.activate(enrolment, typed)

    def attest(self, enrolment: Enrolment, confirmed: bool) -> Method:
        """Call-back: whether the person answered at the number."""
        return self._contacts.attest(enrolment, confirmed)

    def abandon(self, enrolment: Enrolment) -> None:
        """Give up one that was not confirmed, and forget its key. An imported one goes on waiting."""
        for secret in (enrolment.uri, enrolment.key):
            if secret is not None:
                secret.drop()
        self._visits.forget(enrolment.method)
        methods = self._session.stores.methods
        for each in methods.methods(enrolment.account.id):
            if each.id == enrolment.method and each.status is MethodStatus.PENDING:
                methods.remove(each.id)
                self._session.recorder.write("method.abandoned", enrolment.account, method=each.kind.value)

    # --- a method that is handed out ----------------------------------------------------------------

    def issue_recovery_codes(self, clearance: ClearanceId) -> tuple[Secret, ...]:
        """Replace the person's recovery codes; the new ones, as printed, are given out once."""
        return self._handed_out.recovery_codes(clearance)

    def issue_pass(
        self, clearance: ClearanceId, minutes: int | None = None, once: bool | None = None
    ) -> Pass:
        """Replace the person's access pass. `minutes` and `once`: policy's, or less."""
        return self._handed_out.access_pass(clearance, minutes, once)

    def set_questions(self, clearance: ClearanceId, answers: tuple[tuple[str, Secret], ...]) -> Method:
        """Replace the person's questions: as many of policy's as it wants, each with its answer."""
        return self._handed_out.questions(clearance, answers)

    # --- what is registered -------------------------------------------------------------------------

    def rename(self, clearance: ClearanceId, method: MethodId, label: str) -> Method:
        return self._keeping.rename(clearance, method, label)

    def set_default(self, clearance: ClearanceId, method: MethodId) -> Method:
        return self._keeping.set_default(clearance, method)

    def remove(self, clearance: ClearanceId, method: MethodId) -> Method:
        """Delete a method with its secret; what it was."""
        return self._keeping.remove(clearance, method)

    def reconfirm(self, clearance: ClearanceId) -> None:
        """The person says that all of it is still right."""
        self._keeping.reconfirm(clearance)

    def require_again(self, account: AccountId) -> None:
        """The person must register again. Registrars and supervisors, without a clearance."""
        require_again(self._session, account)

    # --- how it stands ------------------------------------------------------------------------------

    def status(self, account: AccountId) -> RegistrationStatus:
        standing.demand(self._session)
        return status_of(self._session, self._session.directory.read(account))

    def kinds(self, account: AccountId) -> tuple[MethodKind, ...]:
        """What may be registered for this person now, strongest first."""
        standing.demand(self._session)
        return kinds_for(self._session, self._session.directory.read(account))

    def notices(self, account: AccountId) -> tuple[Notice, ...]:
        """How the person was told of the last change by this operator."""
        standing.demand(self._session)
        return self._changes.told(account)

    def end_visit(self, account: AccountId) -> None:
        """The call is over: the next change needs a clearance of its own."""
        self._visits.end(account)
