"""What a bot was told while it was being deleted is booked after that."""

import asyncio
from datetime import datetime
from decimal import Decimal

import pytest

from engine.core.events import FundingCharged
from engine.core.state import Outcome
from engine.core.types import BotId, Funding, FundingId
from engine.errors import BotNotFound
from tests.support.clock import ManualClock
from tests.venues.world import Disk, World, made_up_world


class SlowDisk(Disk):
    """A disk that lets a commit wait."""

    def __init__(self) -> None:
        super().__init__()
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        await self.goes_on.wait()
        await super().commit(outcome, feed_offset, at)


def charged(clock: ManualClock, name: str) -> FundingCharged:
    funding = Funding(funding_id=FundingId(name), amount=Decimal(-1), charged_at=clock.now())
    return FundingCharged(at=clock.now(), funding=funding)


async def standing(world: World) -> BotId:
    bot = await world.make(ticker="BTC/USDT", buy="50000", sell="70000", quantity="0.01")
    await world.start(bot)
    await world.stop(bot)
    return bot


@pytest.mark.parametrize("falls", [False, True])
async def test_what_a_bot_was_told_while_it_was_deleted_is_booked_once(*, falls: bool) -> None:
    """The one that is being stored, and one behind it; `falls`: the driver meets that the bot is gone."""
    disk = SlowDisk()
    world = made_up_world(disk)
    bot = await standing(world)
    disk.goes_on.clear()
    for name in ("f1", "f2"):
        world.supervisor.deliver(bot, charged(world.clock, name))
    await world.clock.settle()
    disk.books.delete(bot, world.clock.now())
    if falls:
        disk.goes_on.set()
        await world.clock.settle()
    await world.supervisor.dismiss(bot)
    disk.goes_on.set()
    await world.clock.advance(1)
    assert disk.books.deleted[bot].funding == -2
    assert sorted(key.funding_id for key in disk.books.fundings) == ["f1", "f2"]
    await world.end()


async def test_a_deleted_bot_that_booked_something_is_not_there_for_people() -> None:
    disk = SlowDisk()
    world = made_up_world(disk)
    bot = await standing(world)
    disk.books.delete(bot, world.clock.now())
    await world.supervisor.dismiss(bot)
    world.supervisor.deliver(bot, charged(world.clock, "f1"))
    await world.clock.settle()
    assert disk.books.deleted[bot].pnl == -1
    with pytest.raises(BotNotFound):
        await world.start(bot)
    await world.end()
