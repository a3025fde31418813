"""A bot in TESTNET mode trades at the twin, and the twin's journal agrees with our books."""

from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.checks import BotDraft
from engine.core.types import Mode, Side
from tests.kills.books import booked_fills
from tests.real.conftest import ANNA, program, until
from tests.twin import Twin


@pytest.mark.parametrize("exchange", ["Binance", "Binance F", "Bybit", "Bybit F", "OKX", "OKX F"])
async def test_a_cycle(settings: Settings, twin: Twin, database_url: str, exchange: str) -> None:
    venue = twin.world.venue(exchange)
    venue.trade("BTCUSDT", Decimal(95000))
    draft = BotDraft(
        ticker="BTC/USDT",
        exchange=exchange,
        mode=Mode.TESTNET,
        first_order=Side.BUY,
        quantity=Decimal("0.01"),
        buy_price=Decimal(94000),
        sell_price=Decimal(96000),
        infinite_loop=True,
    )
    async with program(settings) as app_context:
        card = await app_context.service.create(ANNA, draft, start=True, key="one")
        bot_id = card.state.bot_id

        async def has_order(side: Side) -> bool:
            order = (await app_context.service.card(ANNA, bot_id)).state.order
            return order is not None and order.side is side and order.venue_order_id is not None

        await until(lambda: has_order(Side.BUY))
        venue.trade("BTCUSDT", Decimal(93999))
        await until(lambda: has_order(Side.SELL))
        venue.trade("BTCUSDT", Decimal(96001))

        async def closed() -> bool:
            return (await app_context.service.card(ANNA, bot_id)).state.cycles == 1

        await until(closed)
        state = (await app_context.service.card(ANNA, bot_id)).state
    filled = twin.world.journal.read("order_filled", account="main")
    booked = await booked_fills(database_url)
    assert len(filled) == len(booked) == 2
    assert state.pnl > 0
