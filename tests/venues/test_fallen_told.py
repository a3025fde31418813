"""Whose bot falls again and again reads so once, and once more when it works again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from engine.bots.falls import HEALTHY_AFTER, MANY
from engine.core.state import Outcome
from engine.core.types import BotId
from engine.errors import StateOutdated, StorageUnavailable
from engine.fallen_watch import FallenWatch
from engine.notices import BotFalls, Notice
from engine.outbox import Audience, ToPerson
from engine.timings import FallenWatchTimings
from tests.support.memory_chat_tables import MemoryOutbox
from tests.venues.test_deleted import charged
from tests.venues.world import Disk, World, made_up_world


class Poisoned(Disk):
    """Has so many steps fail."""

    def __init__(self) -> None:
        super().__init__()
        self.fells = 0
        self.error: type[Exception] = StateOutdated

    async def commit(self, outcome: Outcome, feed_offset: int | None, at: datetime) -> None:
        if self.fells:
            self.fells -= 1
            raise self.error("what it was told")
        await super().commit(outcome, feed_offset, at)


@dataclass
class Story:
    disk: Poisoned
    world: World
    outbox: MemoryOutbox
    watch: FallenWatch
    bot: BotId

    @property
    def told(self) -> list[BotFalls]:
        return [row.owed.notice for row in self.outbox.rows if isinstance(row.owed.notice, BotFalls)]

    async def passes(self, *, s: float) -> None:
        for _ in range(int(s)):
            await self.world.clock.advance(1)
            await self.watch.look()


async def story(outbox_of: type[MemoryOutbox] = MemoryOutbox) -> Story:
    disk = Poisoned()
    world = made_up_world(disk)
    bot = await world.make(ticker="BTC/USDT", buy="50000", sell="70000", quantity="0.01")
    await world.start(bot)
    await world.stop(bot)
    outbox = outbox_of(world.clock.now())
    watch = FallenWatch(world.supervisor, outbox, world.clock, FallenWatchTimings())
    return Story(disk, world, outbox, watch, bot)


async def test_it_is_told_once_and_so_is_its_end() -> None:
    one = await story()
    one.disk.fells = MANY + 3
    began = one.world.clock.now()
    one.world.supervisor.deliver(one.bot, charged(one.world.clock, "f1"))
    await one.passes(s=30)
    [falls] = one.told
    assert (falls.bot.bot_id, falls.over) == (one.bot, False)
    assert timedelta() <= falls.since - began < timedelta(seconds=2)
    assert {row.owed.audience for row in one.outbox.rows} == {ToPerson(1)}
    await one.passes(s=HEALTHY_AFTER.total_seconds() + 20)
    assert [(told.over, told.since) for told in one.told] == [(False, falls.since), (True, falls.since)]
    assert one.world.state(one.bot).funding == -1, "in the end it was taken"
    await one.world.end()


async def test_one_that_falls_now_and_then_is_nothing_to_tell() -> None:
    one = await story()
    for name in ("f1", "f2", "f3", "f4"):
        one.disk.fells = MANY - 1
        one.world.supervisor.deliver(one.bot, charged(one.world.clock, name))
        await one.passes(s=HEALTHY_AFTER.total_seconds() + 10)
    assert one.told == []
    await one.world.end()


async def test_a_database_that_is_away_is_no_fault_of_a_bot() -> None:
    one = await story()
    one.disk.error, one.disk.fells = StorageUnavailable, 20
    for _ in range(6):
        one.world.supervisor.deliver(one.bot, charged(one.world.clock, "f1"))
        await one.passes(s=10)
    assert one.told == []
    await one.world.end()


class FailsOnce(MemoryOutbox):
    """Cannot store the first notice."""

    has_failed = False

    async def owe(
        self, audience: Audience, notice: Notice, *, key: str | None = None, first: bool = False
    ) -> None:
        if not self.has_failed:
            self.has_failed = True
            raise StorageUnavailable("away")
        await super().owe(audience, notice, key=key, first=first)


async def test_what_could_not_be_stored_is_owed_by_the_next_look() -> None:
    one = await story(FailsOnce)
    one.disk.fells = MANY + 3
    one.world.supervisor.deliver(one.bot, charged(one.world.clock, "f1"))
    for _ in range(5):
        await one.world.clock.advance(1)
    with pytest.raises(StorageUnavailable):
        await one.watch.look()
    await one.watch.look()
    await one.watch.look()
    assert len(one.told) == 1
    await one.world.end()
