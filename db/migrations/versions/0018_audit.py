"""Who did what is found without reading the rest of the log."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_activity_logs_audit",
        "activity_logs",
        ["id"],
        sqlite_where=sa.text("audit = 1"),
        postgresql_where=sa.text("audit"),
    )


def downgrade() -> None:
    op.drop_index("ix_activity_logs_audit", "activity_logs")
