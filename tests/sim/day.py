"""A day in virtual time on a stream that says little or nothing: how late are fills booked?

python -m tests.sim.day
"""

import asyncio
import logging
import sys
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.core.state import Outcome
from tests.sim.faults import Fault, calm
from tests.sim.ledger import SimLedger
from tests.sim.oracles import judge
from tests.sim.owner import PLENTY
from tests.sim.virtual_time import run_virtually
from tests.sim.world import FROZEN_S, Parts, World, newest_world

DAY_S = 24 * 3600.0
SEED = 3
"""Two bots."""


@dataclass(frozen=True, slots=True)
class Day:
    """What came of it."""

    fills: int
    worst: timedelta
    """The longest time from a trade at the exchange until it was committed."""
    frames_lost: int
    complaints: list[str]


def live_a_day(*, seed: int, frames_lost: float = 0.0, silent: bool = False, seconds: float = DAY_S) -> Day:
    """Let some bots trade for so long, and return what was seen. The same seed gives the same day."""
    delays: list[timedelta] = []

    class TimedLedger(SimLedger):
        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            await super().commit(outcome, feed_offset, at)
            now = newest_world().clock.true_now()
            delays.extend(now - booked.fill.executed_at for booked in outcome.fills)

    async def main() -> Day:
        world = World(seed, Parts(ledger=TimedLedger, futures=False, exchange="Binance"))
        world.odds = world.faults.odds = replace(
            calm(world.odds), frame_lost=frames_lost, stream_silent=silent
        )
        world.crashes.points_left = 0
        world.limits = PLENTY
        world.money.is_scarce = False
        world.people.make_bots()
        for bot_id, state in world.disk.bots.items():
            config = replace(state.config, infinite_loop=True)
            world.disk.bots[bot_id] = replace(state, config=config)
            world.chronicle.made(world.disk.bots[bot_id])
        async with asyncio.TaskGroup() as group:
            market = group.create_task(world.exchange.live())
            await world.start_program()
            for bot_id in world.disk.bots:
                await world.people.mend(bot_id)
            await world.clock.sleep(seconds)
            world.exchange.frozen = True
            await world.clock.sleep(FROZEN_S)
            complaints = judge(world, running=True, whole=True)
            market.cancel()
            await world.kill_program()
        if len(delays) != len(world.exchange.trades):
            complaints.append(f"{len(delays)} fills committed, {len(world.exchange.trades)} happened")
        worst = max(delays, default=timedelta())
        return Day(len(delays), worst, world.counts[Fault.FRAME_LOST], complaints)

    return run_virtually(main())


def main() -> int:
    """Print both days, and return 1 when something was lost or late."""
    logging.disable(logging.CRITICAL)
    bad = 0
    for name, day in (
        ("stream silent", live_a_day(seed=SEED, silent=True)),
        ("80 % of frames dropped", live_a_day(seed=SEED, frames_lost=0.8)),
    ):
        bad += bool(day.complaints)
        sys.stdout.write(
            f"a day, {name}: {day.fills} fills, worst delay {day.worst.total_seconds():.1f} s, "
            f"{len(day.complaints)} complaints\n"
        )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
