"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TIME = sa.DateTime(timezone=True)
_ID = sa.String(64)


def upgrade() -> None:
    _store()
    _methods()
    _attempts()
    _verifications()
    _clearances()
    _audit()


def _store() -> None:
    op.create_table(
        "store",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("key_id", _ID, nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_store"),
    )


def _methods() -> None:
    op.create_table(
        "methods",
        sa.Column("row", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("account", _ID, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("label", sa.String(256), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("added_at", _TIME, nullable=False),
        sa.Column("activated_at", _TIME),
        sa.Column("last_used", _TIME),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("digits", sa.Integer),
        sa.Column("period", sa.Integer),
        sa.Column("algorithm", sa.String(16)),
        sa.Column("last_step", sa.BigInteger),
        sa.PrimaryKeyConstraint("row", name="pk_methods"),
        sa.UniqueConstraint("id", name="uq_methods_id"),
    )
    op.create_index("ix_methods_account", "methods", ["account"])
    op.create_table(
        "recovery_codes",
        sa.Column("method", _ID, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("used_at", _TIME),
        sa.PrimaryKeyConstraint("method", "number", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(
            ["method"], ["methods.id"], name="fk_recovery_codes_method", ondelete="CASCADE"
        ),
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("row", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("account", _ID, nullable=False),
        sa.Column("method", _ID, nullable=False),
        sa.Column("operator", _ID, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("failed", sa.Boolean, nullable=False),
        sa.Column("forgiven", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_attempts"),
        sa.UniqueConstraint("id", name="uq_attempts_id"),
    )
    for column in ("account", "method", "operator"):
        op.create_index(f"ix_attempts_{column}_at", "attempts", [column, "at"])


def _verifications() -> None:
    op.create_table(
        "verifications",
        sa.Column("id", _ID, nullable=False),
        sa.Column("operator", _ID, nullable=False),
        sa.Column("account", _ID, nullable=False),
        sa.Column("actions", sa.String(256), nullable=False),
        sa.Column("ticket", sa.Text, nullable=False),
        sa.Column("policy_version", _ID, nullable=False),
        sa.Column("fingerprint", _ID, nullable=False),
        sa.Column("gates", sa.Integer, nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verifications"),
    )
    op.create_table(
        "proofs",
        sa.Column("row", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("verification", _ID, nullable=False),
        sa.Column("method", _ID, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_proofs"),
        sa.ForeignKeyConstraint(["verification"], ["verifications.id"], name="fk_proofs_verification"),
    )
    op.create_index("ix_proofs_verification", "proofs", ["verification"])


def _clearances() -> None:
    op.create_table(
        "clearances",
        sa.Column("row", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("verification", _ID, nullable=False),
        sa.Column("operator", _ID, nullable=False),
        sa.Column("account", _ID, nullable=False),
        sa.Column("actions", sa.String(256), nullable=False),
        sa.Column("ticket", sa.Text, nullable=False),
        sa.Column("policy_version", _ID, nullable=False),
        sa.Column("fingerprint", _ID, nullable=False),
        sa.Column("issued_at", _TIME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME),
        sa.PrimaryKeyConstraint("row", name="pk_clearances"),
        sa.UniqueConstraint("id", name="uq_clearances_id"),
        sa.UniqueConstraint("verification", name="uq_clearances_verification"),
        sa.ForeignKeyConstraint(["verification"], ["verifications.id"], name="fk_clearances_verification"),
    )
    op.create_index("ix_clearances_account_operator", "clearances", ["account", "operator"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("account", _ID),
        sa.Column("intent", sa.Integer),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
        sa.UniqueConstraint("intent", name="uq_audit_intent"),
    )
    op.create_index("ix_audit_account", "audit", ["account"])
