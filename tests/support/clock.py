"""A clock that stands still until it is moved: hours pass in no time. Its time of day can be set apart."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TURNS = 30
"""Turns of the loop that are given to whoever has just woken, before time goes on."""


class ManualClock:
    """Meets `engine.clock.Clock`. `sleep` returns when `advance` has moved the time that far.

    With real sockets or threads in play, woken tasks may need longer than `TURNS`: wait for what they
    do (or for `sleepers`), not for time.
    """

    def __init__(self, start: datetime = START) -> None:
        self._passed = timedelta()
        self._zero = start
        self._asleep: list[tuple[timedelta, int, asyncio.Future[None]]] = []
        self._numbers = count()
        self._someone_lay_down = asyncio.Event()

    def now(self) -> datetime:
        return self._zero + self._passed

    def monotonic(self) -> timedelta:
        return self._passed

    def set_ahead(self, seconds: float) -> None:
        """Set the time of day forward, or back with less than 0. It wakes nobody, as with any machine."""
        self._zero += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        wakes_at = self._passed + timedelta(seconds=seconds)
        alarm: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._asleep, (wakes_at, next(self._numbers), alarm))
        self._someone_lay_down.set()
        await alarm

    async def advance(self, seconds: float) -> None:
        """Move the time, waking sleepers in their order, each at its own moment."""
        until = self._passed + timedelta(seconds=seconds)
        await self.settle()
        while self._asleep and self._asleep[0][0] <= until:
            wakes_at, _, alarm = heapq.heappop(self._asleep)
            if alarm.done():
                continue
            self._passed = wakes_at
            alarm.set_result(None)
            await self.settle()
        self._passed = until

    async def suspend(self, seconds: float) -> None:
        """Let time pass in which nobody runs, as on a machine that sleeps; then wake who is due."""
        self._passed += timedelta(seconds=seconds)
        while self._asleep and self._asleep[0][0] <= self._passed:
            _, _, alarm = heapq.heappop(self._asleep)
            if not alarm.done():
                alarm.set_result(None)
        await self.settle()

    async def advance_until(
        self,
        holds: Callable[[], bool],
        *,
        at_most_s: float,
        step_s: float = 1,
        io: Callable[[], Awaitable[None]] | None = None,
    ) -> float:
        """Move the time in steps until `holds`; return the seconds it took, or raise AssertionError.

        `io` is awaited after each step: for tests whose tasks also wait for real sockets.
        """
        begun = self._passed
        while not holds():
            passed = (self._passed - begun).total_seconds()
            assert passed < at_most_s, f"still not so after {passed} s"
            await self.advance(step_s)
            if io is not None and not holds():
                await io()
        return (self._passed - begun).total_seconds()

    async def settle(self) -> None:
        """Let everybody run who can run without time passing."""
        for _ in range(TURNS):
            await asyncio.sleep(0)

    async def sleepers(self, least: int = 1) -> None:
        """Wait, in real time, until so many are asleep."""
        while self.asleep < least:
            self._someone_lay_down.clear()
            await self._someone_lay_down.wait()

    @property
    def asleep(self) -> int:
        """How many are asleep."""
        return sum(not alarm.done() for _, _, alarm in self._asleep)

    @property
    def next_wake_s(self) -> float | None:
        """Seconds until the first sleeper wakes; None when nobody sleeps."""
        waiting = [wakes_at for wakes_at, _, alarm in self._asleep if not alarm.done()]
        return (min(waiting) - self._passed).total_seconds() if waiting else None
