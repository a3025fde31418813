"""What a fill costs of an exchange's limits: nothing but the order that follows it."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.types import Side
from engine.timings import AccountTimings, EngineTimings, MarketDataTimings, SilenceTimings
from tests.real.conftest import plain_draft, program, resting, started
from tests.twin import Operation, Twin

SYMBOL = "BTCUSDT"
A_WHILE = timedelta(minutes=10)
NO_NET = EngineTimings(
    account=AccountTimings(pass_every_s=600),
    market_data=MarketDataTimings(
        silence=SilenceTimings(ask_after=A_WHILE, ask_most=A_WHILE, ask_again_after=A_WHILE)
    ),
)
"""The passes, and the questions on a quiet market, are asked in any case and have a budget of their own."""


@pytest.mark.parametrize("exchange", ["Binance", "Binance F", "Bybit", "Bybit F"])
async def test_a_fill_that_the_stream_tells_asks_nothing_of_the_exchange(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, NO_NET) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange), "one")
        await resting(app_context, bot_id)
        before = -1
        while before != (before := len(twin.world.requests)):  # noqa: ASYNC110 - silence has no event
            await asyncio.sleep(3)  # what the start has asked is over
        venue.trade(SYMBOL, Decimal(93999))
        await resting(app_context, bot_id, Side.SELL)
        venue.trade(SYMBOL, Decimal(96001))
        await resting(app_context, bot_id, Side.BUY)
        await asyncio.sleep(5.5)  # nobody comes back to it either
        asked = [one.operation for one in list(twin.world.requests)[before:] if one.venue == exchange]
    # What the market itself is like is asked in its own time, and on a slow machine within this one.
    assert [one for one in asked if one is not Operation.MARKET] == [Operation.CREATE] * 2
