"""Keeping what is registered: names, the default, removal; confirming and asking for it again."""

from helpdesk_tui.desk import guard
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import LABEL_LIMIT, Method, MethodId
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.registration.visit import Visits
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.text import clean


class Keeping:
    """Each takes a clearance for a change of methods, but the one that only asks for more. Raises
    `NotPermitted`, `Refused`, `DirectoryUnreachable`, `StoreUnavailable`; then no method was changed."""

    def __init__(self, visits: Visits) -> None:
        self._visits = visits
        self._session = visits.session
        self._methods = visits.session.stores.methods

    def rename(self, clearance_id: ClearanceId, method_id: MethodId, label: str) -> Method:
        visit = self._visits.demand(clearance_id)
        method = self._visits.method(visit, method_id)
        label = clean(label, LABEL_LIMIT)
        if not label:
            raise Refused(problem("label-empty"))
        with self._visits.together():
            self._visits.enter(visit)
            self._visits.untold(visit)
            self._visits.record("method.changing", visit, method=method.kind.value, what="name")
            if not self._methods.rename(method_id, label):
                raise Refused(problem("method-unknown"))
            self._visits.record("method.renamed", visit, method=method.kind.value, label=label)
        return self._visits.method(visit, method_id)

    def set_default(self, clearance_id: ClearanceId, method_id: MethodId) -> Method:
        visit = self._visits.demand(clearance_id)
        method = self._visits.method(visit, method_id)
        with self._visits.together():
            self._visits.enter(visit)
            self._visits.untold(visit)
            self._visits.record("method.changing", visit, method=method.kind.value, what="default")
            if not self._methods.set_default(visit.account.id, method_id):
                raise Refused(problem("method-not-active"))
            self._visits.record("method.default", visit, method=method.kind.value, label=method.label)
        return self._visits.method(visit, method_id)

    def remove(self, clearance_id: ClearanceId, method_id: MethodId) -> Method:
        """Delete a method with its secret; what it was."""
        visit = self._visits.demand(clearance_id)
        method = self._visits.method(visit, method_id)
        with self._visits.together():
            self._visits.enter(visit)
            self._visits.untold(visit)
            self._visits.remove(visit, method)
        return method

    def reconfirm(self, clearance_id: ClearanceId) -> None:
        """The person says that all of it is still right."""
        visit = self._visits.demand(clearance_id)
        with self._visits.together():
            self._visits.enter(visit)
            self._visits.untold(visit)
            self._visits.record("registration.confirmed", visit)
            self._methods.confirmed(visit.account.id, self._session.clock.now())

    def require_again(self, account_id: AccountId) -> None:
        """The person must register again. Registrars and supervisors; it takes no clearance, since it only
        asks for more proof, never for less."""
        session = self._session
        account = session.directory.read(account_id)
        why = against_operator(session) or _against(
            guard.refusals(session.operator, account, Action.CHANGE_METHODS, session.policy.scope), session
        )
        if why:
            raise session.recorder.refusal("registration.kept", why, account)
        with session.stores.together():
            session.recorder.write("registration.required", account)
            self._methods.require(account_id, session.clock.now())


def _against(reasons: tuple[Problem, ...], session: Session) -> Problem | None:
    supervisor = Role.SUPERVISOR in session.operator.roles
    for reason in reasons:
        if not (supervisor and reason.code == "role-lacks-action"):
            return reason
    return None
