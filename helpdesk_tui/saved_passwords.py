"""Passwords that were saved for the program: in the system keyring, a credential or a private file."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import ConfigError
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

KEYRING_SERVICE = "helpdesk-tui"
_MOST_BYTES = 4096


def from_keyring(login: str) -> Secret:
    """The entry of `login` under the service name "helpdesk-tui".

    Raises `ConfigError` (no-keyring, password-source).
    """
    from helpdesk_tui.store.keyrings import RingFailed, system_keyring  # noqa: PLC0415 - slow, seldom used

    ring = system_keyring()
    if ring is None:
        raise ConfigError(problem("no-keyring"))
    try:
        found = ring.get_password(KEYRING_SERVICE, login)
    except RingFailed:
        raise ConfigError(problem("no-keyring")) from None
    if not found:
        raise _missing(login, f"the system keyring under '{KEYRING_SERVICE}'")
    return Secret(found)


def from_source(source: str, login: str, environ: Mapping[str, str]) -> Secret:
    """The password that a setting points to: `keyring`, `credential:NAME` or `file:/PATH`.

    Raises `ConfigError` (no-keyring, password-source).
    """
    kind, _, name = source.partition(":")
    if kind == "keyring":
        return from_keyring(login)
    if kind == "file":
        return _first_line(Path(name), login, by_root=False)
    directory = environ.get("CREDENTIALS_DIRECTORY", "")
    if not directory.startswith("/"):
        raise _missing(login, f"the credential {clean(name)}: this process was given none")
    return _first_line(Path(directory) / name, login, by_root=True)


def _first_line(path: Path, login: str, *, by_root: bool) -> Secret:
    """Of a file that only its owner, us or root, can read; systemd's credentials show a group's mask too."""
    where = clean(str(path))
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            facts = os.fstat(handle)
            open_to_others = facts.st_mode & (0o037 if by_root and facts.st_uid == 0 else 0o077)
            if not stat.S_ISREG(facts.st_mode) or facts.st_uid not in {0, os.geteuid()} or open_to_others:
                raise _missing(login, f"{where}, or that is not a file for its owner alone (chmod 600)")
            line = file.read(_MOST_BYTES).split(b"\n")[0].removesuffix(b"\r").decode()
    except OSError as error:
        raise _missing(login, f"{where} ({(error.strerror or 'error').lower()})") from None
    except UnicodeDecodeError:
        raise _missing(login, f"{where}, which is not UTF-8") from None
    if not line:
        raise _missing(login, f"the first line of {where}")
    return Secret(line)


def _missing(login: str, where: str) -> ConfigError:
    return ConfigError(problem("password-source", login=clean(login), where=where))
