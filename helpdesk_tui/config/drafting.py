"""A first configuration: a few lines that are valid, written where none is yet."""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from helpdesk_tui.config import parse
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.text import clean


def drafted(path: Path, domain: str, servers: Sequence[str], operators: str) -> str:
    """The text, for a `domain` whose servers DNS names, or for these servers. Raises `ConfigError`
    (config-invalid) where it would not be valid."""
    where = (
        f"servers = {_toml([_address(each) for each in servers])}" if servers else f"domain = {_toml(domain)}"
    )
    text = (
        "# Made by helpdesk-tui config new. What else there is: config.example.toml\n"
        "# Whether all is there: helpdesk-tui doctor\n"
        "[directory]\n"
        f"{where}\n"
        "# Where the servers' certificates are of an authority of your own:\n"
        '# ca_file = "/etc/ssl/certs/own-ca.pem"\n'
        "\n"
        "[roles]\n"
        f"operator = {_toml([operators])}\n"
    )
    parse(text, path)
    return text


def write_new(path: Path, text: str) -> None:
    """With mode 0600, and never over anything. Raises `ConfigError` (config-there, config-unwritable)."""
    shown = clean(str(path), 1024)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(_unwritable(shown, error)) from None
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise ConfigError(problem("config-there", path=shown)) from None
    except OSError as error:
        raise ConfigError(_unwritable(shown, error)) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(handle)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise ConfigError(_unwritable(shown, error)) from None


def _unwritable(shown: str, error: OSError) -> Problem:
    return problem("config-unwritable", path=shown, reason=(error.strerror or "error").lower())


def _address(server: str) -> str:
    return server if "://" in server else f"ldaps://{server}"


def _toml(value: object) -> str:
    """JSON's strings are TOML's basic ones, but for DEL, and for pairs of surrogates: so letters stay."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
