"""A driver that fell, and what a person asks meanwhile."""

import asyncio
from datetime import datetime

import pytest

from engine.core.events import Stop
from engine.core.state import Outcome, Phase
from engine.core.types import BotId, Status, StopForm
from engine.errors import StorageUnavailable
from engine.ports import StoredBot
from tests.venues.world import Disk, made_up_world


class FailingDisk(Disk):
    """A disk that can be away."""

    def __init__(self) -> None:
        super().__init__()
        self.away = False

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
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
    await world.supervisor.recover()
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
    await asyncio.gather(world.stop(bots[0]), world.supervisor.recover())
    assert world.state(bots[0]).status is Status.STOPPED
    assert world.state(bots[1]).phase is Phase.WORKING
    await world.end()
