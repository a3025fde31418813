"""How fast ticks go by, and that everybody else still gets a turn."""

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from engine.venues.paper.feeds.base import Tick
from engine.venues.paper.feeds.replay_speed import ReplaySpeed
from tests.support.clock import START, ManualClock

FEED = START - timedelta(days=1_000)


def at(moment: datetime) -> Tick:
    return Tick(index=0, at=moment, price=Decimal(1))


@pytest.mark.parametrize(("speed", "pause_s"), [(1, 8.0), (4, 2.0), (0.5, 16.0)])
async def test_rows_come_at_their_time(speed: float, pause_s: float) -> None:
    clock = ManualClock()
    pace = ReplaySpeed(clock, speed)
    pace.begin(FEED)
    came: list[float] = []

    async def ticks() -> None:
        for number in range(1, 4):
            await pace.until(at(FEED + timedelta(seconds=8 * number)))
            came.append((clock.now() - START).total_seconds())

    async with asyncio.TaskGroup() as group:
        group.create_task(ticks())
        await clock.advance(100)
    assert came == [pause_s, 2 * pause_s, 3 * pause_s]


async def test_what_a_sleeping_machine_missed_is_not_made_up_for() -> None:
    clock = ManualClock()
    pace = ReplaySpeed(clock, 1)
    pace.begin(FEED)
    await clock.advance(3_600)
    await pace.until(at(FEED + timedelta(seconds=1)))
    waiting = asyncio.ensure_future(pace.until(at(FEED + timedelta(seconds=3))))  # noqa: TID251 - awaited below
    await clock.settle()
    assert clock.next_wake_s == 2
    await clock.advance(2)
    await waiting


async def test_a_small_delay_is_made_up_for() -> None:
    clock = ManualClock()
    pace = ReplaySpeed(clock, 1)
    pace.begin(FEED)
    await clock.advance(3)
    for number in range(1, 4):
        await pace.until(at(FEED + timedelta(seconds=number)))
    assert clock.now() == START + timedelta(seconds=3)


async def test_without_waiting_others_still_get_their_turns() -> None:
    pace = ReplaySpeed(ManualClock(), 0)
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        task = group.create_task(others())
        for number in range(2_000):
            await pace.until(at(FEED + timedelta(hours=number)))
        task.cancel()
    assert turns >= 2_000 / 200
