"""A market that all its bots share: it has a present, belongs to nobody, and lives by the clock."""

import math
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from engine.core.events import Edit, PriceSeen
from engine.core.price_triggers import Level, PriceTriggers
from engine.core.state import Phase
from engine.core.types import AccountId, BotId, Mode, Side, StopForm, TradeId, VenueOrderId
from engine.errors import UnknownAccount, UnknownExchange, UnknownTicker
from engine.tasks import Nursery
from engine.venues.paper.feeds.base import Tick
from engine.venues.paper.feeds.sources import SyntheticSource
from engine.venues.paper.feeds.synthetic import BEGIN, ROW_EVERY, SyntheticFeed
from engine.venues.paper.market_run import ReplayConfig
from engine.venues.registry import VenueRegistry
from tests.support.clock import ManualClock
from tests.venues.hand_market import SYMBOL, HandFeed, HandSource, NotingSeat, order
from tests.venues.world import Disk, World, made_up_world


def of_the_clock(market: World, symbol: str = "BTC/USDT") -> Tick:
    """Return the tick that the symbol has at this moment, whoever is there."""
    index = math.floor((market.clock.now() - BEGIN) / ROW_EVERY)
    return SyntheticFeed(symbol, seed=1, clock=market.clock).tick(index)


async def price(market: World, symbol: str = "BTC/USDT", exchange: str = "Binance") -> Decimal:
    return await market.venue(exchange).last_price(symbol)


def away(market: World, percent: str, symbol: str = "BTC/USDT") -> str:
    """Return a price so far from the present one."""
    return str(round(of_the_clock(market, symbol).price * (100 + Decimal(percent)) / 100, 2))


async def make(market: World, number: int, symbol: str, buy: str, sell: str, **more: str) -> BotId:
    buy_at, sell_at = away(market, buy, symbol), away(market, sell, symbol)
    return await market.make(number, ticker=symbol, buy=buy_at, sell=sell_at, quantity="0.1", **more)  # type: ignore[arg-type] # texts


async def test_bots_get_fills_within_two_minutes() -> None:
    market = made_up_world(Disk())
    plain = await market.make(1, ticker="BTC/USDT", buy="59900", sell="60100", quantity="0.1")
    trailing = await market.make(
        2, ticker="btc-usdt", buy="59950", sell="60050", quantity="0.1", trailing="0.05", exchange="Bybit"
    )
    for bot_id in (plain, trailing):
        await market.start(bot_id)
    await market.clock.advance(120)
    assert all(len(market.disk.facts(bot_id)) >= 2 for bot_id in (plain, trailing))
    await market.end()


async def test_the_market_goes_on_while_nobody_is_there() -> None:
    market = made_up_world(Disk())
    bot_id = await make(market, 1, "BTC/USDT", "-5", "+5")
    for _ in range(2):
        assert await price(market) == of_the_clock(market).price
        await market.clock.advance(1000)
        await market.start(bot_id)
        await market.clock.advance(10)
        assert await price(market) == of_the_clock(market).price
        assert (await market.venue("Bybit").newest("BTC/USDT")).at == of_the_clock(market).at
        await market.stop(bot_id)
        await market.clock.advance(3_600)
        assert await price(market, exchange="Bybit") == of_the_clock(market).price
    await market.end()


async def test_an_order_after_hours_without_anybody_is_judged_by_the_present_price() -> None:
    market = made_up_world(Disk())
    bot_id = await make(market, 1, "BTC/USDT", "-5", "+5")
    await market.start(bot_id)
    await market.clock.advance(10)
    await market.stop(bot_id)
    await market.clock.advance(3_607)
    eager = await make(market, 2, "BTC/USDT", "+2", "+5")
    await market.start(eager)
    await market.clock.advance(0.5)
    (fill,) = market.disk.facts(eager)
    assert market.clock.now() - fill.at <= timedelta(seconds=0.75)
    assert abs(fill.price / of_the_clock(market).price - 1) < Decimal("0.002")
    await market.end()


async def test_a_restart_goes_to_where_the_market_is_by_then() -> None:
    """What was traded while the program was off fills nothing: paper orders live in the program."""
    clock, disk = ManualClock(), Disk()
    market = made_up_world(disk, clock)
    deep = await make(market, 1, "BTC/USDT", "-0.3", "+5")
    await market.start(deep)
    order_price = market.state(deep).config.buy_price
    await market.end()
    begun = clock.now()
    while of_the_clock(market).price >= order_price:
        clock = ManualClock(clock.now() + ROW_EVERY)
        market.clock = clock
    while of_the_clock(market).price <= order_price:
        clock = ManualClock(clock.now() + ROW_EVERY)
        market.clock = clock
    assert clock.now() - begun > timedelta(seconds=2)

    market = made_up_world(disk, clock)
    await market.take_up()
    await clock.advance(0.5)
    assert await price(market) == of_the_clock(market).price
    assert disk.facts(deep) == []
    await clock.advance(120)
    (fill,) = disk.facts(deep)
    assert (fill.price, fill.taker) == (order_price, False)
    await market.end()


async def test_who_comes_from_elsewhere_moves_nobodys_prices() -> None:
    """A bot that has come to some offset elsewhere joins a market where that is."""
    market = made_up_world(Disk())
    comes = await make(market, 1, "BTC/USDT", "-5", "+5")
    stays = await make(market, 2, "ETH/USDT", "-5", "+5")
    for offset in (None, 0, 7, 10**6, 10**12):
        market.disk.books.feed_offsets[comes] = offset
        await market.start(comes)
        await market.start(stays)
        for symbol in ("ETH/USDT", "SOL/USDT", "BTC/USDT"):
            state = market.state(comes)
            rules = await market.venue().market(symbol)
            changed = replace(state.config, ticker=symbol, buy_price=Decimal(1), sell_price=Decimal(2))
            await market.command(comes, Edit(at=market.clock.now(), config=changed, market=rules))
            for _ in range(8):
                await market.clock.advance(0.25)
                for bot_id, pair in ((comes, symbol), (stays, "ETH/USDT")):
                    newest = await market.venue().newest(pair, bot_id)
                    assert (newest.price, newest.at) == (
                        of_the_clock(market, pair).price,
                        of_the_clock(market, pair).at,
                    )
        await market.stop(comes)
        await market.stop(stays)
    await market.end()


async def test_a_bot_that_was_stopped_trades_nothing_of_what_went_by() -> None:
    market = made_up_world(Disk())
    first, second = [await make(market, number, "BTC/USDT", "-0.1", "+0.1") for number in (1, 2)]
    await market.start(first)
    await market.start(second)
    await market.clock.advance(5)
    await market.stop(second)
    before = len(market.disk.facts(second))
    await market.clock.advance(100)
    back = market.clock.now()
    await market.start(second)
    await market.clock.advance(60)
    later = market.disk.facts(second)[before:]
    assert later
    assert all(fact.at >= back for fact in later)
    await market.end()


async def test_a_market_that_was_held_up_goes_on_at_the_present() -> None:
    """What little was late is shown; what a suspended machine missed is not made up for."""
    market = made_up_world(Disk())
    seat = NotingSeat(await market.venue().market("BTC/USDT"))
    seat.triggers = PriceTriggers(high=Level(price=Decimal(1)))
    await market.venue().join(seat, None)
    await market.clock.advance(1)
    for asleep_s, shown in ((2, 8), (3_600, 1)):
        seat.heard.clear()
        await market.clock.suspend(asleep_s)
        await market.clock.advance(0.1)
        assert shown <= len(seat.prices) <= shown + 1
        assert seat.prices[-1] == str(of_the_clock(market).price)
        times = [event.at for event, _ in seat.heard if isinstance(event, PriceSeen)]
        assert times == sorted(times)
    await market.venue().leave(seat.bot_id)
    await market.end()


@pytest.mark.parametrize("speed", [0.5, 1, 8, 20])
async def test_it_goes_as_much_faster_as_it_is_told_to(speed: float) -> None:
    clock = ManualClock()
    feed = SyntheticFeed("BTC/USDT", seed=1, clock=clock, speed=speed)
    ticks = feed.read(0)
    first = await anext(ticks)
    assert clock.now() - ROW_EVERY / speed < first.at <= clock.now()
    coming = ticks.__anext__()
    waiting = Nursery(clock)
    came: list[Tick] = []

    async def note() -> None:
        came.append(await coming)

    waiting.start("next", note, restart=False)
    await clock.advance(0.25 / speed)
    assert [tick.index for tick in came] == [first.index + 1]
    assert feed.newest.index - first.index in {1, 2}
    await waiting.close()
    await ticks.aclose()


async def test_a_change_while_watching_is_judged_at_once() -> None:
    market = made_up_world(Disk())
    trailing = await make(market, 1, "BTC/USDT", "-5", "+5", trailing="0.05")
    await market.start(trailing)
    await market.clock.advance(1)
    state = market.state(trailing)
    assert state.phase is Phase.WATCHING
    assert state.trail is None
    config = replace(state.config, buy_price=Decimal(71_000), sell_price=Decimal(72_000))
    await market.command(trailing, Edit(at=market.clock.now(), config=config, market=state.market))
    await market.supervisor.drained(trailing)
    trail = market.state(trailing).trail
    assert trail is not None
    assert trail.extreme == of_the_clock(market).price
    await market.end()


async def test_close_trades_at_the_last_price() -> None:
    market = made_up_world(Disk())
    bot_id = await make(market, 1, "BTC/USDT", "+1", "+5")
    await market.start(bot_id)
    await market.clock.advance(20)
    assert market.state(bot_id).held
    last_price = (await market.venue().newest("BTC/USDT", bot_id)).price
    await market.stop(bot_id, StopForm.CLOSE)
    last = market.disk.facts(bot_id)[-1]
    assert (last.side, last.price, last.taker) == (Side.SELL, last_price, True)
    assert not market.state(bot_id).held
    await market.end()


async def test_only_what_is_offered() -> None:
    market = made_up_world(Disk())
    of_ccxt = ("Binance", "Binance F", "Bybit", "Bybit F", "OKX", "OKX F")
    assert market.venues.exchanges() == (*of_ccxt, "CoinDCX F", "CoinDCX F INR")
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
        SyntheticSource(clock=market.clock, symbol="DOGE/EUR"),
        ReplayConfig(clock=market.clock, nursery=market.nursery),
    ).paper("Bybit F")
    found = await named.market("dogeeur")
    assert (found.base, found.quote, found.derivative, found.tick) == ("DOGE", "EUR", True, Decimal("0.001"))
    assert abs(await named.last_price("DOGE/EUR") - 100) < 2
    await market.end()


# --- at a market, and a replay, of hand-printed ticks -------------------------------------------------


class Hand:
    """Prices that the test prints."""

    def __init__(self, *prices: str, replayable: bool, max_fill: Decimal | None = None) -> None:
        self.clock = ManualClock()
        self.nursery = Nursery(self.clock)
        self.feed = HandFeed(*prices, replayable=replayable)
        replay_config = ReplayConfig(clock=self.clock, nursery=self.nursery, speed=0, max_fill=max_fill)
        self.venue = VenueRegistry(HandSource(self.feed), replay_config).paper("Binance")

    async def print(self, *prices: str) -> None:
        self.feed.print(*prices)
        await self.clock.settle()


TEN = tuple(str(100 + number) for number in range(10))


async def test_a_bot_hears_within_twenty_rows_how_far_its_replay_has_come() -> None:
    hand = Hand("100", replayable=True)
    listener = NotingSeat(await hand.venue.market(SYMBOL))
    await hand.venue.join(listener, None)
    for number in range(60):
        await hand.print(str(101 + number % 5))
    told = [0, *listener.went_by, 60]
    assert max(after - before for before, after in pairwise(told)) <= 20
    await hand.nursery.close()


async def test_a_row_costs_only_those_it_concerns() -> None:
    hand = Hand("100", replayable=False)
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
    await hand.clock.settle()
    await hand.print("100")
    looks = 0
    await hand.print("99.5", "99.1", "100", "99.9")
    assert looks == 0
    await hand.print("98")
    assert 2 <= looks <= 6
    await hand.nursery.close()


async def test_what_was_filled_at_the_stored_row_is_not_filled_there_again() -> None:
    hand = Hand(*TEN, replayable=True, max_fill=Decimal("0.5"))
    listener = NotingSeat(await hand.venue.market(SYMBOL), 1, feed_offset=7)
    partly = replace(
        order(Side.SELL, "106", "2"),
        venue_order_id=VenueOrderId("paper-s00000010000000001@3"),
        filled=Decimal("0.5"),
        trade_ids=frozenset({TradeId("000000010000-1e1-7")}),
    )
    await hand.venue.join(listener, partly)
    await hand.clock.settle()
    assert [fill.executed_at for fill in listener.fills] == [hand.feed.ticks[8].at, hand.feed.ticks[9].at]
    await hand.nursery.close()


async def test_an_order_is_not_filled_by_rows_before_its_placement() -> None:
    """The stored feed_offset may lag behind the tick that the order was placed at."""
    hand = Hand(*TEN, replayable=True)
    listener = NotingSeat(await hand.venue.market(SYMBOL), 1, feed_offset=2)
    placed = replace(order(Side.SELL, "103.5"), venue_order_id=VenueOrderId("paper-s00000010000000001@5"))
    await hand.venue.join(listener, placed)
    await hand.clock.settle()
    assert [(fill.price, fill.taker) for fill in listener.fills] == [(Decimal(105), True)]
    await hand.nursery.close()
