"""Registered methods: apps with sealed seeds, recovery codes as hashes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, case, delete, func, insert, or_, select, update

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.methods import (
    FACTS,
    MAX_APPS,
    Method,
    MethodId,
    MethodKind,
    MethodStatus,
    Origin,
    TotpSettings,
)
from helpdesk_tui.desk.ports import Chance, TotpSeed
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import Refused
from helpdesk_tui.secret import Secret
from helpdesk_tui.store.database import Database
from helpdesk_tui.store.recovery import CodeHasher
from helpdesk_tui.store.schema import methods, recovery_codes
from helpdesk_tui.store.sealing import Sealer
from helpdesk_tui.text import clean

PENDING_LIFETIME = timedelta(minutes=15)
"""How long an app may wait for its first code before another registration sweeps it away."""


class SqlMethodStore:
    """`ports.MethodStore`."""

    def __init__(self, database: Database, sealer: Sealer, hasher: CodeHasher, chance: Chance) -> None:
        self._database = database
        self._sealer = sealer
        self._hasher = hasher
        self._chance = chance

    def methods(self, account: AccountId) -> tuple[Method, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(
                select(methods)
                .where(methods.c.account == account)
                .order_by(methods.c.added_at, methods.c.row)
            ).all()
            codes = _codes_left(connection, account)
        return tuple(_method(row, codes) for row in rows)

    def add_totp(
        self, account: AccountId, label: str, secret: Secret, settings: TotpSettings, at: datetime
    ) -> MethodId:
        """Also raises `Refused` (too-many-apps). Apps that waited too long for a first code go."""
        method = self._new_id()
        sealed = self._sealer.seal(secret, account, method, MethodKind.TOTP)
        row = {
            **_new_row(method, account, MethodKind.TOTP, label, at),
            "status": MethodStatus.PENDING.value,
            "sealed": sealed,
            "digits": settings.digits,
            "period": settings.period,
            "algorithm": settings.algorithm,
        }
        with self._database.writing() as connection:
            _sweep(connection, at)
            _refuse_too_many(connection, account)
            connection.execute(insert(methods).values(row))
        return method

    def totp(self, method: MethodId) -> TotpSeed:
        with self._database.reading() as connection:
            row = connection.execute(
                select(methods).where(methods.c.id == method, methods.c.kind == MethodKind.TOTP.value)
            ).first()
        if row is None:
            raise Refused(problem("method-unknown"))
        secret = self._sealer.open(row.sealed, row.account, method, MethodKind.TOTP)
        return TotpSeed(secret, TotpSettings(row.digits, row.period, row.algorithm), row.last_step)

    def accept_step(self, method: MethodId, step: int, at: datetime, activate: bool = False) -> bool:
        changed: dict[str, object] = {"last_step": step, "last_used": at}
        if activate:
            pending = methods.c.status == MethodStatus.PENDING.value
            changed["activated_at"] = case((pending, at), else_=methods.c.activated_at)
            changed["status"] = MethodStatus.ACTIVE.value
        statement = (
            update(methods)
            .where(
                methods.c.id == method,
                methods.c.kind == MethodKind.TOTP.value,
                or_(methods.c.last_step.is_(None), methods.c.last_step < step),
            )
            .values(changed)
        )
        with self._database.writing() as connection:
            return connection.execute(statement).rowcount == 1

    def add_recovery_codes(self, account: AccountId, codes: Iterable[Secret], at: datetime) -> MethodId:
        method = self._new_id()
        # Hashed before the transaction: it is slow on purpose, and others wait for the lock.
        hashes = [
            {"method": method, "number": number, "hash": self._hasher.hash(code, method, number)}
            for number, code in enumerate(codes, start=1)
        ]
        if not hashes:
            raise ValueError("no codes")
        kind = MethodKind.RECOVERY_CODE
        row = {
            **_new_row(method, account, kind, FACTS[kind].label + "s", at),
            "status": MethodStatus.ACTIVE.value,
            "activated_at": at,
        }
        with self._database.writing() as connection:
            connection.execute(
                delete(methods).where(methods.c.account == account, methods.c.kind == kind.value)
            )
            connection.execute(insert(methods).values(row))
            connection.execute(insert(recovery_codes), hashes)
        return method

    def use_recovery_code(self, method: MethodId, number: int, code: Secret, at: datetime) -> bool:
        unused = (
            recovery_codes.c.method == method,
            recovery_codes.c.number == number,
            recovery_codes.c.used_at.is_(None),
        )
        with self._database.reading() as connection:
            kept = connection.execute(select(recovery_codes.c.hash).where(*unused)).scalar()
        if kept is None or not self._hasher.fits(kept, code, method, number):
            return False
        # The hash was checked outside the transaction; the update asks again what may have changed.
        use = update(recovery_codes).where(*unused, recovery_codes.c.hash == kept).values(used_at=at)
        with self._database.writing() as connection:
            if connection.execute(use).rowcount != 1:
                return False
            connection.execute(update(methods).where(methods.c.id == method).values(last_used=at))
        return True

    def remove(self, method: MethodId) -> bool:
        with self._database.writing() as connection:
            return connection.execute(delete(methods).where(methods.c.id == method)).rowcount == 1

    def _new_id(self) -> MethodId:
        return MethodId(self._chance.token(16))


def _new_row(
    method: MethodId, account: AccountId, kind: MethodKind, label: str, at: datetime
) -> dict[str, object]:
    return {"id": method, "account": account, "kind": kind.value, "label": clean(label, 64), "added_at": at}


def _sweep(connection: Connection, at: datetime) -> None:
    connection.execute(
        delete(methods).where(
            methods.c.status == MethodStatus.PENDING.value, methods.c.added_at < at - PENDING_LIFETIME
        )
    )


def _refuse_too_many(connection: Connection, account: AccountId) -> None:
    """The desk asks first; this holds when two registrations run at once."""
    count = connection.execute(
        select(func.count()).where(methods.c.account == account, methods.c.kind == MethodKind.TOTP.value)
    ).scalar_one()
    if count >= MAX_APPS:
        raise Refused(problem("too-many-apps", count=count))


def _codes_left(connection: Connection, account: AccountId) -> dict[str, str]:
    """method → "8 of 10 left"."""
    counts = (
        select(
            recovery_codes.c.method,
            func.count().label("all"),
            func.count(recovery_codes.c.used_at).label("used"),
        )
        .join(methods, methods.c.id == recovery_codes.c.method)
        .where(methods.c.account == account)
        .group_by(recovery_codes.c.method)
    )
    return {method: f"{all_ - used} of {all_} left" for method, all_, used in connection.execute(counts)}


def _method(row: Row[tuple[object, ...]], codes: dict[str, str]) -> Method:
    kind = MethodKind(row.kind)
    detail = f"{row.digits} digits" if kind is MethodKind.TOTP else codes.get(row.id, "")
    return Method(
        id=MethodId(row.id),
        account=AccountId(row.account),
        kind=kind,
        label=row.label,
        origin=Origin.REGISTERED,
        status=MethodStatus(row.status),
        detail=detail,
        since=row.activated_at or row.added_at,
        last_used=row.last_used,
    )
