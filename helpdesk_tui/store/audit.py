"""The record: append-only, chained, signed with a key that operators cannot read (invariant 2)."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, insert, select

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import ChainHead, Done, Facts, Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.errors import StoreUnavailable
from helpdesk_tui.store import chain
from helpdesk_tui.store.chain_keys import ChainKeys, former_signing_keys, signing_key
from helpdesk_tui.store.database import Database
from helpdesk_tui.store.keys import StoreKey
from helpdesk_tui.store.schema import audit
from helpdesk_tui.store.sealing import Sealer

_AT_ONCE = 500  # rows held in memory while verifying


class SqlAuditLog:
    """`ports.AuditLog`. `append` and `finish` also raise `TypeError` for facts that are no JSON values."""

    def __init__(self, database: Database, sealer: Sealer, key: StoreKey) -> None:
        self._database = database
        self._sealer = sealer
        self._key = signing_key(key)

    def append(self, event: str, facts: Facts, at: datetime) -> Record:
        known = chain.plain(facts)  # before the lock: a caller's mistake costs nobody else time
        with self._database.writing() as connection:
            return self._append(connection, event, known, at)

    def finish(self, intent: int, facts: Facts, at: datetime) -> Record | None:
        """Adds `intent` to the facts. Raises `ValueError` if that number is of nothing that ends."""
        known = {**chain.plain(facts), "intent": intent}
        with self._database.writing() as connection:
            event = connection.execute(select(audit.c.event).where(audit.c.seq == intent)).scalar()
            if event not in chain.CLOSED_BY:
                raise ValueError("no intent has this number")
            if connection.execute(select(audit.c.seq).where(audit.c.intent == intent)).first():
                return None
            return self._append(connection, chain.CLOSED_BY[event], known, at)

    def open_intents(self) -> tuple[Record, ...]:
        return self._open(chain.INTENT)

    def open_notices(self) -> tuple[Record, ...]:
        return self._open(chain.NOTICE)

    def _open(self, event: str) -> tuple[Record, ...]:
        end = audit.alias()
        ended = exists().where(end.c.intent == audit.c.seq)
        statement = select(audit).where(audit.c.event == event, ~ended).order_by(audit.c.seq)
        with self._database.reading() as connection:
            return tuple(map(_record, connection.execute(statement)))

    def done(self, account: AccountId, since: datetime) -> tuple[Done, ...]:
        events = (chain.INTENT, chain.CLOSED_BY[chain.INTENT])
        statement = select(audit).where(audit.c.account == account, audit.c.event.in_(events))
        with self._database.reading() as connection:
            rows = [_record(row) for row in connection.execute(statement.order_by(audit.c.seq))]
        ends = {record.facts.get("intent"): record for record in rows if record.event != chain.INTENT}
        begun = (record for record in rows if record.event == chain.INTENT and record.at > since)
        return tuple(_done(record, ends.get(record.seq)) for record in begun)

    def records(
        self, *, account: AccountId | None = None, event: str | None = None, last: int | None = None
    ) -> tuple[Record, ...]:
        statement = select(audit).order_by(audit.c.seq.desc())
        if account is not None:
            statement = statement.where(audit.c.account == account)
        if event is not None:
            statement = statement.where(audit.c.event == event)
        if last is not None:
            statement = statement.limit(max(0, last))
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return tuple(map(_record, reversed(rows)))

    def verify(self, expected: ChainHead | None = None) -> Problem | ChainHead | None:
        with self._database.reading() as connection:
            keys = ChainKeys(former_signing_keys(connection, self._sealer), self._key)
            rows = connection.execution_options(yield_per=_AT_ONCE).execute(
                select(audit).order_by(audit.c.seq)
            )
            return _verified(keys, map(_link, rows), expected)

    def append_in(self, connection: Connection, event: str, facts: Facts, at: datetime) -> Record:
        """As `append`, within somebody's transaction."""
        return self._append(connection, event, chain.plain(facts), at)

    def _append(self, connection: Connection, event: str, facts: Facts, at: datetime) -> Record:
        newest = connection.execute(
            select(audit.c.seq, audit.c.digest).order_by(audit.c.seq.desc()).limit(1)
        ).first()
        seq, before = (newest.seq + 1, newest.digest) if newest else (1, chain.FIRST)
        canonical = chain.text(seq, at, event, facts)
        digest = chain.digest(self._key, before, canonical)
        connection.execute(
            insert(audit).values(
                seq=seq,
                record=canonical,
                digest=digest,
                event=event,
                account=chain.account_of(facts),
                intent=chain.intent_of(event, facts),
            )
        )
        return chain.record(canonical, digest)


@dataclass(frozen=True)
class _Link:
    """One row as it lies in the store, believed in nothing."""

    seq: Any
    canonical: Any
    digest: Any
    copies: tuple[Any, Any, Any]


def _link(row: Row[Any]) -> _Link:
    return _Link(row.seq, row.record, row.digest, (row.event, row.account, row.intent))


def _verified(
    keys: ChainKeys, links: Iterator[_Link], expected: ChainHead | None
) -> Problem | ChainHead | None:
    seq, before = 0, chain.FIRST
    for link in links:
        seq += 1
        if reason := _fault(keys.of(seq), before, link, seq):
            return problem("audit-broken", seq=seq, reason=reason)
        before = link.digest
        if expected and expected.seq == seq and not _same(expected.digest, before):
            return problem("audit-truncated", seq=seq)
    if expected and expected.seq > seq:
        return problem("audit-truncated", seq=expected.seq)
    return ChainHead(seq, before) if seq else None


def _fault(key: bytes | None, before: str, link: _Link, seq: int) -> str:
    """What is wrong with the link that should have number `seq`; "" = nothing."""
    if link.seq != seq:
        return "it is missing"
    if key is None:
        return "the key that signed it is damaged"
    if not isinstance(link.canonical, str) or not isinstance(link.digest, str):
        return "it is no text"
    if not _same(chain.digest(key, before, link.canonical), link.digest):
        return "its digest does not fit"
    record = chain.record(link.canonical, link.digest)
    copies = (record.event, chain.account_of(record.facts), chain.intent_of(record.event, record.facts))
    if record.seq != seq or copies != link.copies:
        return "what it is filed under does not fit"
    return ""


def _same(one: str, other: str) -> bool:
    """In constant time; of any text, since what lies in the store may be anything."""
    return hmac.compare_digest(one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass"))


def _done(intent: Record, end: Record | None) -> Done:
    if end is None:
        return Done(intent)
    problems = end.facts.get("problems")
    codes = tuple(map(str, problems)) if isinstance(problems, list) else ()
    return Done(intent, str(end.facts.get("outcome", "")), codes)


def _record(row: Row[Any]) -> Record:
    try:
        return chain.record(row.record, row.digest)
    except ValueError:
        broken = problem("audit-broken", seq=row.seq, reason="it cannot be read")
        raise StoreUnavailable(broken) from None
