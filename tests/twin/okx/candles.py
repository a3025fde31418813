"""Candles, in OKX's lengths. Those of six hours and more begin at Hong Kong's time unless told otherwise."""

from datetime import UTC, datetime, timedelta

from tests.twin.core.market import Market
from tests.twin.core.values import ZERO
from tests.twin.okx.text import at, plain

HONG_KONG = timedelta(hours=8)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LENGTHS = {
    "1m": 1,
    "3m": 3,
    "5m": 5,
    "15m": 15,
    "30m": 30,
    "1H": 60,
    "2H": 120,
    "4H": 240,
    "6H": 360,
    "12H": 720,
    "1D": 1440,
    "6Hutc": 360,
    "12Hutc": 720,
    "1Dutc": 1440,
}
LONG = 360


def is_bar(name: str) -> bool:
    return name in _LENGTHS


def length_of(bar: str) -> timedelta:
    return timedelta(minutes=_LENGTHS[bar])


def begin_of(moment: datetime, bar: str) -> datetime:
    """Return when the candle began in which a moment lies."""
    zero = EPOCH if bar.endswith("utc") or _LENGTHS[bar] < LONG else EPOCH - HONG_KONG
    return moment - (moment - zero) % length_of(bar)


def candles(
    market: Market, bar: str, *, now: datetime, before: datetime | None, after: datetime | None, limit: int
) -> list[list[str]]:
    """Return candles without gaps, newest first, that opened later than `before` and earlier than `after`."""
    length, newest = length_of(bar), begin_of(now, bar)
    begins = newest
    if after is not None and after <= newest:
        begins = begin_of(after - timedelta(milliseconds=1), bar)
    rows: list[list[str]] = []
    while len(rows) < limit and (before is None or begins > before):
        rows.append(_row(market, begins, length, is_over=begins < newest))
        begins -= length
    return rows


def _row(market: Market, begins: datetime, length: timedelta, *, is_over: bool) -> list[str]:
    trades = [trade for trade in market.trades if begins <= trade.at < begins + length]
    earlier = [trade.price for trade in market.trades if trade.at < begins]
    fallback = earlier[-1] if earlier else market.trades[0].price if market.trades else market.last
    prices = [trade.price for trade in trades] or [fallback]
    volume = sum((trade.quantity for trade in trades), ZERO)
    value = sum((trade.quantity * trade.price for trade in trades), ZERO)
    figures = [prices[0], max(prices), min(prices), prices[-1], volume, volume, value]
    return [at(begins), *(plain(figure) for figure in figures), str(int(is_over))]
