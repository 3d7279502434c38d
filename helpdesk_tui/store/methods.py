"""Registered methods of every kind: sealed or hashed, and what may be told of them."""

from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, Connection, case, func, select, update

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import (
    CONTACT_KINDS,
    OATH_KINDS,
    Method,
    MethodId,
    MethodKind,
    MethodStatus,
    Origin,
)
from helpdesk_tui.language import _, ngettext
from helpdesk_tui.store.contacts import Contacts
from helpdesk_tui.store.knowledge import Knowledge
from helpdesk_tui.store.leaves import of_account
from helpdesk_tui.store.method_rows import MethodRow, remove, whose
from helpdesk_tui.store.schema import known_secrets, methods
from helpdesk_tui.store.seeds import Seeds
from helpdesk_tui.store.standing import Standings
from helpdesk_tui.text import clean

_Counts = dict[str, tuple[int, int]]  # method → how many secrets it has, how many are used


class SqlMethodStore(Seeds, Contacts, Knowledge, Standings):
    """`ports.MethodStore`."""

    def methods(self, account: AccountId) -> tuple[Method, ...]:
        return self.methods_of((account,)).get(account, ())

    def methods_of(self, accounts: Collection[AccountId]) -> Mapping[AccountId, tuple[Method, ...]]:
        theirs = methods.c.account.in_(accounts)
        found: dict[AccountId, tuple[Method, ...]] = {}
        with self._database.reading() as connection:
            self._database.seals.check(connection, *map(of_account, accounts))
            ordered = select(methods).where(theirs).order_by(methods.c.added_at, methods.c.row)
            rows = connection.execute(ordered).all()
            counts = _counts(connection, theirs)
        for row in rows:
            account = AccountId(row.account)
            found[account] = (*found.get(account, ()), self._method(row, counts))
        return found

    def rename(self, method: MethodId, label: str) -> bool:
        named = update(methods).where(methods.c.id == method).values(label=clean(label, 64))
        with self._database.changing(whose(method)) as connection:
            return connection.execute(named).rowcount == 1

    def set_default(self, account: AccountId, method: MethodId) -> bool:
        mine = methods.c.account == account
        active = (methods.c.id == method, methods.c.status == MethodStatus.ACTIVE.value)
        with self._database.changing(of_account(account)) as connection:
            if connection.execute(select(methods.c.id).where(mine, *active)).first() is None:
                return False
            chosen = case((methods.c.id == method, True), else_=False)
            connection.execute(update(methods).where(mine).values(is_default=chosen))
        return True

    def mark_well_proven(self, method: MethodId) -> None:
        marked = update(methods).where(methods.c.id == method).values(well_proven=True)
        with self._database.changing(whose(method)) as connection:
            connection.execute(marked)

    def remove(self, method: MethodId) -> bool:
        with self._database.changing(whose(method)) as connection:
            return remove(connection, methods.c.id == method) == 1

    def _method(self, row: MethodRow, counts: _Counts) -> Method:
        return Method(
            id=MethodId(row.id),
            account=AccountId(row.account),
            kind=MethodKind(row.kind),
            label=row.label,
            origin=Origin(row.origin),
            status=MethodStatus(row.status),
            detail=self._detail(row, counts),
            since=row.activated_at or row.added_at,
            last_used=row.last_used,
            is_default=row.is_default,
            expires_at=row.expires_at,
            well_proven=row.well_proven,
        )

    def _detail(self, row: MethodRow, counts: _Counts) -> str:
        kind = MethodKind(row.kind)
        if kind in OATH_KINDS:
            return " · ".join(filter(None, (row.serial, _("{count} digits", count=row.digits))))
        if kind in CONTACT_KINDS:
            return self._masked(row)
        all_, used = counts.get(row.id, (0, 0))
        if kind is MethodKind.RECOVERY_CODE:
            return _("{left} of {all} left", left=all_ - used, all=all_)
        if kind is MethodKind.ACCESS_PASS:
            return (_("used") if used else _("once")) if row.once else ""
        return ngettext("1 answer", "{count} answers", all_)


def _counts(connection: Connection, whose_: ColumnElement[bool]) -> _Counts:
    counted = (
        select(
            known_secrets.c.method,
            func.count().label("all"),
            func.count(known_secrets.c.used_at).label("used"),
        )
        .join(methods, methods.c.id == known_secrets.c.method)
        .where(whose_)
        .group_by(known_secrets.c.method)
    )
    return {method: (all_, used) for method, all_, used in connection.execute(counted)}
