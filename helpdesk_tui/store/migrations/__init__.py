"""Brings the tables to the newest version, in the caller's transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the missing migrations. The caller holds the write lock and commits."""
    command.upgrade(configuration(connection), to)


def configuration(connection: Connection) -> Config:
    """Alembic's settings, with no file of its own."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
