"""A market that moves by itself, always in the same way for the same seed."""

import asyncio
import logging
import random
from decimal import Decimal

from tests.twin.core.clock import TwinClock
from tests.twin.core.venue import Venue

log = logging.getLogger(__name__)


class Walks:
    """Owns the tasks that move markets."""

    def __init__(self, clock: TwinClock) -> None:
        self._clock = clock
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}

    def start(
        self, venue: Venue, symbol: str, *, seed: int = 0, pause_s: float = 0.1, ticks: int = 5
    ) -> None:
        """Print a trade after every pause, up to so many ticks from the last.

        ValueError when the symbol walks already.
        """
        key = (venue.name, symbol)
        if key in self._tasks:
            raise ValueError(f"{symbol} at {venue.name} walks already")
        steps = self._walk(venue, symbol, random.Random(seed), pause_s, ticks)
        self._tasks[key] = asyncio.get_running_loop().create_task(steps, name=f"walk of {symbol}")

    async def stop(self) -> None:
        """End all walks."""
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                log.error("a walk fell", exc_info=outcome)

    async def _walk(
        self, venue: Venue, symbol: str, chance: random.Random, pause_s: float, ticks: int
    ) -> None:
        while True:
            await self._clock.sleep(pause_s)
            rule, market = venue.symbols[symbol], venue.market(symbol)
            price = max(rule.tick, market.last + rule.tick * chance.randint(-ticks, ticks))
            venue.trade(symbol, price, rule.step * Decimal(chance.randint(1, 10_000)))
