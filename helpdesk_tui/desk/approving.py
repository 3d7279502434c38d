"""The second operator: sees what waits for approval, and confirms or refuses."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk import cooling, guard, reports, standing
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS, in_words
from helpdesk_tui.desk.clearance import VerificationId, fingerprint
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused
from helpdesk_tui.desk.method import FACTS, MethodId, MethodKind
from helpdesk_tui.desk.operator import Operator, Role
from helpdesk_tui.desk.ports import OpenVerification
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.second_factor import against_unproven, due
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.desk.verification import approval_id, closed_by, is_approved
from helpdesk_tui.language import _

_PATIENCE = 2
"""Silences of a directory while one looks what waits: what is down takes its time to say so."""


@dataclass(frozen=True)
class Waiting:
    """A verification that waits for a second operator."""

    verification: VerificationId
    request: str  # an answer counts for this one only
    account: Account
    operator_login: str
    ticket: str
    actions: tuple[str, ...]  # in words
    proofs: tuple[str, ...]  # what is proven so far, in words
    exceptional: bool
    asked_at: datetime
    until: datetime


class Approving:
    """Confirms the verifications of others. Raises `NotPermitted`, `Refused`, `DirectoryUnreachable`,
    `StoreUnavailable`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._clearances = session.stores.clearances

    def waiting(self) -> tuple[Waiting, ...]:
        """Those that this operator may approve, oldest first. Where none can be shown for a directory that
        does not answer, that is raised: it is not nobody."""
        standing.demand(self._session)
        found, unread = [], []
        for verification in self._clearances.awaiting_approval(self._session.clock.now()):
            if verification.operator == self._session.operator.id:
                continue
            try:
                account = self._session.directory.read(verification.account)
                against = against_approver(self._session.operator, verification, account, self._session)
            except Refused:
                continue  # gone meanwhile: nothing to approve
            except DirectoryUnreachable as error:
                unread.append(error)
                if len(unread) >= _PATIENCE:
                    break
                continue
            if against is None:
                found.append(_waiting(verification, account))
        if unread and not found:
            raise unread[0]
        return tuple(found)

    def approve(self, verification_id: VerificationId, request: str) -> None:
        """Confirm that this caller may be served. The first operator's terminal goes on from there. Raises
        `NotPermitted` (second-factor-due) where `Desk.confirming_self` comes first."""
        if due(self._session):
            raise NotPermitted(problem("second-factor-due"))
        verification, account = self._demand(verification_id, request)
        session, kind = self._session, MethodKind.SECOND_OPERATOR
        proof = approval_id(MethodId(f"{account.id}:{kind.value}"), session.operator.id)
        with session.stores.together():
            self._record("approval.given", verification, account)
            grown = self._clearances.add_proof(verification_id, proof, kind, session.clock.now(), request)
            if grown is None:  # a colleague was faster, or it is over
                raise self._denied(verification, account, problem("approval-unknown"))

    def refuse(self, verification_id: VerificationId, request: str) -> None:
        """Say no: the first operator sees that the approval is not asked for any more. No needs no grounds:
        whoever acts at the desk may say it, of an account that changed too; who only reads may not."""
        verification, account = self._asked(verification_id, request)
        why = against_operator(self._session)
        if why is None and verification.operator == self._session.operator.id:
            why = problem("approver-is-operator")
        if why is None and self._session.operator.roles <= {Role.AUDITOR}:
            why = problem("role-lacks-action", action=_("answer approvals"), role=_(Role.OPERATOR.value))
        if why:
            raise self._denied(verification, account, why)
        with self._session.stores.together():
            self._record("approval.refused", verification, account)
            if not self._clearances.withdraw_approval(verification_id, request):
                raise self._denied(verification, account, problem("approval-unknown"))

    def _asked(self, verification_id: VerificationId, request: str) -> tuple[OpenVerification, Account]:
        verification = self._clearances.verification(verification_id)
        if verification is None or verification.approval_asked_at is None:
            raise NotPermitted(problem("verification-unknown"))
        if is_approved(verification) or verification.approval_request != request:
            raise NotPermitted(problem("approval-unknown"))
        return verification, self._session.directory.read(verification.account)

    def _demand(self, verification_id: VerificationId, request: str) -> tuple[OpenVerification, Account]:
        session = self._session
        verification, account = self._asked(verification_id, request)
        why = (
            against_operator(session)
            or closed_by(verification, session.policy_version, session.clock.now())
            or against_approver(session.operator, verification, account, session)
            or against_unproven(session, account, verification.actions)
        )
        if why is None and fingerprint(account) != verification.fingerprint:
            why = problem("account-changed")
        if why:
            raise self._denied(verification, account, why)
        return verification, account

    def _denied(self, verification: OpenVerification, account: Account, why: Problem) -> NotPermitted:
        self._record("approval.denied", verification, account, problem=why.code)
        return NotPermitted(why)

    def _record(self, event: str, verification: OpenVerification, account: Account, **facts: object) -> None:
        self._session.recorder.write(
            event, account, verification=verification.id, asked_by=verification.operator_login, **facts
        )


def against_approver(
    approver: Operator, verification: OpenVerification, account: Account, session: Session
) -> Problem | None:
    """Why this operator may not approve this: it is the same person as the operator, or as the manager who
    vouched already, or may do none of it alone."""
    first = session.operator if verification.operator == session.operator.id else None
    if approver.id == verification.operator or (
        first and approver.security_id and approver.security_id == first.security_id
    ):
        return problem("approver-is-operator")
    if any(kind is MethodKind.MANAGER for _id, kind, _at in verification.proofs):
        session.stores.commit()  # what was tried and recorded, before the directory is asked
        manager = session.directory.manager(account.id)
        if manager is None or manager.id == approver.id:
            return problem("approver-is-manager")
    if had_part := reports.against_part(session, account.id, approver.id):
        return had_part
    actions = sorted(verification.actions)
    reasons = [guard.refusals(approver, account, action, session.policy.scope) for action in actions]
    if all(reasons):
        return reasons[0][0]
    cooling_down = [cooling.against(session, account.id, action, approver.id) for action in actions]
    # Who planted a method must not vouch for the reset that rests on it.
    own = {"cooling-down-own": problem("approver-cools-down")}
    return next((own.get(found.code, found) for found in cooling_down if found), None)


def request_words(verification: OpenVerification, account: Account) -> str:
    """Who is to be served, for what, and by which proofs: what a second operator is asked to confirm."""
    proofs = ", ".join(FACTS[kind].label for _, kind, _ in verification.proofs) or _("nothing yet")
    name = account.name or account.login
    return _(
        "{name} ({login}) is to be served: {actions}. Proven by: {proofs}.",
        name=name,
        login=account.login,
        actions=in_words(verification.actions),
        proofs=proofs,
    )


def _waiting(verification: OpenVerification, account: Account) -> Waiting:
    return Waiting(
        verification=verification.id,
        request=verification.approval_request or "",
        account=account,
        operator_login=verification.operator_login,
        ticket=verification.ticket,
        actions=tuple(SPECS[action].words for action in Action if action in verification.actions),
        proofs=tuple(FACTS[kind].label for _, kind, _ in verification.proofs),
        exceptional=verification.exceptional,
        asked_at=verification.approval_asked_at or verification.started_at,
        until=verification.expires_at,
    )
