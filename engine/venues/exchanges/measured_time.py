"""Knowing the exchange's time: measured by one question at a time, and again when it is too old."""

import asyncio
from abc import ABC, abstractmethod
from datetime import datetime, timedelta

from engine.clock import Clock
from engine.venues.exchanges.server_time import ExchangeTime


class MeasuresTime(ABC):
    """What every gateway says of its exchange's time. How it is measured is the exchange's own."""

    knows_our_names = True

    def __init__(self, time: ExchangeTime, clock: Clock) -> None:
        self._time = time
        self._clock = clock
        self._measuring = asyncio.Lock()

    @abstractmethod
    async def _measure(self) -> None:
        """Ask for the time, and note it. Raises VenueUnavailable."""

    async def clock_drift_s(self) -> float:
        async with self._measuring:
            await self._measure()
        return (self._clock.now() - self._time.now()).total_seconds()

    def now(self) -> datetime | None:
        return self._time.known

    @property
    def time_error(self) -> timedelta:
        return self._time.error

    async def _know_the_time(self, max_age: timedelta | None) -> None:
        """Measure the exchange's time if it is not known, or longer ago than `max_age`.

        Raises VenueUnavailable.
        """
        async with self._measuring:
            if self._time.is_older_than(max_age):
                await self._measure()
