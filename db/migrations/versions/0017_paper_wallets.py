"""Wallets on paper: each begins as if its bots had not spent yet what they hold coins for."""

import json
from decimal import Decimal, localcontext

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BOTS = """SELECT bots.owner_id, bots.exchange, bots.quote, bot_states.state
    FROM bots JOIN bot_states ON bot_states.bot_id = bots.id WHERE bots.mode = 'PAPER'"""

TALLY = ("carried", "received", "delivered", "earned", "paid", "other_fees", "carried_cost")


def upgrade() -> None:
    amount = sa.Numeric(38, 18).with_variant(sa.CHAR(40), "sqlite")
    amounts = op.create_table(
        "paper_amounts",
        sa.Column("owner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("exchange", sa.String(50), nullable=False),
        sa.Column("coin", sa.String(20), nullable=False),
        sa.Column("amount", amount, nullable=False),
        sa.PrimaryKeyConstraint("owner_id", "exchange", "coin", name="pk_paper_amounts"),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for (owner_id, exchange, coin), spent in _spent().items():
        value = f"{spent:040.18f}" if is_sqlite else spent
        row = {"owner_id": owner_id, "exchange": exchange, "coin": coin, "amount": value}
        op.execute(sa.insert(amounts).values(row))


def downgrade() -> None:
    op.drop_table("paper_amounts")


def _spent() -> dict[tuple[int, str, str], Decimal]:
    """Return of which coins more has gone than has come, and how much, by person and exchange."""
    gone: dict[tuple[int, str, str], Decimal] = {}
    with localcontext(prec=60):
        for owner_id, exchange, quote, text in op.get_bind().execute(sa.text(BOTS)):
            state = json.loads(text)
            if state["market"].get("derivative"):
                continue
            tally = {name: Decimal(state["tally"].get(name, 0)) for name in TALLY}
            held = tally["carried"] + tally["received"] - tally["delivered"]
            cash = tally["earned"] - tally["paid"] - tally["other_fees"] - tally["carried_cost"]
            moved = {state["market"]["base"]: held, quote: Decimal(state.get("pnl", "0")) + cash}
            for coin, amount in moved.items():
                if amount < 0:
                    whose = owner_id, exchange, coin
                    gone[whose] = gone.get(whose, Decimal(0)) - amount
    return gone
