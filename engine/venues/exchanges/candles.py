"""The price range of a stretch of time, from candles; and stretches cut into windows."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from engine.core.money import plain
from engine.venues.exchanges.answers import Json, Unreadable, number
from engine.venues.exchanges.server_time import to_ms

MOST_CANDLES = 5000
"""A longer stretch is read in coarser candles."""


@dataclass(frozen=True, slots=True)
class Candle:
    """One candle."""

    opened_ms: int
    low: Decimal
    high: Decimal

    @classmethod
    def read(cls, row: Json) -> "Candle":
        """Return the candle of a row: opening time in ms, open, high, low, ... Raises Unreadable."""
        if not isinstance(row, list) or len(row) < 5:  # noqa: PLR2004 - time, open, high, low, close
            raise Unreadable("a candle without its prices")
        raw = {"time": row[0], "high": row[2], "low": row[3]}
        return cls(int(number(raw, "time")), number(raw, "low"), number(raw, "high"))


Page = Callable[[str, int], Awaitable[list[Candle]]]
"""Returns candles of an interval from a moment in ms on, as many as a page holds."""


async def range_of(
    page: Page, names: Mapping[int, str], since: datetime, now: datetime, page_size: int
) -> tuple[Decimal, Decimal] | None:
    """Return lowest and highest of the candles that opened in `since`..`now`; None without any.

    `names`: seconds of an interval -> the exchange's name of it, the finest first. The candle that
    was open at `since` is left out: it holds prices from before.
    """
    span_s = (now - since).total_seconds()
    seconds = next((s for s in names if span_s / s <= MOST_CANDLES), max(names))
    step_ms = seconds * 1000
    begin_ms = -(-to_ms(since) // step_ms) * step_ms
    candles: list[Candle] = []
    while begin_ms <= to_ms(now):
        got = [candle for candle in await page(names[seconds], begin_ms) if candle.opened_ms >= begin_ms]
        candles += got
        if len(got) < page_size:
            break
        begin_ms = max(candle.opened_ms for candle in got) + step_ms
    priced = [candle for candle in candles if candle.low > 0]
    if not priced:
        return None
    return plain(min(candle.low for candle in priced)), plain(max(candle.high for candle in priced))


def windows(since: datetime, until: datetime, length: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Yield begin and end of windows of at most that length that cover the stretch, the oldest first."""
    begin = since
    while begin < until:
        end = min(begin + length, until)
        yield begin, end
        begin = end
