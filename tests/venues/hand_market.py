"""A market whose prices a test prints one by one, and a listener that notes what it is told."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID

from engine.core.events import Event, OrderEvent, OrderFilled, PriceSeen
from engine.core.orders import Order
from engine.core.price_triggers import NO_TRIGGERS, PriceTriggers
from engine.core.types import BotId, ClientOrderId, FeedBegin, Fill, Leg, Market, Side
from engine.reads.history import PriceRange
from engine.reads.views import PriceAt, PriceSource
from engine.venues.paper.feeds.base import Tick
from engine.venues.paper.feeds.sources import PaperRules
from engine.venues.symbols import resolve

BEGIN = datetime(2026, 5, 1, tzinfo=UTC)
SYMBOL = "COIN/USD"


class HandFeed:
    """Ticks are printed by the test. They wait to be read."""

    begins_at = BEGIN
    begin = None

    def __init__(self, *prices: str, replayable: bool = True) -> None:
        self.replayable = replayable
        self.ticks: list[Tick] = []
        self.more = asyncio.Event()
        self.print(*prices)

    def print(self, *prices: str) -> None:
        for price in prices:
            index = len(self.ticks)
            self.ticks.append(Tick(index=index, at=BEGIN + timedelta(seconds=index), price=Decimal(price)))
        self.more.set()

    async def read(self, begin: int) -> AsyncGenerator[Tick]:
        for index in count(begin if self.replayable else len(self.ticks)):
            while index >= len(self.ticks):
                self.more.clear()
                await self.more.wait()
            yield self.ticks[index]


class HandSource:
    """One symbol, the same at every exchange."""

    def __init__(self, feed: HandFeed, *, rules: PaperRules | None = None) -> None:
        self.hand = feed
        self.bots_walk_alone = feed.replayable
        self.prices = PriceSource.MADE_UP
        self.rules = rules or PaperRules()

    def symbols(self, exchange: str) -> Sequence[str]:
        return (SYMBOL,)

    async def prices_between(
        self, exchange: str, market: Market, begins: datetime, ends: datetime
    ) -> Sequence[PriceRange]:
        raise NotImplementedError

    async def market(self, exchange: str, symbol: str) -> Market:
        return self.rules.market(exchange, resolve(symbol, (SYMBOL,), exchange, derivative=False))

    def feed_name(self, exchange: str, symbol: str) -> str:
        return symbol

    def feed(self, exchange: str, market: Market) -> HandFeed:
        return self.hand

    async def idle_price(self, exchange: str, symbol: str) -> PriceAt:
        return PriceAt(self.hand.ticks[0].price, self.hand.ticks[0].at)

    async def close(self) -> None:
        pass


class NotingSeat:
    """A listener that wants what the test says, and notes what it hears."""

    def __init__(self, market: Market, number: int = 1, feed_offset: int | None = None) -> None:
        self.bot_id = BotId(UUID(int=number << 96))
        self.market = market
        self.triggers: PriceTriggers = NO_TRIGGERS
        self.feed_offset = feed_offset
        self.feed_begin: FeedBegin | None = None
        self.prices_seen_until: datetime | None = None
        self.leverage = 1
        self.unvalued_coins: frozenset[str] = frozenset()
        self.held = Decimal(0)
        self.heard: list[tuple[Event, int | None]] = []
        self.went_by: list[int] = []
        self.is_settled = asyncio.Event()
        self.is_settled.set()

    def gave_before(self, name: str) -> bool:
        return False

    def post(self, event: Event) -> None:
        self.heard.append((event, None))

    def post_at(self, event: Event, feed_offset: int) -> None:
        self.heard.append((event, feed_offset))

    def saw_prices_until(self, at: datetime) -> None:
        self.prices_seen_until = at

    def passed(self, feed_offset: int) -> None:
        self.went_by.append(feed_offset)

    async def drained(self) -> None:
        await self.is_settled.wait()

    @property
    def fills(self) -> list[Fill]:
        return [event.fill for event, _ in self.heard if isinstance(event, OrderFilled)]

    @property
    def prices(self) -> list[str]:
        return [str(event.price) for event, _ in self.heard if isinstance(event, PriceSeen)]

    @property
    def ends(self) -> list[Event]:
        facts = [event for event, _ in self.heard if isinstance(event, OrderEvent)]
        return [event for event in facts if not isinstance(event, OrderFilled)]


def order(
    side: Side,
    price: str,
    quantity: str = "2",
    *,
    attempt: int = 1,
    immediate: bool = False,
    leg: Leg = Leg.ENTRY,
) -> Order:
    return Order(
        client_order_id=ClientOrderId(f"s0000001{attempt:010}"),
        side=side,
        leg=leg,
        cycle=1,
        attempt=attempt,
        price=Decimal(price),
        quantity=Decimal(quantity),
        created_at=BEGIN,
        deadline=BEGIN,
        immediate=immediate,
    )
