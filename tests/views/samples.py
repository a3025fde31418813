"""Values to word: one bot in every state."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from engine.core.ids import OrderNaming
from engine.core.notices import BotRef
from engine.core.orders import Order
from engine.core.state import BotState
from engine.core.types import BotConfig, BotId, ClientOrderId, Leg, Market, Mode, Side
from engine.reads.views import BotCard

NOW = datetime(2026, 1, 2, 12, 3, 4, tzinfo=UTC)
BOT = BotId(UUID("ffffffff-ffff-4fff-bfff-ffffffffffff"))
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
ORDER = Order(
    client_order_id=ClientOrderId("s000000100001e0001"),
    side=Side.BUY,
    leg=Leg.ENTRY,
    cycle=1,
    attempt=1,
    price=Decimal(60000),
    quantity=Decimal("0.01"),
    created_at=NOW,
    deadline=NOW,
)
REF = BotRef(
    bot_id=BOT, number=3, ticker="BTC/USDT", base="BTC", quote="USDT", exchange="Binance", mode=Mode.PAPER
)


def state(**changes: object) -> BotState:
    made = BotState(
        bot_id=BOT, owner_id=1, naming=OrderNaming(epoch=1, serial=3), config=CONFIG, market=MARKET
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # each test names the fields it changes


def card(price: str | None = "60500", **changes: object) -> BotCard:
    return BotCard(
        number=3,
        state=state(**changes),
        alerts=False,
        last_price=None if price is None else Decimal(price),
        unrealised=None,
        last_fill=None,
    )
