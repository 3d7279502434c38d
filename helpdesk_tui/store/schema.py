"""The tables of the store. The same on SQLite and PostgreSQL; the migrations bring an older store to them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    false,
    insert,
    text,
)

HEAD = "0006"
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
    Column("key_id", _ID, nullable=False),  # fingerprint of the key that opens the store
    Column("made_at", UtcTime, nullable=False),
    # the top of the tree of seals, and its tie to the newest entry of the record
    Column("root", String(64)),
    Column("state", String(64)),
)

seals = Table(
    "seals",
    metadata,
    # a leaf, or a node of the tree above the leaves; see `seals` for what they are
    Column("name", String(160), primary_key=True),
    Column("parent", String(8), nullable=False, index=True),
    Column("value", String(64), nullable=False),
)

former_keys = Table(
    "former_keys",
    metadata,
    Column("key_id", _ID, primary_key=True),
    Column("until", Integer, nullable=False),  # the last record that it signed; 0 = none
    Column("sealed", LargeBinary, nullable=False),  # what signed them, sealed with the present key
    Column("ended_at", UtcTime, nullable=False),
)

methods = Table(
    "methods",
    metadata,
    _row(),
    Column("id", _ID, nullable=False, unique=True),
    Column("account", _ID, nullable=False, index=True),  # "" = a token in stock
    Column("kind", String(32), nullable=False),
    Column("label", _LABEL, nullable=False),
    Column("origin", String(16), nullable=False, server_default=text("'registered'")),
    Column("status", String(16), nullable=False),
    Column("is_default", Boolean, nullable=False, server_default=false()),
    Column("added_at", UtcTime, nullable=False),
    Column("activated_at", UtcTime),
    Column("last_used", UtcTime),
    # the key of an app or token, an address or a number; NULL for other kinds
    Column("sealed", LargeBinary),
    # apps and tokens
    Column("digits", Integer),
    Column("period", Integer),  # NULL = counts its uses (RFC 4226)
    Column("algorithm", String(16)),
    Column("last_step", BigInteger),
    Column("drift", Integer, nullable=False, server_default=text("0")),
    Column("serial", String(64)),
    Column("serial_key", String(64)),  # the same, to compare by
    # an access pass
    Column("expires_at", UtcTime),
    Column("once", Boolean),
    # its registration rested on a strong method that counted before
    Column("well_proven", Boolean, nullable=False, server_default=false()),
    Index(None, "serial_key", unique=True),
)

known_secrets = Table(
    "known_secrets",
    metadata,
    # what a person knows or has on paper: recovery codes and answers from 1, an access pass is 0
    Column("method", _ID, ForeignKey("methods.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),  # argon2id, PHC string, sealed
    Column("question", LargeBinary),  # sealed: it tells what to look for
    Column("used_at", UtcTime),
)

registrations = Table(
    "registrations",
    metadata,
    Column("account", _ID, primary_key=True),
    Column("confirmed_at", UtcTime),
    Column("required_at", UtcTime),
)

method_changes = Table(
    "method_changes",
    metadata,
    _row(),
    Column("account", _ID, nullable=False),
    Column("operator", _ID, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index(None, "account", "at"),
)

challenges = Table(
    "challenges",
    metadata,
    _row(),
    Column("id", _ID, nullable=False, unique=True),
    Column("purpose", _ID, nullable=False),  # id of a verification, or of a method
    Column("method", _ID, nullable=False),
    Column("account", _ID, nullable=False),
    Column("operator", _ID, nullable=False),
    Column("phrase", _LABEL, nullable=False),
    Column("sent_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    # where it went, keyed, to count by; "" = before that was kept
    Column("counted_as", String(64), nullable=False, server_default=text("''")),
    # only while it is open: then both are emptied
    Column("open", Boolean, nullable=False),
    Column("hash", String(64), nullable=False),  # HMAC-SHA256 of the code and all it is bound to
    Column("destination", LargeBinary, nullable=False),  # sealed
    Index(None, "account", "sent_at"),
    Index(None, "operator", "sent_at"),
    Index(None, "counted_as", "sent_at"),
    Index(None, "sent_at"),
    Index(None, "purpose", "method"),
)

draws = Table(
    "draws",
    metadata,
    Column("turn", _ID, primary_key=True),
    Column("method", _ID, primary_key=True),
    Column("numbers", String(256), nullable=False),  # separated by spaces
    Column("at", UtcTime, nullable=False),
    Index(None, "method"),
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
    Column("operator_forgiven", Boolean, nullable=False, server_default=false()),
    Index(None, "account", "at"),
    Index(None, "method", "at"),
    Index(None, "operator", "at"),
)

verifications = Table(
    "verifications",
    metadata,
    Column("id", _ID, primary_key=True),
    Column("operator", _ID, nullable=False),
    Column("account", _ID, nullable=False, index=True),
    Column("actions", String(256), nullable=False),  # sorted, separated by spaces
    Column("ticket", Text, nullable=False),
    Column("policy_version", _ID, nullable=False),
    Column("fingerprint", _ID, nullable=False),
    Column("gates", Integer, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("operator_login", _LABEL, nullable=False, server_default=text("''")),
    Column("tier", _LABEL, nullable=False, server_default=text("''")),
    Column("exceptional", Boolean, nullable=False, server_default=false()),
    Column("approval", Boolean, nullable=False, server_default=false()),
    Column("approval_asked_at", UtcTime),
    Column("approval_request", _ID),  # which request for an approval stands; NULL = none
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

reports = Table(
    "reports",
    metadata,
    # that a person said "this was not me": the account is held until it is released
    _row(),
    Column("account", _ID, nullable=False, index=True),
    Column("account_login", _LABEL, nullable=False),
    Column("operator", _ID, nullable=False),  # who took it down
    Column("operator_login", _LABEL, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("since", UtcTime, nullable=False),  # what was done from then on is disputed
    Column("released_at", UtcTime),
    Index(None, "operator", "at"),
)

feedback = Table(
    "feedback",
    metadata,
    # wishes and complaints about the desk: they grant and limit nothing, so nothing seals them
    _row(),
    Column("at", UtcTime, nullable=False),
    Column("operator", _ID, nullable=False),
    Column("operator_login", _LABEL, nullable=False),
    Column("about", _LABEL, nullable=False),  # login of an account, where one is meant; "" = none
    Column("words", Text, nullable=False),
    Index(None, "operator", "at"),
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

_version = Table(  # Alembic's own
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def make(connection: Connection) -> None:
    """All of them, at the newest version, in an empty database: fails where any of them is there."""
    metadata.create_all(connection, checkfirst=False)
    _version.create(connection)
    connection.execute(insert(_version).values(version_num=HEAD))
