"""A made-up market: lively, seeded, and the same for ever.

The price of tick n follows from (seed, symbol, n) alone, in whole numbers only, and which tick is the
present one from the clock alone. So whoever looks sees the same prices, and the market goes on while nobody
is there and while the program is off. The price is a sum of parts, each a chain of smooth
slopes between knots: a swing from about +0.55 % to -0.55 % every 15 s, which goes up to twice as far once in
a minute, a slow drift, small waves, and a jitter. The drift is smaller than the swing: whenever a bot begins,
prices a little below and above the middle come within a minute, and mostly those half a percent around the
price of then.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from math import floor

from engine.clock import Clock
from engine.reads.history import PRICES, PriceRange
from engine.venues.paper.feeds.base import Tick

ROW_EVERY = timedelta(milliseconds=250)
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
"""When tick 0 was. Ticks before have numbers below zero."""
MOST_MADE_UP_FOR = 20
"""So many ticks are shown one after the other when they are late; with more missed the newest comes next."""
_AT_ONCE = 50
"""So many prices are looked up before others get a turn."""
_PART_OF_A_TICK = 0.001
"""A moment that is given to microseconds may lie that much before its tick."""

_WHOLE = 10**9
"""Parts of the price are counted in billionths of its middle."""
_PERCENT = _WHOLE // 100
_SWING_ROWS = 60
_SWING_LEAST, _SWING_MOST = _PERCENT * 45 // 100, _PERCENT * 65 // 100
_LEAP_LEAST, _LEAP_MOST = _PERCENT * 15 // 100, _PERCENT * 75 // 100
"""How much further the swing goes at two knots out of four, one above and one below."""
_LEAPING_TURNS = (2, 3)
"""By their remainder of four; the feed begins far from both."""
_WAVES = ((4_800, _PERCENT * 25 // 100), (23, _PERCENT * 5 // 100))
"""Ticks from knot to knot, and how far a knot may lie from the middle."""
_JITTER = _PERCENT * 1 // 100


@dataclass(frozen=True, slots=True)
class Character:
    """What a symbol trades like."""

    middle: Decimal
    """The price it swings around, in quote."""
    grid: Decimal
    """Prices are multiples of this; a power of ten."""


CHARACTERS = {
    "BTC/USDT": Character(Decimal(60_000), Decimal("0.01")),
    "ETH/USDT": Character(Decimal(3_000), Decimal("0.01")),
    "SOL/USDT": Character(Decimal(150), Decimal("0.001")),
    "XRP/USDT": Character(Decimal("0.6"), Decimal("0.0001")),
}
STRANGER = Character(Decimal(100), Decimal("0.001"))


class SyntheticFeed:
    """The made-up prices of one symbol: four ticks a second, times `speed`."""

    replayable = False
    begins_at = None
    begin = None

    def __init__(self, symbol: str, *, seed: int, clock: Clock, speed: float = 1) -> None:
        character = CHARACTERS.get(symbol, STRANGER)
        self._name = f"{seed}:{symbol}"
        self._clock = clock
        self._speed = speed
        self._grid = character.grid
        self._middle = int(character.middle / character.grid)

    def tick(self, index: int) -> Tick:
        ticks = self._middle * (_WHOLE + _away(self._name, index)) // _WHOLE
        return Tick(index=index, at=BEGIN + ROW_EVERY * (index / self._speed), price=ticks * self._grid)

    @property
    def newest(self) -> Tick:
        return self.tick(self._present)

    @property
    def _present(self) -> int:
        """The number of the present tick."""
        return self._index(self._clock.now())

    def _index(self, at: datetime) -> int:
        """Return the number of the tick that is the present one then."""
        return floor((at - BEGIN) / ROW_EVERY * self._speed + _PART_OF_A_TICK)

    async def prices_between(self, begins: datetime, ends: datetime) -> Sequence[PriceRange]:
        """Return the prices of moments that are evenly apart."""
        found: list[PriceRange] = []
        for n in range(PRICES + 1):
            index = self._index(begins + (ends - begins) * (n / PRICES))
            tick = self.tick(index)
            if not found or tick.at > found[-1].at:
                found.append(PriceRange(tick.at, tick.price, tick.price, tick.price))
            if n % _AT_ONCE == 0:
                await asyncio.sleep(0)
        return found

    async def read(self, begin: int) -> AsyncGenerator[Tick]:  # noqa: ARG002 - it has a present, and no bot an offset
        """Yield the present tick, and then each as its time comes, for ever."""
        index = self._present
        while True:
            tick = self.tick(index)
            await self._clock.sleep((tick.at - self._clock.now()).total_seconds())
            yield tick
            missed = self._present - index
            index += 1 if missed <= MOST_MADE_UP_FOR else missed


def _away(name: str, index: int) -> int:
    """Return how far the price of a tick is from the middle, in billionths."""
    # Tick 0 lies half-way between two turns of the swing, so that there is room on both sides.
    turn, within = divmod(index + _SWING_ROWS // 2, _SWING_ROWS)
    away = _slope(_swing_knot(name, turn), _swing_knot(name, turn + 1), within, _SWING_ROWS)
    for ticks, reach in _WAVES:
        knot, within = divmod(index, ticks)
        away += _slope(_knot(name, ticks, knot, reach), _knot(name, ticks, knot + 1, reach), within, ticks)
    return away + _uniform(f"{name}:jitter:{index}", -_JITTER, _JITTER)


@lru_cache(maxsize=1024)
def _swing_knot(name: str, turn: int) -> int:
    height = _uniform(f"{name}:swing:{turn}", _SWING_LEAST, _SWING_MOST)
    if turn % 4 in _LEAPING_TURNS:
        height += _uniform(f"{name}:leap:{turn}", _LEAP_LEAST, _LEAP_MOST)
    first_up = _uniform(f"{name}:first", 0, 1)
    return height if (turn + first_up) % 2 else -height


@lru_cache(maxsize=1024)
def _knot(name: str, ticks: int, number: int, reach: int) -> int:
    return _uniform(f"{name}:{ticks}:{number}", -reach, reach) if number else 0


def _slope(start: int, end: int, step: int, steps: int) -> int:
    """Return the height after `step` of `steps` on the way, level at both ends."""
    return start + (end - start) * step * step * (3 * steps - 2 * step) // steps**3


def _uniform(name: str, least: int, most: int) -> int:
    number = int.from_bytes(blake2b(name.encode(), digest_size=8).digest())
    return least + number % (most - least + 1)
