"""The record: a chain of entries that only grows. Methods may raise `StoreUnavailable`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.problems import Problem

Facts = Mapping[str, object]
"""JSON values: text, numbers, booleans, None, lists and mappings of them. Never a secret."""


@dataclass(frozen=True)
class Record:
    """One entry of the audit chain."""

    seq: int  # from 1, without gaps
    at: datetime
    event: str  # "action.intent", "action.outcome", "verification.proof", …
    facts: Facts
    digest: str  # HMAC over the canonical JSON of all this and the digest before


@dataclass(frozen=True)
class ChainHead:
    seq: int
    digest: str


@dataclass(frozen=True)
class Done:
    """Something that was begun on an account."""

    intent: Record
    outcome: str = ""  # as its outcome says: "done", "refused", "unknown"; "" = none yet
    problems: tuple[str, ...] = ()  # codes


class AuditLog(Protocol):
    def append(self, event: str, facts: Facts, at: datetime) -> Record:
        """Durable (fsync) on return. Raises `StoreUnavailable`: then nothing may be written."""

    def finish(self, intent: int, facts: Facts, at: datetime) -> Record | None:
        """Append the "action.outcome" of the intent with that number, or the "notice.told" of the notice
        that was due; None if it has one already."""

    def open_intents(self) -> tuple[Record, ...]:
        """Intents without an outcome, oldest first."""

    def done(self, account: AccountId, since: datetime) -> tuple[Done, ...]:
        """What was begun on an account since then (or is said to be later: clocks go back), oldest first."""

    def open_notices(self) -> tuple[Record, ...]:
        """Entries "notice.due" that nobody was told of to the end, oldest first."""

    def records(
        self, *, account: AccountId | None = None, event: str | None = None, last: int | None = None
    ) -> tuple[Record, ...]:
        """Oldest first; `last` = only so many of the newest."""

    def verify(self, expected: ChainHead | None = None) -> Problem | ChainHead | None:
        """Recompute the chain: its head, None when empty, or the problem found; `expected` is a head
        noted elsewhere, since a chain cannot show its own truncation."""

    def verified_records(self) -> Iterator[Record]:
        """All, oldest first, each once it is seen to be a part of the chain. Raises `StoreUnavailable`
        (audit-broken) where it is none."""
