"""How a person can be proven now, by policy and what is registered; and a verification as it begins."""

from dataclasses import replace
from datetime import timedelta

from helpdesk_tui.desk.account import Account, Person
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import VerificationId, fingerprint
from helpdesk_tui.desk.known_methods import known_methods_of
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.ports import OpenVerification
from helpdesk_tui.desk.reports import hold_on
from helpdesk_tui.desk.second_factor import tier_for
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.verification import Plan, Rules, plan


def plan_for(
    session: Session, person: Person, actions: frozenset[Action], registered: tuple[Method, ...] | None = None
) -> Plan:
    """How this person can be proven for `actions`, by the policy in force now. `registered`: the methods,
    where they are read already."""
    rules = rules_for(session, person, actions, registered)
    return plan(known_methods_of(session, person, registered), rules)


def rules_for(
    session: Session, person: Person, actions: frozenset[Action], registered: tuple[Method, ...] | None = None
) -> Rules:
    tier, new_hours = tier_for(session, person, actions, registered), session.policy.registration.new_hours
    hold = hold_on(session, person)
    return Rules(session, tier, actions, session.is_elevated(), new_hours, hold)


def unproven(session: Session, account: Account, lifetime: timedelta) -> OpenVerification:
    """One by this operator, in which nothing is proven: for nothing yet, and not in the store."""
    now = session.clock.now()
    return OpenVerification(
        id=VerificationId(session.randomness.token(18)),
        operator=session.operator.id,
        account=account.id,
        actions=frozenset(),
        ticket="",
        policy_version=session.policy_version,
        fingerprint=fingerprint(account),
        gates=1,
        started_at=now,
        expires_at=now + lifetime,
        proofs=(),
        operator_login=session.operator.login,
    )


def begun(
    session: Session, account: Account, actions: frozenset[Action], ticket: str, made: Plan
) -> OpenVerification:
    """A new verification of this account by this operator."""
    tier = tier_for(session, account, actions)
    return replace(
        unproven(session, account, tier.verification_lifetime),
        actions=actions,
        ticket=ticket,
        gates=made.gates,
        tier=tier.name,
        exceptional=made.exceptional,
        approval=tier.approval,
    )
