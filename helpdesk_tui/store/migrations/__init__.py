"""Brings the tables to the newest version, in the caller's transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from helpdesk_tui.store.hashing import SealPeppered


def upgrade(connection: Connection, seal_recovery_hash: SealPeppered | None = None, to: str = "head") -> None:
    """Run the missing migrations. The caller holds the write lock and commits.

    `seal_recovery_hash` seals what was kept without a seal up to "0001"; an empty store needs none.
    """
    config = configuration(connection)
    config.attributes["seal_recovery_hash"] = seal_recovery_hash
    command.upgrade(config, to)


def configuration(connection: Connection) -> Config:
    """Alembic's settings, with no file of its own."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
