"""Candles, in Bybit's lengths."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.twin.bybit.text import at, plain, price_text, quantity_text
from tests.twin.core.market import Market
from tests.twin.core.values import ZERO, PublicTrade

MINUTES = {"1", "3", "5", "15", "30", "60", "120", "240", "360", "720"}
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
MONTH = "M"
FIRST_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
MOST = 1_000


def is_interval(name: str) -> bool:
    return name in MINUTES or name in {"D", "W", MONTH}


def begin_of(moment: datetime, interval: str) -> datetime:
    """Return when the candle began in which a moment lies."""
    if interval == MONTH:
        return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    length = _length(interval)
    return moment - (moment - FIRST_MONDAY) % length


def after(begins: datetime, interval: str) -> datetime:
    """Return when the next candle begins."""
    if interval == MONTH:
        return (begins + timedelta(days=32)).replace(day=1)
    return begins + _length(interval)


def candles(
    market: Market, interval: str, *, now: datetime, start: datetime | None, end: datetime | None, limit: int
) -> list[list[str]]:
    """Return candles without gaps, newest first.

    From a start alone the oldest, else the youngest up to the end.
    """
    last = begin_of(min(end or now, now), interval)
    begins = _first(last, interval, start, limit)
    price, rows = _price_before(market, begins), list[list[str]]()
    while begins <= last:
        ends = after(begins, interval)
        trades = [trade for trade in market.trades if begins <= trade.at < ends]
        rows.append(_row(begins, trades, price, market))
        price = trades[-1].price if trades else price
        begins = ends
    rows = rows[:limit] if start is not None and end is None else rows[-limit:]
    return rows[::-1]


def _first(last: datetime, interval: str, start: datetime | None, limit: int) -> datetime:
    if start is not None:
        begins = begin_of(start, interval)
        return begins if begins >= start else after(begins, interval)
    begins = last
    for _ in range(limit - 1):
        begins = begin_of(begins - timedelta(seconds=1), interval)
    return begins


def _row(begins: datetime, trades: Sequence[PublicTrade], before: Decimal, market: Market) -> list[str]:
    rule = market.symbol
    prices = [trade.price for trade in trades] or [before]
    return [
        at(begins),
        price_text(prices[0], rule),
        price_text(max(prices), rule),
        price_text(min(prices), rule),
        price_text(prices[-1], rule),
        quantity_text(sum((trade.quantity for trade in trades), ZERO), rule),
        plain(sum((trade.quantity * trade.price for trade in trades), ZERO)),
    ]


def _length(interval: str) -> timedelta:
    return {"D": DAY, "W": WEEK}.get(interval) or timedelta(minutes=int(interval))


def _price_before(market: Market, moment: datetime) -> Decimal:
    earlier = [trade.price for trade in market.trades if trade.at < moment]
    if earlier:
        return earlier[-1]
    return market.trades[0].price if market.trades else market.last
