"""Paper bots on an exchange's public trades: the gateway is played by hand."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import cast

import pytest

from engine.core.events import OrderExpired, PriceSeen, RangeSeen
from engine.core.price_triggers import NO_TRIGGERS, Level, PriceTriggers
from engine.core.types import Market, Side, VenueOrderId
from engine.errors import UnknownTicker, VenueUnavailable
from engine.reads.views import PriceAt
from engine.tasks import Nursery
from engine.venues.live.gateway import Gateway, Print
from engine.venues.paper.feeds.live_source import LiveSource
from engine.venues.paper.market_run import ReplayConfig
from engine.venues.paper.venue import PaperVenue
from engine.venues.registry import VenueRegistry
from engine.venues.symbols import resolve
from tests.support.clock import START, ManualClock
from tests.support.reasons import said
from tests.venues.hand_market import NotingSeat, order


class HandGateway:
    """Only the public part: what else is asked of it is an error."""

    knows_our_names = True

    def __init__(self) -> None:
        self.asked_for: list[str] = []
        self.streams = 0
        self.coming: asyncio.Queue[Print | VenueUnavailable] = asyncio.Queue()
        self.closed = False

    async def market(self, symbol: str) -> Market:
        self.asked_for.append(symbol)
        return Market(
            venue="Binance",
            symbol=resolve(symbol, ("BTC/USDT",), "Binance", derivative=False),
            base="BTC",
            quote="USDT",
            tick=Decimal("0.01"),
            step=Decimal("0.00001"),
        )

    async def last_price(self, market: Market) -> Decimal:
        return Decimal(60_000)

    async def prints(self, market: Market, band: object = None) -> AsyncIterator[Print]:
        self.streams += 1
        while True:
            item = await self.coming.get()
            if isinstance(item, VenueUnavailable):
                raise item
            yield item

    async def close(self) -> None:
        self.closed = True


class Rig:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.nursery = Nursery(self.clock)
        self.gateway = HandGateway()
        source = LiveSource(clock=self.clock, gateway_of=lambda _: cast("Gateway", self.gateway))
        self.venues = VenueRegistry(source, ReplayConfig(clock=self.clock, nursery=self.nursery, speed=1))
        self.count = 0

    @property
    def venue(self) -> PaperVenue:
        return self.venues.paper("Binance")

    async def seat(self, number: int = 1) -> NotingSeat:
        return NotingSeat(await self.venue.market("btcusdt"), number)

    async def print(self, *prices: str) -> None:
        for price in prices:
            self.count += 1
            at = START + timedelta(seconds=self.count)
            self.gateway.coming.put_nowait(Print(price=Decimal(price), at=at))
        await self.clock.settle()


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    rig = Rig()
    yield rig
    await rig.nursery.close()
    await rig.venues.close()
    assert rig.gateway.closed


async def test_symbols_are_found_in_any_form_and_asked_for_once_in_half_an_hour(rig: Rig) -> None:
    for typed in ("btcusdt", "BTC/USDT", "btc-usdt", "BTC/USDT"):
        assert (await rig.venue.market(typed)).symbol == "BTC/USDT"
    assert rig.gateway.asked_for == ["btcusdt", "btc-usdt"]
    await rig.clock.advance(1800)
    await rig.venue.market("BTC/USDT")
    assert len(rig.gateway.asked_for) == 3
    for typed in ("peopleusdc", "doge_eur", "what"):
        with pytest.raises(UnknownTicker):
            await rig.venue.market(typed)
        assert rig.gateway.asked_for[-1] == typed


async def test_an_order_placed_before_the_first_price_is_judged_by_it(rig: Rig) -> None:
    listener = await rig.seat()
    await rig.venue.join(listener, None)
    await rig.venue.place(listener.bot_id, order(Side.BUY, "60000"))
    await rig.venue.place(listener.bot_id, order(Side.BUY, "59000", attempt=2))
    assert await rig.venue.last_price("BTC/USDT") == 60_000
    await rig.print("0", "59990", "58999")
    assert [(fill.price, fill.taker) for fill in listener.fills] == [
        (Decimal(59_990), True),
        (Decimal(59_000), False),
    ]
    assert [feed_offset for _, feed_offset in listener.heard] == [None, None]
    assert listener.went_by == []
    assert await rig.venue.last_price("BTC/USDT") == 58_999


async def test_a_bot_that_thinks_of_another_exchange_sees_the_price_there(rig: Rig) -> None:
    listener = await rig.seat()
    await rig.venue.join(listener, None)
    await rig.print("58999")
    elsewhere = rig.venues.paper("Bybit")
    assert (await rig.venue.newest("BTC/USDT", listener.bot_id)).price == 58_999
    assert (await elsewhere.newest("BTC/USDT", listener.bot_id)).price == 60_000


async def test_a_broken_stream_is_opened_again_after_growing_pauses(rig: Rig) -> None:
    listener = await rig.seat()
    await rig.venue.join(listener, None)
    pauses = []
    for _ in range(8):
        rig.gateway.coming.put_nowait(VenueUnavailable("Binance", said("the line is dead")))
        await rig.clock.settle()
        pauses.append(rig.clock.next_wake_s)
        await rig.clock.advance(60)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    listener.triggers = PriceTriggers(high=Level(price=Decimal(1)))
    rig.venue.triggers_changed(listener.bot_id)
    await rig.print("60001")
    assert listener.prices == ["60001"]
    assert rig.gateway.streams == 9


async def test_an_old_price_fires_nothing_for_who_has_just_come(rig: Rig) -> None:
    first, second = await rig.seat(1), await rig.seat(2)
    await rig.venue.join(first, None)
    await rig.print("60000")
    second.triggers = PriceTriggers(high=Level(price=Decimal(60_000)))
    await rig.venue.join(second, None)
    rig.venue.triggers_changed(second.bot_id)
    await rig.clock.settle()
    assert second.prices == []
    await rig.print("60000")
    assert second.prices == ["60000"]


async def test_who_is_away_for_a_moment_misses_nothing(rig: Rig) -> None:
    listener = await rig.seat()
    placed = order(Side.BUY, "59900")
    await rig.venue.join(listener, None)
    await rig.print("60000")
    await rig.venue.place(listener.bot_id, placed)
    listener.triggers = PriceTriggers(high=Level(price=Decimal(60_100)))
    rig.venue.triggers_changed(listener.bot_id)
    await rig.venue.leave(listener.bot_id)
    await rig.print("60150", "60200", "59800")
    back = await rig.seat()
    named = replace(placed, venue_order_id=VenueOrderId("paper-s00000010000000001"))
    await rig.venue.join(back, named)
    assert [fill.price for fill in back.fills] == [59_900]
    ranges = [event for event, _ in back.heard if isinstance(event, RangeSeen)]
    assert [(one.low, one.high) for one in ranges] == [(Decimal(60_150), Decimal(60_200))]
    assert not any(isinstance(event, PriceSeen) for event, _ in back.heard)
    await rig.print("59700")
    assert len(back.fills) == 1


async def test_who_wants_nothing_is_not_waited_for(rig: Rig) -> None:
    listener = await rig.seat()
    await rig.venue.join(listener, None)
    await rig.print("60000")
    listener.triggers = NO_TRIGGERS
    await rig.venue.leave(listener.bot_id)
    await rig.print("60001")
    assert rig.gateway.coming.qsize() == 1


@pytest.mark.parametrize("price", ["60000", "59999"])
async def test_an_order_that_may_not_rest_does_not_after_a_start_either(rig: Rig, price: str) -> None:
    """The program died between the answer to a close and its end: the first price decides."""
    listener = await rig.seat()
    closing = order(Side.SELL, "60000", immediate=True)
    named = replace(closing, venue_order_id=VenueOrderId("paper-s00000010000000001"))
    await rig.venue.join(listener, named)
    await rig.print(price)
    if price == "60000":
        assert [(fill.price, fill.taker) for fill in listener.fills] == [(Decimal(60_000), True)]
    else:
        assert [type(end) for end in listener.ends] == [OrderExpired]
    await rig.print("60001")
    assert len(listener.heard) == 1


async def test_an_order_from_before_the_program_started_rests_again(rig: Rig) -> None:
    listener = await rig.seat()
    named = replace(order(Side.BUY, "60000"), venue_order_id=VenueOrderId("paper-s00000010000000001"))
    await rig.venue.join(listener, named)
    await rig.print("60000")
    assert listener.fills == []
    await rig.print("59999")
    assert [(fill.price, fill.taker) for fill in listener.fills] == [(Decimal(60_000), False)]


async def test_a_market_that_nobody_follows_has_no_last_price_of_its_own(rig: Rig) -> None:
    """What printed last when the last bot left may be hours old: the exchange is asked."""
    first, second = await rig.seat(1), await rig.seat(2)
    await rig.venue.join(first, None)
    await rig.print("70000")
    assert await rig.venue.last_price("BTC/USDT") == 70_000
    await rig.venue.leave(first.bot_id)
    await rig.clock.advance(3_600)
    assert await rig.venue.newest("BTC/USDT", first.bot_id) == PriceAt(Decimal(60_000), rig.clock.now())
    await rig.venue.join(second, None)
    await rig.venue.place(second.bot_id, order(Side.BUY, "71000"))
    await rig.clock.settle()
    assert second.fills == []
    await rig.print("60500")
    assert [(fill.price, fill.taker) for fill in second.fills] == [(Decimal(60_500), True)]


async def test_who_has_moved_to_another_market_is_not_waited_for(rig: Rig) -> None:
    listener = await rig.seat()
    await rig.venue.join(listener, None)
    await rig.print("60000")
    listener.market = replace(listener.market, symbol="ETH/USDT")
    listener.triggers = PriceTriggers(high=Level(price=Decimal(1)))
    await rig.venue.leave(listener.bot_id)
    await rig.print("60001")
    assert rig.gateway.coming.qsize() == 1
    assert listener.prices == []
