"""The system's keyring, from a short list of back ends that we choose ourselves.

`keyring.get_keyring()` would load what `PYTHON_KEYRING_BACKEND`, `keyringrc.cfg` or any installed entry
point names: code of the user's choice, or a plaintext file. So it is never called. A keyring that is
locked counts as absent: its prompt would break into the screen.
"""

import importlib
import os
import stat
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol, TypeVar

_ANSWER_SECONDS = 5.0
_BACK_ENDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "linux": (
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.libsecret", "Keyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
    ),
}

T = TypeVar("T")


class RingFailed(Exception):
    """The keyring did not answer, or not as one that works."""


class Ring(Protocol):
    """What we use of a keyring. All raise `RingFailed`."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


def system_keyring() -> Ring | None:
    """The first back end of the list that works here; None if there is none. Asks nobody anything."""
    if sys.platform not in _BACK_ENDS or (sys.platform == "linux" and not _has_own_bus(os.environ)):
        return None
    try:
        return _in_time(_first)
    except RingFailed:
        return None


class _Guarded:
    """A back end whose errors become `RingFailed`, and whose silence too."""

    def __init__(self, back_end: Any) -> None:
        self._back_end = back_end

    def get_password(self, service: str, username: str) -> str | None:
        found = self._asked("get_password", service, username)
        return found if isinstance(found, str) else None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._asked("set_password", service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._asked("delete_password", service, username)

    def _asked(self, what: str, *words: str) -> object:
        def ask() -> object:
            _refuse_locked(self._back_end)
            return getattr(self._back_end, what)(*words)

        return _in_time(ask)


def _first() -> Ring | None:
    for module, name in _BACK_ENDS[sys.platform]:
        try:
            kind = getattr(importlib.import_module(module), name)
            _ = kind.priority  # raises where it cannot work
            back_end = kind()
            _forget_environment(back_end)
            _refuse_locked(back_end)
        except Exception:  # noqa: BLE001, S112 - each back end has errors of its own; the next may work
            continue
        return _Guarded(back_end)
    return None


def _forget_environment(back_end: Any) -> None:
    """Undo `KEYRING_PROPERTY_*`, which would set any attribute: a collection, a file, a method."""
    prefix = "KEYRING_PROPERTY_"
    for variable in os.environ:
        if variable.startswith(prefix):
            vars(back_end).pop(variable.removeprefix(prefix).lower(), None)


def _refuse_locked(back_end: Any) -> None:
    """The Secret Service would show a window that asks for a password; libsecret reaches the same one."""
    if type(back_end).__module__ not in ("keyring.backends.SecretService", "keyring.backends.libsecret"):
        return
    secretstorage = importlib.import_module("secretstorage")
    with closing(secretstorage.dbus_init()) as connection:
        # The class, not get_default_collection(): that one offers to make a collection.
        if secretstorage.Collection(connection).is_locked():
            raise RingFailed


def _has_own_bus(environ: Mapping[str, str]) -> bool:
    """Whether D-Bus is a socket of this user: others' are not trusted, other transports start programs."""
    transport, _, options = environ.get("DBUS_SESSION_BUS_ADDRESS", "").partition(":")
    path = dict(pair.partition("=")[::2] for pair in options.split(",")).get("path", "")
    if transport != "unix" or not path or ";" in options or "%" in options:
        return False
    try:
        facts = Path(path).stat()
    except (OSError, ValueError):
        return False
    return stat.S_ISSOCK(facts.st_mode) and facts.st_uid == os.geteuid()


def _in_time(call: Callable[[], T]) -> T:
    """`call()`, or `RingFailed` if it fails or takes too long: a hanging bus must not hang the desk."""
    results: list[T] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException:  # noqa: BLE001 - a back end's errors may hold the secret: nothing leaves
            return

    worker = threading.Thread(target=run, daemon=True, name="keyring")
    worker.start()
    worker.join(_ANSWER_SECONDS)
    if not results:
        raise RingFailed
    return results[0]
