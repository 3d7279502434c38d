"""Rows of the table of methods: what all kinds share."""

from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, delete, select

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MethodId, MethodKind, MethodStatus, Origin
from helpdesk_tui.desk.ports import Randomness
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.store.database import Database, FindLeaves
from helpdesk_tui.store.ending import end_challenges
from helpdesk_tui.store.hashing import Hasher
from helpdesk_tui.store.leaves import Leaf, of_account, of_method
from helpdesk_tui.store.schema import challenges, draws, methods
from helpdesk_tui.store.sealing import Sealer
from helpdesk_tui.store.seals import Altered
from helpdesk_tui.text import clean

PENDING_LIFETIME = timedelta(minutes=15)
"""How long a method may wait for its first code before another registration sweeps it away."""

MethodRow = Row[tuple[object, ...]]


class Room:
    """What the parts of the method store work with."""

    def __init__(self, database: Database, sealer: Sealer, hasher: Hasher, randomness: Randomness) -> None:
        self._database = database
        self._sealer = sealer
        self._hasher = hasher
        self._chance = randomness

    def _new_id(self) -> MethodId:
        return MethodId(self._chance.token(16))

    def _found(self, method: MethodId, kinds: frozenset[MethodKind]) -> MethodRow:
        """Raises `Refused` (method-unknown)."""
        with self._database.reading() as connection:
            self._check(connection, leaf_of(connection, method))
            row = row_of(connection, method, kinds)
        if row is None:
            raise Refused(problem("method-unknown"))
        return row

    def _check(self, connection: Connection, leaf: Leaf) -> None:
        self._database.seals.check(connection, leaf)


def leaf_of(connection: Connection, method: MethodId) -> Leaf:
    """Whose the method is, as its row says."""
    whose = select(methods.c.account).where(methods.c.id == method)
    return of_method(method, connection.execute(whose).scalar())


def whose(method: MethodId) -> FindLeaves:
    """What is its owner's, or the token in stock."""
    return lambda connection: [leaf_of(connection, method)]


def row_of(connection: Connection, method: MethodId, kinds: frozenset[MethodKind]) -> MethodRow | None:
    return connection.execute(select(methods).where(methods.c.id == method, of_kinds(kinds))).first()


def of_kinds(kinds: frozenset[MethodKind]) -> ColumnElement[bool]:
    return methods.c.kind.in_(sorted(kind.value for kind in kinds))


def new_row(
    method: MethodId, account: AccountId, kind: MethodKind, label: str, at: datetime
) -> dict[str, object]:
    """Pending, and registered with the desk."""
    return {
        "id": method,
        "account": account,
        "kind": kind.value,
        "label": clean(label, 64),
        "origin": Origin.REGISTERED.value,
        "status": MethodStatus.PENDING.value,
        "added_at": at,
    }


def active_row(
    method: MethodId, account: AccountId, kind: MethodKind, label: str, at: datetime
) -> dict[str, object]:
    return {
        **new_row(method, account, kind, label, at),
        "status": MethodStatus.ACTIVE.value,
        "activated_at": at,
    }


def sweep(database: Database, at: datetime) -> None:
    """Remove what waited too long to be confirmed. What was imported waits for ever; what another hand
    changed is left to who meets it."""
    waited = (
        methods.c.status == MethodStatus.PENDING.value,
        methods.c.added_at < at - PENDING_LIFETIME,
    )
    with database.writing() as connection:
        for account in connection.execute(select(methods.c.account).where(*waited).distinct()).all():
            with suppress(Altered), database.seals.changing(connection, of_account(account[0])):
                remove(connection, methods.c.account == account[0], *waited)


def remove(connection: Connection, *where: ColumnElement[bool]) -> int:
    """Delete methods with all that hangs on them; how many. Their challenges stay, ended: they count."""
    gone = list(connection.execute(select(methods.c.id).where(*where)).scalars())
    for method in gone:
        end_challenges(connection, challenges.c.method == method)
        connection.execute(delete(draws).where(draws.c.method == method))
        connection.execute(delete(methods).where(methods.c.id == method))
    return len(gone)
