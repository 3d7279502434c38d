"""What a store is asked to do, seen at SQLite itself: each that writes costs a trip to the disk."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, Engine, event

from helpdesk_tui.store import sqlite


class Transactions:
    """Those that ended well: `written` took the write lock, `read` did not."""

    def __init__(self) -> None:
        self.written = 0
        self.read = 0
        self.opened = 0  # connections

    def note(self, connection: sqlite3.Connection) -> None:
        self.opened += 1
        writes = False

        def seen(statement: str) -> None:
            nonlocal writes
            if statement.startswith("BEGIN"):
                writes = statement == "BEGIN IMMEDIATE"
            elif statement == "COMMIT":
                self.written += writes
                self.read += not writes

        connection.set_trace_callback(seen)

    def taken(self) -> tuple[int, int]:
        """How many were written and read since it was last asked."""
        counted = self.written, self.read
        self.written = self.read = 0
        return counted


@contextmanager
def transactions() -> Iterator[Transactions]:
    """Of every store that is opened meanwhile."""
    counted, connect = Transactions(), sqlite3.connect

    def watched(*arguments: Any, **named: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **named)
        counted.note(connection)
        return connection

    with patch.object(sqlite.sqlite3, "connect", watched):
        yield counted


@contextmanager
def refused_commit() -> Iterator[None]:
    """SQLite's own answer to a disk that is full when a transaction that writes ends."""
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL  # as SQLite sets it
    full.sqlite_errorname = "SQLITE_FULL"

    def refuse(connection: Connection) -> None:
        if not connection.get_execution_options().get("reading"):
            raise full

    event.listen(Engine, "commit", refuse)
    try:
        yield
    finally:
        event.remove(Engine, "commit", refuse)
