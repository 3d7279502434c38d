"""One database, its transactions, and the one place where its errors become problems."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, insert, inspect, select

from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import StoreUnavailable
from helpdesk_tui.store import schema, sqlite

BUSY_SECONDS = 10.0


class Database:
    """A store that is open. Safe for several threads; each transaction has a connection of its own."""

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS, *, durable: bool = True) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._engine = sqlite.engine(path, busy_seconds, durable=durable)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Every error of the database or the system leaves as `StoreUnavailable`."""
        try:
            yield
        except sqlite.ERRORS as error:
            # `from None`: the statement's parameters may be secrets
            raise StoreUnavailable(sqlite.problem_of(error, self.path)) from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store. Raises `StoreUnavailable`."""
        with self.explained(), self._engine.connect() as connection:
            connection.execution_options(reading=True)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer can come between; on disk when it ends.
        Raises `StoreUnavailable`: then nothing was written."""
        with self.explained(), self._engine.begin() as connection:
            yield connection

    def bring_up(self, key_id: str, clock: Clock) -> None:
        """Make or migrate the tables where needed, and see that the key fits.

        Raises `StoreUnavailable` (key-wrong, store-too-new, store-damaged, …); a store that another
        key made is not touched.
        """
        with self.reading() as connection:
            if _is_ready(connection, key_id):
                return
        with self.explained():
            sqlite.keep_log(self._engine, self._busy_seconds)
        with self.writing() as connection:
            if _is_ready(connection, key_id):  # another process was faster
                return
            _migrate(connection)
            if _key_id(connection) is None:
                row = {"id": 1, "key_id": key_id, "made_at": clock.now()}
                connection.execute(insert(schema.store).values(row))

    def close(self) -> None:
        self._engine.dispose()


def _is_ready(connection: Connection, key_id: str) -> bool:
    """Whether the tables are at the newest version; refuses what must not even be migrated."""
    version = _version(connection)
    if version is None:
        return False
    if version > schema.HEAD:
        raise StoreUnavailable(problem("store-too-new"))
    kept = _key_id(connection)
    if kept is not None and kept != key_id:
        raise StoreUnavailable(problem("key-wrong"))
    return version == schema.HEAD and kept is not None


def _version(connection: Connection) -> str | None:
    """The migration that the tables are at; None in an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _key_id(connection: Connection) -> str | None:
    if not inspect(connection).has_table(schema.store.name):
        return None
    return connection.execute(select(schema.store.c.key_id)).scalar()


def _migrate(connection: Connection) -> None:
    # Alembic takes half a second to import, and most starts find a store that is ready.
    from helpdesk_tui.store.migrations import upgrade  # noqa: PLC0415 - see above

    upgrade(connection)
