"""The use case of proving a caller: open, prove, and at the end a clearance.

The store holds the proofs; a front end holds only the verification's id. So no front end can make a
clearance, and a second terminal or a restart changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk import codes, guard, tickets
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.clearance import Action, Clearance, ClearanceId, VerificationId, fingerprint
from helpdesk_tui.desk.methods import Method, MethodId, MethodKind
from helpdesk_tui.desk.ports import Attempt, Blocked, OpenVerification
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.desk.verification import (
    MethodOption,
    blocked_problem,
    closed_by,
    gates_met,
    is_complete,
    known_methods,
    missing,
    number_behind,
    options,
)
from helpdesk_tui.errors import NotPermitted, Refused
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

CALL_ACTIONS = frozenset({Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK})
"""What one ordinary verification clears the way for: one of these, once."""


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


class Verifying:
    """Proves callers for one operator. Methods raise `NotPermitted` or `Refused` with the reason,
    `DirectoryUnreachable` and `StoreUnavailable`; every refusal is in the record first."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._operator = session.operator
        self._directory = session.directory
        self._stores = session.stores
        self._policy = session.policy
        self._recorder = session.recorder
        self._clock = session.clock
        self._chance = session.chance
        self._dialled: set[tuple[VerificationId, MethodId]] = set()

    def begin(
        self, account_id: AccountId, actions: frozenset[Action] = CALL_ACTIONS, ticket: str = ""
    ) -> Progress:
        """Open a verification for those of `actions` that this operator may do on this account."""
        account = self._directory.read(account_id)
        if fallen := against_operator(self._session):
            raise self._denied(account, fallen)
        ticket = tickets.checked(ticket, self._policy.verification)
        permitted = self._permitted(account, actions)
        self._refuse_if_blocked(account)
        offered = self._options(account)
        lacking = missing(offered, self._policy.verification)
        if lacking:
            raise self._denied(account, lacking)
        verification = self._new(account, permitted, ticket)
        self._stores.clearances.open(verification)
        self._recorder.write(
            "verification.begun",
            account,
            verification=verification.id,
            ticket=ticket,
            actions=sorted(permitted),
            offered=[option.method.kind.value for option in offered if option.usable],
            policy_version=verification.policy_version,
        )
        return self._progress(verification, account)

    def number_to_dial(self, verification_id: VerificationId, method_id: MethodId) -> str:
        """The number on record, for a call-back. Recorded; it is the operator's to dial, not to read out."""
        verification, account = self._open(verification_id)
        method = self._usable(verification, account, method_id, MethodKind.CALL_BACK)
        number = number_behind(account, method_id, self._policy.phone_region)
        if number is None:
            raise Refused(problem("method-not-offered"))
        self._recorder.write(
            "verification.number-shown", account, verification=verification.id, method=method.label
        )
        self._dialled.add((verification_id, method_id))
        return number

    def attest(self, verification_id: VerificationId, method_id: MethodId, confirmed: bool) -> Progress:
        """The operator's word on a call-back that was dialled: the person answered and confirmed, or not."""
        verification, account = self._open(verification_id)
        method = self._usable(verification, account, method_id, MethodKind.CALL_BACK)
        if (verification_id, method_id) not in self._dialled:
            raise Refused(problem("method-not-offered"))
        self._dialled.discard((verification_id, method_id))  # one call, one answer
        if not confirmed:  # nobody guessed anything: so it counts against nobody
            raise self._failed(verification, account, method, problem("call-back-failed"))
        attempt, _ = self._attempt(verification, account, method)
        return self._proven(verification, account, method, attempt)

    def prove(self, verification_id: VerificationId, method_id: MethodId, typed: Secret) -> Progress:
        """Check a code that the caller said. A malformed one costs no attempt."""
        verification, account = self._open(verification_id)
        method = self._usable(verification, account, method_id)
        if method.kind is MethodKind.TOTP:
            return self._prove_totp(verification, account, method, typed)
        if method.kind is MethodKind.RECOVERY_CODE:
            return self._prove_recovery_code(verification, account, method, typed)
        raise Refused(problem("method-not-offered"))

    def cancel(self, verification_id: VerificationId) -> None:
        """End without clearance, also when one came meanwhile; no harm if it is over already."""
        verification = self._stores.clearances.verification(verification_id)
        if verification is None or verification.operator != self._operator.id:
            return
        self._stores.clearances.close(verification_id)
        self._recorder.write("verification.cancelled", verification=verification_id, **_about(verification))

    def end_call(self, account_id: AccountId) -> None:
        """The call is over: what was proven in it clears nothing any more for this operator."""
        ended = self._stores.clearances.void(account_id, self._clock.now(), self._operator.id)
        if ended:
            self._recorder.write("clearance.ended", account=account_id, count=ended)

    def clearance_for(self, account_id: AccountId, action: Action, ticket: str = "") -> Clearance | None:
        """This operator's unused clearance for `action`, if one is in force; not that of another ticket."""
        found = self._stores.clearances.find(self._operator.id, account_id, action, self._clock.now())
        return None if found and ticket and found.ticket != clean(ticket, 64) else found

    # --- one code ---------------------------------------------------------------------------------

    def _prove_totp(
        self, verification: OpenVerification, account: Account, method: Method, typed: Secret
    ) -> Progress:
        seed = self._stores.methods.totp(method.id)
        code = codes.ascii_digits(typed, seed.settings.digits)
        if code is None:
            raise Refused(problem("code-malformed", digits=seed.settings.digits))
        attempt, left = self._attempt(verification, account, method)
        window, now = self._policy.verification.totp_window, self._clock.now()
        step = codes.matching_step(seed, code, now, window)
        if step is None:
            drift = codes.clock_drift(seed, code, now, window)
            wrong = problem("code-wrong", left=left)
            why = wrong if drift is None else problem("clock-drift", seconds=drift, left=left)
            raise self._failed(verification, account, method, why)
        if not self._stores.methods.accept_step(method.id, step, now):
            raise self._failed(verification, account, method, problem("code-used", left=left))
        return self._proven(verification, account, method, attempt)

    def _prove_recovery_code(
        self, verification: OpenVerification, account: Account, method: Method, typed: Secret
    ) -> Progress:
        parsed = codes.parse_recovery_code(typed)
        if parsed is None:
            raise Refused(problem("recovery-code-malformed", form=codes.RECOVERY_FORM))
        attempt, left = self._attempt(verification, account, method)
        number, code = parsed
        if not self._stores.methods.use_recovery_code(method.id, number, code, self._clock.now()):
            raise self._failed(verification, account, method, problem("code-wrong", left=left))
        return self._proven(verification, account, method, attempt)

    def _attempt(
        self, verification: OpenVerification, account: Account, method: Method
    ) -> tuple[Attempt, int]:
        """Count this try as failed before looking at the code: no parallel process can try for free. The
        record comes first, so that a store that fails does not use up a good code."""
        self._recorder.write(
            "verification.attempt", account, verification=verification.id, method=method.kind.value
        )
        admitted = self._stores.attempts.begin(
            account.id, method.id, self._operator.id, self._policy.verification.limits, self._clock.now()
        )
        if isinstance(admitted, Blocked):
            raise self._failed(verification, account, method, blocked_problem(admitted))
        return admitted.attempt, admitted.left

    def _proven(
        self, verification: OpenVerification, account: Account, method: Method, attempt: Attempt
    ) -> Progress:
        now = self._clock.now()
        grown = self._stores.clearances.add_proof(verification.id, method.id, method.kind, now)
        if grown is None:
            raise NotPermitted(problem("verification-unknown"))
        self._recorder.write(
            "verification.proof",
            account,
            verification=verification.id,
            method=method.kind.value,
            grade=method.grade.name.lower(),
            origin=method.origin.value,
        )
        self._stores.attempts.succeed(attempt)
        clearance = self._issue(grown, account, now) if is_complete(grown) else None
        return self._progress(grown, account, clearance)

    def _issue(self, verification: OpenVerification, account: Account, now: datetime) -> Clearance:
        clearance = Clearance(
            id=ClearanceId(self._chance.token(24)),
            verification=verification.id,
            operator=verification.operator,
            account=verification.account,
            actions=verification.actions,
            ticket=verification.ticket,
            policy_version=verification.policy_version,
            fingerprint=verification.fingerprint,
            issued_at=now,
            expires_at=now + self._policy.verification.clearance_lifetime,
        )
        if not self._stores.clearances.issue(clearance):
            raise NotPermitted(problem("verification-unknown"))
        self._recorder.write("verification.cleared", account, verification=verification.id)
        return clearance

    # --- what holds a verification together ---------------------------------------------------------

    def _new(self, account: Account, actions: frozenset[Action], ticket: str) -> OpenVerification:
        now = self._clock.now()
        return OpenVerification(
            id=VerificationId(self._chance.token(18)),
            operator=self._operator.id,
            account=account.id,
            actions=actions,
            ticket=ticket,
            policy_version=self._policy.version,
            fingerprint=fingerprint(account),
            gates=self._policy.verification.gates,
            started_at=now,
            expires_at=now + self._policy.verification.verification_lifetime,
            proofs=(),
        )

    def _open(self, verification_id: VerificationId) -> tuple[OpenVerification, Account]:
        """The verification, if it is this operator's and still open, and the account unchanged since."""
        verification = self._stores.clearances.verification(verification_id)
        if verification is None or verification.operator != self._operator.id:
            raise NotPermitted(problem("verification-unknown"))
        account = self._directory.read(verification.account)
        ended = closed_by(verification, self._policy.version, self._clock.now())
        if ended is None and fingerprint(account) != verification.fingerprint:
            ended = problem("account-changed")
        if ended:
            self._stores.clearances.close(verification_id)
            raise self._denied(account, ended)
        return verification, account

    def _usable(
        self,
        verification: OpenVerification,
        account: Account,
        method_id: MethodId,
        kind: MethodKind | None = None,
    ) -> Method:
        for option in self._options(account, _kinds(verification)):
            if option.method.id == method_id and kind in (None, option.method.kind):
                if option.proven:
                    raise Refused(problem("method-already-proven"))
                if option.usable:
                    return option.method
        raise NotPermitted(problem("method-not-offered"))

    def _options(
        self, account: Account, proven: frozenset[MethodKind] = frozenset()
    ) -> tuple[MethodOption, ...]:
        registered = self._stores.methods.methods(account.id)
        methods = known_methods(account, registered, self._policy.phone_region)
        return options(methods, self._policy.verification, proven)

    def _progress(
        self, verification: OpenVerification, account: Account, clearance: Clearance | None = None
    ) -> Progress:
        return Progress(
            id=verification.id,
            account=account,
            gates=verification.gates,
            met=gates_met(verification),
            options=self._options(account, _kinds(verification)),
            expires_at=verification.expires_at,
            clearance=clearance,
        )

    # --- refusals -----------------------------------------------------------------------------------

    def _permitted(self, account: Account, actions: frozenset[Action]) -> frozenset[Action]:
        reasons = {
            action: guard.refusals(self._operator, account, action, self._policy.scope) for action in actions
        }
        permitted = frozenset(action for action, found in reasons.items() if not found)
        if not permitted:
            first = min(actions)
            raise self._denied(account, reasons[first][0])
        return permitted

    def _refuse_if_blocked(self, account: Account) -> None:
        blocked = self._stores.attempts.state(
            account.id, self._operator.id, self._policy.verification.limits, self._clock.now()
        )
        if blocked:
            raise self._denied(account, blocked_problem(blocked))

    def _denied(self, account: Account, why: Problem) -> NotPermitted:
        self._recorder.write("verification.denied", account, problem=why.code)
        return NotPermitted(why)

    def _failed(
        self, verification: OpenVerification, account: Account, method: Method, why: Problem
    ) -> NotPermitted:
        self._recorder.write(
            "verification.failed",
            account,
            verification=verification.id,
            method=method.kind.value,
            problem=why.code,
        )
        return NotPermitted(why)


def _about(verification: OpenVerification) -> dict[str, object]:
    return {"account": verification.account, "ticket": verification.ticket}


def _kinds(verification: OpenVerification) -> frozenset[MethodKind]:
    return frozenset(kind for _, kind, _ in verification.proofs)
