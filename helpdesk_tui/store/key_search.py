"""The search for the store's key: found in its place, or made once.

A change of the key that broke off is settled on the way: the store says which key opens it.
"""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TypedDict, Unpack

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import Randomness
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.store import key_files
from helpdesk_tui.store.key_places import SERVICE, FilePlace, KeyPlace, RingPlace, settle
from helpdesk_tui.store.keyrings import Ring, RingFailed, system_keyring
from helpdesk_tui.store.keys import KEY_BYTES, KeySource, StoreKey
from helpdesk_tui.store.place import prepare_directory
from helpdesk_tui.store.sqlite import problem_of
from helpdesk_tui.text import clean

CREDENTIAL = "helpdesk-tui-key"  # its name in $CREDENTIALS_DIRECTORY (systemd.exec(5), LoadCredential=)


class KeySetting(TypedDict, total=False):
    """Where a key is looked for; the defaults are those of `KeySearch`."""

    source: KeySource
    credential: Path | None  # a configured credential file; without it $CREDENTIALS_DIRECTORY is looked at
    environ: Mapping[str, str]
    open_keyring: Callable[[], Ring | None]


def find_key(store: Path, randomness: Randomness, **setting: Unpack[KeySetting]) -> StoreKey:
    """The key of the store at path `store`. A key is made only for a store that does not exist yet.

    Raises `StoreUnavailable` (key-missing, key-malformed, key-unsafe, store-not-private, store-full, …).
    """
    try:
        search = KeySearch(store, randomness, **setting)
        return search.found() or search.made()
    except OSError as error:
        raise StoreUnavailable(problem_of(error, store)) from None


class KeySearch:
    """One search in the configured sources, in their order."""

    def __init__(
        self,
        store: Path,
        randomness: Randomness,
        *,
        source: KeySource = KeySource.AUTO,
        credential: Path | None = None,
        environ: Mapping[str, str] = os.environ,
        open_keyring: Callable[[], Ring | None] = system_keyring,
    ) -> None:
        self._store = store
        self._chance = randomness
        self._source = KeySource(source)
        self._credential = credential or _system_credential(environ)
        # What the configuration names must be there; what the system may offer need not.
        self._must_be_there = credential is not None or source is KeySource.CREDENTIAL
        self._open_keyring = open_keyring
        self._ring: RingPlace | None = None
        self._file = FilePlace(key_files.beside(store), randomness)
        self._is_alone = False

    def found(self) -> StoreKey | None:
        """The key where it is; None if there is none and one may be made."""
        prepare_directory(self._store.parent)
        # Looked at before the sources: whoever makes a store made its key first.
        exists = self._store_exists()
        key = self._look()
        if key is None and exists:
            raise StoreUnavailable(problem("key-missing", where=self._where()))
        return key

    def made(self) -> StoreKey:
        """A new key, or the one that another process made meanwhile."""
        with self.alone():
            # Both again: another process may have been here while this one waited.
            if key := self.found():
                return key
            master = new_master(self._chance)
            if self._ring is not None and self._ring.make(master):
                return StoreKey(master, KeySource.KEYRING)
            if self._source is KeySource.KEYRING:
                reason = _("no system keyring is open here that keeps it")
                raise StoreUnavailable(problem("key-unsafe", reason=reason))
            self._file.make(master)
            return self._from_file(master)

    def place_of(self, key: StoreKey) -> KeyPlace | None:
        """Where a key that was found may be changed; None for a credential, which is not ours to write."""
        if key.source is KeySource.FILE:
            return self._file
        return self._ring if key.source is KeySource.KEYRING else None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process makes or changes a key of a store in this directory; freed even by a crash."""
        if self._is_alone:
            yield
            return
        handle = os.open(self._store.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            self._is_alone = True
            yield
        finally:
            self._is_alone = False
            os.close(handle)

    def _look(self) -> StoreKey | None:
        if self._source in {KeySource.AUTO, KeySource.CREDENTIAL} and (key := self._from_credential()):
            return key
        if self._source in {KeySource.AUTO, KeySource.KEYRING} and (key := self._from_keyring()):
            return key
        if self._source in {KeySource.AUTO, KeySource.FILE}:
            master = self._settled(self._file)
            return None if master is None else self._from_file(master)
        return None

    def _from_credential(self) -> StoreKey | None:
        path = self._credential
        master = None if path is None else key_files.read(path, by_root=True)
        if master is not None:
            return StoreKey(master, KeySource.CREDENTIAL)
        if self._must_be_there:
            if path and not self._store_exists():
                raise StoreUnavailable(problem("key-not-made", path=quote(clean(str(path)))))
            where = clean(str(path)) if path else _("the credential {name} of the service", name=CREDENTIAL)
            raise StoreUnavailable(problem("key-missing", where=where))
        return None

    def _from_keyring(self) -> StoreKey | None:
        try:
            ring = self._open_keyring()
            self._ring = RingPlace(ring, self._store) if ring else None
            master = self._settled(self._ring) if self._ring else None
        except RingFailed:
            self._ring = master = None
        return None if master is None else StoreKey(master, KeySource.KEYRING)

    def _settled(self, place: KeyPlace) -> bytes | None:
        # In this order: a key that was read while there was no other was the store's.
        master = place.read()
        if place.former() is None and not place.has_strays():
            return master
        with self.alone():  # who changes it just now is not disturbed
            settle(self._store, place)
            place.clear_strays()
            return place.read()

    def _from_file(self, master: bytes) -> StoreKey:
        safer = _("A system keyring or a credential file is safer.")
        notice = f"{exposed(self._store)} {safer}"
        return StoreKey(master, KeySource.FILE, notice)

    def _store_exists(self) -> bool:
        try:
            return self._store.lstat().st_size > 0
        except FileNotFoundError:
            return False

    def _where(self) -> str:
        entry = _("the entry '{name}' of the system keyring", name=SERVICE)
        file = clean(str(self._file.path))
        return {
            KeySource.AUTO: _("{file}, or open {entry}", file=file, entry=entry),
            KeySource.KEYRING: _("{entry}, or unlock the keyring", entry=entry),
            KeySource.CREDENTIAL: _("the credential file"),
            KeySource.FILE: file,
        }[self._source]


def exposed(store: Path) -> str:
    """What is to be known of a key in a file beside `store`."""
    return _(
        "The key of the desk's store lies in {path}, protected by nothing but its file mode: whoever can "
        "read your files can read the registered secrets.",
        path=clean(str(key_files.beside(store))),
    )


def new_master(randomness: Randomness) -> bytes:
    return randomness.below(1 << 8 * KEY_BYTES).to_bytes(KEY_BYTES, "big")


def _system_credential(environ: Mapping[str, str]) -> Path | None:
    directory = environ.get("CREDENTIALS_DIRECTORY", "")
    return Path(directory) / CREDENTIAL if directory.startswith("/") else None
