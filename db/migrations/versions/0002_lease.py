"""Which process owns the database, and what the books of an account are asked."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WHEN_EXECUTED = """
UPDATE booked_fills SET executed_at = COALESCE(
    (SELECT trades.executed_at FROM trades WHERE trades.account = booked_fills.account
     AND trades.symbol = booked_fills.symbol AND trades.trade_id = booked_fills.trade_id),
    booked_at)
"""


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("installation", sa.String(32), nullable=False),
        sa.Column("holder", sa.String(200)),
        sa.Column("fencing", sa.BigInteger(), nullable=False),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.Column("acquired_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_lease"),
        sa.CheckConstraint("id = 1", name=op.f("ck_lease_one_row")),
    )
    op.add_column("booked_fills", sa.Column("executed_at", sa.DateTime(timezone=True)))
    op.execute(WHEN_EXECUTED)
    with op.batch_alter_table("booked_fills") as fills:
        fills.alter_column("executed_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.create_index(
        "ix_booked_fills_account_symbol_executed_at", "booked_fills", ["account", "symbol", "executed_at"]
    )
    op.create_index(
        "ix_orders_account_symbol_venue_order_id", "orders", ["account", "symbol", "venue_order_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_orders_account_symbol_venue_order_id", "orders")
    op.drop_index("ix_booked_fills_account_symbol_executed_at", "booked_fills")
    with op.batch_alter_table("booked_fills") as fills:
        fills.drop_column("executed_at")
    op.drop_table("lease")
