"""Reports that "this was not me": they end what is under way, and hold the account."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Row, func, insert, select, update

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import Hold, Report
from helpdesk_tui.store.database import Database
from helpdesk_tui.store.ending import end_challenges, end_clearances
from helpdesk_tui.store.leaves import of_account
from helpdesk_tui.store.schema import challenges, reports

_OPEN = reports.c.released_at.is_(None)


class SqlReportStore:
    """`ports.ReportStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, report: Report) -> int:
        with self._database.changing(of_account(report.account)) as connection:
            connection.execute(insert(reports).values(asdict(report)))
            end_challenges(connection, challenges.c.account == report.account)
            return end_clearances(connection, report.account, report.at, visits=True)

    def hold(self, account: AccountId) -> Hold | None:
        with self._database.reading() as connection:
            self._database.seals.check(connection, of_account(account))
            return held(connection, account)

    def holds(self, most: int) -> tuple[Hold, ...]:
        newest = func.max(reports.c.row)
        whose = select(reports.c.account).where(_OPEN).group_by(reports.c.account)
        with self._database.reading() as connection:
            accounts = connection.execute(whose.order_by(newest.desc()).limit(most)).scalars().all()
            self._database.seals.check(connection, *map(of_account, accounts))
            found = [held(connection, account) for account in accounts]
        return tuple(each for each in found if each)

    def count(self, operator: AccountId, since: datetime) -> int:
        """Believed as it stands: a report only closes."""
        mine = select(func.count()).where(reports.c.operator == operator, reports.c.at > since)
        with self._database.reading() as connection:
            return connection.execute(mine).scalar_one()

    def release(self, account: AccountId, at: datetime) -> bool:
        theirs = update(reports).where(reports.c.account == account, _OPEN)
        with self._database.changing(of_account(account)) as connection:
            return connection.execute(theirs.values(released_at=at)).rowcount > 0


def held(connection: Connection, account: str) -> Hold | None:
    """What holds the account, within a transaction that has looked at its seal."""
    theirs = select(reports).where(reports.c.account == account, _OPEN)
    rows = connection.execute(theirs.order_by(reports.c.row)).all()
    if not rows:
        return None
    at = max(row.at for row in rows)
    return Hold(_report(rows[-1], at), min(row.since for row in rows))


def _report(row: Row[tuple[object, ...]], at: datetime) -> Report:
    known = row._asdict() | {"at": at}
    return Report(**{name: known[name] for name in Report.__dataclass_fields__})
