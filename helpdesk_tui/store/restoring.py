"""A copy of the store comes back in its place, and the record says so.

What the desk did since is then not in the store any more: so it takes somebody's word where the present store
is whole and knows more, and the store that was there is kept beside.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from itertools import chain as joined
from itertools import count
from pathlib import Path
from typing import Unpack

from sqlalchemy import select

from helpdesk_tui.console import FoundCopy, RestoredStore
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import ChainHead, Clock, Facts, Randomness
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.store import chain, sqlite
from helpdesk_tui.store.chain_keys import signing_key
from helpdesk_tui.store.copies import draft_of, explained, looked_at, name_of, opened
from helpdesk_tui.store.database import Database
from helpdesk_tui.store.ending import end_what_is_open
from helpdesk_tui.store.existing import Standing, key_id_at, standing_at
from helpdesk_tui.store.in_use import by_nobody
from helpdesk_tui.store.key_files import sync_directory
from helpdesk_tui.store.key_search import KeySearch, KeySetting
from helpdesk_tui.store.keys import StoreKey
from helpdesk_tui.store.links import append_link
from helpdesk_tui.store.place import check_private, prepare_directory
from helpdesk_tui.store.schema import audit
from helpdesk_tui.text import clean

EVENT = "store.restored"


def look_at_copy(
    path: Path, copy: Path, clock: Clock, randomness: Randomness, **setting: Unpack[KeySetting]
) -> FoundCopy:
    """What would come back to `path`, and what would be lost. Nothing is changed.

    Raises `StoreUnavailable` (copy-missing, copy-key, copy-not-whole, store-too-new, …)."""
    key = _key(path, copy, randomness, setting)
    with _checked(path, copy, key, clock, randomness) as (draft, head):
        return _compared(path, draft, head, key)


def restore_store(
    path: Path,
    copy: Path,
    clock: Clock,
    randomness: Randomness,
    *,
    roll_back: bool = False,
    facts: Facts | None = None,
    **setting: Unpack[KeySetting],
) -> RestoredStore:
    """Put `copy` in the place of the store at `path`. What was under way in it ends, and the record says that
    it was restored (`facts`: by whom), from where, and what was there before.

    Raises `StoreUnavailable` as `look_at_copy`, and store-in-use; copy-older unless `roll_back`: the present
    store is whole, and its record goes on where the copy ends. Killed at any moment, one of the two is there.
    """
    now = clock.now()
    with explained(path):
        prepare_directory(path.parent)
        with by_nobody(path):
            key = _key(path, copy, randomness, setting)
            with _checked(path, copy, key, clock, randomness) as (draft, head):
                found = _compared(path, draft, head, key)
                if found.lost and not roll_back:
                    raise StoreUnavailable(problem("copy-older", lost=found.lost))
                told = {**(facts or {}), "copy": clean(str(copy)), **_told(found)}
                record = _written(draft, key, clock, randomness, told)
                kept = _swapped(path, draft, now)
    return RestoredStore(record, kept)


def _key(path: Path, copy: Path, randomness: Randomness, setting: KeySetting) -> StoreKey:
    """The desk's key, which must be the copy's: one that was made before a change of the key has another."""
    with explained(path):
        if not copy.exists():
            raise StoreUnavailable(problem("copy-missing", path=clean(str(copy))))
        check_private(copy)  # before anything of it is read
        key = KeySearch(path, randomness, **setting).found()
    if key is None or key_id_at(copy) != key.id:
        raise StoreUnavailable(problem("copy-key", path=clean(str(copy))))
    return key


@contextmanager
def _checked(
    path: Path, copy: Path, key: StoreKey, clock: Clock, randomness: Randomness
) -> Iterator[tuple[Path, ChainHead | None]]:
    """A copy of the copy, beside the store and of this version, seen to be whole; its newest entry."""
    if standing_at(copy) is Standing.ABSENT:
        raise StoreUnavailable(problem("copy-missing", path=clean(str(copy))))
    with draft_of(copy, path, randomness) as draft:
        with opened(draft, key, clock, randomness):
            pass  # brings an older one up
        head = looked_at(draft, key, clock, randomness)
        if isinstance(head, Problem):
            raise StoreUnavailable(problem("copy-not-whole", path=clean(str(copy)), reason=head.cause))
        yield draft, head


def _compared(path: Path, draft: Path, head: ChainHead | None, key: StoreKey) -> FoundCopy:
    """Beside what is there now, as far as that can be read; it is not changed, not even brought up."""
    copied = head or ChainHead(0, "")
    made_at = _time_of_newest(draft)
    try:
        now = _newest(path, key)
    except StoreUnavailable:  # it is damaged, or of a newer version: hence the copy
        now = None
    lost = max(1, now.seq - copied.seq) if now and now != copied else 0
    return FoundCopy(made_at, copied, now, lost)


def _newest(path: Path, key: StoreKey) -> ChainHead | None:
    """The end of the record in the store; None where there is none, or one of another key."""
    if standing_at(path) is Standing.ABSENT or key_id_at(path) != key.id:
        return None
    newest = select(audit.c.seq, audit.c.digest).order_by(audit.c.seq.desc()).limit(1)
    with closing(Database(path)) as database, database.reading() as connection:
        row = connection.execute(newest).first()
        return ChainHead(row.seq, row.digest) if row else ChainHead(0, "")


def _time_of_newest(draft: Path) -> datetime | None:
    """When the copy's record ends; that of its making, where the desk made it."""
    newest = select(audit.c.record, audit.c.digest).order_by(audit.c.seq.desc()).limit(1)
    with closing(Database(draft)) as database, database.reading() as connection:
        row = connection.execute(newest).first()
        return chain.record(row.record, row.digest).at if row else None


def _written(draft: Path, key: StoreKey, clock: Clock, randomness: Randomness, told: Facts) -> int:
    """What was under way ends, and the record goes on by this; the number of that entry."""
    now = clock.now()
    with opened(draft, key, clock, randomness) as (database, _):
        with database.writing() as connection:
            end_what_is_open(connection, now)
            database.seals.seal_all(connection)  # it was whole a moment ago, and nobody else knows this file
            by = signing_key(key), database.seals
            record = append_link(connection, by, EVENT, chain.plain(told), now)
        database.keep_log()
    return record.seq


def _told(found: FoundCopy) -> dict[str, object]:
    before = found.replaced
    return {
        "copy_seq": found.head.seq,
        "copy_digest": found.head.digest,
        "replaced_seq": before.seq if before else None,
        "replaced_digest": before.digest if before else None,
        "lost": found.lost,
    }


def _swapped(path: Path, draft: Path, at: datetime) -> Path | None:
    """Where the store is kept that was there. At each moment there is one at `path`: without one, the next
    start would make an empty one. Raises `OSError`."""
    kept = None
    if path.exists():
        with suppress(StoreUnavailable), closing(Database(path)) as database:
            database.fold_log()
        kept = _free(path.with_name(f"{name_of(path, at)}.before-restore"))
        for beside, name in (
            (path, kept),
            (path.with_name(path.name + "-wal"), kept.with_name(kept.name + "-wal")),
        ):
            with suppress(FileNotFoundError):
                name.hardlink_to(beside)
    for each in sqlite.beside(path):  # another file's log would be written into the copy
        each.unlink(missing_ok=True)
    draft.replace(path)
    sync_directory(path)
    return kept


def _free(name: Path) -> Path:
    """This name, or the first with a number behind it that nothing has."""
    names = joined([name], (name.with_name(f"{name.name}.{number}") for number in count(2)))
    return next(each for each in names if not each.exists())
