"""Bots may have a name."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("bots", sa.Column("name", sa.String(32), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("bots", "name")
