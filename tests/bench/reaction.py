"""How long an order takes after what called for it, as the exchange sees both."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from random import Random

from tests.bench.contenders import READY_WITHIN_S, Contender
from tests.bench.job import Job
from tests.bench.server.exchange import LeanExchange
from tests.bench.server.views import Placed
from tests.bench.server.weights import CREATE

PROGRESS_WITHIN_S = 60.0
SETTLED_AFTER_S = 6.0
"""So long after the last fill what it has caused is through."""
ORDERS_PER_S = 5.0
"""Binance takes 100 orders in 10 s; that is half of it, with room for chance."""


@dataclass(slots=True)
class Heard:
    """What one round brought."""

    ms: list[float] = field(default_factory=list)
    weight: Counter[str] = field(default_factory=Counter)
    """Spent while it was measured, by call; without creates."""
    lasted_s: float = 0.0
    idle_weight: float = 0.0
    """What is spent in a minute in which nothing happens."""

    @property
    def weight_per_fill(self) -> float:
        """Return what the fills have cost, over what time alone costs."""
        timed = self.idle_weight / 60 * self.lasted_s
        return max(0.0, self.weight.total() - timed) / len(self.ms)


class Filling:
    """Fills each order after a while, and measures until the next one on its symbol."""

    def __init__(self, symbols: tuple[str, ...], line_s: float, seed: int) -> None:
        self.exchange = LeanExchange(symbols, line_s, self._took)
        self.ms: list[float] = []
        self._told: dict[str, float] = {}
        self._random = Random(seed)
        self._pause_s = len(symbols) / ORDERS_PER_S
        self.news = asyncio.Event()
        self.is_over = False

    def _took(self, order: Placed) -> None:
        told = self._told.pop(order.symbol, None)
        if told is not None:
            self.ms.append((order.at - told) * 1000)
        self.news.set()
        pause_s = self._pause_s * self._random.uniform(0.5, 1.5)
        asyncio.get_running_loop().call_later(pause_s, self._fill, order)

    def _fill(self, order: Placed) -> None:
        if order.status == "NEW" and not self.is_over:
            self.exchange.fill(order, partial(self._told.__setitem__, order.symbol))


async def fill_to_order(
    contender: Contender, *, symbols: int, line_s: float, samples: int, idle_s: float, seed: int
) -> Heard:
    """Measure one round. A few fills for each symbol go before, so that everything is warm."""
    names = symbol_names(symbols)
    filling = Filling(names, line_s, seed)
    async with (
        filling.exchange.serving() as port,
        contender.at_work(Job(port=port, what="fill", symbols=names)),
    ):
        warm = max(10, symbols)
        await _until(filling, warm, READY_WITHIN_S)
        before, begun = filling.exchange.weight.copy(), asyncio.get_running_loop().time()
        await _until(filling, warm + samples, PROGRESS_WITHIN_S)
        weight = filling.exchange.weight - before
        weight.pop(CREATE, None)
        lasted_s = asyncio.get_running_loop().time() - begun
        idle_weight = await _idle_weight(filling, idle_s) if idle_s else 0.0
    return Heard(filling.ms[warm : warm + samples], weight, lasted_s, idle_weight)


async def _idle_weight(filling: Filling, idle_s: float) -> float:
    """Return what is spent in a minute while all orders rest."""
    filling.is_over = True
    await asyncio.sleep(SETTLED_AFTER_S)
    before = filling.exchange.weight.total()
    await asyncio.sleep(idle_s)
    return (filling.exchange.weight.total() - before) * 60 / idle_s


async def _until(filling: Filling, count: int, first_within_s: float) -> None:
    within_s = first_within_s
    while len(filling.ms) < count:
        filling.news.clear()
        async with asyncio.timeout(within_s):
            await filling.news.wait()
        if filling.ms:
            within_s = PROGRESS_WITHIN_S


def symbol_names(how_many: int) -> tuple[str, ...]:
    return tuple(f"C{number:03}USDT" for number in range(how_many))
