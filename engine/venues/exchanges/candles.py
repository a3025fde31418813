"""The price range of a stretch of time, from candles; and stretches cut into windows."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from engine.core.money import plain
from engine.reads.history import PriceRange
from engine.venues.exchanges.answers import Json, Unreadable, number
from engine.venues.exchanges.server_time import from_ms, to_ms

MOST_CANDLES = 5000
"""A longer stretch is read in coarser candles."""
MOST_SHOWN = 700
"""Likewise where each candle is shown."""
PAGE = 1000
"""So many are asked for at once."""
INTERVALS_S = (60, 900, 14_400, 86_400)


@dataclass(frozen=True, slots=True)
class Candle:
    """One candle."""

    opened_ms: int
    low: Decimal
    high: Decimal
    close: Decimal


Page = Callable[[int, int], Awaitable[list[Candle]]]
"""Returns a page of candles of that many seconds from a moment in ms on."""


def candles(rows: Json) -> list[Candle]:
    """Return the candles of rows: opening time in ms, open, high, low, ... Raises Unreadable."""
    return [_candle(row) for row in rows]


def _candle(row: Json) -> Candle:
    if not isinstance(row, list) or len(row) < 5:  # noqa: PLR2004 - time, open, high, low, close
        raise Unreadable("a candle without its prices")
    raw = {"time": row[0], "high": row[2], "low": row[3], "close": row[4]}
    return Candle(int(number(raw, "time")), number(raw, "low"), number(raw, "high"), number(raw, "close"))


async def range_of(page: Page, since: datetime, now: datetime) -> tuple[Decimal, Decimal] | None:
    """Return lowest and highest of the candles that opened in `since`..`now`; None without any.

    The candle that was open at `since` is left out: it holds prices from before.
    """
    priced = await _between(page, since, now, MOST_CANDLES)
    if not priced:
        return None
    return plain(min(candle.low for candle in priced)), plain(max(candle.high for candle in priced))


async def prices_of(page: Page, begins: datetime, ends: datetime) -> list[PriceRange]:
    """Return the candles that opened between, in few pages: the finest of which there are not too many."""
    return [
        PriceRange(from_ms(one.opened_ms), plain(one.low), plain(one.high), plain(one.close))
        for one in sorted(await _between(page, begins, ends, MOST_SHOWN), key=lambda one: one.opened_ms)
        if one.opened_ms <= to_ms(ends)
    ]


async def _between(page: Page, since: datetime, now: datetime, most: int) -> list[Candle]:
    span_s = (now - since).total_seconds()
    seconds = next((s for s in INTERVALS_S if span_s / s <= most), INTERVALS_S[-1])
    step_ms = seconds * 1000
    begin_ms = -(-to_ms(since) // step_ms) * step_ms
    found: list[Candle] = []
    while begin_ms <= to_ms(now):
        got = [candle for candle in await page(seconds, begin_ms) if candle.opened_ms >= begin_ms]
        found += got
        if len(got) < PAGE:
            break
        begin_ms = max(candle.opened_ms for candle in got) + step_ms
    return [candle for candle in found if candle.low > 0]


def windows(since: datetime, until: datetime, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Yield begin and end of windows of at most that length that cover the stretch, the oldest first."""
    begin = since
    while begin < until:
        end = min(begin + length, until)
        yield begin, end
        begin = end
