"""What an order does at the paper venue."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from engine.core.events import OrderCanceled, OrderExpired
from engine.core.orders import Order
from engine.core.price_triggers import Level, PriceTriggers
from engine.core.reasons.markets import QuantityTooSmall, ValueTooSmall
from engine.core.types import BotId, Market, Side, VenueOrderId
from engine.reads.views import PriceAt
from engine.tasks import Nursery
from engine.venue_answers import Accepted, CannotTell, OrderStatus, Present, Rejected, Unknown
from engine.venues.paper.executions import PaperOrder, execution
from engine.venues.paper.feeds.base import Tick
from engine.venues.paper.feeds.sources import PaperRules
from engine.venues.paper.market_run import ReplayConfig
from engine.venues.paper.venue import PaperVenue
from engine.venues.registry import VenueRegistry
from tests.support.clock import START, ManualClock
from tests.venues.hand_market import SYMBOL, HandFeed, HandSource, NotingSeat, order


class Rig:
    """One listener at a market that stands at 100."""

    def __init__(self, clock: ManualClock, nursery: Nursery, feed: HandFeed) -> None:
        self.clock = clock
        self.nursery = nursery
        self.feed = feed

    async def subscribe(
        self,
        exchange: str = "Binance",
        *,
        max_fill: str | None = None,
        rules: PaperRules | None = None,
        open_order: Order | None = None,
        feed_offset: int | None = None,
    ) -> tuple[PaperVenue, NotingSeat]:
        replay_config = ReplayConfig(
            clock=self.clock, nursery=self.nursery, speed=0, max_fill=Decimal(max_fill) if max_fill else None
        )
        venue = VenueRegistry(HandSource(self.feed, rules=rules), replay_config).paper(exchange)
        listener = NotingSeat(await venue.market(SYMBOL), feed_offset=feed_offset)
        await venue.join(listener, open_order)
        return venue, listener

    async def print(self, *prices: str) -> None:
        self.feed.print(*prices)
        await self.clock.settle()


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    clock = ManualClock()
    nursery = Nursery(clock)
    yield Rig(clock, nursery, HandFeed("100"))
    await nursery.close()


@pytest.mark.parametrize(
    ("side", "limit"), [(Side.BUY, "100"), (Side.BUY, "103"), (Side.SELL, "100"), (Side.SELL, "99")]
)
async def test_an_order_that_crosses_trades_at_once_at_the_last_price(
    rig: Rig, side: Side, limit: str
) -> None:
    venue, listener = await rig.subscribe()
    answer = await venue.place(listener.bot_id, order(side, limit))
    assert answer == Accepted(venue_order_id=VenueOrderId("paper-s00000010000000001@0"))
    assert listener.went_by == [0]  # known before the answer is stored
    (fill,) = listener.fills
    assert (fill.price, fill.quantity, fill.taker) == (Decimal(100), Decimal(2), True)
    assert fill.executed_at == rig.feed.ticks[0].at
    assert listener.heard[0][1] == 0


@pytest.mark.parametrize(
    ("side", "limit", "touch", "through"),
    [(Side.BUY, "99", "99", "98.99"), (Side.SELL, "101", "101", "101.01")],
)
async def test_a_resting_order_trades_whole_at_its_price_when_the_market_goes_through(
    rig: Rig, side: Side, limit: str, touch: str, through: str
) -> None:
    venue, listener = await rig.subscribe()
    await venue.place(listener.bot_id, order(side, limit))
    await rig.print(touch, touch)
    assert listener.fills == []
    await rig.print(through, through, touch)
    (fill,) = listener.fills
    assert (fill.price, fill.quantity, fill.taker) == (Decimal(limit), Decimal(2), False)
    assert fill.executed_at == rig.feed.ticks[3].at
    assert [feed_offset for _, feed_offset in listener.heard] == [3]


async def test_the_fee_is_taken_from_the_coin_received(rig: Rig) -> None:
    venue, listener = await rig.subscribe()
    await venue.place(listener.bot_id, order(Side.BUY, "100", "2"))
    await venue.place(listener.bot_id, order(Side.SELL, "100", "2", attempt=2))
    bought, sold = (fill.fee for fill in listener.fills)
    assert (bought.coin, bought.amount, bought.value) == ("COIN", Decimal("0.002"), Decimal("0.2"))
    assert (sold.coin, sold.amount, sold.value) == ("USD", Decimal("0.2"), Decimal("0.2"))


async def test_a_perpetual_takes_every_fee_in_quote(rig: Rig) -> None:
    venue, listener = await rig.subscribe("Binance F")
    await venue.place(listener.bot_id, order(Side.BUY, "100", "2"))
    await venue.place(listener.bot_id, order(Side.SELL, "100", "2", attempt=2))
    assert [(fill.fee.coin, fill.fee.amount) for fill in listener.fills] == [("USD", Decimal("0.2"))] * 2


async def test_an_immediate_order_that_does_not_cross_expires(rig: Rig) -> None:
    venue, listener = await rig.subscribe()
    await venue.place(listener.bot_id, order(Side.SELL, "100.01", immediate=True))
    (end,) = listener.ends
    assert isinstance(end, OrderExpired)
    assert end.reported == 0
    await rig.print("105")
    assert listener.fills == []


async def test_an_immediate_order_takes_what_there_is(rig: Rig) -> None:
    venue, listener = await rig.subscribe(max_fill="0.5")
    await venue.place(listener.bot_id, order(Side.SELL, "99", immediate=True))
    assert [fill.quantity for fill in listener.fills] == [Decimal("0.5")]
    (end,) = listener.ends
    assert isinstance(end, OrderExpired)
    assert end.reported == Decimal("0.5")


async def test_a_row_fills_no_more_than_it_is_allowed_to(rig: Rig) -> None:
    venue, listener = await rig.subscribe(max_fill="0.75")
    await venue.place(listener.bot_id, order(Side.BUY, "100"))
    await rig.print("99", "100", "99", "99")
    assert [(fill.quantity, fill.taker) for fill in listener.fills] == [
        (Decimal("0.75"), True),
        (Decimal("0.75"), False),
        (Decimal("0.50"), False),
    ]
    assert len({fill.trade_id for fill in listener.fills}) == 3


async def test_a_cancel_says_what_was_filled_and_nothing_trades_afterwards(rig: Rig) -> None:
    venue, listener = await rig.subscribe(max_fill="0.5")
    resting = order(Side.BUY, "99")
    await venue.place(listener.bot_id, resting)
    await rig.print("98")
    await venue.cancel(listener.bot_id, resting)
    await venue.cancel(listener.bot_id, resting)
    (end,) = listener.ends
    assert isinstance(end, OrderCanceled)
    assert end.reported == Decimal("0.5")
    await rig.print("90")
    assert len(listener.fills) == 1


async def test_a_cancel_that_comes_too_late_says_nothing(rig: Rig) -> None:
    venue, listener = await rig.subscribe()
    crossing = order(Side.BUY, "100")
    await venue.place(listener.bot_id, crossing)
    await venue.cancel(listener.bot_id, crossing)
    assert listener.ends == []
    assert len(listener.fills) == 1


async def test_the_same_order_placed_twice_is_one_order(rig: Rig) -> None:
    venue, listener = await rig.subscribe()
    first = await venue.place(listener.bot_id, order(Side.BUY, "99"))
    assert await venue.place(listener.bot_id, order(Side.BUY, "99")) == first
    await rig.print("98")
    assert len(listener.fills) == 1


async def test_two_orders_of_one_bot_are_two_orders(rig: Rig) -> None:
    """The venue would not hide it if a bot placed twice."""
    venue, listener = await rig.subscribe()
    await venue.place(listener.bot_id, order(Side.BUY, "99"))
    await venue.place(listener.bot_id, order(Side.BUY, "99", attempt=2))
    await rig.print("98")
    assert len({fill.trade_id for fill in listener.fills}) == 2


async def test_what_an_exchange_would_refuse_is_refused(rig: Rig) -> None:
    rules = PaperRules(min_quantity=Decimal(1), min_notional=Decimal(150))
    venue, listener = await rig.subscribe(rules=rules)
    few = await venue.place(listener.bot_id, order(Side.BUY, "1000", "0.9"))
    assert few == Rejected(reason=QuantityTooSmall(quantity=Decimal("0.9"), coin="COIN", smallest=Decimal(1)))
    cheap = await venue.place(listener.bot_id, order(Side.BUY, "100", "1.4"))
    assert cheap == Rejected(reason=ValueTooSmall(smallest=Decimal(150), coin="USD"))
    assert listener.heard == []


async def test_an_order_that_is_not_here_is_found_all_the_same_and_trades(rig: Rig) -> None:
    venue, listener = await rig.subscribe()
    answer = await venue.find(listener.bot_id, order(Side.BUY, "99"))
    assert answer == Present(venue_order_id=VenueOrderId("paper-s00000010000000001@0"))
    await rig.print("98")
    assert await venue.find(listener.bot_id, order(Side.BUY, "99")) == answer
    assert len(listener.fills) == 1


async def test_an_order_that_comes_back_is_judged_by_where_it_was_placed(rig: Rig) -> None:
    """At tick 1 the price is the limit: that fills an order placed there, and none that has rested."""
    rig.feed.print("99")
    resting = order(Side.BUY, "99")
    named = {at: replace(resting, venue_order_id=VenueOrderId(f"paper-x@{at}")) for at in (0, 1)}
    for back, traded in ((named[0], False), (named[1], True), (resting, True)):
        venue, listener = await rig.subscribe(open_order=back, feed_offset=1)
        assert bool(listener.fills) is traded
        assert all(fill.taker for fill in listener.fills)
        assert isinstance(await venue.find(listener.bot_id, back), Present)


async def test_who_has_no_seat_gets_no_answer(rig: Rig) -> None:
    venue, listener = await rig.subscribe()
    await venue.leave(listener.bot_id)
    assert isinstance(await venue.place(listener.bot_id, order(Side.BUY, "100")), Unknown)
    assert isinstance(await venue.find(listener.bot_id, order(Side.BUY, "100")), CannotTell)
    await venue.cancel(listener.bot_id, order(Side.BUY, "100"))
    venue.triggers_changed(listener.bot_id)
    await venue.leave(BotId(listener.bot_id))
    assert listener.heard == []


async def test_a_price_is_told_to_who_wants_it(rig: Rig) -> None:
    venue, listener = await rig.subscribe()
    listener.triggers = PriceTriggers(
        low=Level(price=Decimal(99)), high=Level(price=Decimal(102), strict=True)
    )
    venue.triggers_changed(listener.bot_id)
    await rig.print("99.01", "99", "100", "102", "102.01")
    assert listener.prices == ["99", "102.01"]
    assert [feed_offset for _, feed_offset in listener.heard] == [2, 5]


async def test_a_wish_is_judged_by_the_price_just_seen(rig: Rig) -> None:
    venue, listener = await rig.subscribe()
    listener.triggers = PriceTriggers(high=Level(price=Decimal(100)))
    venue.triggers_changed(listener.bot_id)
    venue.triggers_changed(listener.bot_id)
    assert listener.prices == ["100"]


async def test_who_sits_down_is_told_the_present_price_at_once(rig: Rig) -> None:
    """The next tick may be an hour away."""
    venue, first = await rig.subscribe()
    second = NotingSeat(first.market, 2)
    second.triggers = PriceTriggers(low=Level(price=Decimal(100)))
    await venue.join(second, None)
    assert second.prices == ["100"]


async def test_the_next_row_waits_until_a_bot_has_decided(rig: Rig) -> None:
    venue, listener = await rig.subscribe()
    listener.triggers = PriceTriggers(high=Level(price=Decimal(101)))
    venue.triggers_changed(listener.bot_id)
    await rig.print("100")
    listener.is_settled.clear()
    await rig.print("101", "102", "103")
    assert listener.prices == ["101"]
    listener.triggers = PriceTriggers(high=Level(price=Decimal(103)))
    listener.is_settled.set()
    await asyncio.sleep(0)
    await rig.clock.settle()
    assert listener.prices == ["101", "103"]


async def test_prices_are_asked_for(rig: Rig) -> None:
    venue, listener = await rig.subscribe()
    assert await venue.last_price("coin-usd") == 100
    await rig.print("101.5")
    assert await venue.newest(SYMBOL, listener.bot_id) == PriceAt(Decimal("101.5"), rig.feed.ticks[1].at)
    assert await venue.quote_of(listener.bot_id, SYMBOL) == (Decimal("101.5"), Decimal("101.5"))


async def test_a_look_at_an_order_changes_nothing(rig: Rig) -> None:
    venue, listener = await rig.subscribe()
    resting = order(Side.BUY, "99")
    assert await venue.order_status(listener.bot_id, listener.market, resting) == OrderStatus(
        is_open=False, filled=None
    )
    assert await venue.order_status(listener.bot_id, listener.market, resting) == OrderStatus(
        is_open=False, filled=None
    )
    await venue.place(listener.bot_id, resting)
    assert await venue.order_status(listener.bot_id, listener.market, resting) == OrderStatus(
        is_open=True, filled=Decimal(0)
    )
    await rig.print("98")
    assert await venue.order_status(listener.bot_id, listener.market, resting) == OrderStatus(
        is_open=False, filled=Decimal(2)
    )
    await venue.leave(listener.bot_id)
    assert not (await venue.order_status(listener.bot_id, listener.market, resting)).is_open


@pytest.mark.parametrize(("taker", "fee"), [(False, "0.01"), (True, "0.03")])
def test_who_makes_and_who_takes_pays_the_fee_of_that(*, taker: bool, fee: str) -> None:
    market = Market(
        venue="Binance",
        symbol=SYMBOL,
        base="COIN",
        quote="USDT",
        tick=Decimal("0.01"),
        step=Decimal("0.01"),
        maker_fee=Decimal("0.001"),
        taker_fee=Decimal("0.003"),
    )
    paper = PaperOrder(BotId(UUID(int=1)), order(Side.BUY, "100"), VenueOrderId("paper"), filled=Decimal(0))
    tick = Tick(index=1, at=START, price=Decimal(100))
    assert execution(paper, market, tick, Decimal(10), taker=taker).fee.amount == Decimal(fee)
