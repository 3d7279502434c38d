"""By what an entry is known for ever, whatever it is renamed to."""

import re
import uuid

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.directory.attributes import Attributes


def entry_uuid(entry: Attributes) -> AccountId | None:
    """entryUUID (RFC 4530)."""
    return entry.decoded("entryUUID", _account_id)


def _account_id(raw: bytes) -> AccountId:
    """Raises `ValueError`."""
    text = raw.decode("ascii")
    return AccountId(text if _AS_WRITTEN.fullmatch(text) else str(uuid.UUID(text)))


_AS_WRITTEN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # by servers
_UNIQUE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{8}){3}")


def ns_unique_id(entry: Attributes) -> AccountId | None:
    """nsUniqueId, which 389 Directory Server gives to every entry: the same digits in other groups."""
    found = entry.text("nsUniqueId").lower()
    if not _UNIQUE_ID.fullmatch(found):
        return None
    return AccountId(str(uuid.UUID(found.replace("-", ""))))


def as_ns_unique_id(account: AccountId) -> str:
    """As the server writes it."""
    digits = account.replace("-", "").lower()
    return "-".join(digits[start : start + 8] for start in range(0, len(digits), 8))
