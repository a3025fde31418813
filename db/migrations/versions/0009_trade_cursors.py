"""Since when the trades of an account are to be read is kept over a restart."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trade_cursors",
        sa.Column("account", sa.String(70), nullable=False),
        sa.Column("symbol", sa.String(40), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", "symbol", name="pk_trade_cursors"),
    )


def downgrade() -> None:
    op.drop_table("trade_cursors")
