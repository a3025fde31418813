"""A replay at full speed is stored by stretches: nobody can tell, whatever happens in the middle of one."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from engine.bots.stretch import Stretch
from engine.core import machine
from engine.core.events import Start, Stop
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder
from engine.core.state import Outcome, Phase
from engine.core.types import BotId, StopForm
from engine.errors import FillAlreadyBooked, StateOutdated, StorageUnavailable
from engine.ports import TakenStep
from engine.timings import DriverTimings
from engine.venues.paper.feeds.sources import CsvSource
from tests.venues.kills import at_point, killed_again_and_again
from tests.venues.world import Disk, Fact, World

T0 = 1_570_752_000_000
SHORT = DriverTimings(stretch_steps=5)


class CountingDisk(Disk):
    """Knows how many steps were stored at a time, and fails when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []
        self.fails: list[Exception] = []

    async def commit_all(self, steps: Sequence[TakenStep]) -> None:
        if self.fails:
            raise self.fails.pop()
        self.sizes.append(len(steps))
        await super().commit_all(steps)


class RefusingDisk(CountingDisk):
    """Has one fill in its books already."""

    def __init__(self, trade_id: str) -> None:
        super().__init__()
        self._trade_id = trade_id
        self.refused = 0

    async def commit_all(self, steps: Sequence[TakenStep]) -> None:
        for step in steps:
            self._check(step.outcome)
        await super().commit_all(steps)

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        self._check(outcome)
        await super().commit(outcome, feed_offset, at)

    def _check(self, outcome: Outcome) -> None:
        if self._trade_id in {booked.fill.trade_id for booked in outcome.fills}:
            self.refused += 1
            raise FillAlreadyBooked(self._trade_id)


@pytest.fixture
def source(tmp_path: Path) -> CsvSource:
    """Give a file of 200 round trips of a bot that buys at 99 and sells at 101, five rows each."""
    prices = [price for _ in range(200) for price in ("100", "98.5", "99.5", "101.5", "100.5")]
    rows = "".join(f"{T0 + number * 1000},{price}\n" for number, price in enumerate(prices))
    path = tmp_path / "market.csv"
    path.write_text(f"timestamp,price\n{rows}")
    return CsvSource(path, "COIN/USD")


async def begun(world: World) -> BotId:
    bot_id = await world.make(ticker="COIN/USD", buy="99", sell="101", quantity="1")
    await world.start(bot_id)
    return bot_id


async def replayed(source: CsvSource, disk: Disk, *, speed: float = 0) -> list[Fact]:
    world = World(source, disk, timings=SHORT, speed=speed)
    bot_id = await begun(world)
    await world.to_the_end(bot_id)
    assert disk.bots[bot_id].state == world.state(bot_id)
    await world.end()
    return disk.facts(bot_id)


async def test_steps_are_stored_together_and_all_of_them_at_the_end(source: CsvSource) -> None:
    disk = CountingDisk()
    facts = await replayed(source, disk)
    assert len(facts) == 400
    assert sum(disk.sizes) > 700
    assert len(disk.sizes) <= sum(disk.sizes) / 5 + 1
    assert disk.bots[next(iter(disk.bots))].feed_offset == 999


async def test_at_a_pace_each_step_is_stored_at_once(source: CsvSource) -> None:
    disk = CountingDisk()
    world = World(source, disk, timings=SHORT, speed=1)
    bot_id = await begun(world)
    for _ in range(40):
        await world.clock.advance(1)
        await world.supervisor.drained(bot_id)
        assert disk.bots[bot_id].state == world.state(bot_id)
    await world.end()
    assert disk.sizes == []
    assert len(disk.facts(bot_id)) > 10


@pytest.mark.parametrize("steps", [2, 5, 30])
@pytest.mark.parametrize("trailing", [None, "0.3"])
async def test_killed_in_the_middle_of_stretches(source: CsvSource, steps: int, trailing: str | None) -> None:
    chance = random.Random(steps)
    timings = DriverTimings(stretch_steps=steps)
    runs = [
        await killed_again_and_again(
            lambda: source,
            kill_at,
            ticker="COIN/USD",
            buy="99",
            sell="101",
            trailing=trailing,
            timings=timings,
        )
        for kill_at in (lambda _: at_point(chance.randint(2, 8 * steps)), lambda _: lambda _: False)
    ]
    (killed, kills), (undisturbed, _) = runs
    assert killed == undisturbed
    assert len(killed) > 100
    assert kills > 3


async def test_a_command_finds_everything_before_it_stored(source: CsvSource) -> None:
    disk = CountingDisk()
    world = World(source, disk, timings=DriverTimings(stretch_steps=50))
    bot_id = await begun(world)
    await world.until(lambda: 2 * world.state(bot_id).cycles > len(disk.facts(bot_id)) + 4)
    answered = await world.supervisor.command(bot_id, Stop(at=world.clock.now(), form=StopForm.STOP))
    assert len(disk.facts(bot_id)) == 2 * answered.cycles + (answered.held > 0)
    await world.until(lambda: world.state(bot_id).phase is Phase.IDLE)
    await world.supervisor.drained(bot_id)
    assert disk.bots[bot_id].state == world.state(bot_id)
    await world.end()


async def test_an_order_is_found_though_its_step_lies_in_memory(source: CsvSource) -> None:
    disk = CountingDisk()
    world = World(source, disk, timings=SHORT)
    bot_id = await world.make(ticker="COIN/USD", buy="99", sell="101", quantity="1")
    stretch = Stretch(bot_id, disk, lambda _: None, world.clock, SHORT)
    first = machine.step(disk.bots[bot_id].state, Start(at=world.clock.now()))
    [order] = first.orders
    stretch.add(TakenStep(outcome=first, feed_offset=0, at=world.clock.now()))
    assert await stretch.find_order(order.client_order_id) == order
    assert not stretch.is_open
    await world.end()


async def test_a_stretch_is_stored_after_a_moment_though_few_steps_came(source: CsvSource) -> None:
    disk = CountingDisk()
    world = World(source, disk, timings=DriverTimings(stretch_steps=20, stretch=timedelta(0)))
    bot_id = await begun(world)
    await world.to_the_end(bot_id)
    assert max(disk.sizes) < 20
    await world.end()


async def test_without_the_database_a_replay_waits(source: CsvSource) -> None:
    disk = CountingDisk()
    world = World(source, disk, timings=SHORT)
    bot_id = await begun(world)
    await world.until(lambda: bool(disk.sizes))
    disk.fails = [StorageUnavailable("away"), StorageUnavailable("away")]
    await world.until(lambda: not disk.fails or world.clock.next_wake_s is not None)
    while disk.fails:
        await world.clock.advance(1)
    await world.clock.advance(1)
    await world.to_the_end(bot_id)
    assert len(disk.facts(bot_id)) == 400
    await world.end()


async def test_after_a_stretch_that_cannot_be_stored_steps_are_stored_alone(source: CsvSource) -> None:
    disk = CountingDisk()
    world = World(source, disk, timings=SHORT)
    bot_id = await begun(world)
    await world.until(lambda: bool(disk.sizes))
    disk.fails = [FillAlreadyBooked("t")]
    commits, sizes = disk.commits, sum(disk.sizes)
    await world.until(lambda: not disk.fails)
    while world.supervisor.state(bot_id) is None or not disk.commits - commits > sum(disk.sizes) - sizes:
        await asyncio.sleep(0)
        await world.clock.advance(1)
    await world.to_the_end(bot_id)
    assert len(disk.facts(bot_id)) == 400
    await world.end()


async def test_a_step_in_a_stretch_that_cannot_be_stored_has_a_person_look(source: CsvSource) -> None:
    undisturbed = await replayed(source, Disk())
    disk = RefusingDisk(undisturbed[233].trade_id)
    world = World(source, disk, timings=DriverTimings(stretch_steps=50))
    bot_id = await begun(world)
    await world.until(lambda: world.clock.next_wake_s is not None)
    await world.clock.advance(60)
    await world.until(lambda: world.supervisor.state(bot_id) is not None)
    await world.to_the_end(bot_id)
    why = world.state(bot_id).pause_reason
    assert isinstance(why, AboutOrder)
    assert why.code is OrderCause.CONTRADICTS
    assert disk.facts(bot_id) == undisturbed[:233]
    assert disk.refused == 3  # in its stretch, alone, and alone as the next driver comes to it
    await world.end()


async def test_a_stretch_that_was_stored_though_nobody_heard_of_it_is_not_stored_again(
    source: CsvSource,
) -> None:
    disk = CountingDisk()
    world = World(source, disk, timings=SHORT)
    bot_id = await world.make(ticker="COIN/USD", buy="99", sell="101", quantity="1")
    stretch = Stretch(bot_id, disk, lambda _: None, world.clock, SHORT)
    first = machine.step(disk.bots[bot_id].state, Start(at=world.clock.now()))
    stretch.add(TakenStep(outcome=first, feed_offset=0, at=world.clock.now()))
    disk.fails = [StateOutdated("it is further on")]
    commits = disk.commits
    with pytest.raises(StateOutdated):
        await stretch.store()
    assert disk.commits == commits
    await world.end()
