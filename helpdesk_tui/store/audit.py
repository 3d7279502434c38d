"""The record: append-only, chained, signed with a key that operators cannot read (invariant 2)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import ChainHead, Done, Facts, Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import _
from helpdesk_tui.store import chain
from helpdesk_tui.store.altered import altered_problem
from helpdesk_tui.store.chain_keys import ChainKeys, former_signing_keys, signing_key
from helpdesk_tui.store.database import Database
from helpdesk_tui.store.keys import StoreKey
from helpdesk_tui.store.leaves import Leaf, of_acts
from helpdesk_tui.store.links import Link, append_link, broken_at, verified
from helpdesk_tui.store.schema import audit
from helpdesk_tui.store.sealing import Sealer
from helpdesk_tui.store.seals import Altered
from helpdesk_tui.text import clean

_AT_ONCE = 500  # rows held in memory while verifying


class SqlAuditLog:
    """`ports.AuditLog`. `append` and `finish` also raise `TypeError` for facts that are no JSON values."""

    def __init__(self, database: Database, sealer: Sealer, key: StoreKey) -> None:
        self._database = database
        self._sealer = sealer
        self._key = signing_key(key)

    def append(self, event: str, facts: Facts, at: datetime) -> Record:
        known = chain.plain(facts)  # before the lock: a caller's mistake costs nobody else time
        if event == chain.INTENT:
            with self._database.changing(of_acts(chain.account_of(known))) as connection:
                return self._append(connection, event, known, at)
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
            with self._sealed_if_whole(connection, of_acts(chain.account_of(known))):
                return self._append(connection, chain.CLOSED_BY[event], known, at)

    @contextmanager
    def _sealed_if_whole(self, connection: Connection, acts: Leaf) -> Iterator[None]:
        """An outcome is recorded whatever somebody did to the store: where that was altered it stays so."""
        seals = self._database.seals
        try:
            seals.check(connection, acts)
        except Altered:
            yield
        else:
            with seals.changing(connection, acts):
                yield

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
            self._database.seals.check(connection, of_acts(account))
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
        """Also what is sealed beside the record is looked at."""
        with self._database.reading() as connection:
            try:
                keys = ChainKeys(former_signing_keys(connection, self._sealer), self._key)
                found = verified(keys, self._links(connection), expected)
            except (TypeError, ValueError):  # no time, no text, … where one should be
                return problem("audit-broken", seq="0", reason=_("what lies beside it cannot be read"))
            if isinstance(found, Problem):
                return found
            altered = self._database.seals.altered(connection)
            return altered_problem(altered) if altered else found

    def verified_records(self) -> Iterator[Record]:
        """Oldest first, each once it is seen to be a part of the chain. Raises `StoreUnavailable` where it is
        broken, after all that stand before."""
        with self._database.reading() as connection:
            keys = ChainKeys(former_signing_keys(connection, self._sealer), self._key)
            before: Link | None = None
            for each in self._links(connection):
                if broken := broken_at(keys, before, each):
                    raise StoreUnavailable(broken)
                yield chain.record(each.record, each.digest)
                before = each

    def _links(self, connection: Connection) -> Iterable[Link]:
        return connection.execution_options(yield_per=_AT_ONCE).execute(select(audit).order_by(audit.c.seq))

    def note_altered(self, leaf: Leaf | None, at: datetime) -> None:
        """What was found is recorded, as far as the store still lets it."""
        facts: dict[str, object] = {"what": "store" if leaf is None else leaf.kind}
        if leaf is not None and leaf.kind == "account":
            facts["account"] = clean(leaf.subject, 64)
        elif leaf is not None:
            facts["of"] = clean(leaf.subject, 64)
        with suppress(StoreUnavailable):
            self.append("store.altered", facts, at)

    def _append(self, connection: Connection, event: str, facts: Facts, at: datetime) -> Record:
        return append_link(connection, (self._key, self._database.seals), event, facts, at)


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
        broken = problem("audit-broken", seq=row.seq, reason=_("it cannot be read"))
        raise StoreUnavailable(broken) from None
