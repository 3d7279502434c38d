"""The rows of the record: the next one, and whether they are a chain."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from helpdesk_tui.desk.ports import ChainHead, Facts, Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import _
from helpdesk_tui.store import chain
from helpdesk_tui.store.chain_keys import ChainKeys
from helpdesk_tui.store.keys import same
from helpdesk_tui.store.seals import Seals, newest
from helpdesk_tui.store.sqlite import plainly

_INSERT = (
    "INSERT INTO audit (seq, record, digest, event, account, intent)"
    " VALUES (:seq, :record, :digest, :event, :account, :intent)"
)
_TIE = "UPDATE store SET state = :tie"


def append_link(
    connection: Connection, by: tuple[bytes, Seals], event: str, facts: Facts, at: datetime
) -> Record:
    """Add a record, `by` the key that signs it and the seals that are tied to it. Seals that were not tied to
    the one before stay so: a new entry does not heal what somebody cut off or put back."""
    (key, seals), top = by, newest(connection)
    seq, before = (top.seq or 0) + 1, top.digest or chain.SEALED_FIRST
    canonical = chain.text(seq, at, event, facts)
    digest = chain.digest(key, before, canonical)
    row = {
        "seq": seq,
        "record": canonical,
        "digest": digest,
        "event": event,
        "account": chain.account_of(facts),
        "intent": chain.intent_of(event, facts),
    }
    plainly(connection, _INSERT, row)
    if tie := seals.retied(top, seq, digest):
        plainly(connection, _TIE, {"tie": tie})
    return chain.record(canonical, digest)


Link = Row[Any]
"""A row as it lies in the store, believed in nothing."""


def verified(
    keys: ChainKeys, links: Iterable[Link], expected: ChainHead | None
) -> Problem | ChainHead | None:
    before: Link | None = None
    for each in links:
        if broken := broken_at(keys, before, each):
            return broken
        before = each
        if expected and expected.seq == each.seq and not same(expected.digest, each.digest):
            return problem("audit-truncated", seq=each.seq)
    seq = before.seq if before else 0
    if expected and expected.seq > seq:
        return problem("audit-truncated", seq=expected.seq)
    return ChainHead(seq, before.digest) if before else None


def broken_at(keys: ChainKeys, before: Link | None, each: Link) -> Problem | None:
    """What is wrong with a link that should follow the one before it."""
    seq = before.seq + 1 if before else 1
    reason = _fault(keys.of(seq), before.digest if before else _first(keys, each), each, seq)
    return problem("audit-broken", seq=seq, reason=reason) if reason else None


def _fault(key: bytes | None, before: str, link: Link, seq: int) -> str:
    """What is wrong with the link that should have number `seq`; "" = nothing."""
    if link.seq != seq:
        return _("it is missing")
    if key is None:
        return _("the key that signed it is damaged")
    if not isinstance(link.record, str) or not isinstance(link.digest, str):
        return _("it is no text")
    if not same(chain.digest(key, before, link.record), link.digest):
        return _("its digest does not fit")
    record = chain.record(link.record, link.digest)
    copies = (record.event, chain.account_of(record.facts), chain.intent_of(record.event, record.facts))
    if record.seq != seq or copies != (link.event, link.account, link.intent):
        return _("what it is filed under does not fit")
    return ""


def _first(keys: ChainKeys, link: Link) -> str:
    return chain.FIRST if is_of_old(keys, link) else chain.SEALED_FIRST


def is_of_old(keys: ChainKeys, first: Link) -> bool:
    """Whether the record was begun before there were seals."""
    key, text = keys.of(1), first.record
    if key is None or not isinstance(text, str):
        return False
    return same(chain.digest(key, chain.FIRST, text), first.digest)
