"""The market data is not what it was when the bot was made: other settings, another file, or none."""

import shutil
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest

from engine.core.reasons.markets import AboutSymbol, NoPriceYet
from engine.core.reasons.reason import CouldNotClose
from engine.core.state import Phase
from engine.core.types import Status, StopForm
from engine.venues.live.gateway import Gateway
from engine.venues.paper.feeds.live_source import LiveSource
from engine.venues.paper.feeds.sources import CsvSource, Source
from tests.support.clock import ManualClock
from tests.venues.test_live import HandGateway
from tests.venues.world import Disk, World, made_up_world

DATA = Path(__file__).parents[1] / "data" / "trades.csv"


async def test_a_bot_never_trades_at_the_prices_of_another_symbol() -> None:
    disk = Disk()
    world = made_up_world(disk)
    bot = await world.make(ticker="BTC/USDT", buy="50000", sell="70000", quantity="0.01")
    await world.start(bot)
    await world.end()

    world = World(CsvSource(DATA, "XRP/ETH"), disk)
    await world.take_up()
    await world.clock.advance(60)
    assert disk.books.fills == {}
    await world.stop(bot)
    assert world.state(bot).status is Status.STOPPED
    assert not world.state(bot).order_pending
    await world.end()


@pytest.mark.parametrize("form", list(StopForm))
@pytest.mark.parametrize("trailing", [None, "0.5"])
async def test_a_bot_whose_file_has_become_shorter_can_be_stopped(
    tmp_path: Path, form: StopForm, trailing: str | None
) -> None:
    file = tmp_path / "trades.csv"
    shutil.copy(DATA, file)
    disk = Disk()
    world = World(CsvSource(file, "XRP/ETH"), disk)
    bot = await world.make(ticker="XRP/ETH", buy="0.00001", sell="1000", trailing=trailing)
    await world.start(bot)
    await world.to_the_end(bot)
    await world.end()
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:3]))
    disk.books.feed_offsets[bot] = len(lines) - 2

    world = World(CsvSource(file, "XRP/ETH"), disk)
    await world.take_up()
    await world.clock.advance(10)
    assert world.venue().feed_end(bot)
    await world.stop(bot, form)
    assert world.state(bot).phase is Phase.IDLE
    assert not world.state(bot).order_pending
    await world.end()


async def test_a_bot_on_live_prices_goes_on_after_a_restart() -> None:
    disk = Disk()

    def source() -> Source:
        gateway = HandGateway()
        return LiveSource(clock=ManualClock(), gateway_of=lambda _: cast("Gateway", gateway))

    world = World(source(), disk, speed=1)
    bot = await world.make(ticker="BTC/USDT", buy="50000", sell="70000", quantity="0.01")
    await world.start(bot)
    await world.end()

    world = World(source(), disk, speed=1)
    await world.take_up()
    await world.clock.advance(5)
    await world.stop(bot)
    assert world.state(bot).status is Status.STOPPED
    assert Decimal(0) == world.state(bot).held
    await world.end()


async def test_a_close_without_a_price_is_an_error_that_says_so(tmp_path: Path) -> None:
    file = tmp_path / "trades.csv"
    shutil.copy(DATA, file)
    disk = Disk()
    world = World(CsvSource(file, "XRP/ETH"), disk)
    bot = await world.make(ticker="XRP/ETH", buy="1000", sell="100000", quantity="1")
    await world.start(bot)
    await world.to_the_end(bot)
    await world.end()

    world = made_up_world(disk)
    await world.take_up()
    await world.clock.advance(10)
    assert world.state(bot).held
    await world.stop(bot, StopForm.CLOSE)
    state = world.state(bot)
    assert (state.status, state.phase) == (Status.ERROR, Phase.IDLE)
    assert isinstance(state.error, CouldNotClose)
    assert isinstance(state.error.why, NoPriceYet | AboutSymbol)
    assert state.error.why.symbol == "XRP/ETH"
    await world.stop(bot)
    assert world.state(bot).status is Status.STOPPED
    await world.end()
