"""What becomes known of a deleted bot is still booked: it stays as it was, with what it held when."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_AMOUNT = sa.Numeric(38, 18).with_variant(sa.CHAR(40), "sqlite")


def upgrade() -> None:
    op.create_table(
        "deleted_bots",
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column("account", sa.String(70), nullable=False),
        sa.Column("symbol", sa.String(40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", name="pk_deleted_bots"),
    )
    op.create_index("ix_deleted_bots_account_symbol_until", "deleted_bots", ["account", "symbol", "until"])
    op.create_index("ix_deleted_bots_until", "deleted_bots", ["until"])
    op.add_column("booked_fills", sa.Column("quantity", _AMOUNT, nullable=True))


def downgrade() -> None:
    op.drop_column("booked_fills", "quantity")
    op.drop_table("deleted_bots")
