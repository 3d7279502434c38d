"""The rows of the record: the next one, and whether they are a chain."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, update

from helpdesk_tui.desk.ports import ChainHead, Facts, Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.store import chain
from helpdesk_tui.store.chain_keys import ChainKeys
from helpdesk_tui.store.schema import audit, store
from helpdesk_tui.store.seals import Seals, newest


def append_link(
    connection: Connection, by: tuple[bytes, Seals], event: str, facts: Facts, at: datetime
) -> Record:
    """Add a record, `by` the key that signs it and the seals that are tied to it. Seals that were not tied to
    the one before stay so: a new entry does not heal what somebody cut off or put back."""
    (key, seals), top = by, newest(connection)
    seq, before = (top.seq or 0) + 1, top.digest or chain.SEALED_FIRST
    canonical = chain.text(seq, at, event, facts)
    digest = chain.digest(key, before, canonical)
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
    if tie := seals.retied(top, seq, digest):
        connection.execute(update(store).values(state=tie))
    return chain.record(canonical, digest)


@dataclass(frozen=True)
class StoredRow:
    """One row as it lies in the store, believed in nothing."""

    seq: Any
    canonical: Any
    digest: Any
    copies: tuple[Any, Any, Any]


def link(row: Row[Any]) -> StoredRow:
    return StoredRow(row.seq, row.record, row.digest, (row.event, row.account, row.intent))


def verified(
    keys: ChainKeys, links: Iterator[StoredRow], expected: ChainHead | None
) -> Problem | ChainHead | None:
    before: StoredRow | None = None
    for each in links:
        if broken := broken_at(keys, before, each):
            return broken
        before = each
        if expected and expected.seq == each.seq and not _same(expected.digest, each.digest):
            return problem("audit-truncated", seq=each.seq)
    seq = before.seq if before else 0
    if expected and expected.seq > seq:
        return problem("audit-truncated", seq=expected.seq)
    return ChainHead(seq, before.digest) if before else None


def broken_at(keys: ChainKeys, before: StoredRow | None, each: StoredRow) -> Problem | None:
    """What is wrong with a link that should follow the one before it."""
    seq = before.seq + 1 if before else 1
    reason = _fault(keys.of(seq), before.digest if before else _first(keys, each), each, seq)
    return problem("audit-broken", seq=seq, reason=reason) if reason else None


def _fault(key: bytes | None, before: str, link: StoredRow, seq: int) -> str:
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


def _first(keys: ChainKeys, link: StoredRow) -> str:
    return chain.FIRST if is_of_old(keys, link) else chain.SEALED_FIRST


def is_of_old(keys: ChainKeys, first: StoredRow) -> bool:
    """Whether the record was begun before there were seals."""
    key, text = keys.of(1), first.canonical
    return (
        key is not None
        and isinstance(text, str)
        and _same(chain.digest(key, chain.FIRST, text), first.digest)
    )


def _same(one: str, other: object) -> bool:
    """In constant time; what lies in the store may be anything."""
    return isinstance(other, str) and hmac.compare_digest(
        one.encode(errors="surrogatepass"), other.encode(errors="surrogatepass")
    )
