"""Attempts at proofs, counted across processes and restarts (invariant 8)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain

from sqlalchemy import ColumnElement, Connection, insert, select, type_coerce, update
from sqlalchemy.types import NullType

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import MethodId
from helpdesk_tui.desk.ports import Admitted, Attempt, Blocked, Limit, Limits, Randomness
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import limits as arithmetic
from helpdesk_tui.store.database import Database
from helpdesk_tui.store.keys import StoreKey, keyed
from helpdesk_tui.store.leaves import Leaf, of_account, of_tries, of_tries_since
from helpdesk_tui.store.schema import attempts


class SqlAttemptStore:
    """`ports.AttemptStore`. Nothing is ever swept away: a clock that jumps must not forget."""

    def __init__(self, database: Database, randomness: Randomness, key: StoreKey) -> None:
        self._database = database
        self._chance = randomness
        self._key = key.derive("attempts")

    def begin(
        self, account: AccountId, method: MethodId, operator: AccountId, limits: Limits, at: datetime
    ) -> Admitted | Blocked:
        """Of several limits the one that lasts longest is told."""
        counts = [_of_account(account, limits), _of_method(method, limits), _of_operator(operator, limits)]
        attempt = self._chance.token(16)
        row = {
            "id": attempt,
            "account": account,
            "method": method,
            "operator": operator,
            "at": at,
            "failed": True,
            "forgiven": False,
            "operator_forgiven": False,
        }
        *earlier, today = _days(operator, limits, at)
        with self._database.changing(of_account(account), today) as connection:
            self._database.seals.check(connection, *earlier)
            failures = [count.failures(connection, at) for count in counts]
            if blocked := _longest(counts, failures, at):
                return blocked
            connection.execute(insert(attempts).values(row))
        left = min(
            arithmetic.left(count.limit, [*times, at], at)
            for count, times in zip(counts, failures, strict=True)
        )
        return Admitted(Attempt(attempt), left)

    def succeed(self, attempt: Attempt) -> None:
        this = attempts.c.id == attempt.id
        with self._database.changing(lambda connection: chain(*_tried(connection, this))) as connection:
            connection.execute(update(attempts).where(this).values(failed=False))

    def spend(self, attempt: Attempt, method: MethodId, code: Secret) -> bool:
        """The attempt takes a name that only this code of this method has."""
        this = attempts.c.id == attempt.id
        with self._database.changing(lambda connection: chain(*_tried(connection, this))) as connection:
            if connection.execute(select(attempts.c.id).where(this)).first() is None:
                return False
            spent = keyed(self._key, method, code.reveal())  # a code has too few bits for a hash alone
            if connection.execute(select(attempts.c.id).where(attempts.c.id == spent)).first():
                return False
            connection.execute(update(attempts).where(this).values(id=spent, failed=False))
        return True

    def state(self, account: AccountId, operator: AccountId, limits: Limits, at: datetime) -> Blocked | None:
        counts = [_of_account(account, limits), _of_operator(operator, limits)]
        with self._database.reading() as connection:
            self._check(connection, account, operator, limits, at)
            failures = [count.failures(connection, at) for count in counts]
        return _longest(counts, failures, at)

    def left(self, account: AccountId, operator: AccountId, limits: Limits, at: datetime) -> int:
        """0 also while one of them is blocked: a block may outlast the failures that caused it."""
        counts = [_of_account(account, limits), _of_operator(operator, limits)]
        with self._database.reading() as connection:
            self._check(connection, account, operator, limits, at)
            failures = [count.failures(connection, at) for count in counts]
        if _longest(counts, failures, at):
            return 0
        return min(
            arithmetic.left(count.limit, times, at) for count, times in zip(counts, failures, strict=True)
        )

    def clear(self, account: AccountId, but_by: AccountId | None = None) -> None:
        """The operator's own count stays: one good reset does not pay for guesses elsewhere."""
        failed = [attempts.c.account == account, attempts.c.failed]
        if but_by is not None:
            failed.append(attempts.c.operator != but_by)
        with self._database.changing(of_account(account)) as connection:
            connection.execute(update(attempts).where(*failed).values(forgiven=True))

    def clear_operator(self, operator: AccountId) -> None:
        """The accounts' own counts stay: they were tried, whoever tried."""
        failed = (attempts.c.operator == operator, attempts.c.failed, ~attempts.c.operator_forgiven)
        with self._database.changing(
            lambda connection: (tries for _, tries in _tried(connection, *failed))
        ) as connection:
            connection.execute(update(attempts).where(*failed).values(operator_forgiven=True))

    def _check(
        self, connection: Connection, account: AccountId, operator: AccountId, limits: Limits, at: datetime
    ) -> None:
        self._database.seals.check(connection, of_account(account), *_days(operator, limits, at))


def _days(operator: AccountId, limits: Limits, at: datetime) -> tuple[Leaf, ...]:
    """The operator's tries, as far back as they count: what is counted must be all there was."""
    now = at.astimezone(UTC)
    return of_tries_since(operator, now - arithmetic.memory(limits.operator), now)


def _tried(connection: Connection, *where: ColumnElement[bool]) -> Iterator[tuple[Leaf, Leaf]]:
    """Whose these attempts are, as they say, and their operators' days."""
    raw_at = type_coerce(attempts.c.at, NullType())
    found = select(attempts.c.account, attempts.c.operator, raw_at).where(*where)
    for account, operator, at in connection.execute(found).all():
        yield of_account(account), of_tries(operator, at)


class _Count:
    """Failures that count against one limit."""

    def __init__(self, which: str, limit: Limit, *where: ColumnElement[bool]) -> None:
        self.which = which
        self.limit = limit
        self._where = where

    def failures(self, connection: Connection, at: datetime) -> list[datetime]:
        """Their times, in the order they were recorded; those from the future too."""
        since = at - arithmetic.memory(self.limit)
        statement = select(attempts.c.at).where(attempts.c.failed, attempts.c.at > since, *self._where)
        return list(connection.execute(statement.order_by(attempts.c.row)).scalars())


def _of_account(account: AccountId, limits: Limits) -> _Count:
    return _Count("account", limits.account, attempts.c.account == account, ~attempts.c.forgiven)


def _of_method(method: MethodId, limits: Limits) -> _Count:
    return _Count("method", limits.method, attempts.c.method == method, ~attempts.c.forgiven)


def _of_operator(operator: AccountId, limits: Limits) -> _Count:
    return _Count("operator", limits.operator, attempts.c.operator == operator, ~attempts.c.operator_forgiven)


def _longest(counts: list[_Count], failures: list[list[datetime]], at: datetime) -> Blocked | None:
    blocks = [
        Blocked(count.which, until)
        for count, times in zip(counts, failures, strict=True)
        if (until := arithmetic.blocked_until(count.limit, times, at))
    ]
    return max(blocks, key=lambda blocked: blocked.until, default=None)
