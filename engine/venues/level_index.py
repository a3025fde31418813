"""Who is to be woken at which price: sorted levels, so that a trade costs only those it concerns."""

from bisect import bisect_left, insort
from collections.abc import Hashable, Iterator
from decimal import Decimal
from itertools import count
from typing import Generic, TypeVar

from engine.core.money import EXACT, ZERO
from engine.core.price_triggers import NO_TRIGGERS, PriceTriggers

Key = TypeVar("Key", bound=Hashable)

Band = tuple[Decimal, Decimal]
"""Two prices. What lies strictly between them concerns nobody."""
NO_BAND = ZERO, ZERO
_ANY_PRICE = Decimal("Infinity")


def no_band() -> Band:
    """Return the band that no price lies in."""
    return NO_BAND


_Level = tuple[int, int]
"""A price in ticks, and the number of who waits there: numbers keep levels apart."""


class LevelIndex(Generic[Key]):
    """The interests of many, by price.

    Levels are whole ticks: rounded down at the low end and up at the high end, prices likewise, so
    nobody is missed. `PriceTriggers.meets` then decides by the exact price.
    """

    def __init__(self, tick: Decimal) -> None:
        self._tick = tick
        self._numbers = count()
        self._number: dict[Key, int] = {}
        self._waiting: dict[int, tuple[Key, PriceTriggers]] = {}
        self._lows: list[_Level] = []
        self._highs: list[_Level] = []

    def put(self, key: Key, triggers: PriceTriggers) -> None:
        """Let `key` wait for this from now on, and for nothing else."""
        self.drop(key)
        if triggers == NO_TRIGGERS:
            return
        number = self._number[key] = next(self._numbers)
        self._waiting[number] = key, triggers
        for levels, level in self._levels(number, triggers):
            insort(levels, level)

    def drop(self, key: Key) -> None:
        """Let `key` wait for nothing."""
        number = self._number.pop(key, None)
        if number is not None:
            _, triggers = self._waiting.pop(number)
            for levels, level in self._levels(number, triggers):
                del levels[bisect_left(levels, level)]

    def met(self, price: Decimal) -> list[Key]:
        """Return those whose triggers a trade at `price` meets, each once."""
        if not self._waiting:
            return []
        below, above = self._ticks(price)
        lows = self._lows[bisect_left(self._lows, (below, -1)) :]
        highs = self._highs[: bisect_left(self._highs, (above + 1, -1))]
        candidates = {number: None for _, number in lows} | {number: None for _, number in highs}
        waiting = (self._waiting[number] for number in candidates)
        return [key for key, triggers in waiting if triggers.meets(price)]

    def band(self) -> Band:
        """Return the band around the present price in which nobody waits for one."""
        low = (self._lows[-1][0] + 1) * self._tick if self._lows else ZERO
        high = (self._highs[0][0] - 1) * self._tick if self._highs else _ANY_PRICE
        return low, high

    def _levels(self, number: int, triggers: PriceTriggers) -> Iterator[tuple[list[_Level], _Level]]:
        """Yield where somebody with these triggers waits."""
        if triggers.low is not None:
            yield self._lows, (self._ticks(triggers.low.price)[0], number)
        if triggers.high is not None:
            yield self._highs, (self._ticks(triggers.high.price)[1], number)

    def _ticks(self, price: Decimal) -> tuple[int, int]:
        """Return the price in ticks, rounded down and up."""
        whole, rest = EXACT.divmod(price, self._tick)
        floor = int(whole)
        return floor, floor + 1 if rest else floor
