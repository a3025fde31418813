"""Run a bot over a source to its end, through any number of kills."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from engine.crash_points import CrashPoint
from engine.errors import StorageUnavailable
from engine.timings import DriverTimings
from engine.venues.paper.feeds.sources import Source
from tests.venues.world import Disk, Fact, World

MOST_KILLS = 600


def at_point(number: int) -> Callable[[CrashPoint], bool]:
    """Kill at the so many-th point of the program's run, counted from 1."""
    passed = 0

    def is_due(_: CrashPoint) -> bool:
        nonlocal passed
        passed += 1
        return passed == number

    return is_due


async def killed_again_and_again(
    source: Callable[[], Source],
    kill_at: Callable[[int], Callable[[CrashPoint], bool]],
    *,
    ticker: str,
    buy: str,
    sell: str,
    trailing: str | None = None,
    timings: DriverTimings = DriverTimings(),
) -> tuple[list[Fact], int]:
    """Return the fills in the books at the end, and how often the program was killed.

    `kill_at` gives for the n-th run (from 0) the test that each point is put to.
    """
    disk, kills, bot_id = Disk(), 0, None
    while kills < MOST_KILLS:
        world = World(source(), disk, timings=timings)
        world.kill_at = kill_at(kills)
        if bot_id is None:
            bot_id = await world.make(ticker=ticker, buy=buy, sell=sell, trailing=trailing)
        if disk.commits == 0:
            with suppress(StorageUnavailable, asyncio.CancelledError):
                await world.start(bot_id)
        else:
            await world.take_up()
        await world.to_the_end(bot_id)
        was_killed = world.killed.is_set()
        await world.end()
        if not was_killed:
            return disk.facts(bot_id), kills
        kills += 1
    raise AssertionError("it never gets further")
