"""The made-up market: always the same, always lively, never out of bounds."""

from decimal import Decimal
from itertools import pairwise

import pytest

from engine.venues.paper.feeds.synthetic import CHARACTERS, ROW_EVERY, SyntheticFeed

MINUTE = 240


def prices(feed: SyntheticFeed, begin: int, ticks: int) -> list[Decimal]:
    return [feed.tick(index).price for index in range(begin, begin + ticks)]


async def test_a_row_is_the_same_from_wherever_it_is_read() -> None:
    feed = SyntheticFeed("BTC/USDT", seed=7)
    ticks = feed.read(1_000_000)
    for index in range(1_000_000, 1_000_050):
        assert await anext(ticks) == SyntheticFeed("BTC/USDT", seed=7).tick(index)
    assert feed.tick(4).at - feed.tick(0).at == 4 * ROW_EVERY


def test_the_prices_of_seed_1_stay_what_they_are() -> None:
    feed = SyntheticFeed("BTC/USDT", seed=1)
    assert [str(feed.tick(index).price) for index in (0, 1, 60, 12_345_678)] == [
        "60028.49",
        "60038.86",
        "59985.41",
        "59222.31",
    ]


def test_seeds_and_symbols_differ() -> None:
    sets = {
        tuple(prices(SyntheticFeed(symbol, seed=seed), 0, 50))
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
        for price in prices(SyntheticFeed(symbol, seed=seed), seed * 10_000, 2_000):
            assert abs(price / middle - 1) < Decimal("0.02")
            assert price % grid == 0


@pytest.mark.parametrize("symbol", [*CHARACTERS, "DOGE/EUR"])
@pytest.mark.parametrize("seed", range(1, 6))
def test_a_new_bot_sees_both_its_prices_within_a_minute(symbol: str, seed: int) -> None:
    feed = SyntheticFeed(symbol, seed=seed)
    first = feed.tick(0).price
    minute = prices(feed, 1, MINUTE)
    for offset in (Decimal("0.001"), Decimal("0.003")):
        assert min(minute) < first * (1 - offset)
        assert max(minute) > first * (1 + offset)


def test_from_any_moment_a_price_half_a_percent_away_comes_within_a_minute_or_two() -> None:
    feed = SyntheticFeed("ETH/USDT", seed=3)
    all_prices = prices(feed, 0, 12_000)
    for begin in range(0, 11_000, 101):
        now, later = all_prices[begin], all_prices[begin + 1 : begin + 2 * MINUTE]
        assert max(abs(price / now - 1) for price in later) > Decimal("0.005")


def test_neighbours_are_near() -> None:
    """A jump from tick to tick would fire trails that should follow."""
    feed = SyntheticFeed("SOL/USDT", seed=1)
    walked = prices(feed, 0, 5_000)
    steps = [abs(after / before - 1) for before, after in pairwise(walked)]
    assert max(steps) < Decimal("0.0008")
