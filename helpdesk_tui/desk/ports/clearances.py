"""The store of verifications, proofs and clearances. Methods may raise `StoreUnavailable`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance, ClearanceId, VerificationId
from helpdesk_tui.desk.method import MethodId, MethodKind

Proof = tuple[MethodId, MethodKind, datetime]
"""A met challenge: of which method, of which kind, when."""


@dataclass(frozen=True)
class OpenVerification:
    """A verification in course, as the store keeps it; the rules are in `desk.verification`."""

    id: VerificationId
    operator: AccountId
    account: AccountId
    actions: frozenset[Action]
    ticket: str
    policy_version: str
    fingerprint: str
    gates: int
    started_at: datetime
    expires_at: datetime
    proofs: tuple[Proof, ...]  # oldest first
    operator_login: str = ""
    tier: str = ""  # its name
    exceptional: bool = False  # the exception path
    approval: bool = False  # a second operator must confirm, beside the gates
    approval_asked_at: datetime | None = None
    approval_request: str | None = None  # which request it is; another one each time


class ClearanceStore(Protocol):
    """Verifications in course, their proofs, and the clearances they yield."""

    def open(self, verification: OpenVerification) -> OpenVerification | None:
        """In one transaction: close this operator's own verifications of the account and open this one; or
        leave all as it is and return that of another operator which is open and not over."""

    def verification(self, verification: VerificationId) -> OpenVerification | None:
        """None when it was never opened, or is closed."""

    def proofs(self, verification: VerificationId) -> tuple[Proof, ...]:
        """What was proven in it, oldest first; of a closed one too, whose clearance rests on them."""

    def add_proof(
        self,
        verification: VerificationId,
        method: MethodId,
        kind: MethodKind,
        at: datetime,
        request: str | None = None,
    ) -> OpenVerification | None:
        """Record a met challenge; the verification with it, or None if it is closed, or if this answers a
        `request` for an approval that stands no more (compare-and-set)."""

    def set_ticket(self, verification: VerificationId, ticket: str) -> OpenVerification | None:
        """In one transaction: put this ticket in the place of the one before, and return the verification;
        None if it is closed, holds a proof, or an approval is asked for."""

    def ask_approval(self, verification: VerificationId, at: datetime, request: str) -> bool:
        """A second operator is asked, in place of an earlier request; False if it is closed."""

    def withdraw_approval(self, verification: VerificationId, request: str) -> bool:
        """End the request: the second operator said no. False if it stands no more, or was granted."""

    def awaiting_approval(self, at: datetime) -> tuple[OpenVerification, ...]:
        """Open verifications whose approval was asked for and has not come; oldest first."""

    def held(self, account: AccountId, at: datetime) -> OpenVerification | None:
        """The verification of the account that is open and not over."""

    def issue(self, clearance: Clearance) -> bool:
        """Close the verification and keep its clearance, in one transaction; False if it was closed
        before, holds proofs of fewer factors than gates (the second operator's not counted where an
        approval is demanded), or lacks a demanded approval."""

    def leave(self, clearance: Clearance, operator_login: str) -> None:
        """Keep a clearance that a reset leaves behind, for the end of its temporary password: its time begins
        when it is issued, later. It replaces an earlier one of the account. No verification yields it; none
        that ends takes it along."""

    def left(self, at: datetime, most: int) -> tuple[Clearance, ...]:
        """Those that were left behind, unused, and whose time has begun: at most so many, which are due the
        longest. Whether one was altered by another hand shows `clearance`."""

    def close(self, verification: VerificationId) -> None:
        """End without clearance."""

    def cancel(
        self, verification: VerificationId, operator: AccountId, at: datetime
    ) -> OpenVerification | None:
        """In one transaction: close this operator's verification and use up a clearance that it yielded;
        None if there was neither."""

    def void(
        self, account: AccountId, at: datetime, operator: AccountId | None = None, *, visits: bool = False
    ) -> int:
        """Use up every unused clearance for `account` and close its verifications, in one transaction;
        those of `operator` only, where given. How many clearances there were. With `visits`, those that are
        used and still serve a change of methods are over too."""

    def find(self, operator: AccountId, account: AccountId, action: Action, at: datetime) -> Clearance | None:
        """The newest unused, unexpired clearance for this."""

    def clearance(self, clearance: ClearanceId) -> Clearance | None: ...

    def consume(self, clearance: ClearanceId, at: datetime) -> bool:
        """Compare-and-set in one statement: True for exactly one caller, ever, and only before expiry."""
