"""What is SQLite's alone: connections, locking, error codes. No other module has SQL of one database.

Write-ahead log, so that readers and one writer do not wait for each other; `synchronous=FULL`, so that
a commit has reached the disk when it returns (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

import errno
import hashlib
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import quote
from weakref import WeakSet

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _
from helpdesk_tui.text import clean

T = TypeVar("T")

_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # a removed method leaves no bytes in the file, once the log is folded in
    "PRAGMA trusted_schema=OFF",
)
_NOTHING: Mapping[str, object] = {}
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_ALMOST_NOTHING = 256 * 1024  # bytes; the shared memory of the log grows by 32 KiB
_PROBLEMS = {
    sqlite3.SQLITE_BUSY: "store-locked",
    sqlite3.SQLITE_LOCKED: "store-locked",
    sqlite3.SQLITE_FULL: "store-full",
    sqlite3.SQLITE_CORRUPT: "store-damaged",
    sqlite3.SQLITE_NOTADB: "store-damaged",
    sqlite3.SQLITE_ERROR: "store-damaged",  # our SQL is fixed: a table or column is missing
}
_REASONS = {
    sqlite3.SQLITE_READONLY: N_("it is read-only"),
    sqlite3.SQLITE_CANTOPEN: N_("it cannot be opened"),
    sqlite3.SQLITE_PERM: N_("permission was denied"),
    sqlite3.SQLITE_AUTH: N_("permission was denied"),
    sqlite3.SQLITE_IOERR: N_("the disk reported an error"),
}


def engine(path: Path, busy_seconds: float, *, durable: bool = True) -> Engine:
    """An engine that keeps one connection: whoever closes the last one empties the log, which costs more than
    many commits. Threads that ask at the same moment get further ones, for that moment."""
    pragmas = "; ".join((f"PRAGMA synchronous={'FULL' if durable else 'OFF'}", *_PRAGMAS))
    # mode=rw: a store that vanished under a running program must not come back empty.
    address = f"file:{quote(str(path.absolute()))}?mode=rw"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            address, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            connection.executescript(pragmas)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    made = create_engine(
        "sqlite+pysqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=-1,
        hide_parameters=True,
    )
    event.listen(made, "begin", _begin)
    _keep_to_the_files(made, path)
    return made


_kept: "WeakSet[Engine]" = WeakSet()
_forgotten: list[object] = []
"""Connections that are never closed: that would touch files which are somebody else's by now."""


def _close_kept() -> None:
    for each in list(_kept):
        each.dispose()


os.register_at_fork(before=_close_kept)  # no connection crosses a fork (sqlite.org/howtocorrupt.html §2.6)


def _keep_to_the_files(made: Engine, path: Path) -> None:
    """A kept connection is good while the store's file and its log are those that it has open: what is
    written to others would be lost (the same, §2.5)."""

    def check(driver: object, entry: ConnectionPoolEntry, proxy: PoolProxiedConnection) -> None:
        now = _files(path)
        if any(entry.info[name] != now[name] for name in now.keys() & entry.info.keys()):
            _forgotten.append(driver)
            entry.dbapi_connection = proxy.dbapi_connection = None  # type: ignore[misc]  # as the manual does
            raise DisconnectionError

    def note(_driver: object, entry: ConnectionPoolEntry) -> None:
        """After its first transaction: then there is a log, if there is to be one."""
        with suppress(FileNotFoundError):
            for name, number in _files(path).items():
                if number:
                    entry.info.setdefault(name, number)

    event.listen(made, "checkout", check)
    event.listen(made, "checkin", note)
    _kept.add(made)


def _files(path: Path) -> dict[str, object]:
    """Which ones they are. Raises `OSError` where the file has vanished."""
    file = path.stat()
    try:
        log = os.stat(f"{path}-wal").st_ino  # noqa: PTH116 - in each transaction
    except FileNotFoundError:
        log = 0
    return {"file": (file.st_dev, file.st_ino), "log": log}


def _begin(connection: Connection) -> None:
    """Take the write lock at once where a write will follow: a read lock cannot always be raised later."""
    reading = connection.get_execution_options().get("reading", False)
    _driver(connection).execute("BEGIN" if reading else "BEGIN IMMEDIATE")


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def plainly(connection: Connection, statement: str, values: Mapping[str, object] = _NOTHING) -> list[Any]:
    """The rows of a statement that each transaction makes: by SQLAlchemy it takes ten times as long."""
    return _driver(connection).execute(statement, values).fetchall()


def keep_log(engine: Engine, busy_seconds: float) -> None:
    """Switch a new file to the write-ahead log. SQLite does not wait for others here, so this does."""
    with closing(engine.raw_connection()) as raw:
        cursor = raw.cursor()
        deadline = time.monotonic() + busy_seconds
        while cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
            try:
                cursor.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if _primary(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
            else:
                break  # "wal", or what the file system can do: as durable, only slower


def layout(connection: Connection) -> str:
    """SHA-256 of all that is defined in the file: tables with their columns, indexes, and what should not be
    there, as triggers and views (https://www.sqlite.org/schematab.html). It is read anew where anybody else
    wrote to the file since, whatever that was, or where this connection defined something."""
    stands = tuple(plainly(connection, f"PRAGMA {name}_version")[0][0] for name in ("data", "schema"))
    known, digest = connection.info.get("layout", (None, ""))
    if known != stands:
        defined = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
        text = repr(plainly(connection, defined))
        digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
        connection.info["layout"] = stands, digest
    return cast(str, digest)


def drop_planted(connection: Connection) -> None:
    """Triggers and views: the desk has none."""
    defined = "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'view')"
    for kind, name in connection.exec_driver_sql(defined).all():
        quoted = str(name).replace('"', '""')
        connection.exec_driver_sql(f'DROP {kind} "{quoted}"')


def fold_log(engine: Engine) -> None:
    """Write the log into the file and cut it to nothing; where a reader is in the way, the next one does."""
    with closing(engine.raw_connection()) as raw:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copy(source: Path, target: Path, busy_seconds: float) -> None:
    """All of a database as it is at one moment, whoever writes meanwhile, into the empty file `target`; that
    holds all by itself, with no log beside it (https://www.sqlite.org/backup.html).

    Raises `sqlite3.Error`, `OSError`."""
    address = f"file:{quote(str(source.absolute()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=busy_seconds, isolation_level=None)) as read:
        read.execute("BEGIN")
        # waits as long as it may, and no longer
        read.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        with closing(sqlite3.connect(target, timeout=busy_seconds, isolation_level=None)) as write:
            read.backup(write)
            write.execute("PRAGMA journal_mode=DELETE")


def faults(engine: Engine) -> list[str]:
    """What SQLite itself finds wrong in a whole file: pages, indexes, rows that refer to nothing."""
    with closing(engine.raw_connection()) as raw:
        cursor = raw.cursor()
        found = [str(row[0]) for row in cursor.execute("PRAGMA integrity_check").fetchall()]
        loose = [
            f"{row[0]}: refers to nothing" for row in cursor.execute("PRAGMA foreign_key_check").fetchall()
        ]
        return [each for each in found if each != "ok"] + loose


def beside(path: Path) -> tuple[Path, ...]:
    """The files that belong to a database while it is open."""
    return tuple(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))


def portions(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Each value once: a statement takes only so many parameters."""
    unique = list(dict.fromkeys(values))
    return (unique[start : start + size] for start in range(0, len(unique), size))


def problem_of(error: Exception, path: Path) -> Problem:
    """The problem behind an error of SQLite, SQLAlchemy or the operating system; never its parameters."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    shown = clean(str(path))
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause, path, shown)
    if isinstance(cause, OSError):
        if cause.errno in _FULL:
            return problem("store-full", detail=_name(cause))
        at = clean(str(cause.filename)) if cause.filename else shown
        return problem("store-unwritable", reason=_words(cause), path=at, detail=_name(cause))
    return problem("store-unwritable", reason=_name(error), path=shown)


def _of_sqlite(error: sqlite3.Error, path: Path, shown: str) -> Problem:
    primary = _primary(error)
    detail = getattr(error, "sqlite_errorname", "") or _name(error)
    code = _PROBLEMS.get(primary, "store-unwritable")
    if primary in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN} and _no_room(path):
        code = "store-full"  # SQLite says FULL only for the database itself, not for log and index
    reason = _(_REASONS.get(primary, detail))
    return problem(code, path=shown, reason=reason, detail=detail)


def _primary(error: sqlite3.Error) -> int:
    """The primary result code (https://www.sqlite.org/rescode.html); 0 = none given."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _no_room(path: Path) -> bool:
    try:
        facts = os.statvfs(path.parent)
    except OSError:
        return False
    return facts.f_bavail * facts.f_frsize < _ALMOST_NOTHING


def _name(error: BaseException) -> str:
    number = error.errno if isinstance(error, OSError) else None
    return errno.errorcode.get(number, "OSError") if number else type(error).__name__


def _words(error: OSError) -> str:
    return clean(error.strerror or _name(error)).lower()


ERRORS = (SQLAlchemyError, sqlite3.Error, OSError)
"""What `problem_of` can explain."""
