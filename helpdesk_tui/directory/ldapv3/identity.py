"""By what an entry is known for ever, whatever it is renamed to."""

import uuid

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.directory.attributes import Attributes


def entry_uuid(entry: Attributes) -> AccountId | None:
    """entryUUID (RFC 4530)."""
    found = entry.decoded("entryUUID", lambda raw: uuid.UUID(raw.decode("ascii")))
    return None if found is None else AccountId(str(found))
