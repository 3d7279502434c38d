"""Copies of the store: made while the desk works, looked at before they count, and named by their time.

A copy is one file of mode 0600. What is sealed is sealed in it too, and it holds no key.
"""

import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Unpack

from helpdesk_tui.console import CopiedStore
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import ChainHead, Clock, Facts, Randomness
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.store import sqlite
from helpdesk_tui.store.audit import SqlAuditLog
from helpdesk_tui.store.database import BUSY_SECONDS, Database
from helpdesk_tui.store.existing import Standing, key_id_at, standing_at
from helpdesk_tui.store.in_use import InUse
from helpdesk_tui.store.key_files import sync_directory
from helpdesk_tui.store.key_search import KeySetting
from helpdesk_tui.store.keys import StoreKey
from helpdesk_tui.store.looking import found_key
from helpdesk_tui.store.place import check_ancestors, make_new, prepare_directory
from helpdesk_tui.store.sealing import Sealer
from helpdesk_tui.text import clean

_TIME = "%Y%m%dT%H%M%SZ"
_NOT_WHOLE = ".not-whole"


def copy_store(
    path: Path,
    to: Path,
    clock: Clock,
    randomness: Randomness,
    *,
    keep: int | None = None,
    facts: Facts | None = None,
    **setting: Unpack[KeySetting],
) -> CopiedStore:
    """Copy the store at `path` while others use it: to the file `to`, which must not be there yet, or under a
    name by the time into the directory `to`, where the newest `keep` are kept.

    The record says it first (`facts`: who), so a copy's newest entry is that of its making. Raises
    `StoreUnavailable` (store-missing, copy-exists, copy-not-whole: it is kept under another name, and no
    other is removed; what `open_store` raises).
    """
    standing = standing_at(path)
    if standing is Standing.ABSENT:
        raise StoreUnavailable(problem("store-missing", path=clean(str(path))))
    key, now = found_key(path, randomness, **setting).key, clock.now()
    with explained(to):
        target = to / name_of(path, now) if to.is_dir() else to
        if to.is_dir():
            prepare_directory(to)
        check_ancestors(target)  # else another hand puts a link in the draft's place
        if os.path.lexists(target):
            raise StoreUnavailable(problem("copy-exists", path=clean(str(target))))
    if standing is Standing.CURRENT:
        with _in_use(path), opened(path, key, clock, randomness) as (_, audit):
            audit.append("store.copied", {**(facts or {}), "to": clean(str(target))}, now)
    with draft_of(path, target, randomness) as draft:
        head = looked_at(draft, key, clock, randomness)
        name = target.with_name(target.name + _NOT_WHOLE) if isinstance(head, Problem) else target
        with explained(target):
            _put(draft, name)
        if isinstance(head, Problem):
            raise StoreUnavailable(problem("copy-not-whole", path=clean(str(name)), reason=head.cause))
        removed = _remove_old(path, target.parent, keep) if keep is not None and target != to else 0
        return CopiedStore(target, target.stat().st_size, head.seq if head else 0, removed)


def name_of(store: Path, at: datetime) -> str:
    """Of a copy that was made at that time."""
    return f"{store.stem}-{at.astimezone(UTC):{_TIME}}.db"


def copies_in(directory: Path, store: Path) -> list[tuple[datetime, Path]]:
    """The whole copies of the store that lie there, oldest first. Raises `OSError`."""
    form = re.compile(rf"{re.escape(store.stem)}-(\d{{8}}T\d{{6}}Z)\.db")
    found = ((form.fullmatch(each.name), each) for each in directory.iterdir())
    return sorted(
        (datetime.strptime(match[1], _TIME).replace(tzinfo=UTC), each) for match, each in found if match
    )


def looked_at(draft: Path, key: StoreKey, clock: Clock, randomness: Randomness) -> Problem | ChainHead | None:
    """Whether a copy is whole: as a file, and its record and all seals by this key; its newest entry. One of
    an earlier version is brought up for that, as a copy of its own.

    Raises `StoreUnavailable` (copy-key: another key opens it; store-too-new; …)."""
    kept = key_id_at(draft)
    if kept != key.id:
        raise StoreUnavailable(problem("copy-key", path=clean(str(draft))))
    if standing_at(draft) is Standing.EARLIER:
        with draft_of(draft, draft, randomness) as trial:
            return _verified(trial, key, clock, randomness)
    return _verified(draft, key, clock, randomness)


def _verified(draft: Path, key: StoreKey, clock: Clock, randomness: Randomness) -> Problem | ChainHead | None:
    with opened(draft, key, clock, randomness) as (database, audit):
        if wrong := database.faults():
            return problem("store-damaged", path=clean(str(draft)), detail=clean(wrong[0], 200))
        return audit.verify()


@contextmanager
def _in_use(path: Path) -> Iterator[None]:
    """No copy is put in its place meanwhile: what is written would be in a store that is there no more."""
    with explained(path):
        lock = InUse(path, BUSY_SECONDS)
    with closing(lock):
        yield


@contextmanager
def opened(
    path: Path, key: StoreKey, clock: Clock, randomness: Randomness
) -> Iterator[tuple[Database, SqlAuditLog]]:
    """A store and its record, for those who look after the file. Raises as `open_store`."""
    with closing(Database(path)) as database:
        database.bring_up(key, clock, randomness)
        yield database, SqlAuditLog(database, Sealer(key, randomness), key)


@contextmanager
def draft_of(source: Path, beside: Path, randomness: Randomness) -> Iterator[Path]:
    """A copy of `source` beside the path `beside`, under a name of its own; what is not moved from there is
    gone in the end. Raises `StoreUnavailable`."""
    draft = beside.with_name(f"{beside.name}.draft-{randomness.token(8)}")
    try:
        with explained(source):
            make_new(draft)
            sqlite.copy(source, draft, BUSY_SECONDS)
        yield draft
    finally:
        for each in (draft, *sqlite.beside(draft)):
            each.unlink(missing_ok=True)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Errors of the database or the system leave as `StoreUnavailable`."""
    try:
        yield
    except sqlite.ERRORS as error:
        raise StoreUnavailable(sqlite.problem_of(error, path)) from None


def _put(draft: Path, target: Path) -> None:
    """Under its name, on the disk, and never over another. Raises `OSError`."""
    os.link(draft, target)
    sync_directory(target)


def _remove_old(store: Path, directory: Path, keep: int) -> int:
    with explained(directory):
        old = copies_in(directory, store)[:-keep]
        for _, each in old:
            each.unlink(missing_ok=True)
        return len(old)
