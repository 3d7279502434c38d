"""Codes that were sent are counted by where they went, by operator and for the whole desk."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column(
        "challenges", sa.Column("counted_as", sa.String(64), nullable=False, server_default=sa.text("''"))
    )
    op.create_index("ix_challenges_operator_sent_at", "challenges", ["operator", "sent_at"])
    op.create_index("ix_challenges_counted_as_sent_at", "challenges", ["counted_as", "sent_at"])
    op.create_index("ix_challenges_sent_at", "challenges", ["sent_at"])
