"""Figures need not read every day: bots carry their totals, and what deleted ones did is one row."""

from collections import defaultdict
from collections.abc import Hashable
from decimal import Decimal, localcontext

import sqlalchemy as sa
from alembic import op

from db.types import Amount

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ZERO = "00000000000000000000.000000000000000000"
"""As an amount stands in either database."""
FIGURES = ("result", "fees", "trades", "cycles")
WHOSE = ("owner_id", "mode", "quote")


def _figures_of(table: str, *columns: str) -> sa.TableClause:
    counts: list[sa.ColumnClause[object]] = [
        sa.column(name) for name in (*columns, *WHOSE, "trades", "cycles")
    ]
    return sa.table(table, *counts, sa.column("result", Amount()), sa.column("fees", Amount()))


_days, _deleted = _figures_of("day_results", "bot_id"), _figures_of("deleted_results")
_bots = sa.table("bots", sa.column("id"), sa.column("fees", Amount()), sa.column("cycles"))


def upgrade() -> None:
    amount = sa.Numeric(38, 18).with_variant(sa.CHAR(40), "sqlite")
    op.add_column("bots", sa.Column("fees", amount, server_default=ZERO, nullable=False))
    op.add_column("bots", sa.Column("cycles", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "deleted_results",
        sa.Column("owner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.String(16), nullable=False),
        sa.Column("quote", sa.String(20), nullable=False),
        sa.Column("result", amount, nullable=False),
        sa.Column("fees", amount, nullable=False),
        sa.Column("trades", sa.Integer(), nullable=False),
        sa.Column("cycles", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*WHOSE, name="pk_deleted_results"),
    )
    op.create_index("ix_day_results_owner_id_mode_quote_day", "day_results", [*WHOSE, "day"])
    op.drop_index("ix_activity_logs_owner_id_id", "activity_logs")  # the newest of each level are merged
    _add_up()


def downgrade() -> None:
    op.create_index("ix_activity_logs_owner_id_id", "activity_logs", ["owner_id", "id"])
    op.drop_index("ix_day_results_owner_id_mode_quote_day", "day_results")
    op.drop_table("deleted_results")
    op.drop_column("bots", "cycles")
    op.drop_column("bots", "fees")


def _add_up() -> None:
    """Add all days up here: SQLite cannot, it keeps amounts as text."""
    sums: defaultdict[Hashable, list[Decimal]] = defaultdict(lambda: [Decimal(0)] * len(FIGURES))
    of_days = sa.select(_days, _bots.c.id.is_(None).label("deleted")).outerjoin(
        _bots, _bots.c.id == _days.c.bot_id
    )
    connection = op.get_bind()
    with localcontext(prec=96):
        for row in connection.execute(of_days):
            whose = tuple(getattr(row, name) for name in WHOSE) if row.deleted else row.bot_id
            sums[whose] = [
                before + getattr(row, name) for before, name in zip(sums[whose], FIGURES, strict=True)
            ]
    for whose, (result, fees, trades, cycles) in sums.items():
        figures = {"result": result, "fees": fees, "trades": int(trades), "cycles": int(cycles)}
        if isinstance(whose, tuple):
            connection.execute(_deleted.insert().values(dict(zip(WHOSE, whose, strict=True)) | figures))
        else:
            changed = _bots.update().where(_bots.c.id == whose)
            connection.execute(changed.values(fees=fees, cycles=int(cycles)))
