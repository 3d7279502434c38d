"""What an operator finds between two calls: whom the last ones were about, and who is locked out now."""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk_tui.desk import standing
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.call_history import calls
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused
from helpdesk_tui.desk.listing import ListedAccount, ListKind
from helpdesk_tui.desk.lists import Lists, WantedList
from helpdesk_tui.desk.ports import Record
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import _

MOST_CALLS = 5
MOST_LOCKED = 5
_RECORDS = 1000  # newest of everybody: among which one's own calls are looked for
_MEMORY = timedelta(minutes=1)
_CHEAP = timedelta(seconds=2)
_REST = 100  # times as long as it took a directory is left alone to which it was not cheap
_LONGEST = timedelta(hours=1)
_MOST_LOOKED_AT = 5000  # accounts: a directory that does not filter who is locked is not asked for more


@dataclass(frozen=True)
class LastCall:
    account: AccountId
    login: str
    at: datetime
    what: str  # what came of it, in a sentence


@dataclass(frozen=True)
class LockedNow:
    """The first of them; `more`: there are others, or may be. `unknown`: why nobody can tell."""

    rows: tuple[ListedAccount, ...] = ()
    more: bool = False
    unknown: Problem | None = None


class BetweenCalls:
    """Raises `NotPermitted`, `DirectoryUnreachable`, `StoreUnavailable`."""

    def __init__(self, session: Session, lists: Lists) -> None:
        self._session = session
        self._lists = lists
        self._locked = LockedNow()
        self._holds_until: datetime | None = None  # None = nobody was asked yet

    def last_calls(self) -> tuple[LastCall, ...]:
        """The accounts that this operator had to do with last, newest first, by the record."""
        session = self._session
        standing.demand(session)
        own: dict[str, list[Record]] = {}
        for record in session.stores.audit.records(last=_RECORDS):
            account = record.facts.get("account")
            if record.facts.get("operator") == session.operator.id and isinstance(account, str) and account:
                own.setdefault(account, []).append(record)
        newest = sorted(own.values(), key=lambda records: records[-1].seq, reverse=True)
        return tuple(map(_last_call, newest[:MOST_CALLS]))

    def locked_now(self) -> LockedNow:
        """Asked anew after a minute, and no further than is cheap: a directory that took long to filter is
        left alone for a while, and then nobody is told."""
        began = self._session.clock.now()
        if self._holds_until is None or not began < self._holds_until <= began + _LONGEST:
            self._locked = self._first_locked()
            ended = self._session.clock.now()
            is_cheap = ended - began <= _CHEAP
            self._holds_until = ended + (_MEMORY if is_cheap else min((ended - began) * _REST, _LONGEST))
            if not is_cheap:
                found, self._locked = self._locked, LockedNow()
                return found
        return self._locked

    def _first_locked(self) -> LockedNow:
        try:
            return self._looked_up()
        except (DirectoryUnreachable, Refused) as error:
            return LockedNow(unknown=error.problem)

    def _looked_up(self) -> LockedNow:
        rows: list[ListedAccount] = []
        with closing(self._lists.read(WantedList(ListKind.LOCKED))) as parts:
            for part in parts:
                rows += [row for row in part.rows if not row.unsure]
                if len(rows) > MOST_LOCKED or part.looked_at > _MOST_LOOKED_AT:
                    return LockedNow(tuple(rows[:MOST_LOCKED]), more=True)
                if part.is_checking or part.is_last:
                    break
        return LockedNow(tuple(rows))


def _last_call(records: list[Record]) -> LastCall:
    newest = records[-1]
    said = next((entry.sentence for entry in calls(records)), _("looked at, nothing changed"))
    login = str(newest.facts.get("account_login") or "")
    return LastCall(AccountId(str(newest.facts["account"])), login, newest.at, said)
