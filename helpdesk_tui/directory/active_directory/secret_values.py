"""Passwords of LAPS and recovery keys of BitLocker, as a directory keeps them. Pure.

A value that is not what it should be raises `ValueError`, which never holds the value.
"""

import json
import re
import uuid
from contextlib import suppress
from typing import Any

from helpdesk_tui.desk.account import When
from helpdesk_tui.directory import values as plain
from helpdesk_tui.directory.active_directory import values
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

_LONGEST = 4096  # bytes of a value
_LONGEST_PASSWORD = 256
_RECOVERY = re.compile(r"[0-9]{6}(?:-[0-9]{6}){7}")
_ID = re.compile(r"\{([0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})\}\Z")


def legacy_password(raw: bytes) -> Secret:
    """ms-Mcs-AdmPwd: the password itself."""
    if len(raw) > _LONGEST:
        raise ValueError("too long")
    text = ""
    with suppress(UnicodeDecodeError):  # which would hold the password
        text = raw.decode("utf-8")
    return _password(text)


def windows_password(raw: bytes) -> tuple[Secret, str]:
    """msLAPS-Password: JSON with the account's name (n), when it was set (t) and the password (p)."""
    if len(raw) > _LONGEST:
        raise ValueError("too long")
    held: Any = None
    with suppress(ValueError, RecursionError):
        held = json.loads(raw.decode("utf-8").rstrip("\0"))
    name, password = (held.get("n"), held.get("p")) if isinstance(held, dict) else (None, None)
    return (
        _password(password if isinstance(password, str) else ""),
        clean(name, 64) if isinstance(name, str) else "",
    )


def expiry(raw: bytes) -> When:
    """ms-Mcs-AdmPwdExpirationTime, msLAPS-PasswordExpirationTime: a FILETIME."""
    return values.moment(plain.integer(raw))


def recovery_key(raw: bytes) -> Secret:
    """msFVE-RecoveryPassword: eight groups of six digits."""
    text = raw[:_LONGEST].decode("ascii", "replace")
    if not _RECOVERY.fullmatch(text):
        raise ValueError("not a recovery key")
    return Secret(text)


def recovery_id(cn: str, guid: bytes | None) -> str:
    """The ID as the computer shows it, in capitals: from the name's end. Raises `ValueError` where
    msFVE-RecoveryGuid, which may be unreadable, says another one."""
    found = _ID.search(cn)
    if found is None or (guid is not None and uuid.UUID(bytes_le=guid) != uuid.UUID(found[1])):
        raise ValueError("not the ID of a recovery key")
    return found[1].upper()


def _password(text: str) -> Secret:
    """What cannot be shown as it is would be read out wrongly."""
    if not text or len(text) > _LONGEST_PASSWORD or clean(text) != text:
        raise ValueError("not a password that can be shown")
    return Secret(text)
