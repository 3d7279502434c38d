"""The store of reports that "this was not me". Methods may raise `StoreUnavailable`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpdesk_tui.desk.account import AccountId


@dataclass(frozen=True)
class Report:
    """A person says that they did not call. `since`: what was done from then on is disputed."""

    account: AccountId
    account_login: str
    operator: AccountId  # who took it down
    operator_login: str
    at: datetime
    since: datetime


@dataclass(frozen=True)
class Hold:
    """The reports of one account that nobody has released yet, as one."""

    report: Report  # the newest
    since: datetime  # the earliest beginning of them all

    def covers(self, when: datetime) -> bool:
        """Whether what was done then is disputed."""
        return self.since <= when <= self.report.at


class ReportStore(Protocol):
    """What holds an account until a supervisor releases it."""

    def add(self, report: Report) -> int:
        """In one transaction: keep the report; use up every clearance for the account, visits too; close its
        verifications; end every code that was sent. How many clearances there were that could be used."""

    def hold(self, account: AccountId) -> Hold | None:
        """None = nothing holds it."""

    def holds(self, most: int) -> tuple[Hold, ...]:
        """The accounts that are held, the newest report first, at most so many."""

    def count(self, operator: AccountId, since: datetime) -> int:
        """How many this operator took down since then (or is said to have later: clocks go back)."""

    def release(self, account: AccountId, at: datetime) -> bool:
        """End the hold; whether there was one. What the reports ended stays ended."""
