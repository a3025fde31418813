"""How the program ends in the middle of its work, all of it or a part, and comes back."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING

from engine.clock import Clock
from engine.crash_points import CrashPoint
from engine.errors import LeaseLost, StateOutdated, TryLater
from engine.tasks import Job, Nursery
from tests.sim.dead import Dead, Fell
from tests.sim.faults import Fault

if TYPE_CHECKING:
    from tests.sim.world import World

AT_POINT = 0.03
"""At each named point, as long as some are left."""


class Crashes:
    """Of one run."""

    def __init__(self, world: "World", rough_s: float) -> None:
        self._world = world
        self._rough_s = rough_s
        self.points_left = world.odds.crash_at_points
        self._wanted = asyncio.Event()
        own = Random(f"crashes {world.seed}")
        self._own = own
        self._drivers_fall = own.choice((0.0, 0.0, 0.02)) * (not world.is_calm)

    async def happen(self) -> None:
        """End the program at random moments and at named points, and start it again a little later."""
        world, random = self._world, self._world.random
        moments = sorted(random.uniform(10, self._rough_s) for _ in range(world.odds.crashes))
        while True:
            now = world.passed_s
            upcoming = [moment for moment in moments if moment > now]
            try:
                async with asyncio.timeout(upcoming[0] - now if upcoming else None):
                    await self._wanted.wait()
            except TimeoutError:
                world.faults.strikes(Fault.CRASH)
            self._wanted.clear()
            await world.kill_program()
            await world.clock.sleep(random.uniform(1, 30))
            with suppress(Dead):  # where LIVE is off, it is begun anew as it gets quiet: that one goes on
                await world.start_program()

    def crash_now(self) -> None:
        """Have the program end at this moment, and start again a little later."""
        self._wanted.set()

    def hook(self, generation: int) -> Callable[[CrashPoint], None]:
        """Return what that incarnation calls at its named points."""
        world = self._world

        def at_point(_: CrashPoint) -> None:
            if generation in world.zombies:
                return
            if world.generation != generation:
                raise Dead
            if self.points_left and world.faults.happens(Fault.CRASH_AT_POINT, AT_POINT):
                self.points_left -= 1
                world.generation += 1  # dead at this very point
                world.chronicle.runs_no_more()
                self._wanted.set()
                raise Dead
            if self._drivers_fall and not world.faults.quiet and self._own.random() < self._drivers_fall:
                world.faults.strikes(Fault.DRIVER_FELL)
                raise Fell

        return at_point


class WatchedNursery(Nursery):
    """Notes each task that falls for no reason that was injected."""

    def __init__(self, clock: Clock, fell: list[str]) -> None:
        super().__init__(clock)
        self._fell = fell

    def start(self, name: str, job: Job, *, restart: bool = True) -> None:
        async def watched() -> None:
            try:
                await job()
            except (Dead, Fell, LeaseLost, TryLater, StateOutdated):
                raise
            except Exception as e:
                self._fell.append(f"{name}: {e!r}")
                raise

        super().start(name, watched, restart=restart)
