"""The places where the desk keeps the store's key, and how it is changed there.

While it is changed both keys lie in the place, and the store says which of them opens it (`settle`). So
whatever breaks off, one of them is there that does.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import Randomness
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.store import key_files
from helpdesk_tui.store.existing import key_id_at
from helpdesk_tui.store.keyrings import Ring, RingFailed
from helpdesk_tui.store.keys import KeySource, StoreKey

SERVICE = "helpdesk-tui/store-key"  # the entry's service name in a keyring: of nothing but this
_FORMER_SERVICE = "helpdesk-tui"  # where it lay among passwords; it is moved when it is met


class KeyPlace(Protocol):
    """Holds one key, or two while it is changed. All may raise `StoreUnavailable` and `OSError`; a keyring
    `RingFailed` too."""

    def read(self) -> bytes | None:
        """The key that is used."""

    def former(self) -> bytes | None:
        """The one before, while a change is going on or has broken off."""

    def change(self, master: bytes) -> None:
        """Put another in place; the one before is kept."""

    def restore(self) -> None:
        """The one before comes back."""

    def forget(self) -> None:
        """The one before is gone."""

    def has_strays(self) -> bool:
        """Whether a copy lies about that a kill left behind, beside those two."""

    def clear_strays(self) -> None:
        """Remove them; while nobody else makes or changes a key."""


def settle(store: Path, place: KeyPlace) -> None:
    """End a change: keep of the two keys the one that opens the store; both, if neither does."""
    former = place.former()
    if former is None:
        return
    wanted, present = key_id_at(store), place.read()
    if present is not None and _id(present) == wanted:
        place.forget()
    elif _id(former) == wanted:
        place.restore()


def _id(master: bytes) -> str:
    return StoreKey(master, KeySource.FILE).id


class FilePlace:
    """A file of our own; beside it, while the key is changed, `.old` and `.new`."""

    def __init__(self, path: Path, randomness: Randomness) -> None:
        self.path = path
        self._old = path.with_name(path.name + ".old")
        self._new = path.with_name(path.name + ".new")
        self._chance = randomness

    def read(self) -> bytes | None:
        return key_files.read(self.path)

    def former(self) -> bytes | None:
        return key_files.read(self._old)

    def make(self, master: bytes) -> None:
        """The first key."""
        key_files.write(self.path, master, self._chance)

    def change(self, master: bytes) -> None:
        self._new.unlink(missing_ok=True)
        key_files.write(self._new, master, self._chance)
        os.link(self.path, self._old)
        self._new.replace(self.path)
        key_files.sync_directory(self.path)

    def restore(self) -> None:
        self._old.replace(self.path)
        self.forget()

    def forget(self) -> None:
        for path in (self._new, self._old):
            path.unlink(missing_ok=True)
        key_files.sync_directory(self.path)

    def has_strays(self) -> bool:
        return any(True for _ in self._strays())

    def clear_strays(self) -> None:
        for path in list(self._strays()):
            path.unlink(missing_ok=True)
        key_files.sync_directory(self.path)

    def _strays(self) -> Iterator[Path]:
        """Drafts, and a key that never came into use."""
        yield from key_files.drafts(self.path)
        yield from key_files.drafts(self._new)
        if self._new.exists() and not self._old.exists():
            yield self._new


class RingPlace:
    """Two entries of the system's keyring."""

    def __init__(self, ring: Ring, store: Path) -> None:
        self._ring = ring
        self._entry = f"key of {store.resolve()}"
        self._old = f"former key of {store.resolve()}"

    def read(self) -> bytes | None:
        return self._read(self._entry)

    def former(self) -> bytes | None:
        return self._read(self._old)

    def make(self, master: bytes) -> bool:
        """The first key; False where the keyring does not keep it."""
        try:
            return self._put(self._entry, master)
        except RingFailed:
            return False

    def change(self, master: bytes) -> None:
        present = self.read()
        if present is None or not self._put(self._old, present) or not self._put(self._entry, master):
            raise StoreUnavailable(problem("key-unsafe", reason=_("the system keyring did not keep it")))

    def restore(self) -> None:
        former = self.former()
        if former is not None and self._put(self._entry, former):
            self.forget()

    def forget(self) -> None:
        for service, entry in (
            (_FORMER_SERVICE, self._entry),
            (_FORMER_SERVICE, self._old),
            (SERVICE, self._old),  # at last: as long as it is there, all of this is done again
        ):
            self._delete(service, entry)

    def has_strays(self) -> bool:
        """The key still among the passwords. Another one there is not ours to judge."""
        text = self._ring.get_password(_FORMER_SERVICE, self._entry)
        return text is not None and text == self._ring.get_password(SERVICE, self._entry)

    def clear_strays(self) -> None:
        if self.has_strays():
            self._delete(_FORMER_SERVICE, self._entry)

    def _read(self, entry: str) -> bytes | None:
        text = self._ring.get_password(SERVICE, entry) or self._moved(entry)
        if text is None:
            return None
        master = key_files.decoded(text.encode())
        if master is None:
            raise StoreUnavailable(problem("key-malformed", where=_("the system keyring")))
        return master

    def _moved(self, entry: str) -> str | None:
        """From among the passwords, where it lay before; what stays there is a stray once it is kept here."""
        text = self._ring.get_password(_FORMER_SERVICE, entry)
        master = None if text is None else key_files.decoded(text.encode())
        with suppress(RingFailed):
            if text is not None and master is not None:
                self._ring.set_password(SERVICE, entry, text)
        return text

    def _delete(self, service: str, entry: str) -> None:
        with suppress(RingFailed):  # then the next start does it, or there is none
            self._ring.delete_password(service, entry)

    def _put(self, entry: str, master: bytes) -> bool:
        """Store, and read back: some keyrings swallow what they are given."""
        text = key_files.encoded(master)
        self._ring.set_password(SERVICE, entry, text)
        return self._ring.get_password(SERVICE, entry) == text
