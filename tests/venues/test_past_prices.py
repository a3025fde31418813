"""What prices did before now: from a file, from the made-up market, from an exchange's candles."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from engine.reads.history import PRICES
from engine.venues.exchanges.candles import Candle, prices_of
from engine.venues.exchanges.server_time import from_ms, to_ms
from engine.venues.paper.feeds.csv_feed import CsvFeed
from engine.venues.paper.feeds.synthetic import SyntheticFeed
from tests.support.clock import ManualClock

BEGINS = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_file(folder: Path, rows: int, every_ms: int) -> CsvFeed:
    """Return trades whose price tells which row they are."""
    path = folder / "trades.csv"
    first = to_ms(BEGINS)
    lines = [f"{first + n * every_ms},{n + 1}.5,1" for n in range(rows)]
    path.write_text("\n".join(["timestamp,price,quantity", *lines]) + "\n")
    return CsvFeed(path)


@pytest.mark.parametrize("rows", [1, 2, 3, 50, 20_000])
async def test_rows_of_a_file_are_found_without_reading_all_of_it(tmp_path: Path, rows: int) -> None:
    every = 3_600_000 // rows
    feed = a_file(tmp_path, rows, every)
    found = await feed.prices_between(BEGINS, BEGINS + HOUR)
    assert len(found) == min(rows, PRICES + 1) or rows > PRICES >= len(found) - 1
    for one in found:
        row = (to_ms(one.at) - to_ms(BEGINS)) // every
        assert one.low == one.high == one.last == Decimal(f"{row + 1}.5")
    assert all(before.at < after.at for before, after in pairwise(found))
    later = await feed.prices_between(BEGINS + HOUR / 2, BEGINS + HOUR)
    assert all(BEGINS + HOUR / 2 <= one.at <= BEGINS + HOUR for one in later)
    assert await feed.prices_between(BEGINS + 2 * HOUR, BEGINS + 3 * HOUR) == []
    before_all = await feed.prices_between(BEGINS - HOUR, BEGINS - HOUR / 2)
    assert before_all == []


async def test_a_row_of_candles_is_a_range(tmp_path: Path) -> None:
    path, first = tmp_path / "candles.csv", to_ms(BEGINS)
    lines = [f"{first + n * 60_000},100,{110 + n},90,105,1" for n in range(60)]
    path.write_text("\n".join(["timestamp,open,high,low,close,volume", *lines]) + "\n")
    found = await CsvFeed(path).prices_between(BEGINS, BEGINS + HOUR)
    assert len(found) == 60
    assert (found[3].low, found[3].high, found[3].last) == (Decimal(90), Decimal(113), Decimal(105))


async def test_a_file_that_cannot_be_read_so_tells_nothing(tmp_path: Path) -> None:
    feed = a_file(tmp_path, 50, 60_000)
    (tmp_path / "trades.csv").write_text('timestamp,price,quantity\n"a\nb",1,1\n' * 30)
    assert await feed.prices_between(BEGINS, BEGINS + HOUR) == []
    (tmp_path / "trades.csv").unlink()
    assert await feed.prices_between(BEGINS, BEGINS + HOUR) == []


async def test_the_made_up_market_tells_what_it_showed() -> None:
    feed = SyntheticFeed("BTC/USDT", seed=1, clock=ManualClock(BEGINS))
    found = await feed.prices_between(BEGINS - HOUR, BEGINS)
    assert len(found) == PRICES + 1
    assert found[-1].last == feed.newest.price
    assert all(before.at < after.at for before, after in pairwise(found))
    short = await feed.prices_between(BEGINS - timedelta(seconds=1), BEGINS)
    assert len(short) == 5, "each tick once"


@pytest.mark.parametrize(
    ("length", "seconds"), [(HOUR, 60), (24 * HOUR, 900), (7 * 24 * HOUR, 900), (30 * 24 * HOUR, 14_400)]
)
async def test_candles_as_fine_as_a_page_holds(length: timedelta, seconds: int) -> None:
    asked: list[int] = []

    async def page(size: int, begin_ms: int) -> list[Candle]:
        asked.append(size)
        opened = range(begin_ms, to_ms(BEGINS + length) + size * 5_000, size * 1_000)
        return [Candle(ms, Decimal(1), Decimal(3), Decimal(2)) for ms in opened][:1000][::-1]

    found = await prices_of(page, BEGINS, BEGINS + length)
    assert asked == [seconds]
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert (found[0].low, found[0].high, found[0].last) == (Decimal(1), Decimal(3), Decimal(2))
    assert found[0].at >= BEGINS
    assert found[-1].at <= BEGINS + length
    assert from_ms(to_ms(found[0].at)) == found[0].at
