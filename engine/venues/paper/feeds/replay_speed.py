"""How fast the ticks of a feed go by."""

from datetime import datetime, timedelta

from engine.clock import Clock
from engine.venues.paper.feeds.base import Tick

TICKS_WITHOUT_PAUSE = 100
ROWS_WITHOUT_PAUSE = 1_500
"""So many may be shown, or go by, before everybody else gets a turn of the loop."""
TOO_LATE = timedelta(seconds=5)
SHORTEST_SLEEP_S = 0.001


class ReplaySpeed:
    """Makes a feed's own time pass on a clock: `speed` times faster than in reality, 0 without waiting."""

    def __init__(self, clock: Clock, speed: float) -> None:
        self._clock = clock
        self._speed = speed
        self._from: tuple[timedelta, datetime] | None = None
        self._ticks, self._row = 0, 0

    def begin(self, at: datetime) -> None:
        """Let the feed's moment `at` be now."""
        self._from = self._clock.monotonic(), at

    async def until(self, tick: Tick) -> None:
        """Return when the feed's moment of the tick has come."""
        delay = self._delay(tick.at) if self._speed else 0.0
        if delay >= SHORTEST_SLEEP_S:
            await self._clock.sleep(delay)
        else:
            await self._breathe(tick.index)

    async def _breathe(self, row: int) -> None:
        """Give the others a turn now and then."""
        self._ticks += 1
        if self._ticks >= TICKS_WITHOUT_PAUSE or row - self._row >= ROWS_WITHOUT_PAUSE:
            self._ticks, self._row = 0, row
            await self._clock.sleep(0)

    def _delay(self, at: datetime) -> float:
        """Return the seconds to wait. What was missed in a long sleep of the machine is not made up for."""
        now = self._clock.monotonic()
        if self._from is None:
            self.begin(at)
            return 0.0
        clock_from, feed_from = self._from
        due = clock_from + (at - feed_from) / self._speed
        if now - due > TOO_LATE:
            self.begin(at)
        return (due - now).total_seconds()
