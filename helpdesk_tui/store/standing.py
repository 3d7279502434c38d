"""A person's registration as a whole, and who changed it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import Limit, MethodChange, Standing
from helpdesk_tui.store import limits as arithmetic
from helpdesk_tui.store.leaves import of_account
from helpdesk_tui.store.method_rows import Room
from helpdesk_tui.store.schema import method_changes, registrations


class Standings(Room):
    """The part of `ports.MethodStore` that knows of registrations as a whole."""

    def standing(self, account: AccountId) -> Standing:
        return self.standings_of((account,)).get(account, Standing(None, None))

    def standings_of(self, accounts: Collection[AccountId]) -> Mapping[AccountId, Standing]:
        theirs = select(registrations).where(registrations.c.account.in_(accounts))
        with self._database.reading() as connection:
            self._database.seals.check(connection, *map(of_account, accounts))
            rows = connection.execute(theirs).all()
        return {AccountId(row.account): Standing(row.confirmed_at, row.required_at) for row in rows}

    def confirmed(self, account: AccountId, at: datetime) -> None:
        self._keep(account, confirmed_at=at, required_at=None)

    def require(self, account: AccountId, at: datetime) -> None:
        self._keep(account, required_at=at)

    def note_change(
        self, account: AccountId, operator: AccountId, at: datetime, limit: Limit | None = None
    ) -> datetime | None:
        row = {"account": account, "operator": operator, "at": at}
        with self._database.changing(of_account(account)) as connection:
            if limit and (until := arithmetic.blocked_until(limit, _times(connection, account), at)):
                return until
            connection.execute(insert(method_changes).values(row))
        return None

    def changes(self, account: AccountId, since: datetime) -> tuple[MethodChange, ...]:
        found = (
            select(method_changes)
            .where(method_changes.c.account == account, method_changes.c.at >= since)
            .order_by(method_changes.c.at.desc(), method_changes.c.row.desc())
        )
        with self._database.reading() as connection:
            self._check(connection, of_account(account))
            return tuple(MethodChange(AccountId(row.operator), row.at) for row in connection.execute(found))

    def _keep(self, account: AccountId, **values: datetime | None) -> None:
        with self._database.changing(of_account(account)) as connection:
            known = update(registrations).where(registrations.c.account == account).values(values)
            if not connection.execute(known).rowcount:
                connection.execute(insert(registrations).values(account=account, **values))


def _times(connection: Connection, account: AccountId) -> Sequence[datetime]:
    found = select(method_changes.c.at).where(method_changes.c.account == account)
    return connection.execute(found.order_by(method_changes.c.row)).scalars().all()
