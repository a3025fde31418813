"""How long an order takes after what called for it, as the exchange sees both."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from random import Random

from tests.bench.contenders import READY_WITHIN_S, Contender
from tests.bench.job import Job
from tests.bench.server.exchange import LeanExchange
from tests.bench.server.views import Placed
from tests.bench.server.weights import CREATE

PROGRESS_WITHIN_S = 60.0
WARM = 20
"""Fills that go before, so that everything is warm."""
ORDERS_PER_S = 6.0
"""Binance takes 100 orders in 10 s; that is less, with room for chance."""
SHORTEST_PAUSE_S = 0.02
MANY, MANY_WAIT_S = 20, 10.0
"""So many first orders have taken up what may be sent; so long after them it is free again."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a round, in seconds since its first order."""

    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What one round brought."""

    ms: list[float]
    window: Window
    """In which it was measured."""
    weight: Counter[str]
    """Spent in it, by call; without creates."""

    def weight_per_fill(self, quiet: Counter[str]) -> float:
        """Return what the fills have cost: call by call what is over the same time without fills."""
        return max(0, self.weight.total() - quiet.total()) / len(self.ms)


class Filling:
    """Fills each order after a while, and measures until the next one on its symbol."""

    def __init__(self, symbols: tuple[str, ...], line_s: float, seed: int) -> None:
        self.exchange = LeanExchange(symbols, line_s, self._took)
        self.ms: list[float] = []
        self.first_at: float | None = None
        """When the first order arrived."""
        self._told: dict[str, float] = {}
        self._first: list[Placed] | None = []
        """Of each symbol, until fills begin; None: they have."""
        self._symbols = len(symbols)
        self._random = Random(seed)
        self._pause_s = max(len(symbols) / ORDERS_PER_S - line_s, SHORTEST_PAUSE_S)
        self.news = asyncio.Event()

    def _took(self, order: Placed) -> None:
        told = self._told.pop(order.symbol, None)
        if told is not None:
            self.ms.append((order.at - told) * 1000)
        if self.first_at is None:
            self.first_at = order.at
        self.news.set()
        if self._first is None:
            self.go_on_after(order)
            return
        self._first.append(order)
        if len(self._first) == self._symbols:
            pause_s = MANY_WAIT_S if self._symbols > MANY else 0.0
            asyncio.get_running_loop().call_later(pause_s, self._begin, self._first)

    def _begin(self, first: list[Placed]) -> None:
        self._first = None
        for order in first:
            self.go_on_after(order)

    def go_on_after(self, order: Placed) -> None:
        pause_s = self._pause_s * self._random.uniform(0.5, 1.5)
        asyncio.get_running_loop().call_later(pause_s, self._fill, order)

    def _fill(self, order: Placed) -> None:
        if order.status == "NEW":
            self.exchange.fill(order, partial(self._told.__setitem__, order.symbol))

    def since_first(self) -> float:
        """Return the seconds since the first order."""
        assert self.first_at is not None
        return time.perf_counter() - self.first_at

    def weight_in(self, window: Window) -> Counter[str]:
        """Return what was spent in that stretch, by call; without creates."""
        assert self.first_at is not None
        begin, end = self.first_at + window.begin, self.first_at + window.end
        return _sum((name, weight) for at, name, weight in self.exchange.spent if begin <= at < end)


class Resting(Filling):
    """Lets all orders rest."""

    def go_on_after(self, order: Placed) -> None: ...


def _sum(spent: Iterable[tuple[str, int]]) -> Counter[str]:
    found = Counter[str]()
    for name, weight in spent:
        if name != CREATE:
            found[name] += weight
    return found


async def fill_to_order(
    contender: Contender, *, symbols: int, line_s: float, samples: int, seed: int
) -> Heard:
    """Measure one round. A few fills go before, so that everything is warm."""
    names = symbol_names(symbols)
    filling = Filling(names, line_s, seed)
    async with (
        filling.exchange.serving() as port,
        contender.at_work(Job(port=port, what="fill", symbols=names)),
    ):
        await _until(filling, WARM, READY_WITHIN_S)
        begin = filling.since_first()
        await _until(filling, WARM + samples, PROGRESS_WITHIN_S)
        window = Window(begin, filling.since_first())
    return Heard(filling.ms[WARM : WARM + samples], window, filling.weight_in(window))


async def weight_at_rest(contender: Contender, symbols: int, line_s: float, window: Window) -> Counter[str]:
    """Return what is spent in the same stretch of a round in which nothing is filled, by call."""
    names = symbol_names(symbols)
    resting = Resting(names, line_s, 0)
    async with (
        resting.exchange.serving() as port,
        contender.at_work(Job(port=port, what="fill", symbols=names)),
    ):
        async with asyncio.timeout(READY_WITHIN_S):
            await resting.news.wait()
        await asyncio.sleep(window.end - resting.since_first())
    return resting.weight_in(window)


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
