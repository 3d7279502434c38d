"""A store is in use: each process that has it open holds a lock, so that nobody replaces the file."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.store.place import prepare_file

_AGAIN = 0.05  # seconds


class InUse:
    """The store at a path is in use until this is closed; the system ends it with the process."""

    def __init__(self, store: Path, seconds: float) -> None:
        """Waits while another file is put in its place, `seconds` at most. Raises `StoreUnavailable`
        (store-locked, …) and `OSError`."""
        self._handle: int | None = _opened(store)
        deadline = time.monotonic() + seconds
        while not _locked(self._handle, fcntl.LOCK_SH):
            if time.monotonic() > deadline:
                self.close()
                raise StoreUnavailable(problem("store-locked"))
            time.sleep(_AGAIN)

    def close(self) -> None:
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    def __del__(self) -> None:
        self.close()


@contextmanager
def by_nobody(store: Path) -> Iterator[None]:
    """Nobody has the store open, nor opens it meanwhile. Raises `StoreUnavailable` (store-in-use, …),
    `OSError`."""
    handle = _opened(store)
    try:
        if not _locked(handle, fcntl.LOCK_EX):
            raise StoreUnavailable(problem("store-in-use"))
        yield
    finally:
        os.close(handle)


def _opened(store: Path) -> int:
    """A file of its own: closing the store's would drop the locks that SQLite holds in this process."""
    path = store.with_name(store.name + ".lock")
    prepare_file(path)
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)


def _locked(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
