"""How long the loop that trades is held at a stretch: meanwhile it hears of nothing.

It is measured where the loop looks what has come, so it costs nothing while all is quiet.
"""

import asyncio
import selectors
import time
from collections import deque

MINUTES = 60


class LoopGauge:
    """The longest hold of each of the last 60 minutes, in seconds."""

    def __init__(self) -> None:
        self._minutes: deque[tuple[int, float]] = deque(maxlen=MINUTES)

    def note(self, held_s: float, now_s: float) -> None:
        """Note a hold that ended at `now_s` of a clock that only goes forward."""
        minute = int(now_s // 60)
        if not self._minutes or self._minutes[-1][0] != minute:
            self._minutes.append((minute, held_s))
        elif held_s > self._minutes[-1][1]:
            self._minutes[-1] = minute, held_s

    def forget(self) -> None:
        """Begin anew."""
        self._minutes.clear()

    def longest_s(self, now_s: float) -> float:
        """Return the longest hold of the last hour."""
        since = int(now_s // 60) - MINUTES
        return max((held_s for minute, held_s in self._minutes if minute > since), default=0.0)


class _WatchedSelector(selectors.DefaultSelector):
    def __init__(self, gauge: LoopGauge) -> None:
        super().__init__()
        self._gauge = gauge
        self._due: float | None = None
        """Since when the loop has had something to do."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        begun = time.monotonic()
        if self._due is not None:
            self._gauge.note(begun - self._due, begun)
        found = super().select(timeout)
        woken = time.monotonic()
        # Where nothing has come a timer was due: it is late by what another thread, or the machine, took.
        self._due = woken if found or not timeout else min(woken, begun + timeout)
        return found


class WatchedLoop(asyncio.SelectorEventLoop):
    """An event loop with a gauge."""

    def __init__(self) -> None:
        self.gauge = LoopGauge()
        super().__init__(_WatchedSelector(self.gauge))


def longest_hold_s() -> float | None:
    """Return how long the running loop was held at most in the last hour; None where nobody watches it."""
    loop = asyncio.get_running_loop()
    return loop.gauge.longest_s(time.monotonic()) if isinstance(loop, WatchedLoop) else None
