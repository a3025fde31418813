"""How long an order takes after what called for it, as the exchange sees both."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from tests.bench.contenders import READY_WITHIN_S, Contender
from tests.bench.job import Job
from tests.bench.kept import KEPT
from tests.bench.server.exchange import LeanExchange
from tests.bench.server.views import Placed
from tests.bench.server.weights import CREATE

PROGRESS_WITHIN_S = 60.0
WARM = 10
"""Fills of each round that go before, so that everything is warm."""
ORDERS_PER_S, OF_MANY_PER_S = 7.5, 6.0
"""Binance takes 100 orders in 10 s; that is less, with room for chance, which many symbols need more of."""
SHORTEST_PAUSE_S = 0.02
MANY, MANY_WAIT_S = 20, 10.0
"""So many first orders have taken up what may be sent; so long after them it is free again."""
SETTLED_AFTER_S = 6.0
"""So long after the last fill what it has caused is through."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one round brought."""

    ms: list[float]
    weight: Counter[str]
    """Spent while it was measured, by call; without creates."""
    lasted_s: float
    at_rest: Counter[str]
    """Spent while the same process had its orders resting, as far as that has been seen."""
    rested_s: float

    @property
    def weight_per_fill(self) -> float:
        """Return what the fills have cost, call by call less what time alone costs."""
        times = self.lasted_s / self.rested_s if self.rested_s else 0.0
        over = sum(spent - times * self.at_rest[call] for call, spent in self.weight.items())
        return max(0.0, over) / len(self.ms)

    @property
    def timed_weight_a_minute(self) -> float:
        return self.at_rest.total() * 60 / self.rested_s if self.rested_s else 0.0


class Filling:
    """Fills each order after a while, and measures until the next one on its symbol.

    Between rounds all of them rest.
    """

    def __init__(self, symbols: tuple[str, ...], line_s: float) -> None:
        self.exchange = LeanExchange(symbols, line_s, self._took)
        self.ms: list[float] = []
        self.news = asyncio.Event()
        self.rests: list[tuple[float, float]] = []
        """From when to when nothing happened."""
        self._told: dict[str, float] = {}
        self._begun = self._rests_from = 0.0
        """Of this round, and of the rest that goes on."""
        self._is_on = False
        self._random = Random(0)
        orders_per_s = ORDERS_PER_S if len(symbols) == 1 else OF_MANY_PER_S
        self._pause_s = max(len(symbols) / orders_per_s - line_s, SHORTEST_PAUSE_S)

    def begin(self, seed: int) -> None:
        """Begin a round with what rests."""
        self.note_rest()
        self.ms, self._random = [], Random(seed)
        self._begun, self._is_on = time.perf_counter(), True
        for order in self.exchange.open.values():
            self._go_on_after(order, at_least=0.0, at_most=1.0)

    def end(self) -> None:
        self._is_on = False
        self._told.clear()
        self._rests_from = time.perf_counter() + SETTLED_AFTER_S

    def note_rest(self) -> None:
        """Count what has been a rest until now as one."""
        now = time.perf_counter()
        if 0 < self._rests_from < now:
            self.rests.append((self._rests_from, now))
            self._rests_from = now

    def spent(self, begin: float, end: float) -> Counter[str]:
        """Return the weight that was spent from then to then, by call; without creates."""
        found = Counter[str]()
        for at, call, weight in self.exchange.spent:
            if begin <= at < end and call != CREATE:
                found[call] += weight
        return found

    def _took(self, order: Placed) -> None:
        told = self._told.pop(order.symbol, None)
        if told is not None and self._is_on:
            self.ms.append((order.at - told) * 1000)
        self.news.set()
        if self._is_on:
            self._go_on_after(order)

    def _go_on_after(self, order: Placed, at_least: float = 0.5, at_most: float = 1.5) -> None:
        """Fill it after that part of the usual pause."""
        pause_s = self._pause_s * self._random.uniform(at_least, at_most)
        asyncio.get_running_loop().call_later(pause_s, self._fill, order, self._begun)

    def _fill(self, order: Placed, begun: float) -> None:
        if order.status == "NEW" and self._is_on and begun == self._begun:
            self.exchange.fill(order, partial(self._told.__setitem__, order.symbol))


async def fill_to_order(
    contender: Contender, *, symbols: int, line_s: float, samples: int, seed: int, rest_s: float = 0.0
) -> Heard:
    """Measure one round; the contender is kept for the next.

    `rest_s`: for so long at least it has been seen at rest then.
    """
    filling = await _at_work(contender, symbols, line_s)
    filling.begin(seed)
    try:
        await _until(filling, lambda: len(filling.ms) >= WARM, PROGRESS_WITHIN_S)
        begun = time.perf_counter()
        await _until(filling, lambda: len(filling.ms) >= WARM + samples, PROGRESS_WITHIN_S)
        ended = time.perf_counter()
    finally:
        filling.end()
    if rest_s and not filling.rests:
        await asyncio.sleep(SETTLED_AFTER_S + rest_s)
        filling.note_rest()
    at_rest = sum((filling.spent(*rest) for rest in filling.rests), Counter[str]())
    return Heard(
        ms=filling.ms[WARM : WARM + samples],
        weight=filling.spent(begun, ended),
        lasted_s=ended - begun,
        at_rest=at_rest,
        rested_s=sum(until - since for since, until in filling.rests),
    )


async def _at_work(contender: Contender, symbols: int, line_s: float) -> Filling:
    """Return an exchange at which the contender has an order resting on each symbol."""
    kept, name = KEPT.get(), f"{contender.name}, {symbols} symbols"
    known = kept.by_key.get(name)
    if isinstance(known, Filling) and kept.nursery.runs(name):
        return known
    filling = kept.by_key[name] = Filling(symbol_names(symbols), line_s)
    kept.nursery.start(name, partial(_work, contender, filling), restart=False)
    await _until(filling, lambda: len(filling.exchange.open) >= symbols, READY_WITHIN_S)
    if symbols > MANY:
        await asyncio.sleep(MANY_WAIT_S)
    return filling


async def _work(contender: Contender, filling: Filling) -> None:
    async with (
        filling.exchange.serving() as port,
        contender.at_work(Job(port=port, what="fill", symbols=filling.exchange.symbols)),
    ):
        await asyncio.Event().wait()


async def _until(filling: Filling, is_so: Callable[[], bool], news_within_s: float) -> None:
    while not is_so():
        filling.news.clear()
        async with asyncio.timeout(news_within_s):
            await filling.news.wait()


def symbol_names(how_many: int) -> tuple[str, ...]:
    return tuple(f"C{number:03}USDT" for number in range(how_many))
