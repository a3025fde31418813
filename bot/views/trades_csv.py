"""Trades as rows of a CSV file, with the columns that tax programs take: the same in every language."""

from collections.abc import Iterable
from datetime import UTC

from bot.views.csv_rows import cell, csv_rows
from bot.views.text import number, plain_account_name
from engine.reads.views import TradeLine

TRADES_HEAD = (
    "time_utc",
    "pair",
    "side",
    "quantity",
    "price",
    "fee",
    "fee_coin",
    "result",
    "result_coin",
    "cycle",
    "exchange",
    "mode",
    "bot",
    "bot_name",
    "trade_id",
    "exchange_order_id",
    "order_id",
)


def trades_head() -> str:
    return csv_rows([TRADES_HEAD])


def trades_rows(trades: Iterable[TradeLine]) -> str:
    """Return one row for each trade, amounts with all their digits."""
    return csv_rows(_row(trade) for trade in trades)


def _row(trade: TradeLine) -> tuple[str, ...]:
    return (
        trade.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        trade.symbol,
        trade.side.value,
        number(trade.quantity),
        number(trade.price),
        number(trade.fee),
        cell(trade.fee_coin),
        "" if trade.result is None else number(trade.result),
        "" if trade.result is None else trade.quote,
        "" if trade.cycle is None else str(trade.cycle),
        plain_account_name(trade.account_id),
        trade.account_id.mode.value,
        str(trade.bot_number),
        cell(trade.bot_name),
        cell(trade.trade_id),
        cell(trade.venue_order_id or ""),
        cell(trade.client_order_id),
    )
