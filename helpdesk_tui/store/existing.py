"""How a store at a path stands to this program and to a key: it is looked at, and stays as it is."""

from contextlib import closing
from datetime import datetime
from enum import Enum, auto
from pathlib import Path

from sqlalchemy import select

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.store import chain, schema
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


def begun_at(path: Path, busy_seconds: float = BUSY_SECONDS) -> datetime | None:
    """When the first entry of its record was written, as that says itself; None = it has none. Raises
    `StoreUnavailable`."""
    with closing(Database(path, busy_seconds)) as database, database.reading() as connection:
        audit = schema.audit.c
        first = connection.execute(select(audit.record, audit.digest).order_by(audit.seq).limit(1)).first()
    try:
        return chain.record(first.record, first.digest).at if first else None
    except ValueError as error:
        raise StoreUnavailable(problem("store-damaged", path=str(path), detail=str(error))) from None


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
