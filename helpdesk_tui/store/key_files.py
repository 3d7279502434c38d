"""Files that hold a key: a credential, or the key file beside the store."""

import base64
import binascii
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import Randomness
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.store.place import check_private
from helpdesk_tui.text import clean

_BYTES = 32
_MOST = 4096  # bytes of a file that may be a key
_TEXT = "ascii"
_DRAFT = ".draft-"


def beside(store: Path) -> Path:
    """The key file of the store at `store`."""
    return store.with_name(store.name + ".key")


def encoded(master: bytes) -> str:
    return base64.urlsafe_b64encode(master).decode(_TEXT)


def decoded(content: bytes) -> bytes | None:
    """The key in 32 raw bytes, 64 hex digits or base 64 of either alphabet; None if it is none."""
    if len(content) == _BYTES:
        return content
    text = b"".join(content.split())
    try:
        if len(text) == 2 * _BYTES:
            return bytes.fromhex(text.decode(_TEXT))
        standard = text.replace(b"-", b"+").replace(b"_", b"/")
        master = base64.b64decode(standard + b"=" * (-len(standard) % 4), validate=True)
    except (ValueError, binascii.Error):
        return None
    return master if len(master) == _BYTES else None


def read(path: Path, *, by_root: bool = False) -> bytes | None:
    """The key in the file; None if there is no file.

    The file must be ours or root's, no link, and closed to others. With `by_root` the group may read
    one that belongs to root: that is how systemd hands credentials over (the ACL's mask shows there).
    Raises `StoreUnavailable` (store-not-private, store-is-link, store-foreign, key-malformed), `OSError`.
    """
    try:
        facts = path.lstat()
    except FileNotFoundError:
        return None
    handed = by_root and facts.st_uid == 0 and stat.S_ISREG(facts.st_mode) and not facts.st_mode & 0o037
    if not handed:
        check_private(path)
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        content = file.read(_MOST)
    master = decoded(content)
    if master is None:
        raise StoreUnavailable(problem("key-malformed", where=clean(str(path))))
    return master


def write(path: Path, master: bytes, randomness: Randomness) -> None:
    """Make the file with mode 0600, whole or not at all; never over another. Raises `OSError`."""
    draft = path.with_name(f"{path.name}{_DRAFT}{randomness.token(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(encoded(master).encode(_TEXT) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # fails if it exists, unlike a rename
    finally:
        draft.unlink(missing_ok=True)
    sync_directory(path)


def drafts(path: Path) -> Iterator[Path]:
    """What `write` left behind when it was killed: a draft, or a second name of the file."""
    beginning = path.name + _DRAFT
    return (each for each in path.parent.iterdir() if each.name.startswith(beginning))


def sync_directory(path: Path) -> None:
    """What became of the file named `path` is on the disk when this returns. Raises `OSError`."""
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
