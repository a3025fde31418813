"""The first tables.

Column types and checks are written out here once more, so that later changes of the models do not
change what this step makes.
"""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MODES = ("PAPER", "TESTNET", "LIVE")
SIDES = ("BUY", "SELL")
LEVELS = ("INFO", "SUCCESS", "WARNING", "ERROR", "TELEGRAM")
ORDER_STATES = (
    "INTENT",
    "OPEN",
    "PARTIAL",
    "CANCELING",
    "UNKNOWN",
    "FILLED",
    "CANCELED",
    "EXPIRED",
    "REJECTED",
    "NEVER_SENT",
    "ABSENT",
    "QUARANTINED",
)


def upgrade() -> None:
    _create_bots()
    _create_what_belongs_to_bots()
    _create_what_outlives_bots()
    _create_outbox()
    _create_what_the_chat_keeps()


def downgrade() -> None:
    for name in (
        "handled_updates",
        "dialogs",
        "confirmations",
        "strangers",
        "pairing",
        "people",
        "outbox",
        "installation",
        "booked_fills",
        "orders",
        "day_results",
        "trades",
        "activity_logs",
        "bot_states",
        "bots",
    ):
        op.drop_table(name)


# --- kinds of columns -------------------------------------------------------------------------------


def _amount(name: str, *, nullable: bool = False) -> sa.Column[Decimal]:
    """An amount: NUMERIC, or on SQLite text of 20 digits, a point, 18 digits, and room for a sign."""
    return sa.Column(name, sa.Numeric(38, 18).with_variant(sa.CHAR(40), "sqlite"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _word(name: str, length: int = 16, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _wide(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _bot(on_delete: str, *, nullable: bool = False) -> sa.Column[UUID]:
    return sa.Column("bot_id", sa.Uuid(), sa.ForeignKey("bots.id", ondelete=on_delete), nullable=nullable)


def _growing_id() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)


def _positive(table: str, name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{name} > {_literal('0')}", name=op.f(f"ck_{table}_{name}_positive"))


def _literal(amount: str, integer_digits: int = 20, places: int = 18) -> str:
    if op.get_bind().dialect.name != "sqlite":
        return amount
    return f"'{Decimal(amount):0{integer_digits + places + 1}.{places}f}'"


def _one_of(table: str, name: str, members: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{member}'" for member in members)
    return sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_{table}_{name}"))


# --- tables ---------------------------------------------------------------------------------------------


def _create_bots() -> None:
    op.create_table(
        "bots",
        sa.Column("id", sa.Uuid(), nullable=False),
        _wide("owner_id"),
        _number("number"),
        _word("creation_key", 100),
        _word("ticker", 40),
        _word("quote", 20),
        _word("exchange", 50),
        _word("mode"),
        _word("first_order"),
        _amount("quantity"),
        _amount("buy_price"),
        _amount("sell_price"),
        sa.Column("trailing_percent", sa.Numeric(5, 2).with_variant(sa.CHAR(7), "sqlite")),
        _flag("infinite_loop"),
        _word("status"),
        _flag("paused"),
        _flag("alerts"),
        _number("revision"),
        _amount("pnl"),
        _number("total_trades"),
        _moment("last_fill_time", nullable=True),
        _moment("created_at"),
        _moment("updated_at"),
        sa.Column("config", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bots"),
        sa.UniqueConstraint("number", name="uq_bots_number"),
        sa.UniqueConstraint("creation_key", name="uq_bots_creation_key"),
        _positive("bots", "quantity"),
        _positive("bots", "buy_price"),
        _positive("bots", "sell_price"),
        sa.CheckConstraint("sell_price > buy_price", name=op.f("ck_bots_sell_above_buy")),
        sa.CheckConstraint(
            f"trailing_percent BETWEEN {_literal('0', 3, 2)} AND {_literal('100', 3, 2)}",
            name=op.f("ck_bots_trailing_percent"),
        ),
        _one_of("bots", "first_order", SIDES),
        _one_of("bots", "status", ("ACTIVE", "STOPPED", "ERROR")),
        _one_of("bots", "mode", MODES),
    )
    op.create_index("ix_bots_status", "bots", ["status"])
    op.create_index("ix_bots_ticker", "bots", ["ticker"])
    op.create_index("ix_bots_created_at", "bots", [sa.text("created_at DESC")])
    op.create_index("ix_bots_owner_id_number", "bots", ["owner_id", "number"])


def _create_what_belongs_to_bots() -> None:
    op.create_table(
        "bot_states",
        _bot("CASCADE"),
        _wide("version"),
        _text("state"),
        _wide("position", nullable=True),
        _flag("unsettled"),
        sa.PrimaryKeyConstraint("bot_id", name="pk_bot_states"),
    )
    op.create_table(
        "activity_logs",
        _growing_id(),
        _bot("SET NULL", nullable=True),
        _wide("owner_id"),
        _word("level"),
        _word("message", 500),
        _moment("timestamp"),
        sa.Column("audit", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("extra_data", sa.JSON()),
        _one_of("activity_logs", "level", LEVELS),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_activity_logs_owner_id_level_id", "activity_logs", ["owner_id", "level", "id"])
    op.create_index("ix_activity_logs_owner_id_id", "activity_logs", ["owner_id", "id"])
    op.create_index("ix_activity_logs_bot_id_level_id", "activity_logs", ["bot_id", "level", "id"])
    _create_trades()
    op.create_table(
        "day_results",
        _bot("CASCADE"),
        _word("mode"),
        _word("quote", 20),
        sa.Column("day", sa.Date(), nullable=False),
        _amount("result"),
        _amount("fees"),
        _number("trades"),
        _number("cycles"),
        sa.PrimaryKeyConstraint("bot_id", "mode", "quote", "day", name="pk_day_results"),
    )


def _create_trades() -> None:
    op.create_table(
        "trades",
        _growing_id(),
        _bot("CASCADE"),
        _word("account", 70),
        _word("exchange", 50),
        _word("mode"),
        _word("symbol", 40),
        _word("quote", 20),
        _word("trade_id", 100),
        _word("client_order_id", 36),
        _word("exchange_order_id", 100, nullable=True),
        _word("side"),
        _amount("quantity"),
        _amount("price"),
        _amount("pnl", nullable=True),
        _amount("commission"),
        _amount("commission_amount"),
        _word("commission_coin", 20),
        _moment("executed_at"),
        sa.Column("extra_data", sa.JSON()),
        _positive("trades", "quantity"),
        _positive("trades", "price"),
        _one_of("trades", "side", SIDES),
        _one_of("trades", "mode", MODES),
        sa.UniqueConstraint("account", "symbol", "trade_id", name="uq_trades_account_symbol_trade_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trades_bot_id_id", "trades", ["bot_id", "id"])


def _create_what_outlives_bots() -> None:
    op.create_table(
        "orders",
        _word("client_order_id", 36),
        sa.Column("bot_id", sa.Uuid(), nullable=False),
        _word("account", 70),
        _word("symbol", 40),
        _word("side"),
        _word("leg"),
        _number("cycle"),
        _number("attempt"),
        _amount("price"),
        _amount("quantity"),
        _moment("created_at"),
        _moment("deadline"),
        _flag("immediate"),
        _flag("closing"),
        _flag("reduce_only"),
        _word("state"),
        _word("venue_order_id", 100, nullable=True),
        _amount("filled"),
        _amount("reported", nullable=True),
        _text("reason", nullable=True),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("client_order_id", name="pk_orders"),
        sa.UniqueConstraint("bot_id", "cycle", "leg", "attempt", name="uq_orders_bot_id_cycle_leg_attempt"),
        _positive("orders", "quantity"),
        _positive("orders", "price"),
        _one_of("orders", "state", ORDER_STATES),
    )
    op.create_table(
        "booked_fills",
        _word("account", 70),
        _word("symbol", 40),
        _word("trade_id", 100),
        _word("client_order_id", 36),
        _moment("booked_at"),
        sa.PrimaryKeyConstraint("account", "symbol", "trade_id", name="pk_booked_fills"),
    )
    op.create_index("ix_booked_fills_client_order_id", "booked_fills", ["client_order_id"])
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _number("epoch"),
        _number("next_number"),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_one_row")),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        _growing_id(),
        _word("audience", 40),
        _word("kind", 20),
        _text("payload"),
        _word("key", 200, nullable=True),
        _moment("created_at"),
        _moment("begun_at", nullable=True),
        _moment("sent_at", nullable=True),
        _wide("chat_id", nullable=True),
        _wide("message_id", nullable=True),
        _moment("dead_at", nullable=True),
        _text("dead_reason", nullable=True),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
        sqlite_autoincrement=True,
    )
    waiting = sa.text("sent_at IS NULL AND dead_at IS NULL")
    op.create_index(
        "ix_outbox_waiting", "outbox", ["audience", "id"], sqlite_where=waiting, postgresql_where=waiting
    )


def _create_what_the_chat_keeps() -> None:
    op.create_table(
        "people",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _text("name"),
        _wide("chat_id", nullable=True),
        _text("unreachable", nullable=True),
        _moment("admitted_at"),
        sa.PrimaryKeyConstraint("user_id", name="pk_people"),
    )
    op.create_table(
        "pairing",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _text("code_hash"),
        _moment("made_at"),
        _number("missed"),
        sa.PrimaryKeyConstraint("id", name="pk_pairing"),
        sa.CheckConstraint("id = 1", name=op.f("ck_pairing_one_row")),
    )
    op.create_table(
        "strangers",
        sa.Column("user_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _moment("first_seen_at"),
        sa.PrimaryKeyConstraint("user_id", name="pk_strangers"),
    )
    op.create_table(
        "confirmations",
        _word("id", 8),
        _wide("user_id"),
        _word("ask"),
        _text("target"),
        _moment("expires_at"),
        _text("answer", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_confirmations"),
    )
    op.create_index("ix_confirmations_expires_at", "confirmations", ["expires_at"])
    op.create_table(
        "dialogs",
        _word("key", 200),
        _text("state", nullable=True),
        _text("data"),
        _moment("updated_at"),
        sa.PrimaryKeyConstraint("key", name="pk_dialogs"),
    )
    op.create_index("ix_dialogs_updated_at", "dialogs", ["updated_at"])
    op.create_table(
        "handled_updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _moment("at"),
        sa.PrimaryKeyConstraint("update_id", name="pk_handled_updates"),
    )
    op.create_index("ix_handled_updates_at", "handled_updates", ["at"])
