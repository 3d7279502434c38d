"""Passwords that were saved for the program: in the system keyring, a credential or a private file."""

import os
import stat
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import _
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

_MOST_BYTES = 4096


class Purpose(StrEnum):
    """What a saved password is for: the service name of its entry in a keyring. The store's key lies under
    another one (`store.key_places`), so that none is ever taken for the other."""

    SIGN_IN = "helpdesk-tui/sign-in"
    DIRECTORY = "helpdesk-tui/directory-service"
    LOOKUP = "helpdesk-tui/directory-lookup"
    MAIL = "helpdesk-tui/mail"
    SMS = "helpdesk-tui/sms"
    RADIUS = "helpdesk-tui/radius"
    PRIVACYIDEA = "helpdesk-tui/privacyidea"


def refuse_shared(*, is_service: bool, own_place: bool, environ: Mapping[str, str]) -> None:
    """An operator's password is saved only where nobody else runs the desk: what is saved for one would sign
    in everybody. Raises `ConfigError` (keyring-shared)."""
    by_sudo = environ.get("SUDO_UID", str(os.geteuid())) != str(os.geteuid())
    if is_service or not own_place or by_sudo:
        raise ConfigError(problem("keyring-shared"))


def from_keyring(login: str) -> Secret:
    """The operator's password. Raises `ConfigError` (no-keyring, password-source)."""
    return _from_keyring(login, Purpose.SIGN_IN, problem("no-keyring"))


def _from_keyring(login: str, purpose: Purpose, closed: Problem) -> Secret:
    from helpdesk_tui.store.keyrings import RingFailed, system_keyring  # noqa: PLC0415 - slow, seldom used

    ring = system_keyring()
    if ring is None:
        raise ConfigError(closed)
    try:
        found = ring.get_password(purpose, login)
    except RingFailed:
        raise ConfigError(closed) from None
    if not found:
        raise _missing(login, _("the system keyring under the service name '{name}'", name=purpose))
    return Secret(found)


def from_source(source: str, login: str, environ: Mapping[str, str], purpose: Purpose) -> Secret:
    """The password that a setting points to: `keyring`, `credential:NAME` or `file:/PATH`.

    Raises `ConfigError` (keyring-closed, password-source).
    """
    kind, _sep, name = source.partition(":")
    if kind == "keyring":
        return _from_keyring(login, purpose, problem("keyring-closed", login=clean(login)))
    if kind == "file":
        return _first_line(Path(name), login, by_root=False)
    directory = environ.get("CREDENTIALS_DIRECTORY", "")
    if not directory.startswith("/"):
        raise _missing(login, _("the credential {name}: this process was given none", name=clean(name)))
    return _first_line(Path(directory) / name, login, by_root=True)


def optional_from_source(
    source: str, login: str, environ: Mapping[str, str], purpose: Purpose
) -> Secret | None:
    """As `from_source`; None where the setting is empty."""
    return from_source(source, login, environ, purpose) if source else None


def _first_line(path: Path, login: str, *, by_root: bool) -> Secret:
    """Of a file that only its owner, us or root, can read; systemd's credentials show a group's mask too."""
    where = clean(str(path))
    try:
        with _opened(path, login, by_root=by_root) as file:
            line = file.read(_MOST_BYTES).split(b"\n")[0].removesuffix(b"\r").decode()
    except OSError as error:
        raise _missing(login, f"{where} ({(error.strerror or 'error').lower()})") from None
    except UnicodeDecodeError:
        raise _missing(login, _("{where}, which is not UTF-8", where=where)) from None
    if not line:
        raise _missing(login, _("the first line of {where}", where=where))
    return Secret(line)


def require_private(path: Path, login: str) -> None:
    """A file that is as good as a password is for its owner alone. Raises `ConfigError` (password-source)."""
    try:
        _opened(path, login, by_root=False).close()
    except OSError as error:
        raise _missing(login, f"{clean(str(path))} ({(error.strerror or 'error').lower()})") from None


def _opened(path: Path, login: str, *, by_root: bool) -> BinaryIO:
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK), "rb")
    facts = os.fstat(file.fileno())
    open_to_others = facts.st_mode & (0o037 if by_root and facts.st_uid == 0 else 0o077)
    if not stat.S_ISREG(facts.st_mode) or facts.st_uid not in {0, os.geteuid()} or open_to_others:
        file.close()
        raise _missing(
            login, _("{path}, or that is not a file for its owner alone (chmod 600)", path=clean(str(path)))
        )
    return file


def _missing(login: str, where: str) -> ConfigError:
    return ConfigError(problem("password-source", login=clean(login), where=where))
