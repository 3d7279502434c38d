"""Reports that "this was not me", which hold an account; wishes and complaints about the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("row", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("account_login", sa.String(256), nullable=False),
        sa.Column("operator", sa.String(64), nullable=False),
        sa.Column("operator_login", sa.String(256), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("since", _TIME, nullable=False),
        sa.Column("released_at", _TIME),
        sa.PrimaryKeyConstraint("row", name="pk_reports"),
    )
    op.create_index("ix_reports_account", "reports", ["account"])
    op.create_index("ix_reports_operator_at", "reports", ["operator", "at"])
    op.create_table(
        "feedback",
        sa.Column("row", sa.Integer, nullable=False, autoincrement=True),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("operator", sa.String(64), nullable=False),
        sa.Column("operator_login", sa.String(256), nullable=False),
        sa.Column("about", sa.String(256), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("row", name="pk_feedback"),
    )
    op.create_index("ix_feedback_operator_at", "feedback", ["operator", "at"])
