"""What holds one verification together from its beginning to the clearance.

The store holds the proofs; a front end holds only the verification's id. So no front end can make a
clearance, and a second terminal or a restart changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from helpdesk_tui.desk import standing, tickets
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance, ClearanceId, VerificationId, fingerprint
from helpdesk_tui.desk.conversation.prompt import Prompt
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.known_methods import known_methods_of
from helpdesk_tui.desk.method import Method, MethodId, MethodKind
from helpdesk_tui.desk.planning import plan_for, rules_for
from helpdesk_tui.desk.policy import TicketRule
from helpdesk_tui.desk.ports import Admitted, Attempt, Blocked, OpenVerification
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.verification import (
    MethodOption,
    Plan,
    blocked_problem,
    closed_by,
    factors_met,
    has_approved,
    is_approved,
    is_complete,
    marked,
    may_change_ticket,
    options,
)
from helpdesk_tui.local_time import hour


class Approval(StrEnum):
    """Where a second operator's approval stands."""

    NOT_NEEDED = "not needed"
    NEEDED = "needed"
    ASKED = "asked for"
    GIVEN = "given"


@dataclass(frozen=True)
class Progress:
    """Where a verification stands; what a verify screen shows."""

    id: VerificationId
    account: Account
    gates: int
    met: int
    options: tuple[MethodOption, ...]  # strongest first
    expires_at: datetime
    clearance: Clearance | None  # there once all gates are met
    attempts_left: int
    blocked: Problem | None  # no proof counts any more: too many failed
    tier: str  # name of the policy's tier
    exceptional: bool  # too few methods: by the way that policy leaves for that
    approval: Approval
    prompts: Mapping[MethodId, Prompt]  # what is asked next for each usable method
    ticket: str  # "" = none
    ticket_open: bool  # it can still be said or mended


@dataclass(frozen=True)
class Held:
    """A verification that is this operator's and still open, and the account as it is now."""

    verification: OpenVerification
    account: Account
    options: tuple[MethodOption, ...]


class Course:
    """Every step of a verification goes through these; refusals are in the record first."""

    is_own: ClassVar[bool] = False  # whether who types is who is proven

    def __init__(self, session: Session) -> None:
        self.session = session
        self._stores = session.stores
        self._record = session.recorder.write
        self._refusal = session.recorder.refusal

    def plan(self, account: Account, actions: frozenset[Action]) -> Plan:
        """How this account's caller can be proven for `actions`, by the policy in force now."""
        return plan_for(self.session, account, actions)

    def hold(self, verification_id: VerificationId) -> Held:
        """Raises `NotPermitted` when it is not this operator's or over, or the account changed since."""
        verification = self._stores.clearances.verification(verification_id)
        if verification is None or verification.operator != self.session.operator.id:
            facts = {"account": verification.account} if verification else {}
            why = problem("verification-unknown")
            raise self._refusal("verification.denied", why, verification=verification_id, **facts)
        self._stores.commit()
        standing.demand(self.session)  # what is shown on the way: whole numbers, questions
        account = self.session.directory.read(verification.account)
        ended = closed_by(verification, self.session.policy_version, self.session.clock.now())
        if ended is None and fingerprint(account) != verification.fingerprint:
            ended = problem("account-changed")
        if ended:
            self._stores.clearances.close(verification_id)
            raise self.denied(account, ended)
        known = known_methods_of(self.session, account)
        rules = rules_for(self.session, account, verification.actions)
        # It stays on the path that it began, whose gates and record it has: a method that counts no more
        # meanwhile, used up perhaps, opens no exception.
        return Held(verification, account, options(known, rules, exceptional=verification.exceptional))

    def usable(self, held: Held, method_id: MethodId) -> Method:
        """The method, if it may be used now. Raises `Refused`, `NotPermitted` (method-not-offered)."""
        if blocked := block_on(self.session, held.account.id):
            raise self.denied(held.account, blocked)
        for option in marked(held.options, held.verification):
            if option.method.id == method_id:
                if option.proven:
                    raise Refused(problem("method-already-proven"))
                if option.usable:
                    return option.method
        why = problem("method-not-offered")
        self.record("verification.failed", held, problem=why.code)
        raise NotPermitted(why)

    # --- the ticket -----------------------------------------------------------------------------------

    def for_ticket(self, held: Held, ticket: str) -> Held:
        """It is for this one from now on. In the record before it counts."""
        if ticket == held.verification.ticket:
            return held
        self.record("verification.ticket", held, ticket=ticket)
        changed = self._stores.clearances.set_ticket(held.verification.id, ticket)
        if changed is None:
            raise self.denied(held.account, problem("ticket-stands"))
        return replace(held, verification=changed)

    def demand_ticket(self, held: Held) -> None:
        """Nothing is asked of a caller without the ticket that policy wants. Raises `Refused`."""
        if why := tickets.lacking(held.verification.ticket, self.session.policy.verification):
            raise Refused(why)

    # --- attempts and proofs ------------------------------------------------------------------------

    def attempt(self, held: Held, method: Method) -> tuple[Attempt, int]:
        """Count this try as failed before looking at it: no parallel process can try for free. The record
        comes first, so that a store that fails does not use up a good code."""
        self.record("verification.attempt", held, method)
        admitted = count(self.session, held.account.id, method.id)
        if isinstance(admitted, Blocked):
            raise self.failed(held, method, blocked_problem(admitted))
        return admitted.attempt, admitted.left

    def proven(self, held: Held, method: Method, attempt: Attempt | None, **facts: object) -> Held:
        """The challenge was met: keep the proof. It is in the record before it counts."""
        grade, origin = method.grade.name.lower(), method.origin.value
        self.record("verification.proof", held, method, grade=grade, origin=origin, **facts)
        grown = self._stores.clearances.add_proof(
            held.verification.id, method.id, method.kind, self.session.clock.now()
        )
        if grown is None:
            raise self.failed(held, method, problem("verification-unknown"))
        if attempt is not None:
            self._stores.attempts.succeed(attempt)
        return replace(held, verification=grown)

    def progress(self, held: Held, prompts: Mapping[MethodId, Prompt]) -> Progress:
        """How it stands; complete, it is closed and yields its clearance."""
        verification, account = held.verification, held.account
        clearance = self._issue(verification, account) if is_complete(verification) else None
        policy = self.session.policy.verification
        return Progress(
            id=verification.id,
            account=account,
            gates=verification.gates,
            met=len(factors_met(verification)),
            options=marked(held.options, verification),
            expires_at=verification.expires_at,
            clearance=clearance,
            attempts_left=self._stores.attempts.left(
                account.id, self.session.operator.id, policy.limits, self.session.clock.now()
            ),
            blocked=block_on(self.session, account.id),
            tier=verification.tier,
            exceptional=verification.exceptional,
            approval=_approval(verification),
            prompts=prompts,
            ticket=verification.ticket,
            ticket_open=policy.ticket is not TicketRule.OFF and may_change_ticket(verification),
        )

    def _issue(self, verification: OpenVerification, account: Account) -> Clearance:
        if why := tickets.lacking(verification.ticket, self.session.policy.verification):
            raise self.denied(account, why)
        self._demand_two_people(verification, account)
        now = self.session.clock.now()
        clearance = Clearance(
            id=ClearanceId(self.session.randomness.token(24)),
            verification=verification.id,
            operator=verification.operator,
            account=verification.account,
            actions=verification.actions,
            ticket=verification.ticket,
            policy_version=verification.policy_version,
            fingerprint=verification.fingerprint,
            issued_at=now,
            expires_at=now + self.session.tier(account).clearance_lifetime,
        )
        self._record("verification.cleared", account, verification=verification.id)
        if not self._stores.clearances.issue(clearance):
            raise self.denied(account, problem("verification-unknown"))
        return clearance

    def _demand_two_people(self, verification: OpenVerification, account: Account) -> None:
        """The manager and the second operator, whose yes may have come at the same moment."""
        if not is_approved(verification) or not any(
            kind is MethodKind.MANAGER for _, kind, _ in verification.proofs
        ):
            return
        self._stores.commit()
        manager = self.session.directory.manager(account.id)
        if manager is None or has_approved(verification, manager.id):
            self._stores.clearances.close(verification.id)
            raise self.denied(account, problem("approver-is-manager"))

    # --- the record -----------------------------------------------------------------------------------

    def record(self, event: str, held: Held, method: Method | None = None, **facts: object) -> None:
        of_method = {"method": method.kind.value} if method else {}
        self._record(event, held.account, verification=held.verification.id, **of_method, **facts)

    def denied(self, account: Account, why: Problem) -> NotPermitted:
        return self._refusal("verification.denied", why, account)

    def failed(self, held: Held, method: Method, why: Problem) -> NotPermitted:
        self.record("verification.failed", held, method, problem=why.code)
        return NotPermitted(why)


def count(session: Session, account: AccountId, method: MethodId) -> Admitted | Blocked:
    """Count a try as failed, before it is looked at."""
    limits, now = session.policy.verification.limits, session.clock.now()
    return session.stores.attempts.begin(account, method, session.operator.id, limits, now)


def block_on(session: Session, account: AccountId) -> Problem | None:
    """Why proofs are refused now: too many failed, about this account or by this operator."""
    limits, now = session.policy.verification.limits, session.clock.now()
    blocked = session.stores.attempts.state(account, session.operator.id, limits, now)
    return blocked_problem(blocked) if blocked else None


def against_held(by: OpenVerification) -> Problem:
    """That another operator is verifying this caller."""
    return problem("verification-held", operator=by.operator_login, until=hour(by.expires_at))


def _approval(verification: OpenVerification) -> Approval:
    if is_approved(verification):
        return Approval.GIVEN
    if verification.approval_asked_at is not None:
        return Approval.ASKED
    return Approval.NEEDED if verification.approval else Approval.NOT_NEEDED
