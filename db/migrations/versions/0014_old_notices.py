"""Old notices are found by index, and one that is kept says since when."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_IN_A_MESSAGE = sa.text("message_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_outbox_audience_id", "outbox", ["audience", "id"])
    op.create_index(
        "ix_outbox_message",
        "outbox",
        ["chat_id", "message_id"],
        sqlite_where=_IN_A_MESSAGE,
        postgresql_where=_IN_A_MESSAGE,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_message", "outbox")
    op.drop_index("ix_outbox_audience_id", "outbox")
    op.drop_column("outbox", "kept_at")
