"""How long a temporary password is good: a reset leaves a clearance behind that ends it, and nothing else.

It is bound to the password as it was read back. Its time begins where that of the password is over.
"""

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.expire import TEMPORARY
from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult, overall
from helpdesk_tui.desk.clearance import Clearance, ClearanceId, VerificationId
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session

_ENDS = frozenset({Action.EXPIRE})
_TRIED_FOR = timedelta(days=90)
_AGAIN_AFTER = timedelta(hours=1)


def set_end(
    session: Session, intent: int, set_at: datetime, account: Account | None, steps: tuple[StepResult, ...]
) -> datetime | Problem | None:
    """Until when the password is good that these steps have set, in the store and in the record; None =
    nothing ends it; a problem where something should and cannot. Raises nothing: the password is set. Done
    twice, the second end takes the place of the first."""
    hours, done = session.policy.passwords.temporary_hours, {result.step for result in steps}
    is_temporary = done >= TEMPORARY and overall(steps) is Outcome.DONE
    if not hours or not is_temporary or account is None:
        return None
    if not is_recognised(account):
        return problem("temporary-unbounded", detail="no mark of the password can be read")
    until = set_at + timedelta(hours=hours)
    clearance = Clearance(
        id=ClearanceId(session.randomness.token(16)),
        verification=VerificationId(session.randomness.token(16)),
        operator=session.operator.id,
        account=account.id,
        actions=_ENDS,
        ticket="",
        policy_version=session.policy_version,
        fingerprint=password_mark(account),
        issued_at=until,
        expires_at=until + _TRIED_FOR,
    )
    try:
        session.stores.clearances.leave(clearance, session.operator.login)
        session.recorder.write(
            "temporary.until", account, until=until.isoformat(), clearance=clearance.id, of=intent
        )
    except StoreUnavailable as error:
        return problem("temporary-unbounded", detail=error.problem.code)
    return until


def try_again_later(session: Session, used: Clearance) -> None:
    """What surely was not written is tried once more, later. Raises `StoreUnavailable`."""
    begins = session.clock.now() + _AGAIN_AFTER
    if begins < used.expires_at:
        fresh = replace(
            used,
            id=ClearanceId(session.randomness.token(16)),
            verification=VerificationId(session.randomness.token(16)),
            issued_at=begins,
            used_at=None,
        )
        session.stores.clearances.leave(fresh, session.operator.login)


def is_recognised(account: Account) -> bool:
    """Whether a read shows that it still is the same password."""
    known = account.marks.password is not None or account.marks.password_at is not None
    return known and account.state.must_change is True


def password_mark(account: Account) -> str:
    """SHA-256, as 64 hex digits, over whose password it is, which, and that it must be changed."""
    marks, state = account.marks, account.state
    facts = [account.id, marks.password, marks.password_at, state.password_set, state.must_change]
    return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()
