"""Both sides of a trade may be of one account, under one id: a fill is known by its side as well."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = ("account", "symbol", "trade_id")
KEPT = "account, symbol, trade_id, client_order_id, executed_at, booked_at, quantity"
SIDE = """COALESCE(
    (SELECT side FROM orders WHERE orders.client_order_id = booked_fills.client_order_id),
    (SELECT side FROM trades WHERE trades.account = booked_fills.account
     AND trades.symbol = booked_fills.symbol AND trades.trade_id = booked_fills.trade_id),
    '')"""
"""Of the order, which outlives its bot. One that is nowhere can be traded by nobody either."""


def upgrade() -> None:
    op.execute(f"CREATE TABLE kept_fills AS SELECT {KEPT}, {SIDE} AS side FROM booked_fills")  # noqa: S608 - constants
    _fills_anew(f"{KEPT}, side", sa.Column("side", sa.String(16), nullable=False))
    _trades_by("account", "symbol", "trade_id", "side", was=KEY)


def downgrade() -> None:
    """Two sides of one trade cannot be told apart there."""
    op.execute(f"CREATE TABLE kept_fills AS SELECT {KEPT} FROM booked_fills")  # noqa: S608 - likewise
    _fills_anew(KEPT)
    _trades_by(*KEY, was=(*KEY, "side"))


def _fills_anew(columns: str, *side: sa.Column[str]) -> None:
    moment = sa.DateTime(timezone=True)
    op.drop_table("booked_fills")
    op.create_table(
        "booked_fills",
        sa.Column("account", sa.String(70), nullable=False),
        sa.Column("symbol", sa.String(40), nullable=False),
        sa.Column("trade_id", sa.String(100), nullable=False),
        *side,
        sa.Column("client_order_id", sa.String(36), nullable=False),
        sa.Column("executed_at", moment, nullable=False),
        sa.Column("booked_at", moment, nullable=False),
        sa.Column("quantity", sa.Numeric(38, 18).with_variant(sa.CHAR(40), "sqlite")),
        sa.PrimaryKeyConstraint(*KEY, *(column.name for column in side), name="pk_booked_fills"),
    )
    op.execute(f"INSERT INTO booked_fills ({columns}) SELECT {columns} FROM kept_fills")  # noqa: S608 - likewise
    op.drop_table("kept_fills")
    op.create_index("ix_booked_fills_client_order_id", "booked_fills", ["client_order_id"])
    found_by = ["account", "symbol", "executed_at"]
    op.create_index("ix_booked_fills_account_symbol_executed_at", "booked_fills", found_by)


def _trades_by(*key: str, was: tuple[str, ...]) -> None:
    """Have trades be unique by this. SQLite has to write the table anew for it, checks included."""
    sequence = _newest_number()
    with op.batch_alter_table("trades", table_kwargs={"sqlite_autoincrement": True}) as trades:
        trades.drop_constraint(f"uq_trades_{'_'.join(was)}", type_="unique")
        trades.create_unique_constraint(f"uq_trades_{'_'.join(key)}", list(key))
    if sequence is not None:
        op.execute("DELETE FROM sqlite_sequence WHERE name = 'trades'")
        op.execute(f"INSERT INTO sqlite_sequence VALUES ('trades', {sequence})")  # noqa: S608 - a number


def _newest_number() -> int | None:
    """Return the number that was given to a trade last, where a table that is written anew forgets it."""
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        return None
    given: int | None = connection.scalar(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'trades'"))
    return given
