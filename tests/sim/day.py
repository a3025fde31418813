"""A day in virtual time on a stream that says little or nothing: how late are fills booked?

python -m tests.sim.day             # a silent stream, and one that loses most
python -m tests.sim.day --days 30   # as many in one life of the program, on a stream that breaks all the time
"""

import argparse
import asyncio
import logging
import sys
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from engine.core.state import Outcome
from tests.sim.faults import Fault, calm
from tests.sim.ledger import SimLedger
from tests.sim.oracles import judge
from tests.sim.owner import PLENTY
from tests.sim.virtual_time import run_virtually
from tests.sim.world import FROZEN_S, Parts, World, newest_world

DAY_S = 24 * 3600.0
NEVER_S = 10.0**9
BREAKS_EVERY_S, SLOW = 600.0, 20.0
"""For weeks: on the average, and a market of some thousand prints a day."""
SEED = 3
"""Two bots."""


@dataclass(frozen=True, slots=True)
class Day:
    """What came of it."""

    fills: int
    worst: timedelta
    """The longest time from a trade at the exchange until it was committed."""
    frames_lost: int
    breaks: int
    complaints: list[str]


def live_a_day(
    *,
    seed: int,
    frames_lost: float = 0.0,
    silent: bool = False,
    seconds: float = DAY_S,
    breaks_every_s: float = NEVER_S,
    pace: float = 1.0,
) -> Day:
    """Let some bots trade for so long, and return what was seen. The same seed gives the same day.

    `pace`: so many times as long as usual it is from one print of the market to the next.
    """
    delays: list[timedelta] = []

    class TimedLedger(SimLedger):
        async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
            await super().commit(outcome, feed_offset, at)
            now = newest_world().clock.true_now()
            delays.extend(now - booked.fill.executed_at for booked in outcome.fills)

    async def main() -> Day:
        world = World(seed, Parts(ledger=TimedLedger, futures=False, exchange="Binance"))
        world.odds = world.faults.odds = replace(
            calm(world.odds),
            frame_lost=frames_lost,
            stream_silent=silent,
            stream_breaks_every_s=breaks_every_s,
        )
        world.exchange.pace = pace
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
        counts = world.counts
        return Day(len(delays), worst, counts[Fault.FRAME_LOST], counts[Fault.STREAM_BROKEN], complaints)

    return run_virtually(main())


def main() -> int:
    """Print what came of it, and return 1 when something was lost or late."""
    parser = argparse.ArgumentParser(prog="python -m tests.sim.day", description=__doc__)
    parser.add_argument("--days", type=float, help="how many in one life, with a slow market and breaks")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    live = partial(live_a_day, seed=options.seed)
    if options.days is not None:
        many = partial(live, seconds=options.days * DAY_S, breaks_every_s=BREAKS_EVERY_S, pace=SLOW)
        return _told(f"{options.days:g} days, breaks", many())
    silent = _told("a day, stream silent", live(silent=True))
    return max(silent, _told("a day, 80 % of frames dropped", live(frames_lost=0.8)))


def _told(name: str, day: Day) -> int:
    sys.stdout.write(
        f"{name}: {day.fills} fills, {day.breaks} breaks, worst delay {day.worst.total_seconds():.1f} s, "
        f"{len(day.complaints)} complaints\n"
    )
    sys.stdout.writelines(f"  {complaint}\n" for complaint in day.complaints[:20])
    return 1 if day.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
