"""What bots earned outlives them, and the columns of a bot's state get the words of the code."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FIGURES = "bot_id, mode, quote, day, result, fees, trades, cycles"
RENAMED = (("position", "feed_offset"), ("unsettled", "order_pending"))


def upgrade() -> None:
    for old, new in RENAMED:
        op.execute(f"ALTER TABLE bot_states RENAME COLUMN {old} TO {new}")
    op.execute(
        f"CREATE TABLE kept_results AS SELECT {FIGURES}, bots.owner_id FROM day_results "  # noqa: S608 - constants
        "JOIN (SELECT id, owner_id FROM bots) AS bots ON bots.id = bot_id"
    )
    op.drop_table("day_results")
    _create_results(sa.Column("bot_id", sa.Uuid(), nullable=False), _owner())
    op.create_index("ix_day_results_day", "day_results", ["day"])
    _bring_back(f"{FIGURES}, owner_id")


def downgrade() -> None:
    for old, new in RENAMED:
        op.execute(f"ALTER TABLE bot_states RENAME COLUMN {new} TO {old}")
    op.execute(
        f"CREATE TABLE kept_results AS SELECT {FIGURES} FROM day_results "  # noqa: S608 - constants
        "WHERE bot_id IN (SELECT id FROM bots)"
    )
    op.drop_table("day_results")
    of_a_bot = sa.ForeignKey("bots.id", ondelete="CASCADE")
    _create_results(sa.Column("bot_id", sa.Uuid(), of_a_bot, nullable=False))
    _bring_back(FIGURES)


def _create_results(*whose: sa.Column[object]) -> None:
    amount = sa.Numeric(38, 18).with_variant(sa.CHAR(40), "sqlite")
    op.create_table(
        "day_results",
        *whose,
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("quote", sa.String(20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("result", amount, nullable=False),
        sa.Column("fees", amount, nullable=False),
        sa.Column("trades", sa.Integer(), nullable=False),
        sa.Column("cycles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "mode", "quote", "day", name="pk_day_results"),
    )


def _owner() -> sa.Column[object]:
    return sa.Column("owner_id", sa.BigInteger(), nullable=False)


def _bring_back(columns: str) -> None:
    op.execute(f"INSERT INTO day_results ({columns}) SELECT {columns} FROM kept_results")  # noqa: S608 - likewise
    op.drop_table("kept_results")
