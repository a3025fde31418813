"""A symbol that is halted: nothing of its account falls over it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

import pytest

from engine.core.orders import Order
from engine.core.reasons.calls import UnreadableAnswer
from engine.core.reasons.causes import SymbolCause
from engine.core.reasons.markets import AboutSymbol
from engine.core.reasons.reason import NoAnswer, Reason
from engine.core.types import AccountId, BotId, Market, Mode, Side
from engine.errors import NotTraded, UnknownTicker, VenueUnavailable
from engine.ports import FillHistory
from engine.tasks import Nursery
from engine.venue_answers import NeverSent, Rejected
from engine.venues.live.account import Account
from engine.venues.live.gateway import (
    ForcedTrade,
    FundingReport,
    Gateway,
    KeyRights,
    MarginSettings,
    OrderReport,
    Position,
    Print,
    TradeReport,
)
from tests.support.clock import START, ManualClock
from tests.support.reasons import said
from tests.venues.hand_market import NotingSeat, order
from tests.venues.reconciling import NoFundings

COIN = Market(
    venue="Binance F",
    symbol="COIN/USDT",
    base="COIN",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.01"),
    derivative=True,
)
OTHER = replace(COIN, symbol="OTHER/USDT", base="OTHER")
BOTH = (COIN, OTHER)
GONE = UnknownTicker("COIN/USDT", "Binance F")
UNFORESEEN = VenueUnavailable("Binance F", said("a code that nobody foresaw"))


class HaltedExchange:
    """An account with no orders, whose COIN is halted and, if the test wants it, says nothing of use."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.tells_time = True
        self.time_error = timedelta(0)
        self.is_listed_as_traded = False
        self.mute: Exception | None = None
        """What every question about COIN is answered with."""
        self.is_mute_of_trades_alone = False
        """Whether its open orders are told all the same."""
        self.is_mute_of_forced_trades_alone = False
        self.margin_settings_asked: list[str] = []
        self.rules_asked = 0

    def now(self) -> datetime | None:
        return START + self.clock.monotonic() if self.tells_time else None

    async def rights(self) -> KeyRights:
        return KeyRights(trade=True, withdraw=False)

    async def balances(self) -> dict[str, Decimal]:
        return {}

    async def market(self, symbol: str) -> Market:
        if symbol == OTHER.symbol:
            return OTHER
        self.rules_asked += 1
        if self.is_listed_as_traded:
            return COIN
        raise NotTraded(symbol, "Binance F")

    async def open_orders(self, markets: Sequence[Market]) -> Sequence[OrderReport]:
        for market in markets:
            if not self.is_mute_of_trades_alone and not self.is_mute_of_forced_trades_alone:
                self._answer(market)
        return ()

    async def trades_since(self, market: Market, since: object) -> Sequence[TradeReport]:
        if not self.is_mute_of_forced_trades_alone:
            self._answer(market)
        return ()

    async def fundings(self, since: object) -> Sequence[FundingReport]:
        return ()

    async def positions(self) -> Sequence[Position]:
        return [Position(symbol=one.symbol, quantity=Decimal(1)) for one in BOTH]

    async def margin_settings(self, market: Market) -> MarginSettings:
        self.margin_settings_asked.append(market.symbol)
        if not self.is_mute_of_forced_trades_alone:
            self._answer(market)
        return MarginSettings(one_way=True, isolated=True, leverage=Decimal(1))

    async def create(self, order: Order, market: Market) -> Rejected:
        return Rejected(reason=said("there is nothing to reduce"))

    async def forced_trades(self, market: Market, since: object) -> Sequence[ForcedTrade]:
        self._answer(market)
        return ()

    async def prepare(self, market: Market, leverage: int) -> None:
        raise NotTraded(market.symbol, "Binance F")

    def _answer(self, market: Market) -> None:
        if market.symbol == COIN.symbol and self.mute is not None:
            raise self.mute

    async def account_events(self, market_of: object) -> AsyncIterator[None]:
        yield None
        await asyncio.Event().wait()

    async def prints(self, market: Market, band: object = None) -> AsyncIterator[Print]:
        await asyncio.Event().wait()
        yield Print(price=Decimal(1), at=ManualClock().now())


class NoBooks(NoFundings):
    """Has nothing booked."""

    fill_at: datetime | None = None

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> datetime | None:
        return self.fill_at

    async def held_at(self, account_id: AccountId, symbol: str, at: datetime) -> dict[BotId, Decimal]:
        return {}


class Rig:
    """An account with a bot on each symbol, and a clock."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.exchange = HaltedExchange(self.clock)
        self.nursery = Nursery(self.clock)
        self.books = NoBooks()
        self.account = Account(
            account_id=AccountId("Binance F", Mode.LIVE),
            gateway=cast("Gateway", self.exchange),
            fill_history=cast("FillHistory", self.books),
            is_ours=lambda _: True,
            deliver=lambda _bot, _event: None,
            clock=self.clock,
            nursery=self.nursery,
        )

    async def begin(self) -> None:
        for number, market in enumerate(BOTH, 1):
            listener = NotingSeat(market, number)
            listener.held = Decimal(1)
            await self.account.join(listener, None)
        await self.clock.advance(1)

    @property
    def trouble(self) -> Reason | None:
        return self.account.standing().trouble


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    made = Rig()
    yield made
    await made.nursery.close()


@pytest.mark.parametrize("mute", [GONE, UNFORESEEN])
async def test_what_a_halted_symbol_does_not_answer_is_no_trouble_of_the_account(
    rig: Rig, mute: Exception
) -> None:
    rig.exchange.mute = mute
    await rig.begin()
    assert rig.trouble is None
    await rig.clock.advance(120)
    assert rig.trouble is None
    assert rig.exchange.margin_settings_asked.count("OTHER/USDT") > 1
    assert rig.account.has_caught_up("OTHER/USDT")


async def test_no_entry_goes_to_a_halted_perpetual(rig: Rig) -> None:
    await rig.begin()
    now = rig.clock.now()
    entry = replace(order(Side.BUY, "10"), created_at=now, deadline=now)
    answer = await rig.account.place(BotId(UUID(int=1 << 96)), entry)
    assert answer == NeverSent(
        reason=AboutSymbol(code=SymbolCause.HALTED, exchange="Binance F", symbol="COIN/USDT")
    )


async def test_trouble_that_comes_of_a_halt_ends_within_minutes(rig: Rig) -> None:
    """Nobody knows of the halt yet: the rules were looked at just before."""
    rig.exchange.is_listed_as_traded = True
    await rig.begin()
    rig.exchange.is_listed_as_traded = False
    rig.exchange.mute = UNFORESEEN
    await rig.clock.advance_until(lambda: rig.trouble is not None, at_most_s=320)
    await rig.clock.advance_until(lambda: rig.trouble is None, at_most_s=120)


async def test_what_cannot_be_read_of_one_symbol_is_told_and_holds_up_no_other(rig: Rig) -> None:
    rig.exchange.is_listed_as_traded = rig.exchange.is_mute_of_trades_alone = True
    rig.exchange.mute = VenueUnavailable("Binance F", UnreadableAnswer())
    await rig.begin()
    assert rig.trouble == NoAnswer(exchange="Binance F", why=UnreadableAnswer())
    assert rig.account.has_caught_up("OTHER/USDT")
    now = rig.clock.now()
    entry = replace(order(Side.BUY, "10"), created_at=now, deadline=now)
    of_coin, of_other = BotId(UUID(int=1 << 96)), BotId(UUID(int=2 << 96))
    assert await rig.account.place(of_coin, entry) == NeverSent(reason=rig.trouble)
    as_far_as_the_exchange = AboutSymbol(code=SymbolCause.HALTED, exchange="Binance F", symbol="OTHER/USDT")
    assert await rig.account.place(of_other, entry) == NeverSent(reason=as_far_as_the_exchange)
    rig.exchange.mute = None
    await rig.clock.advance_until(lambda: rig.trouble is None, at_most_s=60)


async def test_forced_trades_of_one_symbol_that_cannot_be_read_hold_up_no_entry_of_another(rig: Rig) -> None:
    rig.exchange.is_listed_as_traded = True
    rig.books.fill_at = START
    coin, other = NotingSeat(COIN, 1), NotingSeat(OTHER, 2)
    coin.held = other.held = Decimal(1)
    await rig.account.join(coin, None)
    await rig.clock.advance(1)
    rig.exchange.is_mute_of_forced_trades_alone = True
    rig.exchange.mute = VenueUnavailable("Binance F", UnreadableAnswer())
    now = rig.clock.now()
    leaving = replace(order(Side.SELL, "10"), created_at=now, deadline=now, reduce_only=True)
    assert isinstance(await rig.account.place(coin.bot_id, leaving), Rejected)
    await rig.account.join(other, None)
    await rig.clock.advance(2)
    assert rig.trouble == NoAnswer(exchange="Binance F", why=UnreadableAnswer())
    now = rig.clock.now()
    entry = replace(order(Side.BUY, "10"), created_at=now, deadline=now)
    as_far_as_the_exchange = AboutSymbol(code=SymbolCause.HALTED, exchange="Binance F", symbol="OTHER/USDT")
    assert await rig.account.place(other.bot_id, entry) == NeverSent(reason=as_far_as_the_exchange)
    rig.exchange.mute = None
    await rig.clock.advance_until(lambda: rig.trouble is None, at_most_s=60)


async def test_a_symbol_that_the_exchange_disowns_is_looked_at_soon(rig: Rig) -> None:
    rig.exchange.is_listed_as_traded = True
    rig.exchange.mute = GONE
    await rig.begin()
    assert (rig.trouble, rig.exchange.rules_asked) == (None, 1)
    await rig.clock.advance(90)
    assert rig.exchange.rules_asked == 2
