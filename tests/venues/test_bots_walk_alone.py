"""On a file every bot walks by itself."""

import logging
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from engine.core.events import Edit, OrderCanceled
from engine.core.types import BotId, Side, StopForm, VenueOrderId
from engine.errors import NoPrice, UnknownTicker
from engine.venues.paper.feeds.sources import CsvSource
from tests.venues.hand_market import NotingSeat, order
from tests.venues.world import Disk, World

T0 = 1_570_752_011_620
HEADER = "timestamp,id,side,price,amount\n"


def source(tmp_path: Path, *prices: str, seconds: int = 1) -> CsvSource:
    lines = (f"{T0 + number * seconds * 1000},1,buy,{price},1\n" for number, price in enumerate(prices))
    path = tmp_path / "trades.csv"
    path.write_text(HEADER + "".join(lines))
    return CsvSource(path, "COIN/USD")


async def make(world: World, number: int = 1, exchange: str = "Binance", sell: str = "110") -> BotId:
    return await world.make(number, ticker="coinusd", buy="100", sell=sell, quantity="1", exchange=exchange)


async def test_a_bot_made_later_begins_at_the_first_row_too(tmp_path: Path) -> None:
    world = World(source(tmp_path, "105", "99", "111", "99", "111"), Disk())
    first = await make(world, 1)
    second = await make(world, 2, "Bybit F")
    await world.start(first)
    await world.to_the_end(first)
    assert await world.venue("Bybit F").last_price("COIN/USD") == 105
    await world.start(second)
    await world.to_the_end(second)
    assert [fact[2:4] for fact in world.disk.facts(first)] == [fact[2:4] for fact in world.disk.facts(second)]
    assert len(world.disk.facts(second)) == 4
    await world.end()


async def test_a_stopped_bot_goes_on_where_it_was(tmp_path: Path) -> None:
    world = World(source(tmp_path, *["105"] * 3, "99", *["105"] * 6, "111", "99"), Disk(), speed=1)
    bot_id = await make(world)
    await world.start(bot_id)
    await world.clock.advance(6)
    await world.stop(bot_id)
    assert world.disk.bots[bot_id].feed_offset == 6
    await world.clock.advance(1_000)
    await world.start(bot_id)
    await world.clock.advance(4)
    assert [fact.side for fact in world.disk.facts(bot_id)] == [Side.BUY, Side.SELL]
    assert [fact.at.second for fact in world.disk.facts(bot_id)] == [14, 21]
    await world.end()


async def test_a_bot_that_comes_from_another_exchange_begins_at_the_first_row(tmp_path: Path) -> None:
    world = World(source(tmp_path, *["105"] * 3, "99", "111"), Disk(), speed=1)
    bot_id = await make(world)
    await world.start(bot_id)
    await world.clock.advance(2)
    await world.stop(bot_id)
    assert world.disk.bots[bot_id].feed_offset == 2
    state = world.state(bot_id)
    elsewhere = replace(state.config, exchange="Bybit")
    market = await world.venue("Bybit").market("COIN/USD")
    await world.command(bot_id, Edit(at=world.clock.now(), config=elsewhere, market=market))
    assert world.disk.bots[bot_id].feed_offset is None
    await world.start(bot_id)
    newest = await world.venue("Bybit").newest("COIN/USD", bot_id)
    assert newest.at == datetime(2019, 10, 11, 0, 0, 11, 620_000, tzinfo=UTC)
    await world.end()


async def test_each_bot_has_a_price_of_its_own(tmp_path: Path) -> None:
    world = World(source(tmp_path, "99", "98", "97", "96", "95"), Disk(), speed=1)
    first, second = await make(world, 1), await make(world, 2)
    await world.start(first)
    await world.clock.advance(3)
    await world.start(second)
    await world.clock.advance(1)
    venue = world.venue()
    assert (await venue.newest("COIN/USD", first)).price == 95
    assert (await venue.newest("COIN/USD", second)).price == 98
    assert await venue.last_price("COIN/USD") == 99
    await world.stop(second, StopForm.CLOSE)
    assert [fact.price for fact in world.disk.facts(second)] == [99, 98]
    assert (await venue.newest("COIN/USD", second)).price == 98
    await world.end()


async def test_orders_can_be_cancelled_when_the_rows_are_over(tmp_path: Path) -> None:
    world = World(source(tmp_path, "105", "104"), Disk())
    bot_id = await make(world)
    await world.start(bot_id)
    await world.to_the_end(bot_id)
    assert world.state(bot_id).order_pending
    await world.stop(bot_id)
    assert not world.state(bot_id).order_pending
    assert world.disk.facts(bot_id) == []
    await world.end()


async def test_the_end_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    world = World(source(tmp_path, "105", "104"), Disk())
    bot_id = await make(world)
    await world.start(bot_id)
    await world.to_the_end(bot_id)
    await world.clock.advance(100)
    assert sum("has ended" in message for message in caplog.messages) == 1
    await world.end()


async def test_a_bad_row_ends_the_replay_and_is_named_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(source(tmp_path, "105", "99", "oops", "111"), Disk())
    bot_id = await make(world)
    await world.start(bot_id)
    await world.to_the_end(bot_id)
    await world.clock.advance(100)
    errors = [record.message for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert "trades.csv, row 4: not_a_number oops" in errors[0]
    assert len(world.disk.facts(bot_id)) == 1
    await world.end()


async def test_a_bot_whose_row_is_gone_gets_no_prices_and_can_be_stopped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(source(tmp_path, "105", "99"), Disk())
    venue = world.venue()
    resting = replace(order(Side.BUY, "100"), venue_order_id=VenueOrderId("paper-s00000010000000001@1"))
    listener = NotingSeat(await venue.market("COIN/USD"), feed_offset=2)
    await venue.join(listener, resting)
    await world.until(lambda: venue.feed_end(listener.bot_id) is not None)
    assert "COIN/USD: row_gone 2" in caplog.text
    with pytest.raises(NoPrice):
        await venue.newest("COIN/USD", listener.bot_id)
    await venue.cancel(listener.bot_id, resting)
    assert listener.fills == []
    assert [type(end) for end in listener.ends] == [OrderCanceled]
    await venue.leave(listener.bot_id)
    await world.end()


async def test_there_is_no_other_symbol(tmp_path: Path) -> None:
    world = World(source(tmp_path, "105"), Disk())
    with pytest.raises(UnknownTicker) as caught:
        await world.venue().last_price("COIN/USDT")
    assert caught.value.similar == ("COIN/USD",)
    found = await world.venue("Bybit").market("coin_usd")
    assert (found.symbol, found.venue, found.maker_fee) == ("COIN/USD", "Bybit", Decimal("0.001"))
    await world.end()


async def test_the_second_row_comes_at_its_own_time(tmp_path: Path) -> None:
    world = World(source(tmp_path, "105", "99", seconds=3_600), Disk(), speed=60)
    bot_id = await make(world)
    await world.start(bot_id)
    await world.clock.advance(59)
    assert world.disk.facts(bot_id) == []
    await world.clock.advance(1)
    assert len(world.disk.facts(bot_id)) == 1
    await world.end()
