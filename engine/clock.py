"""The only door to time. Everything that waits, measures or stamps takes a `Clock`.

The time of day may be set at any moment, forward and back, so it says when something was, and never how
long ago: spans, pauses and ages are differences of `monotonic`.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

_SINCE_BOOT = getattr(time, "CLOCK_BOOTTIME", None)


class Clock(Protocol):
    """A source of time. Tests give one that they move by hand."""

    def now(self) -> datetime:
        """Return the time of day, aware, in UTC: for stamps alone."""

    def monotonic(self) -> timedelta:
        """Return how long it is since some moment, a time that only goes forward: for spans."""

    async def sleep(self, seconds: float) -> None:
        """Return after that long, however the time of day is set meanwhile."""


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> timedelta:
        # Where there is one, that which goes on while the machine sleeps: an order must not outlive a nap.
        return timedelta(seconds=time.monotonic() if _SINCE_BOOT is None else time.clock_gettime(_SINCE_BOOT))

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(seconds, 0))


class SteadyClock:
    """The time of day at its making, carried on: for what has a date and must not jump when that is set."""

    def __init__(self, clock: Clock) -> None:
        self._zero = clock.now() - clock.monotonic()
        self.monotonic = clock.monotonic
        self.sleep = clock.sleep

    def now(self) -> datetime:
        return self._zero + self.monotonic()
