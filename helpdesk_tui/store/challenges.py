"""Codes that were sent: each for one purpose, method and address, once, and not for long."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import ColumnElement, Connection, Row, insert, select, true, update

from helpdesk_tui.desk.method import MethodId
from helpdesk_tui.desk.ports import Challenge, ChallengeId, Full, Limit, SendLimits
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import limits as arithmetic
from helpdesk_tui.store.database import Database
from helpdesk_tui.store.ending import ENDED, end_challenges
from helpdesk_tui.store.keys import StoreKey, keyed
from helpdesk_tui.store.leaves import Leaf, of_account, of_sent_since
from helpdesk_tui.store.method_rows import whose
from helpdesk_tui.store.schema import challenges, draws
from helpdesk_tui.store.sealing import Sealer
from helpdesk_tui.store.seals import Altered

_COLUMNS = tuple(challenges.c[field.name] for field in fields(Challenge))
_KEPT = timedelta(days=1)  # how long a code that expired is still said to have expired


class SqlChallengeStore:
    """`ports.ChallengeStore`. What is over stays, to be counted, but nothing of its code or destination."""

    def __init__(self, database: Database, sealer: Sealer, key: StoreKey) -> None:
        self._database = database
        self._sealer = sealer
        self._key = key.derive("challenges")

    def open(self, challenge: Challenge, code: Secret, counted_as: str, limits: SendLimits) -> Full | None:
        row = self._row(challenge, code) | {"counted_as": keyed(self._key, "counted as", counted_as)}
        at = challenge.sent_at.astimezone(UTC)
        *earlier, today = of_sent_since(at - _memory(limits), at)
        with self._database.changing(of_account(challenge.account), today) as connection:
            # what is counted, of whomever, must be all there was
            self._database.seals.check(connection, *earlier)
            if full := _full(connection, row, limits, challenge.sent_at):
                return full
            end_challenges(connection, *_for(challenge.purpose, challenge.method))
            connection.execute(insert(challenges).values(row))
        self._end_long_over(challenge.sent_at - _KEPT)
        return None

    def newest(self, purpose: str, method: MethodId) -> Challenge | None:
        """Raises `Refused` (sealed-value-damaged)."""
        still_open = (*_for(purpose, method), challenges.c.open)
        with self._database.reading() as connection:
            of = select(challenges.c.account).where(*still_open).distinct()
            accounts = connection.execute(of).scalars().all()
            self._database.seals.check(connection, *map(of_account, accounts))
            row = connection.execute(
                select(*_COLUMNS).where(*still_open).order_by(challenges.c.row.desc())
            ).first()
        return None if row is None else self._challenge(row)

    def use(self, challenge: ChallengeId, code: Secret, destination: str, at: datetime) -> bool:
        """A clock that went back behind the sending makes it useless, never young again."""
        this = challenges.c.id == challenge
        with self._database.changing(partial(_leaves, challenge)) as connection:
            row = connection.execute(select(challenges).where(this)).first()
            if row is None:
                return False
            bound = (row.id, row.account, row.purpose, row.method, destination)
            fits = (
                challenges.c.open,
                challenges.c.hash == self._hash(code, bound),
                challenges.c.sent_at <= at,
                challenges.c.expires_at > at,
            )
            used = update(challenges).where(this, *fits).values(used_at=at, **ENDED)
            return connection.execute(used).rowcount == 1

    def void(self, challenge: ChallengeId) -> None:
        with self._database.changing(partial(_leaves, challenge)) as connection:
            end_challenges(connection, challenges.c.id == challenge)

    def draw(self, turn: str, method: MethodId, numbers: Sequence[int], at: datetime) -> tuple[int, ...]:
        drawn = select(draws.c.numbers).where(draws.c.turn == turn, draws.c.method == method)
        with self._database.changing(whose(method)) as connection:
            kept = connection.execute(drawn).scalar()
            if kept is None:
                kept = " ".join(map(str, numbers))
                row = {"turn": turn, "method": method, "numbers": kept, "at": at}
                connection.execute(insert(draws).values(row))
        return tuple(map(int, kept.split()))

    def _end_long_over(self, before: datetime) -> None:
        """Of whomever: nothing of a code stays for ever. What another hand changed is left as it is."""
        long_over = (challenges.c.open, challenges.c.expires_at < before)
        with self._database.writing() as connection:
            for account in connection.execute(
                select(challenges.c.account).where(*long_over).distinct()
            ).all():
                with suppress(Altered), self._database.seals.changing(connection, of_account(account[0])):
                    end_challenges(connection, challenges.c.account == account[0], *long_over)

    def _row(self, challenge: Challenge, code: Secret) -> dict[str, object]:
        bound = (
            challenge.id, challenge.account, challenge.purpose, challenge.method, challenge.destination,
        )  # fmt: skip
        destination = Secret(challenge.destination)  # the digest of a phone number is soon guessed
        return {
            **asdict(challenge),
            "open": True,
            "hash": self._hash(code, bound),
            "destination": self._sealer.seal(destination, *_place(*bound[:4])),
        }

    def _hash(self, code: Secret, bound: tuple[str, ...]) -> str:
        """HMAC-SHA256 with a key that is not in the store: a code has too few bits for a hash alone."""
        return keyed(self._key, *bound, code.reveal())

    def _challenge(self, row: Row[tuple[object, ...]]) -> Challenge:
        place = _place(row.id, row.account, row.purpose, row.method)
        destination = self._sealer.open(row.destination, *place).reveal()
        return Challenge(**row._asdict() | {"destination": destination})


def _leaves(challenge: ChallengeId, connection: Connection) -> list[Leaf]:
    account = select(challenges.c.account).where(challenges.c.id == challenge)
    return [of_account(connection.execute(account).scalar())]


def _for(purpose: str, method: MethodId) -> tuple[ColumnElement[bool], ...]:
    return challenges.c.purpose == purpose, challenges.c.method == method


def _full(
    connection: Connection, row: Mapping[str, object], limits: SendLimits, now: datetime
) -> Full | None:
    """The limit that is reached and lasts longest."""
    counts = {
        "account": (limits.account, challenges.c.account == row["account"]),
        "destination": (limits.destination, challenges.c.counted_as == row["counted_as"]),
        "operator": (limits.operator, challenges.c.operator == row["operator"]),
        "desk": (limits.desk, true()),
    }
    reached = [
        Full(which, until)
        for which, (limit, where) in counts.items()
        if (until := arithmetic.blocked_until(limit, _newest(connection, limit, where, now), now))
    ]
    return max(reached, key=lambda full: full.until, default=None)


def _memory(limits: SendLimits) -> timedelta:
    return max(map(arithmetic.memory, (limits.destination, limits.operator, limits.desk)))


def _newest(
    connection: Connection, limit: Limit, where: ColumnElement[bool], now: datetime
) -> Sequence[datetime]:
    """When codes were sent, as far as the limit looks back, and no more of them than it allows; voided ones
    and those from the future too."""
    recent = select(challenges.c.sent_at).where(where, challenges.c.sent_at > now - arithmetic.memory(limit))
    return (
        connection.execute(recent.order_by(challenges.c.sent_at.desc()).limit(limit.failures))
        .scalars()
        .all()[::-1]
    )


def _place(challenge: str, account: str, purpose: str, method: str) -> tuple[str, ...]:
    return account, method, "challenge", challenge, purpose
