"""Payments of funding are booked, each once."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fundings",
        sa.Column("account", sa.String(70), nullable=False),
        sa.Column("symbol", sa.String(40), nullable=False),
        sa.Column("funding_id", sa.String(100), nullable=False),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column("quote", sa.String(20), nullable=False),
        sa.Column("amount", sa.Numeric(38, 18).with_variant(sa.CHAR(40), "sqlite"), nullable=False),
        sa.Column("charged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account", "symbol", "funding_id", name="pk_fundings"),
    )
    op.create_index("ix_fundings_account_charged_at", "fundings", ["account", "charged_at"])


def downgrade() -> None:
    op.drop_table("fundings")
