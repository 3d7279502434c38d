"""Seals over what grants or limits, and a name for each request for an approval.

The seals themselves are made by who has the key, after all migrations (`store.sealing_up`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("store", sa.Column("root", sa.String(64)))
    op.add_column("store", sa.Column("state", sa.String(64)))
    op.create_table(
        "seals",
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("parent", sa.String(8), nullable=False),
        sa.Column("value", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_seals"),
    )
    op.create_index("ix_seals_parent", "seals", ["parent"])
    op.create_index("ix_draws_method", "draws", ["method"])
    op.add_column("verifications", sa.Column("approval_request", sa.String(64)))
