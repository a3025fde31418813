"""Orders of which the exchange cannot say any more what became of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import cast
from uuid import UUID

import pytest

from engine.core.events import Pause
from engine.core.orders import Order, OrderFact, OrderIdentity, OrderState
from engine.core.reasons.causes import OrderCause
from engine.core.reasons.reason import AboutOrder, OrderOutOfSight
from engine.core.types import AccountId, BotId, Market, Mode, Side, VenueOrderId
from engine.errors import UnknownTicker
from engine.ports import FillHistory
from engine.timings import AccountTimings
from engine.venue_answers import CannotTell
from engine.venues.live.gateway import Gateway, NotFound, OrderReport, TradeReport
from tests.support.clock import ManualClock
from tests.venues.hand_market import BEGIN, order
from tests.venues.reconciling import NoFundings, Told, make_reconciler

BOT = BotId(UUID(int=1))
COIN = Market(
    venue="Binance", symbol="COIN/USD", base="COIN", quote="USD", tick=Decimal("0.01"), step=Decimal("0.01")
)
OTHER = replace(COIN, symbol="OTHER/USD", base="OTHER")
RESTING = replace(order(Side.BUY, "10"), state=OrderState.OPEN, venue_order_id=VenueOrderId("v1"))
UNSURE = replace(order(Side.BUY, "10"), state=OrderState.UNKNOWN)
LONG_ENOUGH = AccountTimings().ask_a_person_after.total_seconds()
GONE = UnknownTicker("COIN/USD", "Binance")


class HandExchange:
    """Lists nothing as open, and says of an order what the test wants."""

    def __init__(self) -> None:
        self.says: OrderReport | NotFound | Exception = NotFound()
        self.trades_read: list[str] = []

    async def open_orders(self, markets: Sequence[Market]) -> Sequence[OrderReport]:
        return ()

    async def fetch_order(self, identity: OrderIdentity, market: Market) -> OrderReport | NotFound:
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    async def trades_since(self, market: Market, since: object) -> Sequence[TradeReport]:
        if market == COIN and isinstance(self.says, Exception):
            raise self.says
        self.trades_read.append(market.symbol)
        return ()

    async def trades_of(self, market: Market, order: Order, number: VenueOrderId) -> Sequence[TradeReport]:
        return ()


class NoBooks(NoFundings):
    """Has nothing booked."""

    async def newest_fill_at(self, account_id: AccountId, symbol: str) -> None:
        return None


class Account:
    """A reconciler with a clock, and what it has told."""

    def __init__(self) -> None:
        self.exchange, self.clock = HandExchange(), ManualClock(BEGIN + timedelta(hours=1))
        self.told: list[Told] = []
        gateway, books = cast("Gateway", self.exchange), cast("FillHistory", NoBooks())
        self.reconciler = make_reconciler(
            AccountId("Binance", Mode.LIVE), gateway, books, self.told, self.clock
        )

    async def after(self, seconds: float) -> Sequence[str]:
        await self.clock.advance(seconds)
        return await self.reconciler.compare({"OTHER/USD": OTHER})

    @property
    def pause(self) -> Pause:
        (event,) = self.told
        assert isinstance(event, Pause)
        return event


def still_open() -> OrderReport:
    return OrderReport(
        venue_order_id=VenueOrderId("v1"),
        client_order_id=RESTING.client_order_id,
        symbol=COIN.symbol,
        side=Side.BUY,
        price=RESTING.price,
        quantity=RESTING.quantity,
        filled=Decimal(0),
        ended=None,
        created_at=BEGIN,
    )


@pytest.fixture
def account() -> Account:
    return Account()


async def test_an_order_that_the_exchange_knows_no_more_is_lost_after_a_minute(account: Account) -> None:
    account.reconciler.watch(BOT, RESTING, COIN)
    await account.after(0)
    await account.after(LONG_ENOUGH - 1)
    assert account.told == []
    await account.after(1)
    await account.after(12)
    assert account.pause.lost == RESTING.client_order_id
    assert account.pause.reason == AboutOrder(
        code=OrderCause.UNKNOWN_THERE, client_order_id=RESTING.client_order_id
    )


async def test_one_that_was_not_seen_at_first_has_its_time_for_trades_that_stay_away(
    account: Account,
) -> None:
    account.reconciler.watch(BOT, RESTING, COIN)
    account.exchange.says = NotFound()
    await account.after(0)
    await account.after(LONG_ENOUGH - 1)
    account.exchange.says = replace(still_open(), filled=RESTING.quantity, ended=OrderFact.FILLED)
    await account.after(12)
    assert account.told == []
    await account.after(LONG_ENOUGH - 13)
    assert account.told == []


async def test_an_order_that_was_missed_now_and_then_is_not_lost(account: Account) -> None:
    account.reconciler.watch(BOT, RESTING, COIN)
    for _ in range(3):
        account.exchange.says = NotFound()
        await account.after(LONG_ENOUGH - 1)
        account.exchange.says = still_open()
        await account.after(12)
    assert account.told == []


async def test_an_order_of_a_symbol_that_is_gone_is_lost_after_a_minute(account: Account) -> None:
    account.reconciler.watch(BOT, RESTING, COIN)
    account.exchange.says = GONE
    assert await account.after(0) == ("OTHER/USD",)
    await account.after(LONG_ENOUGH)
    assert account.pause.lost == RESTING.client_order_id
    assert account.pause.reason == OrderOutOfSight(
        client_order_id=RESTING.client_order_id, exchange="Binance", symbol="COIN/USD"
    )
    assert "OTHER/USD" in account.exchange.trades_read


async def test_so_is_one_of_unknown_fate(account: Account) -> None:
    account.exchange.says = GONE
    assert isinstance(await account.reconciler.find(BOT, UNSURE, COIN), CannotTell)
    await account.clock.advance(LONG_ENOUGH)
    assert isinstance(await account.reconciler.find(BOT, UNSURE, COIN), CannotTell)
    assert account.pause.lost == UNSURE.client_order_id
