"""At which version the tables are, and which key opens them."""

from sqlalchemy import Connection, inspect, select

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.store import schema, sqlite
from helpdesk_tui.store.hashing import SealPeppered

_KEY_ID = "SELECT key_id FROM store"


def is_ready(connection: Connection, key_id: str) -> bool:
    """Whether the tables are at the newest version; refuses what must not even be migrated."""
    version = version_of(connection)
    if version is None:
        return False
    if version > schema.HEAD:
        raise StoreUnavailable(problem("store-too-new"))
    kept = key_id_in(connection)
    if kept is not None and kept != key_id:
        raise StoreUnavailable(problem("key-changed" if _was_key(connection, key_id) else "key-wrong"))
    return version == schema.HEAD and kept is not None


def version_of(connection: Connection) -> str | None:
    """The migration that the tables are at; None in an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def key_id_in(connection: Connection) -> str | None:
    if not inspect(connection).has_table(schema.store.name):
        return None
    return key_id_of(connection)


def key_id_of(connection: Connection) -> str | None:
    return next((key_id for (key_id,) in sqlite.plainly(connection, _KEY_ID)), None)


def _was_key(connection: Connection, key_id: str) -> bool:
    if not inspect(connection).has_table(schema.former_keys.name):
        return False
    former = select(schema.former_keys.c.key_id).where(schema.former_keys.c.key_id == key_id)
    return connection.execute(former).first() is not None


def migrate(connection: Connection, seal_recovery_hash: SealPeppered) -> None:
    # Alembic takes a quarter of a second to import, and hardly a start finds an older store.
    from helpdesk_tui.store.migrations import upgrade  # noqa: PLC0415 - heavy: only when it is needed

    upgrade(connection, seal_recovery_hash)
