"""Bots that trade by the real machine, for tests of what is kept of them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import DeclarativeBase

from db.store import Store
from engine.core.events import Event, OrderAccepted, OrderFilled, Start
from engine.core.machine import step
from engine.core.orders import Order
from engine.core.state import BotState, Outcome
from engine.core.types import BotConfig, BotId, Fee, Fill, Market, Mode, Side, TradeId, VenueOrderId
from engine.ports import Ledger, NewBot

OWNER = 6_000_000_001
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = datetime(2026, 3, 1, tzinfo=UTC)
MARKET = Market(
    venue="Binance",
    symbol="BTC/USDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.00001"),
)
CONFIG = BotConfig(
    ticker="BTC/USDT",
    exchange="Binance",
    mode=Mode.PAPER,
    first_order=Side.BUY,
    quantity=Decimal("0.01"),
    buy_price=Decimal(60000),
    sell_price=Decimal(60600),
    infinite_loop=True,
)
_keys = itertools.count()


def new_bot(**changed: Any) -> NewBot:  # noqa: ANN401 - the fields of NewBot, checked by it
    """Return a request for a bot, with a key of its own."""
    new = NewBot(owner_id=OWNER, config=CONFIG, market=MARKET, at=NOW, key=f"key {next(_keys)}", alerts=False)
    return replace(new, **changed)


def fill_of(order: Order, trade_id: str, *, quantity: Decimal | None = None, at: datetime = NOW) -> Fill:
    """Return a fill of the order, all of it unless said otherwise, with the fee in quote."""
    amount = order.quantity if quantity is None else quantity
    value = amount * order.price / 1000
    return Fill(
        trade_id=TradeId(trade_id),
        client_order_id=order.client_order_id,
        side=order.side,
        price=order.price,
        quantity=amount,
        fee=Fee(amount=value, coin="USDT", value=value),
        executed_at=at,
    )


@dataclass
class Trader:
    """Drives one stored bot, committing each step as the driver does."""

    ledger: Ledger
    state: BotState
    feed_offset: int | None = None
    now: datetime = NOW
    _trades: "itertools.count[int]" = field(default_factory=itertools.count)

    async def take(self, event: Event) -> Outcome:
        outcome = step(self.state, event)
        await self.ledger.commit(outcome, self.feed_offset, self.now)
        self.state = outcome.state
        return outcome

    async def start(self) -> None:
        await self.take(Start(at=self.now))

    async def accept(self, venue_order_id: VenueOrderId | None = None) -> None:
        order = self.order
        venue_id = venue_order_id or VenueOrderId(f"venue-{order.client_order_id}")
        await self.take(
            OrderAccepted(at=self.now, client_order_id=order.client_order_id, venue_order_id=venue_id)
        )

    async def fill(self, trade_id: str | None = None) -> Outcome:
        """Fill the open order whole."""
        name = trade_id or f"{self.state.naming.serial}-{next(self._trades)}"
        fill = fill_of(self.order, name, at=self.now)
        return await self.take(
            OrderFilled(at=self.now, client_order_id=self.order.client_order_id, fill=fill)
        )

    async def cycles(self, number: int) -> None:
        for _ in range(2 * number):
            await self.fill()

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    @property
    def order(self) -> Order:
        order = self.state.order
        assert order is not None
        return order

    @property
    def bot_id(self) -> BotId:
        return self.state.bot_id


async def make_trader(store: Store, **changed: Any) -> Trader:  # noqa: ANN401 - the fields of NewBot, checked by it
    stored = await store.bot_book.create(new_bot(**changed), 1_000)
    return Trader(store.ledger, stored.state)


async def count(store: Store, model: type[DeclarativeBase]) -> int:
    """Return how many rows a table has."""
    async with store.database.read() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def counts(store: Store, models: Sequence[type[DeclarativeBase]]) -> list[int]:
    return [await count(store, model) for model in models]
