"""How far a bot has followed prices: what it missed while it was away, and what is not its matter."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

import pytest

from engine.bots.subscription import FeedOffset
from engine.core.events import RangeSeen
from engine.core.ids import OrderNaming
from engine.core.price_triggers import NO_TRIGGERS, Level, PriceTriggers
from engine.core.state import BotState, Phase
from engine.core.types import BotConfig, BotId, Market, Mode, Side, Status
from engine.ports import ReplayVenue
from engine.reads.history import PriceRange
from engine.tasks import Nursery
from engine.timings import MarketDataTimings
from engine.venues.live.gateway import Gateway, Print
from engine.venues.live.trade_stream import TradeStream
from tests.support.clock import START, ManualClock
from tests.venues.hand_market import NotingSeat

BTC = Market(
    venue="Binance",
    symbol="BTC/USDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.00001"),
)
STOPPED = BotState(
    bot_id=BotId(UUID(int=1)),
    owner_id=1,
    naming=OrderNaming(epoch=1, serial=1),
    config=BotConfig(
        ticker="BTC/USDT",
        exchange="Binance",
        mode=Mode.LIVE,
        first_order=Side.BUY,
        quantity=Decimal("0.01"),
        buy_price=Decimal(60_000),
        sell_price=Decimal(61_000),
        trailing_percent=Decimal(1),
        infinite_loop=True,
    ),
    market=BTC,
)
WATCHING = replace(STOPPED, status=Status.ACTIVE, phase=Phase.WATCHING)
YESTERDAY = START - timedelta(days=1)


def came_to(at: datetime) -> FeedOffset:
    offset = FeedOffset(None, lambda _: None, lambda _: START)
    offset.advance_to_time(at)
    return offset


def at_begin(was: BotState, state: BotState) -> datetime | None:
    """Where a bot of a real account begins that had come to yesterday."""
    offset = came_to(YESTERDAY)
    offset.value = offset.at_begin(was, state)
    return offset.as_time


def test_a_bot_that_is_started_does_not_look_back_at_the_time_it_stood() -> None:
    assert at_begin(STOPPED, WATCHING) == START


def test_a_bot_that_moves_to_another_pair_begins_there_now() -> None:
    elsewhere = replace(WATCHING, config=replace(WATCHING.config, ticker="ETH/USDT"))
    assert at_begin(WATCHING, elsewhere) == START


def test_a_bot_that_goes_on_does_so_where_it_was() -> None:
    assert at_begin(WATCHING, replace(WATCHING, phase=Phase.PAUSED)) == YESTERDAY


def test_how_far_it_has_come_in_a_file_counts_nowhere_else() -> None:
    offset = FeedOffset(7, lambda _: cast("ReplayVenue", "a file"), lambda _: None)
    elsewhere = replace(WATCHING, config=replace(WATCHING.config, ticker="ETH/USDT"))
    assert offset.at_begin(STOPPED, WATCHING) == 7
    assert offset.at_begin(WATCHING, elsewhere) is None


def test_it_never_goes_back() -> None:
    offset = came_to(START)
    assert not offset.advance_to_time(YESTERDAY)
    assert offset.advance_to_time(START + timedelta(milliseconds=1))
    assert offset.as_time == START + timedelta(milliseconds=1)


def test_a_leg_that_begins_to_wait_before_a_time_is_known_begins_with_the_first_price() -> None:
    """What was traded before is not for it, also after a crash before that price."""
    offset = FeedOffset(None, lambda _: None, lambda _: None)
    offset.advance_to_time(YESTERDAY)
    where = offset.at_step(replace(WATCHING, phase=Phase.PAUSED), WATCHING)
    offset.is_stored(where, stays=True)
    assert (where, offset.as_time) == (None, None)
    assert offset.advance_to_time(START)


FALLING = PriceTriggers(low=Level(price=Decimal(58_000)))


class HandGateway:
    """A market whose past is a range, and whose prices a test prints."""

    knows_our_names = True

    def __init__(self) -> None:
        self.asked_since: list[datetime] = []
        self.coming: asyncio.Queue[Print] = asyncio.Queue()

    async def prices_between(self, market: Market, begins: datetime, ends: datetime) -> list[PriceRange]:
        raise NotImplementedError

    async def range_since(self, market: Market, since: datetime) -> tuple[Decimal, Decimal]:
        self.asked_since.append(since)
        return Decimal(59_000), Decimal(62_000)

    async def prints(self, market: Market, band: object = None) -> AsyncIterator[Print]:
        while True:
            yield await self.coming.get()


class Following:
    """One bot that follows a stream."""

    def __init__(self, seen_until: datetime | None) -> None:
        self.clock, self.gateway = ManualClock(), HandGateway()
        self.seat = NotingSeat(BTC)
        self.seat.prices_seen_until = seen_until
        self.seat.triggers = FALLING
        self.stream = TradeStream(BTC, cast("Gateway", self.gateway), self.clock)
        self.stream.join(self.seat)
        self.nursery = Nursery(self.clock)

    async def begin(self) -> None:
        self.nursery.start("prices", self.stream.run)
        await self.clock.settle()


@pytest.mark.parametrize(
    ("away", "looks"),
    [(timedelta(seconds=59), False), (timedelta(minutes=1), True), (timedelta(days=2), True)],
)
async def test_what_prices_did_while_the_program_was_away_is_told_as_a_range(
    away: timedelta, looks: bool
) -> None:
    one = Following(START - away)
    await one.begin()
    assert one.gateway.asked_since == ([START - away] if looks else [])
    assert ranges_of(one.seat) == ([(Decimal(59_000), Decimal(62_000))] if looks else [])
    await one.nursery.close()


async def test_a_bot_that_has_never_followed_prices_has_missed_none() -> None:
    one = Following(None)
    await one.begin()
    assert one.gateway.asked_since == []
    await one.nursery.close()


def ranges_of(seat: NotingSeat) -> list[tuple[Decimal, Decimal]]:
    return [(event.low, event.high) for event, _ in seat.heard if isinstance(event, RangeSeen)]


async def test_who_joins_once_the_stream_is_open_is_told_as_well_and_together_it_is_asked_once() -> None:
    """The first bot of a symbol opens its stream, and others come later, as at each start."""
    one = Following(None)
    await one.begin()
    late = [NotingSeat(BTC, number) for number in (2, 3)]
    for seat in late:
        seat.prices_seen_until, seat.triggers = YESTERDAY, FALLING
        one.stream.join(seat)
    one.gateway.coming.put_nowait(Print(price=Decimal(60_000), at=one.clock.now()))
    await one.clock.settle()
    assert one.gateway.asked_since == [YESTERDAY]
    assert [ranges_of(seat) for seat in late] == [[(Decimal(59_000), Decimal(62_000))]] * 2
    one.gateway.coming.put_nowait(Print(price=Decimal(60_001), at=one.clock.now()))
    await one.clock.settle()
    assert one.gateway.asked_since == [YESTERDAY]
    await one.nursery.close()


async def test_of_a_bot_that_waits_for_no_price_nothing_is_asked() -> None:
    one = Following(YESTERDAY)
    one.seat.triggers = NO_TRIGGERS
    await one.begin()
    assert one.gateway.asked_since == []
    await one.nursery.close()


async def test_bots_are_told_now_and_then_how_far_prices_have_come() -> None:
    one = Following(None)
    await one.begin()
    every_s = MarketDataTimings().passed_every.total_seconds()
    for seconds, told in ((every_s - 1, None), (1, START + timedelta(seconds=every_s))):
        await one.clock.advance(seconds)
        at = one.clock.now()
        one.gateway.coming.put_nowait(Print(price=Decimal(60_000), at=at))
        await one.clock.settle()
        assert one.seat.prices_seen_until == told
    await one.nursery.close()
