"""One symbol at the simulated exchange: its rules, its price, and who waits for the next print."""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from random import Random

from engine.core.types import Market
from engine.venues.live.gateway import Print
from tests.sim.virtual_time import VirtualLoop


def spot(base: str, tick: str, step: str) -> Market:
    """Return the rules of a coin against USDT."""
    return Market(
        venue="Binance",
        symbol=f"{base}/USDT",
        base=base,
        quote="USDT",
        tick=Decimal(tick),
        step=Decimal(step),
        min_quantity=Decimal(step),
        min_notional=Decimal(5),
        maker_fee=Decimal("0.001"),
        taker_fee=Decimal("0.001"),
    )


def perpetual(base: str, tick: str, step: str) -> Market:
    """Return the rules of a coin's perpetual against USDT."""
    return replace(
        spot(base, tick, step),
        venue="Binance F",
        derivative=True,
        maker_fee=Decimal("0.0002"),
        taker_fee=Decimal("0.0005"),
    )


MARKET = spot("BTC", "0.01", "0.0001")
START_PRICE = Decimal(60000)
PERPETUAL = perpetual("BTC", "0.1", "0.001")
SPOT = {
    MARKET: START_PRICE,
    spot("ETH", "0.01", "0.001"): Decimal(3000),
    spot("SOL", "0.001", "0.01"): Decimal(150),
}
"""Rules -> the price that it starts with."""
CHEAP = spot("PEPE", "0.00000001", "1")
"""A coin that is worth a few ticks."""
PERPETUALS = {
    PERPETUAL: START_PRICE,
    perpetual("ETH", "0.01", "0.01"): Decimal(3000),
    perpetual("SOL", "0.01", "0.1"): Decimal(150),
}
LEAST_BETWEEN_JUMPS = 13
"""Prices of the one market: what comes more often is traded there."""
_PULL = 0.03
"""So much of the way back to where it began a price is drawn with each step."""
_DEVIATION = 0.001 / (1 / 3) ** 0.5
"""Of a step, as a share of the price: four draws of 0 to 1 have a deviation of the square root of 1/3."""


class PrintLine:
    """One stream of prices. Of all that a seed does, waiting for the next one is done most often."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        self._loop = loop
        self._prints: deque[Print] = deque()
        self._waiter: asyncio.Future[None] | None = None

    def put(self, printed: Print) -> None:
        """Tell it."""
        self._prints.append(printed)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def get(self, within_s: float) -> Print | None:
        """Return the next one; None when there is none within so many seconds."""
        if not self._prints:
            self._waiter = self._loop.wake_in(within_s)
            await self._waiter
        return self._prints.popleft() if self._prints else None


class SimMarket:
    """Its price walks, in whole ticks."""

    def __init__(self, first_rules: Market, start_price: Decimal) -> None:
        self.first_rules = first_rules
        self.rules = first_rules
        """Of now."""
        self.halted = False
        self.unreadable = False
        """Whether what the exchange says of its rules cannot be read."""
        self.start_price = start_price
        self.price = start_price
        self.unit = Decimal(600) / start_price
        """An amount that an order may well be for."""
        self._start = self._ticks = int(start_price / first_rules.tick)
        self.recent: deque[Print] = deque(maxlen=60)
        """Its newest trades, oldest first."""
        self.printed = 0
        """So many trades."""
        self.jumped = -LEAST_BETWEEN_JUMPS
        """After so many of them the last price was told that was none."""
        self.lines: list[PrintLine] = []
        """Its open streams."""

    @property
    def symbol(self) -> str:
        """What it is called."""
        return self.first_rules.symbol

    def next_price(self, random: Random) -> Decimal:
        """Return the price after one more step."""
        draw = random.random
        step = (draw() + draw() + draw() + draw() - 2) * _DEVIATION * self._start  # as good as a normal one
        self._ticks = max(self._ticks + round(step + (self._start - self._ticks) * _PULL), self._start // 60)
        return self.first_rules.tick * self._ticks

    def print(self, price: Decimal, at: datetime) -> None:
        """Trade at that price from now on, and tell whoever waits for it."""
        self.price = price
        self.printed += 1
        printed = Print(price=self.price, at=at)
        self.recent.append(printed)
        for line in self.lines:
            line.put(printed)

    @contextmanager
    def follow(self) -> Iterator[PrintLine]:
        """Open a stream of its prints."""
        line = PrintLine()
        self.lines.append(line)
        yield line
        if line in self.lines:
            self.lines.remove(line)

    def odd_print(self, printed: Print, factor: Decimal) -> Print:
        """Return a price that nothing was traded at, by that factor; the same one where it could be meant."""
        if factor not in {0, 1}:
            if self.printed - self.jumped < LEAST_BETWEEN_JUMPS:
                return printed
            self.jumped = self.printed
        return replace(printed, price=printed.price * factor)

    def change_rules(self, random: Random) -> None:
        """Take other rules, among which the old ones may be. Zero: there is no such rule any more."""
        old = self.first_rules
        self.rules = replace(
            old,
            tick=random.choice((old.tick, old.tick * 50, old.tick * 700)),
            step=random.choice((old.step, self.unit / 10, self.unit * 2)),
            min_quantity=random.choice((old.min_quantity, Decimal(0))),
            min_notional=random.choice((old.min_notional, Decimal(1000), Decimal(0))),
        )


class CheapMarket(SimMarket):
    """It trades at two ticks and at three, and a bot buys and sells there."""

    def __init__(self, first_rules: Market) -> None:
        super().__init__(first_rules, first_rules.tick * Decimal("2.5"))
        self.price = first_rules.tick * 2

    def next_price(self, random: Random) -> Decimal:
        return self.first_rules.tick * random.choice((2, 3))

    def odd_print(self, printed: Print, factor: Decimal) -> Print:
        return super().odd_print(printed, factor and Decimal(1))  # half as much is a price like any

    def change_rules(self, random: Random) -> None:
        super().change_rules(random)
        self.rules = replace(self.rules, tick=self.first_rules.tick)


def market_of(first_rules: Market, start_price: Decimal) -> SimMarket:
    """Return the market of a symbol, before its first trade."""
    return (
        CheapMarket(first_rules)
        if first_rules.symbol == CHEAP.symbol
        else SimMarket(first_rules, start_price)
    )
