"""How a store at a path stands to this program and to a key: it is looked at, and stays as it is."""

from contextlib import closing
from enum import Enum, auto
from pathlib import Path

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.store import schema
from helpdesk_tui.store.database import BUSY_SECONDS, Database
from helpdesk_tui.store.version import key_id_in, version_of


class Standing(Enum):
    """How a store stands to this program."""

    ABSENT = auto()
    EARLIER = auto()
    CURRENT = auto()


def standing_at(path: Path, busy_seconds: float = BUSY_SECONDS) -> Standing:
    """Of the store at `path`, which is neither made nor brought up. Raises `StoreUnavailable` (store-too-new,
    store-damaged, …)."""
    with closing(Database(path, busy_seconds)) as database:
        with database.explained():
            if not path.exists() or not path.stat().st_size:
                return Standing.ABSENT
        with database.reading() as connection:
            version = version_of(connection)
    if version is not None and version > schema.HEAD:
        raise StoreUnavailable(problem("store-too-new"))
    return Standing.CURRENT if version == schema.HEAD else Standing.EARLIER


def key_id_at(path: Path, busy_seconds: float = BUSY_SECONDS) -> str | None:
    """The id of the key that opens the store at `path`; None if there is no store yet.
    Raises `StoreUnavailable`."""
    try:
        if not path.stat().st_size:
            return None
    except FileNotFoundError:
        return None
    with closing(Database(path, busy_seconds)) as database, database.reading() as connection:
        return key_id_in(connection)
