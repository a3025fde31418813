"""The made-up market, which all bots on a symbol share."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from engine.core.events import Edit
from engine.core.price_triggers import Level, PriceTriggers
from engine.core.state import Phase
from engine.core.types import AccountId, BotId, Mode, Side, StopForm, TradeId, VenueOrderId
from engine.errors import UnknownAccount, UnknownExchange, UnknownTicker
from engine.tasks import Nursery
from engine.venues.paper.feeds.sources import SyntheticSource
from engine.venues.paper.feeds.synthetic import SyntheticFeed
from engine.venues.paper.market_run import ReplayConfig
from engine.venues.registry import VenueRegistry
from tests.support.clock import ManualClock
from tests.venues.hand_market import SYMBOL, HandFeed, HandSource, NotingSeat, order
from tests.venues.world import Disk, Fact, World

BTC = SyntheticFeed("BTC/USDT", seed=1)


def world(disk: Disk, *, speed: float = 1) -> World:
    return World(SyntheticSource(seed=1), disk, speed=speed)


async def make_three(market: World) -> list[BotId]:
    plain = await market.make(1, ticker="BTC/USDT", buy="59900", sell="60100", quantity="0.1")
    trailing = await market.make(
        2, ticker="btc-usdt", buy="59950", sell="60050", quantity="0.1", trailing="0.05", exchange="Bybit"
    )
    short = await market.make(
        3, ticker="btcusdt", buy="59900", sell="60080", quantity="0.1", first=Side.SELL, exchange="Binance F"
    )
    return [plain, trailing, short]


def row_of(fact: Fact) -> int:
    return int(fact.trade_id.rpartition("-")[2])


def until_tick(disk: Disk, bot_id: BotId, tick: int) -> list[tuple[object, ...]]:
    """Return the fills up to a tick, without their times: a made-up market happens when it is shown."""
    return [fact[:3] + fact[4:] for fact in disk.facts(bot_id) if row_of(fact) <= tick]


def reached(disk: Disk) -> int:
    return min(bot.feed_offset or 0 for bot in disk.bots.values())


async def test_bots_get_fills_within_a_minute() -> None:
    market = world(Disk())
    bots = await make_three(market)
    for bot_id in bots:
        await market.start(bot_id)
    await market.clock.advance(60)
    assert all(len(market.disk.facts(bot_id)) >= 2 for bot_id in bots)
    await market.end()


async def test_three_bots_killed_again_and_again_have_the_fills_of_an_undisturbed_run() -> None:
    whole = world(Disk())
    bots = await make_three(whole)
    for bot_id in bots:
        await whole.start(bot_id)
    await whole.clock.advance(400)
    await whole.end()

    disk, lives = Disk(), 0
    while lives == 0 or reached(disk) < 1_500:
        market = world(disk)
        if lives == 0:
            for bot_id in await make_three(market):
                await market.start(bot_id)
        else:
            await market.supervisor.recover()
        await market.clock.advance(0.25 + 3.75 * (lives % 11))
        await market.end()
        lives += 1
        assert lives < 150
    assert lives > 20
    for bot_id in bots:
        assert until_tick(disk, bot_id, 1_500) == until_tick(whole.disk, bot_id, 1_500)
        assert len(until_tick(disk, bot_id, 1_500)) > 10


async def test_a_bot_that_starts_later_begins_at_the_present_of_the_others() -> None:
    market = world(Disk())
    first, second, _ = await make_three(market)
    await market.start(first)
    await market.clock.advance(50)
    await market.start(second)
    assert market.disk.bots[second].feed_offset == 200
    assert await market.venue().last_price("BTC/USDT") == BTC.tick(200).price
    await market.clock.advance(60)
    assert all(row_of(fact) >= 200 for fact in market.disk.facts(second))
    await market.end()


async def test_a_bot_that_was_stopped_trades_nothing_of_what_went_by() -> None:
    market = world(Disk())
    first, second, _ = await make_three(market)
    await market.start(first)
    await market.start(second)
    await market.clock.advance(5)
    await market.stop(second)
    before = len(market.disk.facts(second))
    await market.clock.advance(100)
    await market.start(second)
    await market.clock.advance(60)
    later = market.disk.facts(second)[before:]
    assert later
    assert all(row_of(fact) >= 420 for fact in later)
    await market.end()


async def test_rows_wait_while_nobody_is_there() -> None:
    market = world(Disk())
    first, second, _ = await make_three(market)
    assert await market.venue().last_price("BTC/USDT") == BTC.tick(0).price
    await market.start(first)
    await market.clock.advance(10)
    await market.stop(first)
    await market.clock.advance(3_600)
    assert await market.venue("Bybit").last_price("BTC/USDT") == BTC.tick(40).price
    await market.start(second)
    assert market.disk.bots[second].feed_offset == 40
    await market.clock.advance(0.25)
    assert await market.venue().last_price("BTC/USDT") in {BTC.tick(41).price, BTC.tick(42).price}
    await market.end()


async def test_a_change_while_watching_is_judged_at_once() -> None:
    market = world(Disk())
    _, trailing, _ = await make_three(market)
    await market.start(trailing)
    state = market.state(trailing)
    assert state.phase is Phase.WATCHING
    assert state.trail is None
    config = replace(state.config, buy_price=Decimal(61_000), sell_price=Decimal(62_000))
    changed = Edit(at=market.clock.now(), config=config, market=state.market)
    await market.command(trailing, changed)
    await market.supervisor.drained(trailing)
    trail = market.state(trailing).trail
    assert trail is not None
    assert trail.extreme == BTC.tick(0).price
    await market.end()


async def test_close_trades_at_the_last_price() -> None:
    market = world(Disk())
    first, _, _ = await make_three(market)
    await market.start(first)
    await market.clock.advance(60)
    while not market.state(first).held:
        await market.clock.advance(1)
    price = await market.venue().last_price_of(first, "BTC/USDT")
    await market.stop(first, StopForm.CLOSE)
    last = market.disk.facts(first)[-1]
    assert (last.side, last.price, last.taker) == (Side.SELL, price, True)
    assert not market.state(first).held
    await market.end()


async def test_only_what_is_offered() -> None:
    market = world(Disk())
    assert market.venues.exchanges() == ("Binance", "Binance F", "Bybit", "Bybit F")
    assert market.venues.symbols(AccountId("Bybit", Mode.PAPER))[0] == "BTC/USDT"
    with pytest.raises(UnknownAccount):
        market.venues.venue(AccountId("Binance", Mode.LIVE))
    with pytest.raises(UnknownExchange) as caught:
        market.venues.venue(AccountId("Kraken", Mode.PAPER))
    assert "Bybit F" in caught.value.offered
    with pytest.raises(UnknownTicker) as unknown:
        await market.venue().market("BTC/USD")
    assert unknown.value.similar[0] == "BTC/USDT"
    with pytest.raises(UnknownTicker) as begun:
        await market.venue().market("sol")
    assert begun.value.similar[0] == "SOL/USDT"
    named = VenueRegistry(
        SyntheticSource(symbol="DOGE/EUR"), ReplayConfig(clock=market.clock, nursery=market.nursery)
    ).paper("Bybit F")
    found = await named.market("dogeeur")
    assert (found.base, found.quote, found.derivative, found.tick) == ("DOGE", "EUR", True, Decimal("1e-8"))
    assert abs(await named.last_price("DOGE/EUR") - 100) < 1
    await market.end()


# --- at a market of hand-printed ticks ---------------------------------------------------------------


class Hand:
    """A shared market that prints what the test says."""

    def __init__(self, *prices: str, max_fill: Decimal | None = None) -> None:
        self.clock = ManualClock()
        self.nursery = Nursery(self.clock)
        self.feed = HandFeed(*prices)
        replay_config = ReplayConfig(clock=self.clock, nursery=self.nursery, speed=0, max_fill=max_fill)
        self.venue = VenueRegistry(HandSource(self.feed), replay_config).paper("Binance")

    async def subscribe(self, number: int, feed_offset: int | None = None) -> NotingSeat:
        listener = NotingSeat(await self.venue.market(SYMBOL), number, feed_offset)
        await self.venue.join(listener, None)
        return listener

    async def print(self, *prices: str) -> None:
        self.feed.print(*prices)
        await self.clock.settle()


@pytest.fixture
async def hand() -> AsyncIterator[Hand]:
    hand = Hand(*[str(100 + number) for number in range(10)])
    yield hand
    await hand.nursery.close()


async def test_the_run_goes_back_to_the_hindmost_and_the_others_wait(hand: Hand) -> None:
    ahead, behind = await hand.subscribe(1, 7), await hand.subscribe(2, 3)
    for listener in (ahead, behind):
        listener.triggers = PriceTriggers(high=Level(price=Decimal(1)))
        hand.venue.triggers_changed(listener.bot_id)
    assert (ahead.prices, behind.prices) == (["107"], ["103"])
    assert await hand.venue.last_price_of(ahead.bot_id, SYMBOL) == 107
    assert await hand.venue.last_price_of(behind.bot_id, SYMBOL) == 103
    await hand.venue.place(ahead.bot_id, order(Side.SELL, "105"))
    await hand.venue.place(behind.bot_id, order(Side.SELL, "105.5"))
    await hand.clock.settle()
    assert ahead.prices == ["107", "108", "109"]
    assert behind.prices == [str(price) for price in range(103, 110)]
    assert [fill.price for fill in ahead.fills] == [107]
    assert [(fill.price, fill.executed_at) for fill in behind.fills] == [
        (Decimal("105.5"), hand.feed.ticks[6].at)
    ]


async def test_who_is_further_than_the_market_is_waited_for(hand: Hand) -> None:
    behind, ahead = await hand.subscribe(1, 2), await hand.subscribe(2, 8)
    behind.triggers = ahead.triggers = PriceTriggers(high=Level(price=Decimal(1)))
    hand.venue.triggers_changed(behind.bot_id)
    await hand.clock.settle()
    assert behind.prices == [str(price) for price in range(102, 110)]
    assert ahead.prices == ["108", "109"]
    newcomer = await hand.subscribe(3)
    assert await hand.venue.last_price_of(newcomer.bot_id, SYMBOL) == 109


async def test_everybody_hears_within_twenty_rows_how_far_the_feed_has_come() -> None:
    hand = Hand("100")
    seats = [await hand.subscribe(number) for number in range(1, 51)]
    for number in range(60):
        await hand.print(str(101 + number % 5))
    for listener in seats:
        told = [0, *listener.went_by, 60]
        assert max(after - before for before, after in pairwise(told)) <= 20
    await hand.nursery.close()


async def test_a_row_costs_only_those_it_concerns() -> None:
    hand = Hand("100")
    looks = 0

    class CountedSeat(NotingSeat):
        def __getattribute__(self, name: str) -> object:
            if name == "triggers":
                nonlocal looks
                looks += 1
            return super().__getattribute__(name)

    for number in range(1, 301):
        listener = CountedSeat(await hand.venue.market(SYMBOL), number)
        listener.triggers = PriceTriggers(low=Level(price=Decimal(100 - number)))
        await hand.venue.join(listener, None)
    await hand.print("100")
    looks = 0
    await hand.print("99.5", "99.1", "100", "99.9")
    assert looks == 0
    await hand.print("98")
    assert 2 <= looks <= 6
    await hand.nursery.close()


async def test_a_bot_that_comes_back_to_a_running_market_sees_what_it_missed(hand: Hand) -> None:
    stays, goes = await hand.subscribe(1), await hand.subscribe(2)
    stays.triggers = PriceTriggers(high=Level(price=Decimal(109)))
    hand.venue.triggers_changed(stays.bot_id)
    await hand.venue.place(goes.bot_id, order(Side.SELL, "115"))
    await hand.clock.settle()
    await hand.venue.leave(goes.bot_id)
    await hand.print("116", "117", "110")
    back = NotingSeat(goes.market, 2, feed_offset=9)
    await hand.venue.join(back, order(Side.SELL, "115"))
    await hand.print("110")
    assert [(fill.price, fill.executed_at) for fill in back.fills] == [(Decimal(115), hand.feed.ticks[10].at)]
    assert stays.prices == ["109", "116", "117", "110", "110"]


async def test_what_was_filled_at_the_stored_row_is_not_filled_there_again() -> None:
    hand = Hand(*[str(100 + number) for number in range(10)], max_fill=Decimal("0.5"))
    listener = NotingSeat(await hand.venue.market(SYMBOL), 1, feed_offset=7)
    partly = replace(
        order(Side.SELL, "106", "2"),
        venue_order_id=VenueOrderId("paper-s00000010000000001@3"),
        filled=Decimal("0.5"),
        trade_ids=frozenset({TradeId("000000010000-1e1-7")}),
    )
    await hand.venue.join(listener, partly)
    await hand.subscribe(2, 3)
    await hand.clock.settle()
    assert [fill.executed_at for fill in listener.fills] == [hand.feed.ticks[8].at, hand.feed.ticks[9].at]
    await hand.nursery.close()


async def test_an_order_is_not_filled_by_rows_before_its_placement(hand: Hand) -> None:
    """The stored feed_offset may lag behind the tick that the order was placed at."""
    listener = NotingSeat(await hand.venue.market(SYMBOL), 1, feed_offset=2)
    placed = replace(order(Side.SELL, "103.5"), venue_order_id=VenueOrderId("paper-s00000010000000001@5"))
    await hand.venue.join(listener, placed)
    await hand.clock.settle()
    assert [(fill.price, fill.taker) for fill in listener.fills] == [(Decimal(105), True)]
