"""Every kind of method, codes that are sent, approvals, keys that change; hashes are sealed."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import context, op

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)
_ID = sa.String(64)
_LABEL = sa.String(256)


def upgrade() -> None:
    # Columns are only ever added: making `methods` anew would delete, by its foreign keys, what hangs on it.
    _former_keys()
    _methods()
    _known_secrets()
    _registrations()
    _challenges()
    _verifications()
    op.add_column("attempts", _flag("operator_forgiven"))


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def _words(name: str, type_: sa.String, first: str = "") -> sa.Column[str]:
    return sa.Column(name, type_, nullable=False, server_default=sa.text(f"'{first}'"))


def _former_keys() -> None:
    op.create_table(
        "former_keys",
        sa.Column("key_id", _ID, nullable=False),
        sa.Column("until", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("ended_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("key_id", name="pk_former_keys"),
    )


def _methods() -> None:
    op.add_column("methods", _words("origin", sa.String(16), "registered"))
    op.add_column("methods", _flag("is_default"))
    op.add_column("methods", sa.Column("drift", sa.Integer, nullable=False, server_default=sa.text("0")))
    op.add_column("methods", sa.Column("serial", sa.String(64)))
    op.add_column("methods", sa.Column("serial_key", sa.String(64)))
    op.add_column("methods", sa.Column("expires_at", _TIME))
    op.add_column("methods", sa.Column("once", sa.Boolean))
    op.create_index("ix_methods_serial_key", "methods", ["serial_key"], unique=True)


def _known_secrets() -> None:
    known = op.create_table(
        "known_secrets",
        sa.Column("method", _ID, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("question", sa.LargeBinary),
        sa.Column("used_at", _TIME),
        sa.PrimaryKeyConstraint("method", "number", name="pk_known_secrets"),
        sa.ForeignKeyConstraint(
            ["method"], ["methods.id"], name="fk_known_secrets_method", ondelete="CASCADE"
        ),
    )
    connection = op.get_bind()
    codes = sa.table(
        "recovery_codes", *map(sa.column, ("method", "number", "hash")), sa.column("used_at", _TIME)
    )
    methods = sa.table("methods", sa.column("id"), sa.column("account"))
    statement = sa.select(codes, methods.c.account).join(methods, methods.c.id == codes.c.method)
    rows = connection.execute(statement).all()
    if rows:
        seal: Callable[..., bytes] = context.config.attributes["seal_recovery_hash"]
        connection.execute(
            known.insert(),
            [
                {
                    "method": row.method,
                    "number": row.number,
                    "hash": seal(row.hash, row.account, row.method, row.number),
                    "used_at": row.used_at,
                }
                for row in rows
            ],
        )
    op.drop_table("recovery_codes")


def _registrations() -> None:
    registrations = op.create_table(
        "registrations",
        sa.Column("account", _ID, nullable=False),
        sa.Column("confirmed_at", _TIME),
        sa.Column("required_at", _TIME),
        sa.PrimaryKeyConstraint("account", name="pk_registrations"),
    )
    methods = sa.table("methods", sa.column("account"), sa.column("activated_at", _TIME))
    confirmed = sa.select(methods.c.account, sa.func.max(methods.c.activated_at))
    confirmed = confirmed.where(methods.c.activated_at.is_not(None)).group_by(methods.c.account)
    op.execute(registrations.insert().from_select(["account", "confirmed_at"], confirmed))
    op.create_table(
        "method_changes",
        sa.Column("row", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("account", _ID, nullable=False),
        sa.Column("operator", _ID, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_method_changes"),
    )
    op.create_index("ix_method_changes_account_at", "method_changes", ["account", "at"])


def _challenges() -> None:
    op.create_table(
        "challenges",
        sa.Column("row", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("purpose", _ID, nullable=False),
        sa.Column("method", _ID, nullable=False),
        sa.Column("account", _ID, nullable=False),
        sa.Column("operator", _ID, nullable=False),
        sa.Column("phrase", _LABEL, nullable=False),
        sa.Column("sent_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME),
        sa.Column("open", sa.Boolean, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("destination", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_challenges"),
        sa.UniqueConstraint("id", name="uq_challenges_id"),
    )
    op.create_index("ix_challenges_account_sent_at", "challenges", ["account", "sent_at"])
    op.create_index("ix_challenges_purpose_method", "challenges", ["purpose", "method"])
    op.create_table(
        "draws",
        sa.Column("turn", _ID, nullable=False),
        sa.Column("method", _ID, nullable=False),
        sa.Column("numbers", sa.String(256), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("turn", "method", name="pk_draws"),
    )


def _verifications() -> None:
    op.add_column("verifications", _words("operator_login", _LABEL))
    op.add_column("verifications", _words("tier", _LABEL))
    op.add_column("verifications", _flag("exceptional"))
    op.add_column("verifications", _flag("approval"))
    op.add_column("verifications", sa.Column("approval_asked_at", _TIME))
    op.create_index("ix_verifications_account", "verifications", ["account"])
