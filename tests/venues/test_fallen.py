"""A driver that fell, and what a person asks meanwhile."""

import asyncio
from datetime import datetime

import pytest

from engine.bots.inbox import MOST_FALLS
from engine.core.events import Stop
from engine.core.state import Outcome, Phase
from engine.core.types import BotId, ClientOrderId, Status, StopForm
from engine.errors import StateOutdated, StorageUnavailable
from engine.ports import StoredBot
from tests.venues.test_deleted import charged
from tests.venues.world import Disk, made_up_world


class FailingDisk(Disk):
    """A disk that can be away."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False
        self.outdated = 0
        """So many steps are refused: what is stored is another state."""

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if self.outdated:
            self.outdated -= 1
            raise StateOutdated("another state")
        if self.away:
            raise StorageUnavailable("away")
        await super().commit(outcome, feed_offset, at)

    async def load(self, bot_id: BotId) -> StoredBot | None:
        if self.away:
            raise StorageUnavailable("away")
        return await super().load(bot_id)


async def test_a_command_to_a_bot_that_is_being_taken_up_again_is_answered() -> None:
    disk = FailingDisk()
    world = made_up_world(disk)
    bot = await world.make(ticker="BTC/USDT", buy="50000", sell="70000", quantity="0.01")
    await world.start(bot)
    disk.away = True
    stop = Stop(at=world.clock.now(), form=StopForm.STOP)
    with pytest.raises(StorageUnavailable):
        await world.command(bot, stop)
    await world.clock.settle()
    for _ in range(3):
        with pytest.raises(StorageUnavailable):
            async with asyncio.timeout(30):
                await world.command(bot, stop)
    disk.away = False
    await world.clock.advance(60)
    await world.stop(bot)
    assert world.state(bot).status is Status.STOPPED
    await world.end()


async def test_a_person_who_does_not_wait_for_the_answer_does_no_harm() -> None:
    world = made_up_world(Disk())
    bot = await world.make(ticker="BTC/USDT", buy="50000", sell="70000", quantity="0.01")
    waiting = asyncio.ensure_future(world.start(bot))  # noqa: TID251 - a task that the test cancels
    await asyncio.sleep(0)
    waiting.cancel()
    await world.clock.settle()
    assert world.state(bot).phase is Phase.WORKING
    async with asyncio.timeout(30):
        await world.stop(bot)
    assert world.state(bot).status is Status.STOPPED
    await world.end()


async def test_a_command_that_comes_before_the_recovery_loses_no_order() -> None:
    disk = Disk()
    world = made_up_world(disk)
    bot = await world.make(ticker="BTC/USDT", buy="50000", sell="70000", quantity="0.01")
    await world.start(bot)
    await world.supervisor.drained(bot)
    await world.end()

    world = made_up_world(disk)
    await world.take_up()
    await world.stop(bot)
    assert world.state(bot).status is Status.STOPPED
    assert not world.state(bot).order_pending
    await world.end()


async def test_a_command_that_comes_during_the_recovery_stops_nobody() -> None:
    disk = Disk()
    world = made_up_world(disk)
    bots = [
        await world.make(number, ticker="BTC/USDT", buy="50000", sell="70000", quantity="0.01")
        for number in (1, 2)
    ]
    for bot in bots:
        await world.start(bot)
        await world.supervisor.drained(bot)
    await world.end()

    world = made_up_world(disk)
    await asyncio.gather(world.stop(bots[0]), world.take_up())
    assert world.state(bots[0]).status is Status.STOPPED
    assert world.state(bots[1]).phase is Phase.WORKING
    await world.end()


@pytest.mark.parametrize("asked", [False, True])
async def test_what_a_bot_that_stands_was_told_outlives_its_driver(*, asked: bool) -> None:
    """The fact that fells it, and one behind it; `asked`: a command is quicker than its being taken up."""
    disk = FailingDisk()
    world = made_up_world(disk)
    bot = await world.make(ticker="BTC/USDT", buy="50000", sell="70000", quantity="0.01")
    await world.start(bot)
    await world.stop(bot)
    disk.outdated = 1
    for name in ("f1", "f2"):
        world.supervisor.deliver(bot, charged(world.clock, name))
    await world.clock.settle()
    assert world.supervisor.state(bot) is None
    if asked:
        await world.start(bot)
        await world.stop(bot)
    await world.clock.advance(1)
    assert sorted(key.funding_id for key in disk.books.fundings) == ["f1", "f2"]
    assert world.state(bot).funding == -2
    await world.end()


async def test_a_fact_that_fells_every_driver_leaves_the_bot_to_its_person() -> None:
    disk = FailingDisk()
    world = made_up_world(disk)
    bot = await world.make(ticker="BTC/USDT", buy="50000", sell="70000", quantity="0.01")
    await world.start(bot)
    await world.stop(bot)
    disk.outdated = MOST_FALLS
    for name in ("f1", "f2"):
        world.supervisor.deliver(bot, charged(world.clock, name))
    for _ in range(MOST_FALLS):
        await world.clock.advance(10)
    await world.start(bot)
    assert world.state(bot).phase is Phase.WORKING
    assert [key.funding_id for key in disk.books.fundings] == ["f2"]
    await world.end()


class DiskAwayAtFills(FailingDisk):
    """A disk that is away for a while each time a fill comes: before that is stored, or after."""

    def __init__(self, failure: Exception, *, after: bool) -> None:
        super().__init__()
        self._failure = failure
        self._after = after
        self._seen = set[ClientOrderId]()
        self.is_well = False

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        names = {booked.fill.client_order_id for booked in outcome.fills} - self._seen
        if not names or self.away or self.is_well:
            await super().commit(outcome, feed_offset, at)
            return
        self._seen |= names
        if self._after:
            await super().commit(outcome, feed_offset, at)
        self.away = True
        raise self._failure


@pytest.mark.parametrize(
    ("failure", "after"),
    [(StorageUnavailable("away"), False), (RuntimeError("a fault"), False), (RuntimeError("a fault"), True)],
    ids=["away", "a fault", "a fault once it is stored"],
)
async def test_on_paper_no_order_fills_twice_because_its_driver_fell(
    failure: Exception, *, after: bool
) -> None:
    """Its order rests again with the next driver: a fill that was not stored is none."""
    disk = DiskAwayAtFills(failure, after=after)
    world = made_up_world(disk)
    bot = await world.make(ticker="BTC/USDT", buy="59990", sell="60050", quantity="0.01")
    await world.start(bot)
    for _ in range(120):
        await world.clock.advance(7)
        disk.away = False
    disk.is_well = True
    await world.clock.advance(60)
    assert world.state(bot).phase is Phase.WORKING
    names = [kept.booked.fill.client_order_id for kept in disk.books.fills.values()]
    assert len(names) > 2
    assert len(set(names)) == len(names)  # each order fills whole, once
    await world.end()
