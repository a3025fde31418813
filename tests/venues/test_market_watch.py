"""The rules of an account's symbols: when they are looked at, and what the seats are told."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import cast

import pytest

from engine.core.events import Event, MarketChanged, Pause
from engine.core.reasons.causes import SymbolCause
from engine.core.reasons.markets import AboutSymbol, UnreadableRules
from engine.core.reasons.reason import Reason
from engine.core.types import AccountId, Market, Mode
from engine.errors import NotTraded, RulesUnreadable, TryLater, UnknownTicker, VenueUnavailable
from engine.reads.health import JobHealth
from engine.tasks import Nursery
from engine.timings import MarketDataTimings
from engine.venues.live.gateway import Gateway, OrderReport, Print
from engine.venues.live.market_watch import MarketWatch
from engine.venues.live.symbol_errors import SymbolErrorIsolation
from engine.venues.live.trade_stream import TradeStream
from tests.support.clock import ManualClock
from tests.support.reasons import said
from tests.venues.hand_market import NotingSeat

HALF_AN_HOUR = MarketDataTimings().rules_fresh.total_seconds()
A_MINUTE = MarketDataTimings().rules_doubtful.total_seconds()


def market_of(symbol: str, tick: str = "0.01") -> Market:
    base, _, quote = symbol.partition("/")
    return Market(
        venue="Binance", symbol=symbol, base=base, quote=quote, tick=Decimal(tick), step=Decimal("0.001")
    )


BTC, ETH = market_of("BTC/USDT"), market_of("ETH/USDT")


class HandExchange:
    """Says of each symbol what the test wants it to say."""

    def __init__(self, *markets: Market, clock: ManualClock | None = None) -> None:
        self.clock = clock or ManualClock()
        self.takes_s = 0.0
        self.says: dict[str, Market | Exception] = {market.symbol: market for market in markets}
        self.asked: list[str] = []
        self.no_orders: dict[str, Exception] = {}
        self.open_orders_asked: list[list[str]] = []

    async def market(self, symbol: str) -> Market:
        self.asked.append(symbol)
        await self.clock.sleep(self.takes_s)
        return _or_raise(self.says.get(symbol, UnknownTicker(symbol, "Binance")))

    async def open_orders(self, markets: Sequence[Market]) -> Sequence[OrderReport]:
        self.open_orders_asked.append([market.symbol for market in markets])
        for market in markets:
            if market.symbol in self.no_orders:
                raise self.no_orders[market.symbol]
        return ()

    @property
    def as_gateway(self) -> Gateway:
        return cast("Gateway", self)


def _or_raise(answer: Market | Exception) -> Market:
    if isinstance(answer, Exception):
        raise answer
    return answer


class Watched:
    """A watch over some seats, and a clock."""

    def __init__(self, *markets: Market) -> None:
        self.clock = ManualClock()
        self.exchange = HandExchange(*markets, clock=self.clock)
        self.watch = MarketWatch(AccountId("Binance", Mode.LIVE), self.exchange.as_gateway, self.clock)
        self.seats = [NotingSeat(market, number) for number, market in enumerate(markets, 1)]

    async def after(self, seconds: float) -> None:
        await self.clock.advance(seconds)
        await self.watch.mind(self.seats)

    def heard(self, number: int) -> list[Event]:
        return [event for event, _ in self.seats[number - 1].heard]


@pytest.fixture
async def watched() -> Watched:
    made = Watched(BTC, ETH)
    await made.after(0)
    return made


def reason(event: Event) -> Reason:
    assert isinstance(event, Pause)
    return event.reason


async def test_each_symbol_is_looked_at_once_in_half_an_hour(watched: Watched) -> None:
    for _ in range(10):
        await watched.after(HALF_AN_HOUR / 11)
    assert watched.exchange.asked == ["BTC/USDT", "ETH/USDT"]
    await watched.after(HALF_AN_HOUR / 10)
    assert watched.exchange.asked == ["BTC/USDT", "ETH/USDT"] * 2
    assert watched.heard(1) == watched.heard(2) == []


async def test_rules_that_changed_are_told_once_to_the_seats_of_that_symbol(watched: Watched) -> None:
    new = watched.exchange.says["BTC/USDT"] = market_of("BTC/USDT", "0.1")
    await watched.after(HALF_AN_HOUR)
    assert watched.heard(1) == [MarketChanged(at=watched.clock.now(), market=new)]
    await watched.after(12)
    assert len(watched.heard(1)) == 1  # it may not have come to its mail yet
    watched.seats[0].market = new
    await watched.after(HALF_AN_HOUR)
    assert (len(watched.heard(1)), watched.heard(2)) == (1, [])


async def test_a_seat_that_missed_it_is_told_with_the_next_look(watched: Watched) -> None:
    watched.exchange.says["BTC/USDT"] = market_of("BTC/USDT", "0.1")
    await watched.after(HALF_AN_HOUR)
    await watched.after(HALF_AN_HOUR)  # it still goes by the old rules
    assert len(watched.heard(1)) == 2
    watched.seats[0] = NotingSeat(BTC)  # its driver fell, and begins anew from what is stored
    await watched.after(12)
    assert len(watched.heard(1)) == 1


async def test_a_seat_that_comes_with_old_rules_is_told_at_once(watched: Watched) -> None:
    watched.seats.append(NotingSeat(market_of("BTC/USDT", "1"), 3))
    await watched.after(0)
    assert watched.heard(3) == [MarketChanged(at=watched.clock.now(), market=BTC)]


async def test_a_halted_symbol_pauses_its_own_seats_once(watched: Watched) -> None:
    watched.exchange.says["ETH/USDT"] = NotTraded("ETH/USDT", "Binance")
    for _ in range(3):
        await watched.after(HALF_AN_HOUR)
    assert [reason(event) for event in watched.heard(2)] == [
        AboutSymbol(code=SymbolCause.STANDS_HALTED, exchange="Binance", symbol="ETH/USDT")
    ]
    assert (watched.heard(1), set(watched.watch.not_traded)) == ([], {"ETH/USDT"})
    watched.seats.append(NotingSeat(ETH, 3))  # one that is begun anew meanwhile
    await watched.after(12)
    assert len(watched.heard(3)) == 1


async def test_nothing_is_told_when_it_is_traded_again_and_the_next_halt_is(watched: Watched) -> None:
    watched.exchange.says["ETH/USDT"] = NotTraded("ETH/USDT", "Binance")
    await watched.after(HALF_AN_HOUR)
    with pytest.raises(NotTraded):
        await watched.watch.market("ETH/USDT")
    watched.exchange.says["ETH/USDT"] = ETH
    assert await watched.watch.market("ETH/USDT") == ETH  # Re-place asks
    await watched.after(12)
    assert (len(watched.heard(2)), len(watched.watch.not_traded)) == (1, 0)
    watched.exchange.says["ETH/USDT"] = NotTraded("ETH/USDT", "Binance")
    await watched.after(HALF_AN_HOUR)
    assert len(watched.heard(2)) == 2


@pytest.mark.parametrize("why", [NotTraded("BTC/USDT", "Binance"), UnknownTicker("BTC/USDT", "Binance")])
async def test_who_comes_after_a_halt_is_not_paused_for_it(watched: Watched, why: Exception) -> None:
    watched.exchange.says["BTC/USDT"] = why
    await watched.after(HALF_AN_HOUR)
    await watched.after(A_MINUTE)
    assert len(watched.heard(1)) == 1
    watched.exchange.says["BTC/USDT"] = BTC
    await watched.after(A_MINUTE)  # nobody asks: those who know of it go by a person's word
    watched.seats.append(NotingSeat(BTC, 3))
    await watched.after(12)
    assert watched.heard(3) == []
    assert watched.watch.not_traded == set()


async def test_a_halt_is_over_where_only_the_rules_cannot_be_read(watched: Watched) -> None:
    """The symbol is listed then, and traded: whoever starts meanwhile is not paused for a halt of before."""
    watched.exchange.says["ETH/USDT"] = NotTraded("ETH/USDT", "Binance")
    await watched.after(HALF_AN_HOUR)
    unreadable = UnreadableRules(exchange="Binance", symbol="ETH/USDT", field="tickSize", said="")
    watched.exchange.says["ETH/USDT"] = RulesUnreadable(unreadable)
    with pytest.raises(RulesUnreadable):
        await watched.watch.market("ETH/USDT")
    assert not watched.watch.not_traded
    watched.seats.append(NotingSeat(ETH, 3))
    await watched.after(12)
    assert watched.heard(3) == []
    watched.exchange.says["ETH/USDT"] = NotTraded("ETH/USDT", "Binance")
    await watched.after(HALF_AN_HOUR)
    assert [len(watched.heard(number)) for number in (1, 2, 3)] == [0, 2, 1]


async def test_who_comes_while_a_symbol_is_halted_is_told_by_a_look_of_now(watched: Watched) -> None:
    halt = watched.exchange.says["BTC/USDT"] = NotTraded("BTC/USDT", "Binance")
    await watched.after(HALF_AN_HOUR)
    watched.seats.append(NotingSeat(BTC, 3))
    await watched.after(12)  # the look of just now says enough
    assert (len(watched.heard(3)), watched.exchange.asked.count("BTC/USDT")) == (1, 2)
    watched.seats.append(NotingSeat(BTC, 4))
    watched.exchange.says["BTC/USDT"] = VenueUnavailable("Binance", said("no answer"))
    await watched.after(A_MINUTE)
    assert watched.heard(4) == []
    watched.exchange.says["BTC/USDT"] = halt
    await watched.after(A_MINUTE)
    assert [reason(event) for event in watched.heard(4)] == [
        AboutSymbol(code=SymbolCause.STANDS_HALTED, exchange="Binance", symbol="BTC/USDT")
    ]
    assert (len(watched.heard(1)), len(watched.heard(3))) == (1, 1)


async def test_a_symbol_that_is_not_listed_is_believed_gone_by_a_second_look(watched: Watched) -> None:
    del watched.exchange.says["ETH/USDT"]
    await watched.after(HALF_AN_HOUR)
    assert (watched.heard(2), len(watched.watch.not_traded)) == ([], 0)
    await watched.after(A_MINUTE)
    assert [reason(event) for event in watched.heard(2)] == [
        AboutSymbol(code=SymbolCause.DELISTED, exchange="Binance", symbol="ETH/USDT")
    ]
    asked = len(watched.exchange.asked)
    await watched.after(A_MINUTE)
    assert len(watched.exchange.asked) == asked


async def test_one_short_list_that_is_asked_twice_is_one_look(watched: Watched) -> None:
    """A person taps Re-place meanwhile: the exchange's list is the same one for a minute."""
    del watched.exchange.says["ETH/USDT"]
    await watched.after(HALF_AN_HOUR)
    with pytest.raises(UnknownTicker):
        await watched.watch.market("ETH/USDT")
    await watched.after(12)
    assert watched.heard(2) == []


async def test_a_list_that_is_short_for_once_pauses_nobody(watched: Watched) -> None:
    for symbol in ("BTC/USDT", "ETH/USDT"):
        del watched.exchange.says[symbol]
    await watched.after(HALF_AN_HOUR)
    watched.exchange.says |= {"BTC/USDT": BTC, "ETH/USDT": ETH}
    await watched.after(A_MINUTE)
    assert watched.heard(1) == watched.heard(2) == []


async def test_no_answer_about_rules_changes_nothing_and_is_asked_again_soon(watched: Watched) -> None:
    watched.exchange.says["BTC/USDT"] = VenueUnavailable("Binance", said("timeout"))
    await watched.after(HALF_AN_HOUR)
    watched.exchange.says["BTC/USDT"] = market_of("BTC/USDT", "0.1")
    await watched.after(A_MINUTE - 1)
    assert watched.heard(1) == []
    await watched.after(1)
    assert len(watched.heard(1)) == 1


async def test_trouble_makes_it_look_soon_and_not_all_the_time(watched: Watched) -> None:
    for _ in range(5):
        watched.watch.refresh_soon()
        await watched.after(A_MINUTE / 4)
    assert watched.exchange.asked == ["BTC/USDT", "ETH/USDT"] * 2


async def test_of_many_symbols_a_slow_exchange_is_asked_about_a_few_at_a_time() -> None:
    watched = Watched(*(market_of(f"C{number}/USDT") for number in range(8)))
    watched.exchange.takes_s = 1
    async with asyncio.TaskGroup() as group:
        group.create_task(watched.watch.mind(watched.seats))
        await watched.clock.advance(20)
    assert len(watched.exchange.asked) == 3
    watched.exchange.takes_s = 0
    await watched.after(12)
    assert len(watched.exchange.asked) == 8


async def test_trouble_with_a_symbol_that_is_known_to_be_gone_is_no_reason_to_look(watched: Watched) -> None:
    del watched.exchange.says["ETH/USDT"]
    await watched.after(HALF_AN_HOUR)
    await watched.after(A_MINUTE)
    asked = len(watched.exchange.asked)
    for _ in range(10):
        watched.watch.refresh_soon(["ETH/USDT"])
        await watched.after(A_MINUTE)
    assert len(watched.exchange.asked) == asked


async def test_what_a_person_mistyped_is_not_remembered(watched: Watched) -> None:
    for _ in range(3):
        with pytest.raises(UnknownTicker):
            await watched.watch.market("BTC/USDD")
    assert watched.watch.last_known("BTC/USDD") is None
    assert len(watched.watch.not_traded) == 0
    assert await watched.watch.market("BTC/USDT") == BTC
    assert watched.exchange.asked.count("BTC/USDT") == 1  # known for half an hour


# --- orders of symbols that are not traded --------------------------------------------------------------

BOTH = {"BTC/USDT": BTC, "ETH/USDT": ETH}


async def test_a_symbol_that_the_exchange_knows_no_more_does_not_hide_the_others() -> None:
    exchange = HandExchange()
    exchange.no_orders["ETH/USDT"] = UnknownTicker("ETH/USDT", "Binance")
    apart = SymbolErrorIsolation(AccountId("Binance", Mode.LIVE), ())
    assert await apart.open_orders(exchange.as_gateway, BOTH) == []
    assert apart.silent == {"ETH/USDT"}
    assert exchange.open_orders_asked == [["BTC/USDT", "ETH/USDT"], ["BTC/USDT"], ["ETH/USDT"]]


async def test_no_answer_about_a_halted_symbol_is_its_own_trouble() -> None:
    exchange = HandExchange()
    exchange.no_orders["ETH/USDT"] = VenueUnavailable("Binance", said("a code that nobody foresaw"))
    apart = SymbolErrorIsolation(AccountId("Binance", Mode.LIVE), {"ETH/USDT"})
    await apart.open_orders(exchange.as_gateway, BOTH)
    assert (exchange.open_orders_asked, apart.silent) == ([["BTC/USDT"], ["ETH/USDT"]], {"ETH/USDT"})


@pytest.mark.parametrize("doubtful", [(), {"ETH/USDT"}])
async def test_no_answer_about_a_traded_symbol_is_everybodys(doubtful: set[str]) -> None:
    exchange = HandExchange()
    exchange.no_orders["BTC/USDT"] = VenueUnavailable("Binance", said("timeout"))
    with pytest.raises(TryLater):
        await SymbolErrorIsolation(AccountId("Binance", Mode.LIVE), doubtful).open_orders(
            exchange.as_gateway, BOTH
        )


# --- prices ----------------------------------------------------------------------------------------------


async def test_a_tape_waits_for_a_symbol_that_is_not_traded_and_goes_on() -> None:
    clock = ManualClock()
    follows = 0

    class Halted(HandExchange):
        async def prints(self, market: Market, band: object = None) -> AsyncIterator[Print]:
            nonlocal follows
            follows += 1
            if follows == 1:
                raise NotTraded(market.symbol, "Binance")
            yield Print(price=Decimal(95000), at=clock.now())

    tape = TradeStream(replace(BTC, tick=Decimal(10)), Halted().as_gateway, clock)
    nursery = Nursery(clock)
    nursery.start("prices", tape.run)
    await clock.advance(MarketDataTimings().no_prices_pause_s - 1)
    assert (follows, tape.is_fresh()) == (1, False)
    await clock.advance(1)
    assert (follows, tape.price) == (2, Decimal(95000))
    await nursery.close()


def looks(watched: Watched) -> JobHealth:
    found = watched.watch.health(watched.seats)
    assert found is not None
    return found


async def test_health_says_when_rules_were_looked_at_and_whether_the_exchange_answered() -> None:
    watched = Watched(BTC, ETH)
    assert watched.watch.health([]) is None
    never = looks(watched)
    assert (never.done_at, never.failed_at, never.next_at) == (None, None, watched.clock.now())

    await watched.after(0)
    begun = watched.clock.now()
    assert (looks(watched).done_at, looks(watched).failed_at) == (begun, None)
    assert looks(watched).next_at == begun + timedelta(seconds=HALF_AN_HOUR)

    watched.exchange.says["ETH/USDT"] = VenueUnavailable("Binance", said("away"))
    await watched.after(HALF_AN_HOUR)
    failed_at = watched.clock.now()
    assert (looks(watched).done_at, looks(watched).failed_at) == (begun, failed_at), "BTC/USDT alone is known"
    assert looks(watched).next_at == failed_at + timedelta(seconds=A_MINUTE)

    watched.exchange.says["ETH/USDT"] = UnknownTicker("ETH/USDT", "Binance")  # an answer, too
    await watched.after(A_MINUTE)
    assert (looks(watched).done_at, looks(watched).failed_at) == (failed_at, None)
