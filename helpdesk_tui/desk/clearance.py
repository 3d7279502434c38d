"""The clearance: what a finished verification yields, and what it is bound to."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.problems import Problem, problem

ClearanceId = NewType("ClearanceId", str)
VerificationId = NewType("VerificationId", str)


@dataclass(frozen=True)
class Clearance:
    """Single use, short-lived, and for one operator, account, ticket and policy."""

    id: ClearanceId
    verification: VerificationId
    operator: AccountId
    account: AccountId
    actions: frozenset[Action]
    ticket: str
    policy_version: str
    fingerprint: str
    issued_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


def against_clearance(
    clearance: Clearance, operator: AccountId, action: Action, policy_version: str, now: datetime
) -> Problem | None:
    """What speaks against using it for this, by this operator, now; None = nothing."""
    if clearance.operator != operator or action not in clearance.actions:
        return problem("clearance-not-for-this")
    if clearance.used_at is not None:
        return problem("clearance-used")
    if now < clearance.issued_at:
        return problem("clock-went-back")
    if now >= clearance.expires_at:
        return problem("clearance-expired")
    if clearance.policy_version != policy_version:
        return problem("policy-changed")
    return None


def fingerprint(account: Account) -> str:
    """SHA-256 over what must not change between proof and write, as 64 hex digits.

    In it: identity, name in the tree, state that an administrator sets, the password's last change,
    contact data, every group. Not in it: the lockout, which a hostile caller could cause at will.
    Unknown and empty differ.
    """
    state = account.state
    facts = [
        account.id, account.kind, account.security_id, account.dn, account.login, account.principal_name,
        account.mail, account.mobile, account.office_phone, account.manager,
        state.enabled, state.begins, state.account_expires, state.password_set, state.must_change,
        state.password_never_expires, state.smart_card_required, state.cannot_change_password,
        account.was_protected,
        None if account.group_ids is None else sorted(account.group_ids),
        account.marks.password,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts, default=_plain).encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
