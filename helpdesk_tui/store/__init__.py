"""The desk's store: methods, challenges, attempts, clearances and the record, in one database file.

key = find_key(path, randomness)            # store.key_search
with open_store(path, key, clock, randomness) as stores:
    stores.audit.append(…)
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from helpdesk_tui.desk.ports import (
    AttemptStore,
    AuditLog,
    ChallengeStore,
    ClearanceStore,
    Clock,
    FeedbackStore,
    MethodStore,
    Randomness,
    ReportStore,
)
from helpdesk_tui.store.attempts import SqlAttemptStore
from helpdesk_tui.store.audit import SqlAuditLog
from helpdesk_tui.store.challenges import SqlChallengeStore
from helpdesk_tui.store.clearances import SqlClearanceStore
from helpdesk_tui.store.database import BUSY_SECONDS, Database
from helpdesk_tui.store.feedback import SqlFeedbackStore
from helpdesk_tui.store.hashing import Hasher
from helpdesk_tui.store.in_use import InUse
from helpdesk_tui.store.key_search import find_key
from helpdesk_tui.store.keys import KeySource, StoreKey
from helpdesk_tui.store.methods import SqlMethodStore
from helpdesk_tui.store.place import prepare_directory, prepare_file
from helpdesk_tui.store.reports import SqlReportStore
from helpdesk_tui.store.sealing import Sealer
from helpdesk_tui.store.upgrading import try_on_a_copy

__all__ = ["KeySource", "OpenStores", "StoreKey", "find_key", "open_store"]


@dataclass(frozen=True)
class OpenStores:
    """`ports.Stores` that can be closed."""

    methods: MethodStore
    challenges: ChallengeStore
    attempts: AttemptStore
    clearances: ClearanceStore
    reports: ReportStore
    feedback: FeedbackStore
    audit: AuditLog
    database: Database

    def together(self) -> AbstractContextManager[None]:
        return self.database.together()

    def commit(self) -> None:
        self.database.commit()

    def close(self) -> None:
        self.database.close()

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Many rows at once into a store that was just made: one transaction, sealed at its end, takes a
        fraction of the time. Raises `ValueError` if anything is in it already. Where it breaks off, nothing
        was written."""
        with self.database.at_once() as connection, self.database.seals.filling(connection):
            yield

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(
    path: Path,
    key: StoreKey,
    clock: Clock,
    randomness: Randomness,
    *,
    busy_seconds: float = BUSY_SECONDS,
    durable: bool = True,
) -> OpenStores:
    """Open the store at `path`, made and migrated where needed; several processes may do so at once.

    `busy_seconds` is how long a transaction waits for another process. `durable` False is for a store that
    need not outlive the process: what is written may be lost with the power. An older store is brought up,
    once that went well on a copy; as it was it is kept beside. Raises `StoreUnavailable` (store-not-private,
    store-is-link, store-foreign, key-wrong, key-changed, store-too-new, store-upgrade-failed, store-damaged,
    store-locked, store-full, store-unwritable).
    """
    database = Database(path, busy_seconds, durable=durable)
    with database.explained():
        prepare_directory(path.parent)
        prepare_file(path)
        database.in_use = InUse(path, busy_seconds)
    database.before_upgrade = partial(try_on_a_copy, path, key, clock, randomness)
    database.bring_up(key, clock, randomness)
    sealer = Sealer(key, randomness)
    audit = SqlAuditLog(database, sealer, key)
    database.on_altered = lambda leaf: audit.note_altered(leaf, clock.now())
    return OpenStores(
        methods=SqlMethodStore(database, sealer, Hasher(sealer, randomness), randomness),
        challenges=SqlChallengeStore(database, sealer, key),
        attempts=SqlAttemptStore(database, randomness, key),
        clearances=SqlClearanceStore(database),
        reports=SqlReportStore(database),
        feedback=SqlFeedbackStore(database),
        audit=audit,
        database=database,
    )
