"""Killed anywhere, at every point and before every tick, a bot has the fills of an undisturbed run."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from engine.core.types import Market, Side
from engine.venues.paper.feeds.base import Feed, Tick
from engine.venues.paper.feeds.csv_feed import CsvFeed
from engine.venues.paper.feeds.sources import CsvSource
from tests.support.clock import ManualClock
from tests.venues.kills import at_point
from tests.venues.world import Disk, Fact, World

DATA = Path(__file__).parents[1] / "data"


class HastyClock(ManualClock):
    """Seconds pass at every look at it, so that every feed offset is stored at once."""

    def monotonic(self) -> timedelta:
        self._passed += timedelta(seconds=6)
        return self._passed


class HaltingFeed:
    """Ticks up to one that never comes."""

    replayable = True

    begin = None

    def __init__(self, path: Path, halt_before: int) -> None:
        self.file = CsvFeed(path)
        self.begins_at = self.file.begins_at
        self.halt_before = halt_before
        self.halted = False

    async def read(self, begin: int) -> AsyncGenerator[Tick]:
        async with aclosing(self.file.read(begin)) as ticks:
            for index in count(begin):
                if index == self.halt_before:
                    self.halted = True
                    await asyncio.Event().wait()
                tick = await anext(ticks, None)
                if tick is None:
                    return
                yield tick


class HaltingSource(CsvSource):
    """A file whose reading stops before a tick."""

    def __init__(self, path: Path, halt_before: int = -1) -> None:
        super().__init__(path, "COIN/USD")
        self.halting = HaltingFeed(path, halt_before)

    def feed(self, exchange: str, market: Market) -> Feed:
        return self.halting

    def has_halted(self) -> bool:
        return self.halting.halted


class Story:
    """One bot on one file."""

    def __init__(
        self,
        file: str,
        *,
        trailing: str | None = None,
        max_fill: str | None = None,
        first: Side = Side.BUY,
        exchange: str = "Binance",
    ) -> None:
        self.file = file
        self.trailing = trailing
        self.max_fill = Decimal(max_fill) if max_fill else None
        self.first = first
        self.exchange = exchange

    async def begin(self, disk: Disk, source: CsvSource, clock: ManualClock) -> World:
        """Start the program, and the bot in it, or take it up again."""
        world = World(source, disk, max_fill=self.max_fill, clock=clock)
        bots = list(disk.bots)
        if not bots:
            bot_id = await world.make(
                ticker="COIN/USD",
                buy="99.7",
                sell="100.2",
                quantity="3",
                trailing=self.trailing,
                first=self.first,
                exchange=self.exchange,
            )
            await world.start(bot_id)
        else:
            await world.take_up()
        return world

    async def go_on(self, disk: Disk, clock: Callable[[], ManualClock] = ManualClock) -> list[Fact]:
        """Run to the end of the file."""
        world = await self.begin(disk, CsvSource(DATA / self.file, "COIN/USD"), clock())
        (bot_id,) = disk.bots
        await world.to_the_end(bot_id)
        await world.end()
        return disk.facts(bot_id)


STORIES = {
    "plain": Story("trades.csv"),
    "candles": Story("candles.csv"),
    "trailing": Story("trades.csv", trailing="0.2"),
    "trailing candles": Story("candles.csv", trailing="0.3"),
    "partly": Story("trades.csv", max_fill="0.7"),
    "partly trailing": Story("trades.csv", trailing="0.2", max_fill="1.1"),
    "sell first": Story("trades.csv", first=Side.SELL),
    "perpetual": Story("trades.csv", first=Side.SELL, exchange="Bybit F", trailing="0.1"),
}


@pytest.fixture(params=STORIES)
def story(request: pytest.FixtureRequest) -> Story:
    return STORIES[request.param]


@pytest.mark.parametrize("clock", [ManualClock, HastyClock], ids=["lazy", "hasty"])
async def test_killed_before_any_tick(story: Story, clock: Callable[[], ManualClock]) -> None:
    expected = await story.go_on(Disk())
    assert len(expected) > 7
    for halt_before in range(1, 480, 53):
        disk = Disk()
        source = HaltingSource(DATA / story.file, halt_before)
        world = await story.begin(disk, source, clock())
        await world.until(source.has_halted)
        await world.end()
        assert await story.go_on(disk) == expected, f"killed before tick {halt_before}"


async def test_killed_before_every_row_in_turn(story: Story) -> None:
    """One life per tick: nothing but what is on disk is ever carried on."""
    disk = Disk()
    for halt_before in range(1, 120):
        source = HaltingSource(DATA / story.file, halt_before)
        world = await story.begin(disk, source, HastyClock())
        await world.until(source.has_halted)
        await world.end()
    assert await story.go_on(disk) == await story.go_on(Disk())


@pytest.mark.parametrize("stride", [7, pytest.param(1, marks=pytest.mark.slow)])
async def test_killed_once_at_any_point(story: Story, stride: int) -> None:
    expected = await story.go_on(Disk())
    number = 2
    while True:
        number += stride
        disk = Disk()
        world = World(CsvSource(DATA / story.file, "COIN/USD"), disk, max_fill=story.max_fill)
        bot_id = await world.make(
            ticker="COIN/USD",
            buy="99.7",
            sell="100.2",
            quantity="3",
            trailing=story.trailing,
            first=story.first,
            exchange=story.exchange,
        )
        await world.start(bot_id)
        world.kill_at = at_point(number)
        await world.to_the_end(bot_id)
        if not world.killed.is_set():
            await world.end()
            break
        await world.end()
        assert await story.go_on(disk) == expected, f"killed at point {number}"
    assert number > 40
