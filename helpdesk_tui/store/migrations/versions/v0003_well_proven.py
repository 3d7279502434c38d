"""Which methods count at once, since their registration was well proven. Those that are there are not known
to: one that was registered in the last hours waits like any other."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("methods", sa.Column("well_proven", sa.Boolean, nullable=False, server_default=sa.false()))
