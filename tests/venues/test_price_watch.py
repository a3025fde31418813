"""When a stream of prices counts as silent: not by its own silence, but by what REST knows of the market."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Self, cast

import pytest

from engine.core.events import PricesBack, PricesSilent, RangeSeen
from engine.core.price_triggers import NO_TRIGGERS, Level, PriceTriggers
from engine.core.types import Market
from engine.errors import VenueUnavailable
from engine.reads.history import PriceRange
from engine.tasks import Nursery
from engine.timings import MarketDataTimings, SilenceTimings
from engine.venues.live.gateway import Gateway, Print
from engine.venues.live.trade_stream import TradeStream
from engine.venues.paper.feeds.live_source import LiveFeed
from tests.support.clock import ManualClock
from tests.support.reasons import said
from tests.venues.hand_market import NotingSeat
from tests.venues.test_candidates import MARKET

TOUCH = PriceTriggers(low=Level(price=Decimal(10**9)))
ONE_LOW = PriceTriggers(low=Level(price=Decimal(50000)))


class HandExchange:
    """Trades are made by the test; it says which of them the stream tells, and how late."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.trades: list[Print] = []
        self.lines = 0
        self.dropped = 0
        self.asked: list[float] = []
        self.fails = False
        self.hangs = False
        self.breaks = False
        self.lag_s = 0.0
        self.ranges = 0
        self._told: asyncio.Queue[Print] = asyncio.Queue()
        self._begun = clock.now()

    def trade(self, price: str, *, told: bool) -> None:
        self.trades.append(Print(price=Decimal(price), at=self.clock.now()))
        if told:
            self._told.put_nowait(self.trades[-1])

    def tell(self, trade: Print) -> None:
        self._told.put_nowait(trade)

    async def prints(self, market: Market, band: object = None) -> AsyncGenerator[Print | None]:
        self.lines += 1
        self._told = asyncio.Queue()
        while True:
            await self.clock.sleep(1)
            if self.breaks:
                raise VenueUnavailable("hand", said("the line broke"))
            while not self._told.empty():
                yield self._told.get_nowait()
            yield None

    async def drop_prints(self, market: Market) -> None:
        self.dropped += 1

    async def last_prints(self, market: Market) -> Sequence[Print]:
        self.asked.append((self.clock.now() - self._begun).total_seconds())
        if self.hangs:
            await asyncio.Event().wait()
        if self.fails:
            raise VenueUnavailable("hand", said("no answer"))
        until = self.clock.now() - timedelta(seconds=self.lag_s)
        return [one for one in self.trades if one.at <= until][-60:]

    async def prices_between(self, market: Market, begins: datetime, ends: datetime) -> list[PriceRange]:
        raise NotImplementedError

    async def range_since(self, market: Market, since: datetime) -> tuple[Decimal, Decimal]:
        self.ranges += 1
        return Decimal(1), Decimal(2)


class Rig:
    def __init__(
        self,
        triggers: PriceTriggers = TOUCH,
        *,
        knows_the_time: bool = True,
        timings: MarketDataTimings = MarketDataTimings(),
    ) -> None:
        self.clock = ManualClock()
        self.exchange = HandExchange(self.clock)
        self.stream = TradeStream(MARKET, cast("Gateway", self.exchange), self.clock, timings)
        self.seat = NotingSeat(MARKET)
        self.seat.triggers = triggers
        if knows_the_time:
            self.seat.prices_seen_until = self.clock.now() - timedelta(seconds=1)
        self.stream.join(self.seat)

    async def __aenter__(self) -> Self:
        self.nursery = Nursery(self.clock)
        self.nursery.start("prices", self.stream.run)
        await self.clock.advance(0.1)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.nursery.close()

    async def market(self, *prices: str, told: bool, every_s: float = 1) -> None:
        """Let the market trade at these prices, one a second."""
        for price in prices:
            self.exchange.trade(price, told=told)
            await self.clock.advance(every_s)

    @property
    def events(self) -> list[type]:
        return [type(event) for event, _ in self.seat.heard if isinstance(event, PricesSilent | PricesBack)]


async def test_a_stream_that_tells_is_not_asked_about() -> None:
    async with Rig(knows_the_time=False) as rig:
        await rig.market(*["60000"] * 200, told=True)
        assert (rig.exchange.asked, rig.stream.silent_since) == ([], None)


async def test_one_that_tells_nothing_while_the_market_trades_is_opened_anew() -> None:
    async with Rig() as rig:
        await rig.market("60000", told=True)
        heard_at = rig.clock.now()
        await rig.market(*["60001"] * 17, told=False)
        since = rig.stream.silent_since
        assert since is not None
        assert abs((since - heard_at).total_seconds()) < 2
        assert (rig.exchange.lines, rig.exchange.dropped) == (2, 1)
        await rig.market("60002", "60002", told=True)
        assert rig.stream.silent_since is None


async def test_a_quiet_market_is_asked_about_more_and_more_seldom() -> None:
    async with Rig() as rig:
        await rig.market("60000", told=True)
        await rig.clock.advance(400)
        assert (rig.stream.silent_since, rig.exchange.lines) == (None, 1)
        assert 5 <= len(rig.exchange.asked) <= 10
        pauses = [b - a for a, b in zip(rig.exchange.asked, rig.exchange.asked[1:], strict=False)]
        assert max(pauses) < 63


async def test_a_trade_that_comes_two_seconds_late_is_no_silence() -> None:
    async with Rig() as rig:
        await rig.market("60000", told=True)
        await rig.clock.advance(9)
        for _ in range(20):
            rig.exchange.trade("60001", told=False)
            await rig.clock.advance(2)
            rig.exchange.tell(rig.exchange.trades[-1])
            await rig.clock.advance(9)
        assert (rig.stream.silent_since, rig.exchange.lines) == (None, 1)


async def test_silent_from_the_first_moment() -> None:
    async with Rig() as rig:
        await rig.market(*["60000"] * 25, told=False)
        assert rig.stream.silent_since is not None
        assert rig.exchange.dropped >= 1


async def test_silent_from_the_first_moment_in_a_market_that_has_been_quiet_for_hours() -> None:
    async with Rig() as rig:
        rig.exchange.trade("60000", told=False)
        await rig.clock.advance(7200)
        assert (rig.stream.silent_since, rig.exchange.lines) == (None, 1)


async def test_one_that_repeats_old_prints_is_as_good_as_silent() -> None:
    async with Rig() as rig:
        await rig.market("60000", told=True)
        old = rig.exchange.trades[0]
        for _ in range(17):
            rig.exchange.trade("60001", told=False)
            rig.exchange.tell(old)
            await rig.clock.advance(1)
        assert rig.stream.silent_since is not None


async def test_one_that_tells_all_a_minute_late_is_as_good_as_silent() -> None:
    async with Rig() as rig:
        for second in range(150):
            rig.exchange.trade("60000", told=second < 60)
            if second >= 120:
                rig.exchange.tell(rig.exchange.trades[second - 60])
            await rig.clock.advance(1)
        assert rig.stream.silent_since is not None


@pytest.mark.parametrize("later", [False, True])
async def test_nothing_is_asked_while_nobody_waits_for_a_price(later: bool) -> None:
    async with Rig(NO_TRIGGERS) as rig:
        await rig.market("60000", told=True)
        await rig.market(*["60001"] * 100, told=False)
        assert (rig.exchange.asked, rig.stream.silent_since) == ([], None)
        if later:
            rig.seat.triggers = TOUCH
            rig.stream.triggers_changed(rig.seat.bot_id)
            await rig.market(*["60002"] * 6, told=False)
            assert rig.stream.silent_since is not None


async def test_what_rest_tells_is_a_price_of_now_and_what_came_before_moves_extremes() -> None:
    async with Rig() as rig:
        await rig.market("60000", told=True)
        await rig.market("59900", "59800", "60100", *["60005"] * 9, told=False)
        assert ranges(rig)[0] == ("59800", "60100")
        assert rig.seat.prices == ["60000", "60005"]
        assert rig.stream.price == 60005


async def test_a_bot_that_joined_before_the_exchanges_time_was_known_misses_nothing_either() -> None:
    async with Rig(knows_the_time=False) as rig:
        await rig.market("60000", told=True)
        await rig.market("59900", "59800", "60100", *["60005"] * 9, told=False)
        assert ranges(rig)[0] == ("59800", "60100")
        assert rig.seat.prices == ["60000", "60005"]


async def test_what_was_traded_before_a_leg_began_is_not_for_it() -> None:
    async with Rig(NO_TRIGGERS) as rig:
        await rig.market("60000", told=True)
        await rig.market("40000", *["60001"] * 12, told=False)
        rig.seat.triggers = ONE_LOW
        rig.stream.triggers_changed(rig.seat.bot_id)
        await rig.market(*["60002"] * 15, told=False)
        assert rig.seat.prices[-1] == "60002"
        assert min(low for low, _ in ranges(rig)) == "60002"


async def test_a_question_without_an_answer_says_nothing() -> None:
    async with Rig() as rig:
        await rig.market("60000", told=True)
        rig.exchange.fails = True
        await rig.market(*["60001"] * 60, told=False)
        assert (rig.stream.silent_since, rig.exchange.lines) == (None, 1)
        rig.exchange.fails = False
        await rig.market(*["60001"] * 12, told=False)
        assert rig.stream.silent_since is not None


async def test_it_is_opened_anew_after_pauses_that_grow_and_prices_come_by_rest_meanwhile() -> None:
    async with Rig() as rig:
        await rig.market("60000", told=True)
        await rig.market(*["60001"] * 600, told=False)
        assert 5 <= rig.exchange.dropped <= 9
        pauses = [b - a for a, b in zip(rig.exchange.asked, rig.exchange.asked[1:], strict=False)]
        assert max(pauses) <= 11


async def broken_for_a_moment(rig: Rig, *prices: str) -> None:
    """Let the line break, and the market trade at these prices until it is there again."""
    lines = rig.exchange.lines
    rig.exchange.breaks = True
    await rig.clock.advance(1.05)
    rig.exchange.breaks = False
    for price in prices:
        rig.exchange.trade(price, told=False)
        await rig.clock.advance(0.01)
    await rig.clock.advance(2)
    assert rig.exchange.lines > lines


def ranges(rig: Rig) -> list[tuple[str, str]]:
    return [(str(one.low), str(one.high)) for one, _ in rig.seat.heard if isinstance(one, RangeSeen)]


async def test_what_is_traded_while_a_line_is_opened_again_is_told_before_the_next_price() -> None:
    async with Rig(knows_the_time=False) as rig:
        await rig.market("60000", "60000", told=True)
        await broken_for_a_moment(rig, "59800", "60100", "60001")
        await rig.market("60002", "60003", told=True)
        assert ranges(rig) == [("59800", "60100")]
        assert rig.seat.prices == ["60000", "60000", "60002", "60003"]
        await rig.market(*["60003"] * 60, told=True)
        assert len(rig.exchange.asked) == 1


async def test_where_rest_shows_it_late_it_is_asked_again_and_moves_extremes() -> None:
    async with Rig(knows_the_time=False) as rig:
        await rig.market("60000", told=True)
        await broken_for_a_moment(rig, "59800", "60100")
        rig.exchange.lag_s = 4.0
        await rig.market(*["60002"] * 30, told=True)
        assert ranges(rig) == [("59800", "60100")]
        assert "60100" not in rig.seat.prices
        assert len(rig.exchange.asked) == 2


@pytest.mark.parametrize("fails", [False, True])
async def test_what_rest_never_shows_is_not_asked_for_ever(fails: bool) -> None:
    async with Rig(knows_the_time=False) as rig:
        await rig.market("60000", told=True)
        rig.exchange.fails, rig.exchange.lag_s = fails, 10000
        await broken_for_a_moment(rig, "59800")
        await rig.market(*["60002"] * 600, told=True)
        assert 3 <= len(rig.exchange.asked) <= 5
        assert ranges(rig) == []


async def test_a_price_of_now_does_not_wait_for_what_rest_says_of_the_break() -> None:
    """It asks for its turn, or no answer comes: what is traded meanwhile would be of before by then."""
    timings = MarketDataTimings(silence=SilenceTimings(gap_within_s=0.0))
    async with Rig(knows_the_time=False, timings=timings) as rig:
        await rig.market("60000", told=True)
        rig.exchange.hangs = True
        await broken_for_a_moment(rig, "59800")
        await rig.market("60002", told=True)
        assert rig.seat.prices == ["60000", "60002"]
        rig.exchange.hangs = False
        await rig.market(*["60002"] * 30, told=True)
        assert ranges(rig) == [("59800", "59800")]


async def test_nothing_is_asked_of_the_break_where_nobody_waits() -> None:
    async with Rig(NO_TRIGGERS) as rig:
        await rig.market("60000", told=True)
        await broken_for_a_moment(rig, "40000")
        await rig.market("60002", told=True)
        rig.seat.triggers = ONE_LOW
        rig.stream.triggers_changed(rig.seat.bot_id)
        await rig.market(*["60003"] * 30, told=True)
        assert (rig.exchange.asked, ranges(rig)) == ([], [])


async def test_who_was_away_for_some_seconds_is_told_of_them() -> None:
    """After a fall, or a quick restart: it goes on from where it has followed prices to."""
    async with Rig(NO_TRIGGERS) as rig:
        await rig.market("60000", told=True)
        seat = NotingSeat(MARKET)
        seat.triggers, seat.prices_seen_until = TOUCH, rig.clock.now() - timedelta(seconds=0.5)
        await rig.market("59700", "60200", "60000", told=True)
        rig.stream.join(seat)
        await rig.market(*["60001"] * 30, told=True)
        assert [(str(one.low), str(one.high)) for one, _ in seat.heard if isinstance(one, RangeSeen)] == [
            ("59700", "60200")
        ]
        assert set(seat.prices) == {"60001"}
        assert len(rig.exchange.asked) == 1


async def test_what_rest_shows_late_is_no_price_of_now_for_who_had_heard_newer_ones_before_a_fall() -> None:
    """The stream began with it: nobody else listens. What it had heard last REST does not show yet."""
    rig = Rig()
    rig.exchange.lag_s = 2.5
    for price in ("59900", "60010", "60050"):
        rig.exchange.trade(price, told=False)
        await rig.clock.advance(1)
    rig.seat.prices_seen_until = rig.clock.now() - timedelta(seconds=4)
    rig.stream.join(rig.seat)
    async with rig:
        await rig.market("60045", told=True)
    assert rig.seat.prices == ["60045"]
    (seen,) = ranges(rig)
    assert "60050" not in seen


async def test_a_silence_that_lasts_is_told_and_so_is_its_end_with_what_was_missed() -> None:
    async with Rig() as rig:
        await rig.market("60000", told=True)
        await rig.market(*["60001"] * 45, told=False)
        assert rig.events == []
        await rig.market(*["60001"] * 40, told=False)
        assert rig.events == [PricesSilent]
        was = rig.exchange.ranges
        await rig.market(*["60001"] * 3, told=True)
        assert rig.events == [PricesSilent, PricesBack]
        assert rig.exchange.ranges == was + 1


async def test_how_far_prices_have_come_stands_still_meanwhile() -> None:
    """After a restart the gap is read from where the stream ended."""
    async with Rig() as rig:
        await rig.market(*["60000"] * 10, told=True)
        far = rig.seat.prices_seen_until
        await rig.market(*["60001"] * 100, told=False)
        assert rig.seat.prices_seen_until is not None
        assert far is not None
        assert rig.seat.prices_seen_until - far <= timedelta(seconds=5)


async def test_paper_goes_on_by_what_rest_tells_and_trades_on_nothing_twice() -> None:
    clock = ManualClock()
    exchange, nursery = HandExchange(clock), Nursery(clock)
    feed = LiveFeed(cast("Gateway", exchange), MARKET, clock, MarketDataTimings())
    ticks: list[str] = []
    note = ticks.append

    async def follow() -> None:
        async for tick in feed.read(0):
            note(str(tick.price))

    nursery.start("prices", follow)
    await clock.advance(0.1)
    exchange.trade("60000", told=True)
    await clock.advance(2)
    missed = [str(price) for price in range(60001, 60016)]
    for price in missed:
        exchange.trade(price, told=False)
        await clock.advance(1)
    assert ticks == ["60000", *missed[: len(ticks) - 1]]
    assert len(ticks) > 10
    assert exchange.lines == 2
    for trade in exchange.trades[1:]:
        exchange.tell(trade)  # the new line tells them all once more, as a late one does
    await clock.advance(2)
    exchange.trade("60020", told=True)
    await clock.advance(2)
    assert ticks == ["60000", *missed, "60020"]
    await nursery.close()


async def test_paper_takes_what_a_break_has_hidden_in_its_order_and_nothing_that_is_shown_late() -> None:
    clock = ManualClock()
    exchange, nursery = HandExchange(clock), Nursery(clock)
    feed = LiveFeed(cast("Gateway", exchange), MARKET, clock, MarketDataTimings())
    ticks: list[str] = []
    note = ticks.append

    async def follow() -> None:
        async for tick in feed.read(0):
            note(str(tick.price))

    nursery.start("prices", follow)
    await clock.advance(0.1)
    exchange.trade("60000", told=True)
    await clock.advance(2)
    for lag_s, hidden, following in ((0.0, "59800", "60001"), (4.0, "59700", "60002")):
        exchange.breaks = True
        await clock.advance(1.1)
        exchange.breaks, exchange.lag_s = False, lag_s
        exchange.trade(hidden, told=False)
        await clock.advance(1.5)
        exchange.trade(following, told=True)
        await clock.advance(20)
    assert ticks == ["60000", "59800", "60001", "60002"]
    await nursery.close()
