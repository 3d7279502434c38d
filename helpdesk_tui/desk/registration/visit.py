"""What every change of methods demands: a clearance of its own, used up by the first change of a visit.

The first change consumes the clearance. Later ones of the same session are the same visit while nothing
speaks against the clearance but that it is used: until it expires, the call ends, the account or the policy
changes, or a colleague changes the same person's methods.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from helpdesk_tui.desk import guard
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance, ClearanceId, against_clearance, fingerprint
from helpdesk_tui.desk.course import count
from helpdesk_tui.desk.errors import NotPermitted, StoreUnavailable
from helpdesk_tui.desk.method import FACTS, MethodId, MethodKind
from helpdesk_tui.desk.newness import is_well_proven
from helpdesk_tui.desk.ports import Admitted, Blocked
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.registration.changes import Changes, Visit, clearance_of
from helpdesk_tui.desk.second_factor import against_unproven, touches_guard
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.desk.verification import blocked_problem


@dataclass(frozen=True)
class _Opened:
    """A visit whose first change has used up its clearance."""

    account: AccountId
    began: datetime
    well_proven: bool  # by what counted before: what it registers counts at once


class Visits(Changes):
    """The visits of one session, each by a clearance."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._open: dict[ClearanceId, _Opened] = {}

    # --- the clearance ------------------------------------------------------------------------------

    def demand(self, clearance_id: ClearanceId) -> Visit:
        """All that must hold now. Raises `NotPermitted`; nothing is used up yet."""
        clearance = self.session.stores.clearances.clearance(clearance_id)
        if clearance is None:
            raise NotPermitted(problem("no-clearance"))
        return self._permitted(clearance, self.session.directory.read(clearance.account))

    def again(self, clearance: Clearance) -> Visit:
        """The same for what goes on by this one: it must hold to the end. Raises `NotPermitted`."""
        now_known = self.session.stores.clearances.clearance(clearance.id)  # it may be over
        return self._permitted(now_known or clearance, self.session.directory.read(clearance.account))

    def enter(self, visit: Visit) -> None:
        """Use up the clearance."""
        clearance = clearance_of(visit)
        if clearance.id in self._open:
            return
        now, well_proven = self.session.clock.now(), self._rests_on_what_counts(visit)
        if not self.session.stores.clearances.consume(clearance.id, now):
            raise self.failed(visit, problem("clearance-used"))
        self._open[clearance.id] = _Opened(visit.account.id, now, well_proven)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Where the store fails, no clearance was used up."""
        before = set(self._open)
        try:
            with super().together():
                yield
        except StoreUnavailable:
            self._open = {key: opened for key, opened in self._open.items() if key in before}
            raise

    def end(self, account_id: AccountId) -> None:
        """The call is over: no further change by its clearances. What waits is swept away by the store."""
        self._open = {key: opened for key, opened in self._open.items() if opened.account != account_id}

    def is_well_proven(self, visit: Visit) -> bool:
        opened = self._open.get(clearance_of(visit).id)
        return opened is not None and opened.well_proven

    def demand_kind(self, visit: Visit, kind: MethodKind) -> None:
        """Only what may prove this person is registered. Raises `NotPermitted`."""
        if kind not in self.session.tier(visit.account).allowed:
            raise self.failed(visit, problem("kind-not-allowed", kind=FACTS[kind].label))

    def attempt(self, visit: Visit, method: MethodId) -> Admitted:
        admitted = count(self.session, visit.account.id, method)
        if isinstance(admitted, Blocked):
            raise self.failed(visit, blocked_problem(admitted))
        return admitted

    # --- the record ---------------------------------------------------------------------------------

    def record(self, event: str, visit: Visit, **facts: object) -> None:
        clearance = clearance_of(visit)
        self.session.recorder.write(
            event,
            visit.account,
            clearance=clearance.id,
            verification=clearance.verification,
            ticket=clearance.ticket,
            **facts,
        )

    # --- what speaks against it ---------------------------------------------------------------------

    def _permitted(self, clearance: Clearance, account: Account) -> Visit:
        visit = Visit(clearance, account)
        why = self._against(clearance, account)
        if why:
            raise self.failed(visit, why)
        return visit

    def _against(self, clearance: Clearance, account: Account) -> Problem | None:
        session = self.session
        if clearance.id in self._open:
            clearance = replace(clearance, used_at=None)
        why = against_operator(session) or against_clearance(
            clearance, session.operator.id, Action.CHANGE_METHODS, session.policy_version, session.clock.now()
        )
        if why is None and fingerprint(account) != clearance.fingerprint:
            why = problem("account-changed")
        if why:
            return why
        against = guard.refusals(session.operator, account, Action.CHANGE_METHODS, session.policy.scope)
        if against:
            return against[0]
        return self._against_colleague(clearance) or self._against_guard(clearance, account)

    def _against_guard(self, clearance: Clearance, account: Account) -> Problem | None:
        """Before the first change: there may be a second factor that was not there when it was cleared. What
        the visit itself registers guards nothing from it."""
        actions = frozenset({Action.CHANGE_METHODS})
        if clearance.id in self._open or not touches_guard(self.session, account, actions):
            return None
        proofs = self.session.stores.clearances.proofs(clearance.verification)
        if not any(kind is MethodKind.SECOND_OPERATOR for _, kind, _ in proofs):
            return problem("guarded-unapproved")
        return against_unproven(self.session, account, actions)

    def _rests_on_what_counts(self, visit: Visit) -> bool:
        """Asked before the visit's first change, which may take away what it was proven by."""
        proofs = self.session.stores.clearances.proofs(clearance_of(visit).verification)
        return is_well_proven(proofs, self.methods(visit), self.session.policy.registration.new_hours)

    def _against_colleague(self, clearance: Clearance) -> Problem | None:
        """A visit may rest on a proof by a method that a colleague has removed since."""
        if clearance.id not in self._open:
            return None
        began = self._open[clearance.id].began
        changes = self.session.stores.methods.changes(clearance.account, began)
        theirs = any(change.operator != self.session.operator.id for change in changes)
        return problem("methods-changed") if theirs else None
