"""The tables of trading: bots, their logs and trades, and what the engine keeps for itself."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, column, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import GROWING_ID, PERSON_ID, Base, choice, one_of, positive
from db.types import Amount
from engine.core.money import ZERO
from engine.core.orders import OrderState
from engine.core.types import NAME_LENGTH, Leg, Mode, Side, Status
from engine.reads.logs import LogLevel

HUNDRED = Decimal(100)
PERCENT = Amount(integer_digits=3, places=2)
MESSAGE_LENGTH = 500
SYMBOL_LENGTH = 40
"""Perpetuals have long names: 1000000BABYDOGE/USDT:USDT."""


class Bot(Base):
    """One bot as lists show it. The whole of it stands in `bot_states`."""

    __tablename__ = "bots"
    __table_args__ = (
        positive("quantity"),
        positive("buy_price"),
        positive("sell_price"),
        CheckConstraint(column("sell_price") > column("buy_price"), name="sell_above_buy"),
        CheckConstraint(column("trailing_percent", PERCENT).between(ZERO, HUNDRED), name="trailing_percent"),
        one_of("first_order", Side),
        one_of("status", Status),
        one_of("mode", Mode),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(PERSON_ID)
    number: Mapped[int] = mapped_column(unique=True)
    """The bot's number in this installation: never given twice."""
    creation_key: Mapped[str] = mapped_column(String(100), unique=True)
    ticker: Mapped[str] = mapped_column(String(SYMBOL_LENGTH), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), server_default="")
    """What its owner calls it."""
    quote: Mapped[str] = mapped_column(String(20))
    exchange: Mapped[str] = mapped_column(String(50))
    mode: Mapped[Mode] = mapped_column(choice(Mode))
    first_order: Mapped[Side] = mapped_column(choice(Side))
    quantity: Mapped[Decimal]
    buy_price: Mapped[Decimal]
    sell_price: Mapped[Decimal]
    trailing_percent: Mapped[Decimal | None] = mapped_column(PERCENT)
    infinite_loop: Mapped[bool]
    status: Mapped[Status] = mapped_column(choice(Status), index=True)
    paused: Mapped[bool]
    alerts: Mapped[bool]
    revision: Mapped[int]
    pnl: Mapped[Decimal]
    fees: Mapped[Decimal] = mapped_column(server_default=Amount().to_text(ZERO))
    """Sum of all its days, in quote, as `pnl` and the counts beside it: figures need not read every day."""
    cycles: Mapped[int] = mapped_column(server_default="0")
    total_trades: Mapped[int]
    last_fill_time: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    config: Mapped[dict[str, Any]]
    """The rules of its market, as they stood when it was configured, its leverage and its account."""


Index("ix_bots_created_at", Bot.created_at.desc())
Index("ix_bots_owner_id_number", Bot.owner_id, Bot.number)


class StateOfBot(Base):
    """What a bot needs to go on: its state as JSON, decimals as text."""

    __tablename__ = "bot_states"

    bot_id: Mapped[UUID] = mapped_column(ForeignKey(Bot.id, ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(PERSON_ID)
    """Grows by one with each commit."""
    state: Mapped[str]
    feed_offset: Mapped[int | None] = mapped_column(PERSON_ID)
    order_pending: Mapped[bool]


class ActivityLog(Base):
    """One log line. It outlives its bot."""

    __tablename__ = "activity_logs"
    __table_args__ = (
        one_of("level", LogLevel),
        Index("ix_activity_logs_owner_id_level_id", "owner_id", "level", "id"),
        Index("ix_activity_logs_bot_id_level_id", "bot_id", "level", "id"),
        Index(
            "ix_activity_logs_audit",
            "id",
            sqlite_where=text("audit = 1"),
            postgresql_where=text("audit"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(GROWING_ID, primary_key=True)
    bot_id: Mapped[UUID | None] = mapped_column(ForeignKey(Bot.id, ondelete="SET NULL"))
    owner_id: Mapped[int] = mapped_column(PERSON_ID)
    level: Mapped[LogLevel] = mapped_column(choice(LogLevel))
    message: Mapped[str] = mapped_column(String(MESSAGE_LENGTH))
    timestamp: Mapped[datetime]
    audit: Mapped[bool] = mapped_column(server_default=false())
    extra_data: Mapped[dict[str, Any] | None]


class Trade(Base):
    """One fill, as people see it. It goes with its bot."""

    __tablename__ = "trades"
    __table_args__ = (
        positive("quantity"),
        positive("price"),
        one_of("side", Side),
        one_of("mode", Mode),
        UniqueConstraint("account", "symbol", "trade_id", "side"),
        Index("ix_trades_bot_id_id", "bot_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(GROWING_ID, primary_key=True)
    bot_id: Mapped[UUID] = mapped_column(ForeignKey(Bot.id, ondelete="CASCADE"))
    account: Mapped[str] = mapped_column(String(70))
    exchange: Mapped[str] = mapped_column(String(50))
    mode: Mapped[Mode] = mapped_column(choice(Mode))
    symbol: Mapped[str] = mapped_column(String(SYMBOL_LENGTH))
    quote: Mapped[str] = mapped_column(String(20))
    trade_id: Mapped[str] = mapped_column(String(100))
    client_order_id: Mapped[str] = mapped_column(String(36))
    exchange_order_id: Mapped[str | None] = mapped_column(String(100))
    side: Mapped[Side] = mapped_column(choice(Side))
    quantity: Mapped[Decimal]
    price: Mapped[Decimal]
    pnl: Mapped[Decimal | None]
    """Result of the cycle that it closed, in quote."""
    commission: Mapped[Decimal]
    """In quote; negative is a rebate."""
    commission_amount: Mapped[Decimal]
    """As the exchange took it, in `commission_coin`."""
    commission_coin: Mapped[str] = mapped_column(String(20))
    executed_at: Mapped[datetime]
    extra_data: Mapped[dict[str, Any] | None]


class DayResult(Base):
    """What a bot did on one UTC day, added up, so that figures need not read every trade.

    It outlives its bot: a limit for the losses of a day is about all that was lost.
    """

    __tablename__ = "day_results"
    __table_args__ = (Index("ix_day_results_owner_id_mode_quote_day", "owner_id", "mode", "quote", "day"),)

    bot_id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(PERSON_ID)
    mode: Mapped[Mode] = mapped_column(choice(Mode), primary_key=True)
    quote: Mapped[str] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    result: Mapped[Decimal]
    fees: Mapped[Decimal]
    trades: Mapped[int]
    cycles: Mapped[int]


class BookedResult(Base):
    """What one step of a bot added to the figures, and of which moment that is. It outlives its bot.

    A day begins for each person when it does where they live: `day_results` has whole UTC days alone.
    """

    __tablename__ = "booked_results"
    __table_args__ = (
        Index("ix_booked_results_owner_id_mode_quote_at", "owner_id", "mode", "quote", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(GROWING_ID, primary_key=True)
    bot_id: Mapped[UUID]
    owner_id: Mapped[int] = mapped_column(PERSON_ID)
    mode: Mapped[Mode] = mapped_column(choice(Mode))
    quote: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    """Of a day that was added up before there was this table: its noon in UTC."""
    result: Mapped[Decimal]
    fees: Mapped[Decimal]
    trades: Mapped[int]
    cycles: Mapped[int]


class DeletedResult(Base):
    """What a person's deleted bots did in all, in one mode and quote coin."""

    __tablename__ = "deleted_results"

    owner_id: Mapped[int] = mapped_column(PERSON_ID, primary_key=True, autoincrement=False)
    mode: Mapped[Mode] = mapped_column(choice(Mode), primary_key=True)
    quote: Mapped[str] = mapped_column(String(20), primary_key=True)
    result: Mapped[Decimal]
    fees: Mapped[Decimal]
    trades: Mapped[int]
    cycles: Mapped[int]


class PaperAmount(Base):
    """What there is of a coin in a person's wallet on paper beside what the bots there are have moved.

    Top-ups, resets, and what deleted bots have moved, added up.
    """

    __tablename__ = "paper_amounts"

    owner_id: Mapped[int] = mapped_column(PERSON_ID, primary_key=True, autoincrement=False)
    exchange: Mapped[str] = mapped_column(String(50), primary_key=True)
    coin: Mapped[str] = mapped_column(String(20), primary_key=True)
    amount: Mapped[Decimal]


class DeletedBot(Base):
    """A bot of a real account as it was when it was deleted, for what becomes known of it later."""

    __tablename__ = "deleted_bots"
    __table_args__ = (Index("ix_deleted_bots_account_symbol_until", "account", "symbol", "until"),)

    bot_id: Mapped[UUID] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(70))
    symbol: Mapped[str] = mapped_column(String(SYMBOL_LENGTH))
    until: Mapped[datetime] = mapped_column(index=True)
    """When it was deleted, by the exchange's clock."""
    version: Mapped[int] = mapped_column(PERSON_ID)
    state: Mapped[str]
    """Both as in `bot_states`."""


class OrderRow(Base):
    """One order. It outlives its bot, so that nothing of it can be booked again."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("bot_id", "cycle", "leg", "attempt"),
        Index("ix_orders_account_symbol_venue_order_id", "account", "symbol", "venue_order_id"),
        positive("quantity"),
        positive("price"),
        one_of("state", OrderState),
    )

    client_order_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    bot_id: Mapped[UUID]
    account: Mapped[str] = mapped_column(String(70))
    symbol: Mapped[str] = mapped_column(String(SYMBOL_LENGTH))
    side: Mapped[Side] = mapped_column(choice(Side))
    leg: Mapped[Leg] = mapped_column(choice(Leg))
    cycle: Mapped[int]
    attempt: Mapped[int]
    price: Mapped[Decimal]
    quantity: Mapped[Decimal]
    created_at: Mapped[datetime]
    deadline: Mapped[datetime]
    immediate: Mapped[bool]
    closing: Mapped[bool]
    reduce_only: Mapped[bool]
    state: Mapped[OrderState] = mapped_column(choice(OrderState))
    venue_order_id: Mapped[str | None] = mapped_column(String(100))
    filled: Mapped[Decimal]
    reported: Mapped[Decimal | None]
    reason: Mapped[str | None]
    updated_at: Mapped[datetime]


class BookedFillRow(Base):
    """The guard that counts a fill once, for ever. It outlives its bot."""

    __tablename__ = "booked_fills"
    __table_args__ = (
        Index("ix_booked_fills_account_symbol_executed_at", "account", "symbol", "executed_at"),
    )

    account: Mapped[str] = mapped_column(String(70), primary_key=True)
    symbol: Mapped[str] = mapped_column(String(SYMBOL_LENGTH), primary_key=True)
    trade_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    side: Mapped[Side] = mapped_column(choice(Side), primary_key=True)
    """Where orders of one account trade with each other, both sides may share an id."""
    client_order_id: Mapped[str] = mapped_column(String(36), index=True)
    executed_at: Mapped[datetime]
    booked_at: Mapped[datetime]
    quantity: Mapped[Decimal | None]
    """Only of deleted bots on perpetuals, whose trades are gone: by it is known what they held when."""


class TradeCursor(Base):
    """From when on trades of an account on a symbol may be missing in the books: all before were read."""

    __tablename__ = "trade_cursors"

    account: Mapped[str] = mapped_column(String(70), primary_key=True)
    symbol: Mapped[str] = mapped_column(String(SYMBOL_LENGTH), primary_key=True)
    read_at: Mapped[datetime]


class FundingRow(Base):
    """One payment of funding, booked once for ever. It outlives its bot."""

    __tablename__ = "fundings"
    __table_args__ = (Index("ix_fundings_account_charged_at", "account", "charged_at"),)

    account: Mapped[str] = mapped_column(String(70), primary_key=True)
    symbol: Mapped[str] = mapped_column(String(SYMBOL_LENGTH), primary_key=True)
    funding_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    bot_id: Mapped[UUID]
    quote: Mapped[str] = mapped_column(String(20))
    amount: Mapped[Decimal]
    """In quote: positive was received, negative was paid."""
    charged_at: Mapped[datetime]
    booked_at: Mapped[datetime]


class Installation(Base):
    """What belongs to this installation as a whole: one row."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint(column("id") == 1, name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[int]
    """Part of every client order id, drawn at random."""
    next_number: Mapped[int]


class LeaseRow(Base):
    """Which process owns this database: one row."""

    __tablename__ = "lease"
    __table_args__ = (CheckConstraint(column("id") == 1, name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    installation: Mapped[str] = mapped_column(String(32))
    """Drawn at random: tells this database from others, and is the same in all its backups."""
    holder: Mapped[str | None] = mapped_column(String(200))
    fencing: Mapped[int] = mapped_column(PERSON_ID)
    """Grows by one with each owner."""
    stamp: Mapped[int] = mapped_column(PERSON_ID)
    """Grows with each renewal: a backup's is smaller than what was seen last."""
    acquired_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
