"""The use case "this was not me": a person says that they did not call. What rests on that call ends at
once.

Nobody need prove anything to report: a report can only close. A hostile caller may keep a person waiting by
it, so each operator takes down only so many in an hour, and a supervisor ends the hold.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk_tui import local_time
from helpdesk_tui.desk import guard, notices, standing
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.call_history import calls
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.history import Entry
from helpdesk_tui.desk.known_methods import known_methods_of
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.notices import Notice
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import Hold, MessageKind, Record, Report
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.reports import against_part, is_suspended
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.language import _
from helpdesk_tui.text import clean

LONGEST_REASON = 200
_RECORDS = 2000  # newest of an account that are looked through
_NAMED = 100  # entries that a report names
MOST_HELD = 20
"""Accounts that a supervisor is told of at once."""
_DISPUTED = frozenset(
    {"action.intent", "action.outcome", "method.added", "method.removed", "method.imported", "approval.given"}
)


@dataclass(frozen=True)
class Lately:
    """What the desk did for an account in the hours that a report would dispute."""

    account: Account
    since: datetime
    calls: tuple[Entry, ...]  # newest first
    methods: tuple[Method, ...]  # registered, or changed in the directory, since then; a report suspends them
    hold: Hold | None  # an earlier report that is not released yet
    cut: bool  # there is more in the record than was looked through


@dataclass(frozen=True)
class Reported:
    """That it is reported, and what that ended."""

    number: int  # of the entry in the record
    account: Account
    ended: int  # clearances that nobody had used
    methods: tuple[Method, ...]  # suspended
    told: tuple[Notice, ...]  # administrators
    had_part: bool  # this operator did or approved what is disputed, and so has no say from now on


class Reporting:
    """For everybody at the desk who acts. Raises `NotPermitted`, `Refused`, `DirectoryUnreachable`,
    `StoreUnavailable`; then nothing was ended."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def lately(self, account_id: AccountId) -> Lately:
        """What a report would be about; recorded as a look at the account."""
        session = self._session
        standing.demand(session)
        account = session.directory.read(account_id)
        session.recorder.write("account.viewed", account)
        return self._lately(account)

    def report(self, account_id: AccountId, reason: str, ticket: str = "") -> Reported:
        """End what rests on the disputed calls, and hold the account. In the record before it counts."""
        session = self._session
        account = session.directory.read(account_id)
        if why := against_operator(session) or self._against(account):
            raise session.recorder.refusal("report.kept", why, account)
        reason, ticket = clean(reason, LONGEST_REASON), clean(ticket, 64)
        if not reason:
            raise Refused(problem("report-reason"))
        found, now = self._lately(account), session.clock.now()
        disputed = [each.seq for each in self._records(account, found.since) if each.event in _DISPUTED]
        report = Report(
            account.id, account.login, session.operator.id, session.operator.login, now, found.since
        )
        with session.stores.together():
            made = session.recorder.write(
                "report.made",
                account,
                reason=reason,
                ticket=ticket,
                since=found.since.isoformat(),
                entries=disputed[-_NAMED:],
                methods=[each.id for each in found.methods],
            )
            ended = session.stores.reports.add(report)
            due = notices.promise(session, account, MessageKind.REPORTED, {})
        told = notices.tell(session, account, MessageKind.REPORTED, {}, due=due)
        had_part = against_part(session, account.id) is not None
        return Reported(made.seq, account, ended, found.methods, told, had_part)

    def held(self) -> tuple[Hold, ...]:
        """The accounts that wait for a supervisor, the newest report first; for supervisors."""
        standing.demand(self._session)
        if Role.SUPERVISOR not in self._session.operator.roles:
            raise self._session.recorder.refusal("report.kept", problem("supervisors-only"))
        return self._session.stores.reports.holds(MOST_HELD)

    def _lately(self, account: Account) -> Lately:
        session, now = self._session, self._session.clock.now()
        since = now - timedelta(hours=session.policy.reports.hours)
        records = self._records(account, since)
        own = Report(account.id, account.login, session.operator.id, session.operator.login, now, since)
        known = known_methods_of(session, account)
        return Lately(
            account,
            since,
            calls(records),
            tuple(each for each in known if is_suspended(each, Hold(own, since))),
            session.stores.reports.hold(account.id),
            len(records) == _RECORDS,
        )

    def _records(self, account: Account, since: datetime) -> tuple[Record, ...]:
        newest = self._session.stores.audit.records(account=account.id, last=_RECORDS)
        return tuple(each for each in newest if each.at >= since)

    def _against(self, account: Account) -> Problem | None:
        session = self._session
        if session.operator.roles <= {Role.AUDITOR}:
            return problem("role-lacks-action", action=_("take down a report"), role=_(Role.OPERATOR.value))
        if not is_reportable(session, account):
            return problem("report-not-served")
        now, hour = session.clock.now(), timedelta(hours=1)
        count = session.stores.reports.count(session.operator.id, now - hour)
        if count >= session.policy.reports.an_hour:
            return problem("too-many-reports", count=count, until=local_time.hour(now + hour))
        return None


def is_reportable(session: Session, account: Account) -> bool:
    """Whether the desk serves this person, so that there is something to hold, and somebody to release it."""
    return not guard.against_serving(account, session.policy.scope)
