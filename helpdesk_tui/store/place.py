"""The place of the store in the file system: ours alone, or refused."""

import contextlib
import os
import stat
from pathlib import Path

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.text import clean

_PRIVATE_DIRECTORY, _PRIVATE_FILE = 0o700, 0o600


def prepare_directory(directory: Path) -> None:
    """Make `directory` with mode 0700 if it is missing; refuse it if others may read or write it.

    Raises `StoreUnavailable` (store-not-private, store-is-link, store-foreign) and `OSError`.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        directory.mkdir(mode=_PRIVATE_DIRECTORY)
    check_private(directory)
    check_ancestors(directory)


def prepare_file(path: Path) -> None:
    """Make an empty file of mode 0600 if there is none; refuse one that others may read or write.

    An existing file is not opened: closing it would drop the locks that SQLite holds in this process.
    Raises as `prepare_directory`.
    """
    try:
        make_new(path)
    except FileExistsError:
        check_private(path)


def check_private(path: Path) -> None:
    """Refuse a link, what belongs to another user, and what group or others may touch. Raises as above."""
    facts, shown = path.lstat(), clean(str(path))
    if stat.S_ISLNK(facts.st_mode):
        raise StoreUnavailable(problem("store-is-link", path=shown))
    if facts.st_uid not in {os.geteuid(), 0}:
        raise StoreUnavailable(problem("store-foreign", path=shown))
    is_directory = stat.S_ISDIR(facts.st_mode)
    if not is_directory and not stat.S_ISREG(facts.st_mode):
        raise StoreUnavailable(problem("store-unwritable", reason=_("it is not a file"), path=shown))
    if stat.S_IMODE(facts.st_mode) & 0o077:
        mode = _PRIVATE_DIRECTORY if is_directory else _PRIVATE_FILE
        raise StoreUnavailable(problem("store-not-private", path=shown, mode=f"{mode:o}"))


def check_ancestors(path: Path) -> None:
    """What is private can still be swapped by whoever may rename it. Raises `StoreUnavailable`
    (store-not-private) and `OSError`."""
    for ancestor in path.resolve().parents:
        mode = ancestor.stat().st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            raise StoreUnavailable(problem("store-not-private", path=clean(str(ancestor)), mode="o-w"))


def make_new(path: Path) -> None:
    """An empty file of mode 0600, never over another. Raises `OSError`."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE_FILE))
