"""After a person said "this was not me": what the report holds back, and from whom, until a supervisor ends
it.

The account is held, not locked: two people at the desk may still serve it. Methods that were new when the
report came count for nothing, and who changed something that is disputed has no say about it.
"""

from datetime import datetime

from helpdesk_tui.desk.account import Account, AccountId, Person
from helpdesk_tui.desk.action import BRAKE
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.method import KEPT_HERE, Method, MethodKind, Origin
from helpdesk_tui.desk.ports import Hold, Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session

_HANDS_NOTHING = frozenset({BRAKE, *(spec.action for spec in SPECS.values() if not spec.hands_over)})
"""Whoever did no more has no part: the account is in nobody else's hands by it."""


def hold_on(session: Session, person: Person) -> Hold | None:
    """What holds this account now. Nothing does in a census, which says what policy says: a hold passes."""
    return session.stores.reports.hold(person.id) if isinstance(person, Account) else None


def is_suspended(method: Method, hold: Hold | None) -> bool:
    """Whether it was registered, or its datum changed in the directory, when what is disputed was done."""
    if hold is None or method.origin is Origin.DESK:
        return False
    when = method.since if method.origin in KEPT_HERE else method.changed
    return isinstance(when, datetime) and hold.covers(when)


def against_part(session: Session, account: AccountId, by: AccountId | None = None) -> Problem | None:
    """That the account is held, and this operator (`by`, else the session's) did or approved what is
    disputed."""
    hold = session.stores.reports.hold(account)
    if hold is None or (by or session.operator.id) not in _had_part(session, hold):
        return None
    return problem("report-own-part")


def against_unapproved(session: Session, clearance: Clearance) -> Problem | None:
    """That a report came since the caller was proven. No clearance outlives one; this one may be in use."""
    if session.stores.reports.hold(clearance.account) is None:
        return None
    proofs = session.stores.clearances.proofs(clearance.verification)
    is_approved = any(kind is MethodKind.SECOND_OPERATOR for _, kind, _ in proofs)
    return None if is_approved else problem("account-reported")


def _had_part(session: Session, hold: Hold) -> frozenset[AccountId]:
    """Who changed the account or its methods, or approved a verification."""
    stores, account = session.stores, hold.report.account
    done = [each.intent for each in stores.audit.done(account, hold.since)]
    acts = [each for each in done if each.facts.get("action") not in _HANDS_NOTHING]
    approvals = stores.audit.records(account=account, event="approval.given")
    found = {_whose(each) for each in (*acts, *approvals) if hold.covers(each.at)}
    changes = stores.methods.changes(account, hold.since)
    return frozenset(found | {each.operator for each in changes if hold.covers(each.at)})


def _whose(record: Record) -> AccountId:
    """Of an approval at the first operator's terminal, the approver."""
    return AccountId(str(record.facts.get("approver") or record.facts.get("operator", "")))
