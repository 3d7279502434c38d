"""The use cases of reading the record."""

from helpdesk_tui.desk import standing
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import AuditLog, ChainHead, Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import _

_READERS = frozenset({Role.AUDITOR, Role.SUPERVISOR})


class Review:
    """The record, for auditors and supervisors. Raises `NotPermitted`, `StoreUnavailable`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def records(self, account: AccountId | None = None, last: int | None = None) -> tuple[Record, ...]:
        """Oldest first. Reading is itself recorded."""
        self._demand("list")
        return self._session.stores.audit.records(account=account, last=last)

    def untold(self) -> tuple[Record, ...]:
        """Notices that were given up, and those that are still to be sent. Oldest first."""
        self._demand("untold")
        return untold_of(self._session.stores.audit)

    def verify(self, expected: ChainHead | None = None) -> Problem | ChainHead | None:
        """The chain's head, None when empty, or what is wrong with it."""
        self._demand("verify")
        return self._session.stores.audit.verify(expected)

    def _demand(self, what: str) -> None:
        standing.demand(self._session)
        if not self._session.operator.roles & _READERS:
            why = problem("role-lacks-action", action=_("read the record"), role=_("auditor or supervisor"))
            raise self._session.recorder.refusal("audit.denied", why, what=what)
        self._session.recorder.write("audit.read", what=what)


def untold_of(log: AuditLog) -> tuple[Record, ...]:
    """What `Review.untold` says. Raises `StoreUnavailable`."""
    every = (*log.records(event="notice.untold"), *log.open_notices())
    return tuple(sorted(every, key=lambda record: record.seq))
