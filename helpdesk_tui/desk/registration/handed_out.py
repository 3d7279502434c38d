"""What is handed out or answered at once, and replaces the earlier one: recovery codes, pass, questions."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from helpdesk_tui.desk import codes
from helpdesk_tui.desk.answers import LONGEST_QUESTION, checked_answers
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.methods import Method, MethodId, MethodKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.registration.changes import Changes
from helpdesk_tui.desk.registration.enrolment import Pass
from helpdesk_tui.desk.registration.visit import Visit, Visits
from helpdesk_tui.errors import Refused
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

SHORTEST_PASS = 10  # minutes


class HandedOut:
    """One room of `Registration`."""

    def __init__(self, visits: Visits, changes: Changes) -> None:
        self._visits = visits
        self._changes = changes
        self._session = visits.session

    def recovery_codes(self, clearance_id: ClearanceId) -> tuple[Secret, ...]:
        visit = self._demand(clearance_id, MethodKind.RECOVERY_CODE)
        fresh = codes.new_recovery_codes(self._session.chance)
        stored, now = self._session.stores.methods, self._session.clock.now()
        self._replace(
            visit,
            MethodKind.RECOVERY_CODE,
            lambda: stored.add_recovery_codes(visit.account.id, fresh, now),
            {},
        )
        return tuple(codes.printed_recovery_code(number, code) for number, code in enumerate(fresh, 1))

    def access_pass(self, clearance_id: ClearanceId, minutes: int | None, once: bool | None) -> Pass:
        """As policy has it, or for less: shorter, or for one use."""
        visit = self._demand(clearance_id, MethodKind.ACCESS_PASS)
        rules = self._session.policy.registration
        life = rules.pass_minutes if minutes is None else minutes
        if not SHORTEST_PASS <= life <= rules.pass_minutes:
            raise Refused(problem("pass-life", shortest=SHORTEST_PASS, longest=rules.pass_minutes))
        if rules.pass_once and once is False:
            raise Refused(problem("pass-once-only"))
        once = rules.pass_once if once is None else once
        fresh = codes.new_pass(self._session.chance, rules.pass_length)
        stored, now = self._session.stores.methods, self._session.clock.now()
        until = now + timedelta(minutes=life)
        self._replace(
            visit,
            MethodKind.ACCESS_PASS,
            lambda: stored.add_pass(visit.account.id, fresh, now, until, once),
            {"minutes": life, "once": once},
        )
        return Pass(codes.printed_pass(fresh), until, once)

    def questions(self, clearance_id: ClearanceId, answers: tuple[tuple[str, Secret], ...]) -> Method:
        visit = self._demand(clearance_id, MethodKind.QUESTIONS)
        rules = self._session.policy.verification.questions
        checked = checked_answers(answers, rules.register)
        texts = {clean(text, LONGEST_QUESTION) for text in rules.texts}
        for number, (question, _) in enumerate(checked, 1):
            if question not in texts:
                raise Refused(problem("question-unknown", number=number))
        stored, now = self._session.stores.methods, self._session.clock.now()
        method = self._replace(
            visit,
            MethodKind.QUESTIONS,
            lambda: stored.add_questions(visit.account.id, checked, now),
            {},
        )
        for _, answer in checked:
            answer.drop()
        return self._visits.method(visit, method)

    def _demand(self, clearance_id: ClearanceId, kind: MethodKind) -> Visit:
        visit = self._visits.demand(clearance_id)
        self._visits.demand_kind(visit, kind)
        return visit

    def _replace(
        self, visit: Visit, kind: MethodKind, store: Callable[[], MethodId], about: Mapping[str, object]
    ) -> MethodId:
        self._visits.enter(visit)
        self._visits.record("method.begun", visit, method=kind.value, **about)
        self._changes.adding(visit, kind, about)
        self._changes.replacing(visit)
        method = store()
        self._changes.added(visit, method, kind, about)
        return method
