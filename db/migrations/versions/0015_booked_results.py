"""Of which moment each result is: a day begins for each person when it does where they live."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

COLUMNS = "bot_id, owner_id, mode, quote, result, fees, trades, cycles"
NOON = {"sqlite": "day || ' 12:00:00.000000'", "postgresql": "(day + TIME '12:00') AT TIME ZONE 'UTC'"}
"""Days that were added up before are counted whole: their noon is on the same day nearly everywhere."""


def upgrade() -> None:
    amount = sa.Numeric(38, 18).with_variant(sa.CHAR(40), "sqlite")
    op.create_table(
        "booked_results",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("quote", sa.String(20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", amount, nullable=False),
        sa.Column("fees", amount, nullable=False),
        sa.Column("trades", sa.Integer(), nullable=False),
        sa.Column("cycles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_booked_results"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_booked_results_owner_id_mode_quote_at", "booked_results", ["owner_id", "mode", "quote", "at"]
    )
    noon = NOON[op.get_bind().dialect.name]
    op.execute(
        f"INSERT INTO booked_results ({COLUMNS}, at) SELECT {COLUMNS}, {noon} FROM day_results "  # noqa: S608 - constants
        "ORDER BY day"
    )


def downgrade() -> None:
    op.drop_table("booked_results")
