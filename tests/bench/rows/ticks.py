"""A tick costs the bots that it concerns."""

import time
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from random import Random

from engine.core.price_triggers import Level, PriceTriggers
from engine.venues.level_index import LevelIndex
from tests.bench.row import OURS, Figures, Goal, Row, Scale

SCAN = "asking every bot"
TIMES = "µs a tick"


def _wishes(random: Random, bots: int) -> dict[int, PriceTriggers]:
    lows = [Decimal(60_000 - random.randrange(100, 5_000)) for _ in range(bots)]
    return {
        bot: PriceTriggers(low=Level(price=low), high=Level(price=low + 10_000))
        for bot, low in enumerate(lows)
    }


def _timed(work: Callable[[Decimal], object], prices: list[Decimal]) -> Figures:
    begun = time.perf_counter()
    for price in prices:
        work(price)
    return {TIMES: (time.perf_counter() - begun) / len(prices) * 1e6}


def _prices(random: Random, ticks: int) -> list[Decimal]:
    return [Decimal(60_000 + random.randrange(-150, 150)) for _ in range(ticks)]


async def _by_index(bots: int, ticks: int, number: int) -> Figures:
    random = Random(number)
    index: LevelIndex[int] = LevelIndex(Decimal("0.01"))
    for bot, wish in _wishes(random, bots).items():
        index.put(bot, wish)
    return _timed(index.met, _prices(random, ticks))


async def _by_scan(bots: int, ticks: int, number: int) -> Figures:
    random = Random(number)
    wishes = _wishes(random, bots)
    return _timed(
        lambda price: [bot for bot, wish in wishes.items() if wish.meets(price)], _prices(random, ticks)
    )


def rows(scale: Scale) -> list[Row]:
    bots, ticks = scale.of(1_000, 10), scale.of(2_000, 10)
    return [
        Row(
            name="tick past 1,000 bots",
            what="One price looked up among the sorted levels of 1,000 bots, against asking every bot.",
            columns={OURS: partial(_by_index, bots, ticks), SCAN: partial(_by_scan, bots, ticks)},
            goals=(Goal(metric=TIMES, against=SCAN, at_most=0.05),),
        )
    ]
