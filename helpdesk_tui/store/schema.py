"""The tables of the store. The same on SQLite and PostgreSQL; the migrations make them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

HEAD = "0001"
"""The newest migration: four digits, so that versions can be compared without loading Alembic."""


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC, aware in Python, comparable in SQL. Takes aware datetimes only."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        moment = value.astimezone(UTC)
        # SQLite has no zones: it keeps text, which sorts by time only if all of it is UTC.
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_ID = String(64)
_LABEL = String(256)


def _row() -> Column[int]:
    """Counts upwards: the order of insertion, whatever the clock said."""
    return Column("row", Integer, primary_key=True, autoincrement=True)


store = Table(
    "store",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("key_id", _ID, nullable=False),  # fingerprint of the key that the store was made with
    Column("made_at", UtcTime, nullable=False),
)

methods = Table(
    "methods",
    metadata,
    _row(),
    Column("id", _ID, nullable=False, unique=True),
    Column("account", _ID, nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("label", _LABEL, nullable=False),
    Column("status", String(16), nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("activated_at", UtcTime),
    Column("last_used", UtcTime),
    # one authenticator app; NULL for other kinds
    Column("sealed", LargeBinary),
    Column("digits", Integer),
    Column("period", Integer),
    Column("algorithm", String(16)),
    Column("last_step", BigInteger),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("method", _ID, ForeignKey("methods.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),  # argon2id, PHC string
    Column("used_at", UtcTime),
)

attempts = Table(
    "attempts",
    metadata,
    _row(),
    Column("id", _ID, nullable=False, unique=True),
    Column("account", _ID, nullable=False),
    Column("method", _ID, nullable=False),
    Column("operator", _ID, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("failed", Boolean, nullable=False),
    Column("forgiven", Boolean, nullable=False),  # no longer counts against account and method
    Index(None, "account", "at"),
    Index(None, "method", "at"),
    Index(None, "operator", "at"),
)

verifications = Table(
    "verifications",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("operator", _ID, nullable=False),
    Column("account", _ID, nullable=False),
    Column("actions", String(256), nullable=False),  # sorted, separated by spaces
    Column("ticket", Text, nullable=False),
    Column("policy_version", _ID, nullable=False),
    Column("fingerprint", _ID, nullable=False),
    Column("gates", Integer, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("closed", Boolean, nullable=False),
)

proofs = Table(
    "proofs",
    metadata,
    _row(),
    Column("verification", _ID, ForeignKey("verifications.id"), nullable=False, index=True),
    Column("method", _ID, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at", UtcTime, nullable=False),
)

clearances = Table(
    "clearances",
    metadata,
    _row(),
    Column("id", _ID, nullable=False, unique=True),
    Column("verification", _ID, ForeignKey("verifications.id"), nullable=False, unique=True),
    Column("operator", _ID, nullable=False),
    Column("account", _ID, nullable=False),
    Column("actions", String(256), nullable=False),
    Column("ticket", Text, nullable=False),
    Column("policy_version", _ID, nullable=False),
    Column("fingerprint", _ID, nullable=False),
    Column("issued_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    Index(None, "account", "operator"),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("record", Text, nullable=False),  # canonical JSON: what the digest covers
    Column("digest", String(64), nullable=False),
    # copies out of the record, to search by; verify() compares them with it
    Column("event", String(64), nullable=False),
    Column("account", _ID, index=True),
    Column("intent", Integer, unique=True),  # in an outcome: the number of its intent
)
