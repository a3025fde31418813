"""The made-up market: always the same, always lively, never out of bounds."""

import asyncio
from decimal import Decimal
from itertools import pairwise

import pytest

from engine.venues.paper.feeds.sources import SyntheticSource
from engine.venues.paper.feeds.synthetic import BEGIN, CHARACTERS, ROW_EVERY, SyntheticFeed
from tests.support.clock import ManualClock
from tests.venues.test_feed_offset import BTC

MINUTE = 240
CLOCK = ManualClock()


def prices(feed: SyntheticFeed, begin: int, ticks: int) -> list[Decimal]:
    return [feed.tick(index).price for index in range(begin, begin + ticks)]


def test_a_tick_is_the_same_whoever_asks_and_its_time_is_that_of_the_clock() -> None:
    feed, other = (SyntheticFeed("BTC/USDT", seed=7, clock=CLOCK) for _ in range(2))
    for index in (-1_000_000, -1, 0, 1, 1_000_000):
        assert feed.tick(index) == other.tick(index)
        assert feed.tick(index).at == BEGIN + index * ROW_EVERY
        there = SyntheticFeed("BTC/USDT", seed=7, clock=ManualClock(feed.tick(index).at))
        assert there.newest == feed.tick(index)


def test_the_prices_of_seed_1_stay_what_they_are() -> None:
    feed = SyntheticFeed("BTC/USDT", seed=1, clock=CLOCK)
    assert [str(feed.tick(index).price) for index in (0, 1, 60, 12_345_678)] == [
        "60028.49",
        "60038.86",
        "59879.97",
        "59735.65",
    ]


def test_seeds_and_symbols_differ() -> None:
    sets = {
        tuple(prices(SyntheticFeed(symbol, seed=seed, clock=CLOCK), 0, 50))
        for symbol in ("AAA/BBB", "AAA/CCC")
        for seed in (1, 2)
    }
    assert len(sets) == 4


@pytest.mark.parametrize("symbol", [*CHARACTERS, "DOGE/EUR"])
def test_prices_stay_near_the_middle_and_on_the_grid(symbol: str) -> None:
    character = CHARACTERS.get(symbol)
    middle = character.middle if character else Decimal(100)
    grid = character.grid if character else Decimal("0.001")
    for seed in range(3):
        for price in prices(SyntheticFeed(symbol, seed=seed, clock=CLOCK), seed * 10_000, 2_000):
            assert abs(price / middle - 1) < Decimal("0.02")
            assert price % grid == 0


@pytest.mark.parametrize("symbol", [*CHARACTERS, "DOGE/EUR"])
def test_whenever_a_bot_is_made_it_sees_both_its_prices_within_a_minute(symbol: str) -> None:
    """The first bot of the guide buys a sixth of a percent below the middle, and sells as much above it."""
    middle = CHARACTERS[symbol].middle if symbol in CHARACTERS else Decimal(100)
    walked = prices(SyntheticFeed(symbol, seed=1, clock=CLOCK), 0, 40_000)
    for begin in range(0, 39_000, 37):
        minute = walked[begin : begin + MINUTE]
        assert min(minute) < middle * Decimal("0.9984")
        assert max(minute) > middle * Decimal("1.0016")


def test_from_any_moment_a_price_half_a_percent_away_comes_within_a_minute_or_two() -> None:
    feed = SyntheticFeed("ETH/USDT", seed=3, clock=CLOCK)
    all_prices = prices(feed, 0, 12_000)
    for begin in range(0, 11_000, 101):
        now, later = all_prices[begin], all_prices[begin + 1 : begin + 2 * MINUTE]
        assert max(abs(price / now - 1) for price in later) > Decimal("0.005")


def test_most_bots_with_the_prices_of_the_buttons_come_through_a_cycle_soon() -> None:
    """BUY a tenth of a percent below the price of now and SELL half a percent above, at any time."""
    feed = SyntheticFeed("BTC/USDT", seed=1, clock=CLOCK)
    walked = prices(feed, 0, 60 * MINUTE)
    begins = range(0, 50 * MINUTE, 97)
    through = 0
    for begin in begins:
        buy = walked[begin] * Decimal("0.999")
        later = iter(walked[begin + 1 : begin + 5 * MINUTE])
        through += any(price < buy for price in later) and any(
            price > buy * Decimal("1.005") for price in later
        )
    assert through / len(begins) > 0.85


def test_neighbours_are_near() -> None:
    """A jump from tick to tick would fire trails that should follow."""
    feed = SyntheticFeed("SOL/USDT", seed=1, clock=CLOCK)
    walked = prices(feed, 0, 5_000)
    steps = [abs(after / before - 1) for before, after in pairwise(walked)]
    assert max(steps) < Decimal("0.0008")


@pytest.mark.parametrize("seconds", [3600, -3600])
async def test_it_goes_on_when_the_clock_is_set(seconds: float) -> None:
    clock = ManualClock()
    feed = SyntheticSource(clock=clock).feed("Binance", BTC)
    ticks = feed.read(0)
    first = await anext(ticks)
    clock.set_ahead(seconds)
    following = asyncio.ensure_future(anext(ticks))  # noqa: TID251 - awaited below
    await clock.advance(0.3)
    assert (await following).index == first.index + 1
    await ticks.aclose()
