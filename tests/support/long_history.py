"""A database with a long history: years of trading, made in seconds by SQL."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, text, update

from db.models import ActivityLog, BookedResult, Bot, DayResult, Trade
from db.rows import log_row
from db.statements import table
from db.store import Store
from db.types import UtcDateTime
from engine.core.money import ZERO
from engine.core.state import BotState
from engine.core.types import BotConfig, Fee, Market, Mode, Side
from engine.ports import NewBot
from engine.reads.journal import Note
from tests.support.words import line_text

OWNER = 1000
TODAY = datetime(2026, 11, 28, tzinfo=UTC)
MARKET = Market(
    venue="Binance",
    symbol="BTC/USDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.00001"),
)
CONFIG = BotConfig(
    ticker="BTC/USDT",
    exchange="Binance",
    mode=Mode.PAPER,
    first_order=Side.BUY,
    quantity=Decimal("0.01"),
    buy_price=Decimal(60000),
    sell_price=Decimal(60600),
    infinite_loop=True,
)
AT_ONCE = 50_000
"""Rows of trades that are made in memory."""
RESULT, FEES = Decimal("0.12345678"), Decimal("0.00123456")
CYCLES, TRADES = 2, 4
"""Of each bot on each day."""
_LOGS = """
WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i < :most - 1)
INSERT INTO activity_logs (owner_id, bot_id, level, message, timestamp, audit, extra_data)
SELECT :owner, bots.id, CASE WHEN i % 50 = 0 THEN 'WARNING' WHEN i % 3 = 0 THEN 'SUCCESS' ELSE 'INFO' END,
       :message, :at, :audit, :data
FROM numbers JOIN bots ON bots.number = i % :bots + 1 ORDER BY i
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """How much of everything there is."""

    bots: int = 100
    days: int = 365
    trades: int = 100_000
    logs: int = 1_000_000


async def make_history(store: Store, history: History) -> list[BotState]:
    """Fill the empty database. Return its bots, which are all of OWNER."""
    bots = [
        (
            await store.bot_book.create(
                NewBot(owner_id=OWNER, config=CONFIG, market=MARKET, at=TODAY, key=f"{number}", alerts=False),
                history.bots,
            )
        ).state
        for number in range(history.bots)
    ]

    def work(connection: Connection) -> None:
        if days := list(_days(bots, history)):
            connection.execute(table(DayResult).insert(), days)
            connection.execute(table(BookedResult).insert().inline(), list(_results(bots, history)))
            connection.execute(
                update(Bot).values(
                    pnl=RESULT * history.days,
                    fees=FEES * history.days,
                    total_trades=TRADES * history.days,
                    cycles=CYCLES * history.days,
                )
            )
        rest = _trades(bots, history)
        while trades := list(islice(rest, AT_ONCE)):
            connection.execute(table(Trade).insert().inline(), trades)
        _logs(connection, history)
        if connection.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))  # as its autovacuum does

    await store.database.write(work)
    return bots


def _days(bots: list[BotState], history: History) -> Iterator[dict[str, Any]]:
    for bot in bots:
        for ago in range(history.days):
            yield {
                "bot_id": bot.bot_id,
                "owner_id": OWNER,
                "mode": Mode.PAPER,
                "quote": "USDT",
                "day": (TODAY - timedelta(days=ago)).date(),
                "result": RESULT,
                "fees": FEES,
                "trades": TRADES,
                "cycles": CYCLES,
            }


def _results(bots: list[BotState], history: History) -> Iterator[dict[str, Any]]:
    """Yield what each of those days consists of: its cycles one after the other."""
    for day in _days(bots, history):
        rest = {name: value for name, value in day.items() if name != "day"}
        begun = datetime.combine(day["day"], time(), UTC)
        for number in range(CYCLES):
            first = number == 0
            yield rest | {
                "at": begun + number * timedelta(hours=24 / CYCLES),
                "result": RESULT if first else ZERO,
                "fees": FEES if first else ZERO,
                "trades": TRADES // CYCLES,
                "cycles": 1,
            }


def _trades(bots: list[BotState], history: History) -> Iterator[dict[str, Any]]:
    fee = Fee(amount=FEES, coin="USDT", value=FEES)
    for number in range(history.trades):
        yield {
            "bot_id": bots[number % len(bots)].bot_id,
            "account": "Binance:PAPER",
            "exchange": "Binance",
            "mode": Mode.PAPER,
            "symbol": "BTC/USDT",
            "quote": "USDT",
            "trade_id": f"t{number}",
            "client_order_id": f"o{number}",
            "exchange_order_id": None,
            "side": Side.BUY,
            "quantity": CONFIG.quantity,
            "price": CONFIG.buy_price,
            "pnl": None,
            "commission": fee.value,
            "commission_amount": fee.amount,
            "commission_coin": fee.coin,
            "executed_at": TODAY,
            "extra_data": None,
        }


def _logs(connection: Connection, history: History) -> None:
    line = log_row(Note(text="The market is quiet tonight."), line_text, TODAY, owner_id=OWNER)
    columns = table(ActivityLog).c
    values = {
        "most": history.logs,
        "bots": history.bots,
        "owner": OWNER,
        "message": line["message"],
        "at": TODAY,
        "audit": False,
        "data": line["extra_data"],
    }
    typed = (bindparam("at", type_=UtcDateTime()), bindparam("data", type_=columns.extra_data.type))
    if history.logs:
        connection.execute(text(_LOGS).bindparams(*typed), values)
