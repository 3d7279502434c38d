"""What the operator answers for: a call-back that was answered, a person who stands at the desk."""

from helpdesk_tui.desk import contacts
from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.course import Course, Held, Progress
from helpdesk_tui.desk.methods import Method, MethodId
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import Refused


class CallBacks:
    """Numbers shown to the operator: one call, one answer."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._dialled: set[tuple[VerificationId, MethodId]] = set()

    def number(self, held: Held, method: Method) -> str:
        """The number on record, in international form. Recorded; to dial, not to read out."""
        self._course.demand_stated(held, method)
        session = self._course.session
        number = contacts.destination(method, held.account, session.stores, session.policy.phone_region)
        shown = contacts.dialable(number, session.policy.phone_region) if number else None
        if shown is None:
            raise Refused(problem("method-not-offered"))
        self._course.record("verification.number-shown", held, method, which=method.label)
        self._dialled.add((held.verification.id, method.id))
        return shown

    def attest(self, held: Held, method: Method, confirmed: bool) -> Progress:
        called = (held.verification.id, method.id)
        if called not in self._dialled:
            raise Refused(problem("method-not-offered"))
        self._dialled.discard(called)
        if not confirmed:  # nobody guessed anything: so it counts against nobody
            raise self._course.failed(held, method, problem("call-back-failed"))
        attempt, _ = self._course.attempt(held, method)
        return self._course.proven(held, method, attempt)


def in_person(course: Course, held: Held, method: Method, document: str) -> Progress:
    """The kind of document is recorded, never its number."""
    if document not in course.session.policy.verification.documents:
        raise Refused(problem("document-unknown"))
    attempt, _ = course.attempt(held, method)
    return course.proven(held, method, attempt, document=document)


def state_number(course: Course, held: Held, method: Method, stated: str) -> Progress:
    """Compare what the caller says with the number on record, which stays hidden."""
    session = course.session
    region = session.policy.phone_region
    on_file = contacts.destination(method, held.account, session.stores, region)
    if contacts.dialable(stated, region) is None:
        raise Refused(problem("number-malformed"))
    attempt, left = course.attempt(held, method)
    if on_file is None or not contacts.same_number(stated, on_file, region):
        raise course.failed(held, method, problem("number-differs", left=left))
    session.stores.attempts.succeed(attempt)
    course.record("verification.number-stated", held, method)
    course.note_stated(held, method)
    return course.progress(held)
