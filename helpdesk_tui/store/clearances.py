"""Verifications in course, their proofs, and the clearances they yield."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, exists, insert, select, update

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance, ClearanceId, VerificationId
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.ports import OpenVerification, Proof
from helpdesk_tui.desk.verification import is_approved, is_complete, may_change_ticket
from helpdesk_tui.store.database import Database, FindLeaves
from helpdesk_tui.store.ending import LEFT, end_clearances
from helpdesk_tui.store.leaves import of_account
from helpdesk_tui.store.reports import held
from helpdesk_tui.store.schema import clearances, proofs, verifications

_BOUND = ("operator", "account", "actions", "ticket", "policy_version", "fingerprint")


class SqlClearanceStore:
    """`ports.ClearanceStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, verification: OpenVerification) -> OpenVerification | None:
        row = {**asdict(verification), "actions": _joined(verification.actions), "closed": False}
        for_proofs = row.pop("proofs")
        mine = verifications.c.account == verification.account
        with self._database.changing(of_account(verification.account)) as connection:
            others = _open(verification.started_at, mine, verifications.c.operator != verification.operator)
            if held := _first(connection, select(verifications).where(*others)):
                return held
            connection.execute(update(verifications).where(mine).values(closed=True))
            connection.execute(insert(verifications).values(row))
            for method, kind, at in for_proofs:
                _record(connection, verification.id, method, kind, at)
        return None

    def verification(self, verification: VerificationId) -> OpenVerification | None:
        with self._database.reading() as connection:
            self._check(connection, _account(connection, verifications, verification))
            return _read(connection, verification)

    def proofs(self, verification: VerificationId) -> tuple[Proof, ...]:
        with self._database.reading() as connection:
            row = connection.execute(select(verifications).where(verifications.c.id == verification)).first()
            return () if row is None else _whole(connection, row).proofs

    def add_proof(
        self,
        verification: VerificationId,
        method: MethodId,
        kind: MethodKind,
        at: datetime,
        request: str | None = None,
    ) -> OpenVerification | None:
        with self._database.changing(_of(verifications, verification)) as connection:
            known = _read(connection, verification)
            if known is None or (request is not None and request != known.approval_request):
                return None
            _record(connection, verification, method, kind, at)
            return _read(connection, verification)

    def set_ticket(self, verification: VerificationId, ticket: str) -> OpenVerification | None:
        with self._database.changing(_of(verifications, verification)) as connection:
            known = _read(connection, verification)
            if known is None or not may_change_ticket(known):
                return None
            named = update(verifications).where(verifications.c.id == verification)
            connection.execute(named.values(ticket=ticket))
            return replace(known, ticket=ticket)

    def ask_approval(self, verification: VerificationId, at: datetime, request: str) -> bool:
        with self._database.changing(_of(verifications, verification)) as connection:
            return _set_asked(connection, verification, at, request) == 1

    def withdraw_approval(self, verification: VerificationId, request: str) -> bool:
        still = verifications.c.approval_request == request
        with self._database.changing(_of(verifications, verification)) as connection:
            return _set_asked(connection, verification, None, None, still, ~_given()) == 1

    def awaiting_approval(self, at: datetime) -> tuple[OpenVerification, ...]:
        asked = verifications.c.approval_asked_at
        waiting = select(verifications).where(*_open(at, asked.is_not(None), ~_given()))
        with self._database.reading() as connection:
            rows = connection.execute(waiting.order_by(asked, verifications.c.id)).all()
            self._check(connection, *(row.account for row in rows))
            return tuple(_whole(connection, row) for row in rows)

    def held(self, account: AccountId, at: datetime) -> OpenVerification | None:
        mine = _open(at, verifications.c.account == account)
        with self._database.reading() as connection:
            self._check(connection, account)
            return _first(
                connection, select(verifications).where(*mine).order_by(verifications.c.started_at.desc())
            )

    def issue(self, clearance: Clearance) -> bool:
        """False also if the clearance is for another operator or account than the verification, and if a
        report holds the account and no second operator approved."""
        row = {**asdict(clearance), "actions": _joined(clearance.actions)}
        with self._database.changing(_of(verifications, clearance.verification)) as connection:
            known = _read(connection, clearance.verification)
            if known is None or not _earns(known, clearance):
                return False
            if held(connection, known.account) and not is_approved(known):
                return False
            _close(connection, known.id)
            connection.execute(insert(clearances).values(row))
        return True

    def leave(self, clearance: Clearance, operator_login: str) -> None:
        """A closed verification goes with it, of no gates, which yields nothing else."""
        row = {**asdict(clearance), "actions": _joined(clearance.actions)}
        shared = {name: row[name] for name in _BOUND}
        times = {"started_at": clearance.issued_at, "expires_at": clearance.expires_at}
        with self._database.changing(of_account(clearance.account)) as connection:
            earlier = (clearances.c.account == clearance.account, clearances.c.used_at.is_(None), LEFT)
            connection.execute(update(clearances).where(*earlier).values(used_at=clearance.issued_at))
            connection.execute(
                insert(verifications).values(
                    id=clearance.verification,
                    gates=0,
                    closed=True,
                    operator_login=operator_login,
                    **shared,
                    **times,
                )
            )
            connection.execute(insert(clearances).values(row))

    def left(self, at: datetime, most: int) -> tuple[Clearance, ...]:
        due = select(clearances).where(LEFT, *_usable(at))
        oldest = due.order_by(clearances.c.issued_at, clearances.c.row).limit(most)
        with self._database.reading() as connection:
            return tuple(map(_clearance, connection.execute(oldest)))

    def close(self, verification: VerificationId) -> None:
        with self._database.changing(_of(verifications, verification)) as connection:
            _close(connection, verification)

    def cancel(
        self, verification: VerificationId, operator: AccountId, at: datetime
    ) -> OpenVerification | None:
        mine = (verifications.c.id == verification, verifications.c.operator == operator)
        yielded = (clearances.c.verification == verification, clearances.c.used_at.is_(None))
        with self._database.changing(_of(verifications, verification)) as connection:
            row = connection.execute(select(verifications).where(*mine)).first()
            if row is None:
                return None
            used_up = connection.execute(update(clearances).where(*yielded).values(used_at=at)).rowcount
            _close(connection, verification)
            return None if row.closed and not used_up else _whole(connection, row)

    def void(
        self, account: AccountId, at: datetime, operator: AccountId | None = None, *, visits: bool = False
    ) -> int:
        with self._database.changing(of_account(account)) as connection:
            return end_clearances(connection, account, at, operator, visits=visits)

    def find(self, operator: AccountId, account: AccountId, action: Action, at: datetime) -> Clearance | None:
        statement = (
            select(clearances)
            .where(clearances.c.operator == operator, clearances.c.account == account, *_usable(at))
            .order_by(clearances.c.issued_at.desc(), clearances.c.row.desc())
        )
        with self._database.reading() as connection:
            self._check(connection, account)
            found = [_clearance(row) for row in connection.execute(statement)]
        return next((clearance for clearance in found if action in clearance.actions), None)

    def clearance(self, clearance: ClearanceId) -> Clearance | None:
        with self._database.reading() as connection:
            self._check(connection, _account(connection, clearances, clearance))
            row = connection.execute(select(clearances).where(clearances.c.id == clearance)).first()
        return None if row is None else _clearance(row)

    def consume(self, clearance: ClearanceId, at: datetime) -> bool:
        use = update(clearances).where(clearances.c.id == clearance, *_usable(at)).values(used_at=at)
        with self._database.changing(_of(clearances, clearance)) as connection:
            return connection.execute(use).rowcount == 1

    def _check(self, connection: Connection, *accounts: object) -> None:
        self._database.seals.check(connection, *(of_account(account) for account in accounts))


def _account(connection: Connection, table: Table, id_: str) -> object:
    """Whose the row says it is; None if there is none."""
    return connection.execute(select(table.c.account).where(table.c.id == id_)).scalar()


def _of(table: Table, id_: str) -> FindLeaves:
    """All that is about the account of that row."""
    return lambda connection: [of_account(_account(connection, table, id_))]


def _given() -> ColumnElement[bool]:
    return exists().where(
        proofs.c.verification == verifications.c.id, proofs.c.kind == MethodKind.SECOND_OPERATOR.value
    )


def _usable(at: datetime) -> tuple[Any, ...]:
    """Unused, and `at` between issue and expiry: a clock that went back makes nothing young again."""
    return (clearances.c.used_at.is_(None), clearances.c.expires_at > at, clearances.c.issued_at <= at)


def _open(at: datetime, *where: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    """Not closed, and not over. One from the future counts: a clock that goes back opens nothing."""
    return (~verifications.c.closed, verifications.c.expires_at > at, *where)


def _earns(verification: OpenVerification, clearance: Clearance) -> bool:
    same = all(getattr(verification, name) == getattr(clearance, name) for name in _BOUND)
    return same and is_complete(verification)


def _record(
    connection: Connection, verification: VerificationId, method: MethodId, kind: MethodKind, at: datetime
) -> None:
    row = {"verification": verification, "method": method, "kind": kind.value, "at": at}
    connection.execute(insert(proofs).values(row))


def _close(connection: Connection, verification: VerificationId) -> None:
    connection.execute(update(verifications).where(verifications.c.id == verification).values(closed=True))


def _set_asked(
    connection: Connection,
    verification: VerificationId,
    at: datetime | None,
    request: str | None,
    *while_: ColumnElement[bool],
) -> int:
    still_open = (verifications.c.id == verification, ~verifications.c.closed, *while_)
    asked = update(verifications).where(*still_open)
    return connection.execute(asked.values(approval_asked_at=at, approval_request=request)).rowcount


def _read(connection: Connection, verification: VerificationId) -> OpenVerification | None:
    still_open = (verifications.c.id == verification, ~verifications.c.closed)
    return _first(connection, select(verifications).where(*still_open))


def _first(connection: Connection, statement: Select[Any]) -> OpenVerification | None:
    row = connection.execute(statement).first()
    return None if row is None else _whole(connection, row)


def _whole(connection: Connection, row: Row[Any]) -> OpenVerification:
    """The verification in `row` with its proofs."""
    met = connection.execute(
        select(proofs.c.method, proofs.c.kind, proofs.c.at)
        .where(proofs.c.verification == row.id)
        .order_by(proofs.c.row)
    )
    known = row._asdict() | {
        "actions": _split(row.actions),
        "proofs": tuple((MethodId(method), MethodKind(kind), at) for method, kind, at in met),
    }
    del known["closed"]
    return OpenVerification(**known)


def _clearance(row: Row[Any]) -> Clearance:
    known = row._asdict() | {"actions": _split(row.actions)}
    del known["row"]
    return Clearance(**known)


def _joined(actions: frozenset[Action]) -> str:
    return " ".join(sorted(actions))


def _split(actions: str) -> frozenset[Action]:
    return frozenset(map(Action, actions.split()))
