"""A look at a store that is there: none is made or brought up, no change of its key is ended, and nothing of
what is found is written down."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import ChainHead, Randomness
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.store.audit import SqlAuditLog
from helpdesk_tui.store.database import Database
from helpdesk_tui.store.existing import key_id_at
from helpdesk_tui.store.key_files import beside
from helpdesk_tui.store.key_places import KeyPlace
from helpdesk_tui.store.key_search import KeySearch, KeySetting
from helpdesk_tui.store.keyrings import Ring, RingFailed, system_keyring
from helpdesk_tui.store.keys import KeySource, StoreKey
from helpdesk_tui.store.place import check_private
from helpdesk_tui.store.sealing import Sealer
from helpdesk_tui.store.sqlite import problem_of
from helpdesk_tui.text import clean


@dataclass(frozen=True)
class FoundKey:
    """The one that opens the store. `is_unsettled`: a change of it broke off, which the next sign-in ends."""

    key: StoreKey
    is_unsettled: bool


def found_key(store: Path, randomness: Randomness, **setting: Unpack[KeySetting]) -> FoundKey:
    """As `find_key` would find it. Raises `StoreUnavailable`."""
    try:
        search = _Look(store, randomness, setting)
        key = search.found()
    except OSError as error:
        raise StoreUnavailable(problem_of(error, store)) from None
    if key is None:  # the store went away meanwhile
        raise StoreUnavailable(problem("key-missing", where=clean(str(beside(store)))))
    return FoundKey(key, search.is_unsettled)


def verified_at(path: Path, key: StoreKey, randomness: Randomness) -> Problem | ChainHead | None:
    """As `AuditLog.verify`, of a store that is of this version. Raises `StoreUnavailable`."""
    with closing(Database(path)) as database:
        with database.explained():
            check_private(path)
        database.look_with(key)
        return SqlAuditLog(database, Sealer(key, randomness), key).verify()


class _Look(KeySearch):
    def __init__(self, store: Path, randomness: Randomness, setting: KeySetting) -> None:
        reading = setting.copy()
        reading["open_keyring"] = _reading_only(setting.get("open_keyring", system_keyring))
        super().__init__(store, randomness, **reading)
        self.is_unsettled = False

    def _settled(self, place: KeyPlace) -> bytes | None:
        """Of two keys the one that opens the store: that is how a change ends."""
        present, former = place.read(), place.former()
        if former is None:
            return present
        self.is_unsettled = True
        opens = key_id_at(self._store) == StoreKey(former, KeySource.FILE).id
        return former if opens else present


class _ReadingOnly:
    """A keyring in which nothing is moved or cleared away."""

    def __init__(self, ring: Ring) -> None:
        self.get_password = ring.get_password

    def set_password(self, _service: str, _username: str, _password: str) -> None:
        raise RingFailed

    def delete_password(self, _service: str, _username: str) -> None:
        raise RingFailed


def _reading_only(open_keyring: Callable[[], Ring | None]) -> Callable[[], Ring | None]:
    def opened() -> Ring | None:
        ring = open_keyring()
        return None if ring is None else _ReadingOnly(ring)

    return opened
