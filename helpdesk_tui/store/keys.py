"""The key of the store: found or made once, never replaced.

One master key of 32 bytes lies outside the store. HKDF-SHA256 (RFC 5869) derives from it what seals
secrets, what peppers recovery codes and what signs the record, so that none can stand in for another.
"""

import fcntl
import hashlib
import hmac
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Never

from helpdesk_tui.desk.ports import Chance
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import StoreUnavailable
from helpdesk_tui.store import key_files
from helpdesk_tui.store.keyrings import Ring, RingFailed, system_keyring
from helpdesk_tui.store.place import prepare_directory
from helpdesk_tui.store.sqlite import problem_of
from helpdesk_tui.text import clean

KEY_BYTES = 32
CREDENTIAL = "helpdesk-tui-key"  # its name in $CREDENTIALS_DIRECTORY (systemd.exec(5), LoadCredential=)
_SERVICE = "helpdesk-tui"  # the entry's service name in a keyring


class KeySource(StrEnum):
    """Where the key is looked for: the setting, and in a `StoreKey` the answer (never "auto")."""

    AUTO = "auto"  # credential, then keyring, then file
    KEYRING = "keyring"
    CREDENTIAL = "credential"
    FILE = "file"


class StoreKey:
    """The master key. It shows nothing of itself; `notice` is what a front end must say aloud."""

    __slots__ = ("_master", "notice", "source")

    def __init__(self, master: bytes, source: KeySource, notice: str = "") -> None:
        if len(master) != KEY_BYTES:
            raise ValueError("a store key has 32 bytes")
        self._master = master
        self.source = source
        self.notice = notice

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose (RFC 5869 with SHA-256, no salt, `info` = purpose)."""
        pseudorandom = hmac.digest(bytes(32), self._master, hashlib.sha256)
        return hmac.digest(pseudorandom, f"helpdesk-tui {purpose}".encode() + b"\x01", hashlib.sha256)

    @property
    def id(self) -> str:
        """Fingerprint: 16 hex digits, which say nothing about the key."""
        return self.derive("key id")[:8].hex()

    def __repr__(self) -> str:
        return f"StoreKey({self.source}, …)"

    def __reduce__(self) -> Never:
        raise TypeError("a StoreKey is not serialised")


def find_key(
    store: Path,
    chance: Chance,
    *,
    source: KeySource = KeySource.AUTO,
    credential: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    open_keyring: Callable[[], Ring | None] = system_keyring,
) -> StoreKey:
    """The key of the store at path `store`. A key is made only for a store that does not exist yet.

    `credential` is a configured credential file; without it `$CREDENTIALS_DIRECTORY` is looked at.
    Raises `StoreUnavailable` (key-missing, key-malformed, key-unsafe, store-not-private, store-full, …).
    """
    try:
        search = _Search(
            store,
            chance,
            source=KeySource(source),
            credential=credential,
            environ=environ,
            open_keyring=open_keyring,
        )
        return search.found() or search.made()
    except OSError as error:
        raise StoreUnavailable(problem_of(error, store)) from None


class _Search:
    """One search in the configured sources, in their order."""

    def __init__(
        self,
        store: Path,
        chance: Chance,
        *,
        source: KeySource,
        credential: Path | None,
        environ: Mapping[str, str],
        open_keyring: Callable[[], Ring | None],
    ) -> None:
        self._store = store
        self._chance = chance
        self._source = source
        self._credential = credential or _system_credential(environ)
        # What the configuration names must be there; what the system may offer need not.
        self._must_be_there = credential is not None or source is KeySource.CREDENTIAL
        self._open_keyring = open_keyring
        self._ring: Ring | None = None
        self._file = key_files.beside(store)
        self._entry = f"key of {store.resolve()}"

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
        with _alone(self._store.parent):
            # Both again: another process may have been here while this one waited.
            if key := self.found():
                return key
            master = self._chance.below(1 << 8 * KEY_BYTES).to_bytes(KEY_BYTES, "big")
            if self._ring is not None and self._kept_in_keyring(self._ring, master):
                return StoreKey(master, KeySource.KEYRING)
            if self._source is KeySource.KEYRING:
                reason = "no system keyring is open here that keeps it"
                raise StoreUnavailable(problem("key-unsafe", reason=reason))
            key_files.write(self._file, master, self._chance)
            return self._from_file(master)

    def _look(self) -> StoreKey | None:
        if self._source in {KeySource.AUTO, KeySource.CREDENTIAL} and (key := self._from_credential()):
            return key
        if self._source in {KeySource.AUTO, KeySource.KEYRING} and (key := self._from_keyring()):
            return key
        if self._source in {KeySource.AUTO, KeySource.FILE}:
            master = key_files.read(self._file)
            return None if master is None else self._from_file(master)
        return None

    def _from_credential(self) -> StoreKey | None:
        path = self._credential
        master = None if path is None else key_files.read(path, by_root=True)
        if master is not None:
            return StoreKey(master, KeySource.CREDENTIAL)
        if self._must_be_there:
            where = clean(str(path)) if path else f"the credential {CREDENTIAL} of the service"
            raise StoreUnavailable(problem("key-missing", where=where))
        return None

    def _from_keyring(self) -> StoreKey | None:
        try:
            self._ring = self._open_keyring()
            text = self._ring.get_password(_SERVICE, self._entry) if self._ring else None
        except RingFailed:
            self._ring = text = None
        if text is None:
            return None
        master = key_files.decoded(text.encode())
        if master is None:
            raise StoreUnavailable(problem("key-malformed", where="the system keyring"))
        return StoreKey(master, KeySource.KEYRING)

    def _from_file(self, master: bytes) -> StoreKey:
        notice = (
            f"The key of the desk's store lies in {clean(str(self._file))}, protected by nothing but its "
            "file mode: whoever can read your files can read the registered secrets. "
            "A system keyring or a credential file is safer."
        )
        return StoreKey(master, KeySource.FILE, notice)

    def _kept_in_keyring(self, ring: Ring, master: bytes) -> bool:
        """Store, and read back: some keyrings swallow what they are given."""
        text = key_files.encoded(master)
        try:
            ring.set_password(_SERVICE, self._entry, text)
            return ring.get_password(_SERVICE, self._entry) == text
        except RingFailed:
            return False

    def _store_exists(self) -> bool:
        try:
            return self._store.lstat().st_size > 0
        except FileNotFoundError:
            return False

    def _where(self) -> str:
        entry = f"the entry '{_SERVICE}' of the system keyring"
        file = clean(str(self._file))
        return {
            KeySource.AUTO: f"{file}, or open {entry}",
            KeySource.KEYRING: f"{entry}, or unlock the keyring",
            KeySource.CREDENTIAL: "the credential file",
            KeySource.FILE: file,
        }[self._source]


def _system_credential(environ: Mapping[str, str]) -> Path | None:
    directory = environ.get("CREDENTIALS_DIRECTORY", "")
    return Path(directory) / CREDENTIAL if directory.startswith("/") else None


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """No other process makes a key for a store in `directory` meanwhile; freed even by a crash."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
