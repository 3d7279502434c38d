"""Changing the store's key: afterwards the old one opens nothing, the new one everything.

Sealed values and hashes are sealed anew. What signed the record is kept, sealed with the new key, so that
the chain stays as it is and still verifies. What the old key may have let somebody see or forge ends: open
challenges, verifications and clearances. Copies of the store made before still open with the old key.
"""

from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Unpack

from sqlalchemy import Connection, Row, Table, select, update

from helpdesk_tui.console import RotatedKey
from helpdesk_tui.desk.errors import HelpdeskError, Refused, StoreUnavailable
from helpdesk_tui.desk.ports import Clock, Facts, Randomness
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.store import chain, key_files, schema
from helpdesk_tui.store.altered import altered_problem
from helpdesk_tui.store.chain_keys import retire, signing_key
from helpdesk_tui.store.database import BUSY_SECONDS, Database
from helpdesk_tui.store.ending import end_what_is_open
from helpdesk_tui.store.in_use import InUse
from helpdesk_tui.store.key_places import KeyPlace, settle
from helpdesk_tui.store.key_search import KeySearch, KeySetting, new_master
from helpdesk_tui.store.keyrings import RingFailed
from helpdesk_tui.store.keys import KeySource, StoreKey
from helpdesk_tui.store.knowledge import question_place
from helpdesk_tui.store.links import append_link
from helpdesk_tui.store.sealing import Sealer
from helpdesk_tui.store.seals import Seals
from helpdesk_tui.store.sqlite import drop_planted, problem_of
from helpdesk_tui.store.upgrading import try_on_a_copy
from helpdesk_tui.text import clean

_MOST_NAMED = 50  # in the record


def rotate_key(
    path: Path,
    clock: Clock,
    randomness: Randomness,
    *,
    new_credential: Path | None = None,
    facts: Facts | None = None,
    accept_changes: bool = False,
    **setting: Unpack[KeySetting],
) -> RotatedKey:
    """Change the key of the store at `path`, and put the new one where the old one was.

    `setting` is that of `find_key`. A key in a keyring or file is made here. A credential is not ours to
    write: `new_credential` is the file with its successor. `facts` go into the record: who did it. Killed at
    any moment, the store opens with the key that `find_key` finds next.

    Raises `StoreUnavailable` (store-missing, key-changed, key-same, key-new-missing, key-new-unwanted, and
    what `find_key` and `open_store` raise); then the old key is still the key.
    """
    try:
        search = KeySearch(path, randomness, **setting)
        before = search.found()
        if before is None:
            raise StoreUnavailable(problem("store-missing", path=clean(str(path))))
        with search.alone():
            old = search.found()
            if old is None or old.id != before.id:  # another process changed it meanwhile
                raise StoreUnavailable(problem("key-changed"))

            def rotated(new: StoreKey) -> RotatedKey:
                return rotate(path, old, new, clock, randomness, facts=facts, accept_changes=accept_changes)

            place = search.place_of(old)
            if place is None:
                return _to_credential(new_credential, rotated)
            if new_credential is not None:
                raise StoreUnavailable(problem("key-new-unwanted", source=old.source.value))
            master = new_master(randomness)
            return _in_place(path, place, master, lambda: rotated(StoreKey(master, old.source)))
    except RingFailed:
        reason = _("the system keyring did not answer")
        raise StoreUnavailable(problem("key-unsafe", reason=reason)) from None
    except OSError as error:
        raise StoreUnavailable(problem_of(error, path)) from None


def _in_place(path: Path, place: KeyPlace, new: bytes, rotated: Callable[[], RotatedKey]) -> RotatedKey:
    """Whatever happens: of the two keys the store's own stays. If not even that can be told now, the next
    start does it."""
    try:
        place.change(new)
        return rotated()
    finally:
        with suppress(HelpdeskError, OSError, RingFailed):
            settle(path, place)


def _to_credential(path: Path | None, rotated: Callable[[StoreKey], RotatedKey]) -> RotatedKey:
    """To the key in a file that was given, which somebody puts in the old one's place afterwards."""
    master = None if path is None else key_files.read(path, by_root=True)
    if path is None or master is None:
        raise StoreUnavailable(problem("key-new-missing"))
    notice = _(
        "Now put the key from {path} in the place of the old credential: the desk does not start without it.",
        path=clean(str(path)),
    )
    return replace(rotated(StoreKey(master, KeySource.CREDENTIAL)), notice=notice)


def rotate(
    path: Path,
    old: StoreKey,
    new: StoreKey,
    clock: Clock,
    randomness: Randomness,
    *,
    facts: Facts | None = None,
    accept_changes: bool = False,
) -> RotatedKey:
    """Make `new` the key of the store at `path`, in one transaction.

    What another hand than the desk's changed is refused; with `accept_changes` it is sealed as it is, and
    recorded. Raises `StoreUnavailable` (key-same, key-wrong, key-changed, store-altered, …); then nothing was
    changed.
    """
    if old.id == new.id:
        raise StoreUnavailable(problem("key-same"))
    with closing(Database(path)) as database:
        with database.explained():
            database.in_use = InUse(path, BUSY_SECONDS)
        database.before_upgrade = partial(try_on_a_copy, path, old, clock, randomness)
        database.bring_up(old, clock, randomness)
        sealers = Sealer(old, randomness), Sealer(new, randomness)
        now = clock.now()
        with database.writing() as connection:
            altered = database.seals.altered(connection)
            if altered and not accept_changes:
                raise StoreUnavailable(altered_problem(altered))
            if altered:
                drop_planted(connection)
            resealed, damaged = _resealed(connection, sealers)
            damaged += retire(connection, old, sealers, now)
            end_what_is_open(connection, now)
            database.change_key(connection, new)
            told: dict[str, object] = {
                "old": old.id,
                "new": new.id,
                "resealed": resealed,
                "damaged": damaged,
                "accepted": [leaf.name if leaf else "store" for leaf in altered[:_MOST_NAMED]],
                "accepted_count": len(altered),
            }
            seals = Seals(new)
            seals.seal_all(connection)
            told = {**(facts or {}), **told}
            record = append_link(connection, (signing_key(new), seals), "key.rotated", chain.plain(told), now)
        with suppress(StoreUnavailable):  # it is done; the log is folded in by whoever closes last
            database.fold_log()
    return RotatedKey(old.id, new.id, new.source.value, resealed, damaged, record.seq)


def _resealed(connection: Connection, sealers: tuple[Sealer, Sealer]) -> tuple[int, int]:
    """Seal anew what the old key opens; how many values did, and how many did not."""
    methods, known = schema.methods, schema.known_secrets
    sealed = connection.execute(select(methods).where(methods.c.sealed.is_not(None))).all()
    of_methods = select(known, methods.c.account, methods.c.kind).join(
        methods, methods.c.id == known.c.method
    )
    secrets = connection.execute(of_methods).all()
    outcomes = [
        *(_reseal(connection, sealers, methods, row, "sealed") for row in sealed),
        *(_reseal(connection, sealers, known, row, "hash") for row in secrets),
        *(_reseal(connection, sealers, known, row, "question") for row in secrets if row.question),
    ]
    return outcomes.count(True), outcomes.count(False)


def _reseal(
    connection: Connection,
    sealers: tuple[Sealer, Sealer],
    table: Table,
    row: Row[tuple[object, ...]],
    column: str,
) -> bool:
    place = _PLACES[column](row)
    try:
        secret = sealers[0].open(getattr(row, column), *place)
    except Refused:
        return False
    same = [key == getattr(row, key.name) for key in table.primary_key.columns]
    connection.execute(update(table).where(*same).values({column: sealers[1].seal(secret, *place)}))
    secret.drop()
    return True


_PLACES: Mapping[str, Callable[[Row[tuple[object, ...]]], tuple[str, ...]]] = {
    "sealed": lambda row: (row.account, row.id, row.kind),
    "hash": lambda row: (row.account, row.method, row.kind, str(row.number)),
    "question": lambda row: question_place(row.account, row.method, row.number),
}
