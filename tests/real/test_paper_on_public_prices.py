"""MARKET_DATA=live: a PAPER bot trades on the public prints of an exchange, here the twin's."""

import asyncio
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.config.values import MarketSource
from engine.core.checks import BotDraft
from engine.core.state import BotState
from engine.core.types import Mode, Side
from engine.timings import EngineTimings, MarketDataTimings
from tests.kills.books import booked_fills
from tests.real.conftest import plain_draft, program, started, state_of, until
from tests.twin import Operation, Twin


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


@pytest.fixture
def public(settings: Settings) -> Settings:
    """No keys at all."""
    keyless = {"market_data": "live", "binance_api_key": None, "bybit_api_key": None}
    return settings.model_copy(update=keyless | {"market_data": MarketSource("live")})


@pytest.mark.parametrize("exchange", ["Binance", "Binance F", "Bybit", "Bybit F"])
async def test_a_paper_bot_follows_the_prints_through_reconnects(
    public: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    draft: BotDraft = plain_draft(exchange=exchange, mode=Mode.PAPER)
    short_pauses = EngineTimings(market_data=MarketDataTimings(first_reconnect_s=0.1))
    async with program(public, short_pauses) as app_context:
        bot_id = await started(app_context, draft)

        async def at(fills: int) -> bool:
            # A print now and then, as a real market has them: who was away hears the next one.
            venue.trade("BTCUSDT", Decimal(93999) if fills % 2 else Decimal(96001))
            await asyncio.sleep(0.1)
            return (await state_of(app_context, bot_id)).trades >= fills

        for fills in range(1, 5):
            await until(lambda fills=fills: at(fills))  # type: ignore[misc] # a closure's default
            assert twin.exchanges.of(exchange).close_streams(exchange, 1006, stream="public") >= 1
        state: BotState = await state_of(app_context, bot_id)
    assert state.cycles == 2
    sides = [side for side, _, _, _ in await booked_fills(database_url)]
    assert sides == [Side.BUY, Side.SELL] * 2
    asked = {one.operation for one in twin.world.requests}
    assert asked.isdisjoint({Operation.CREATE, Operation.OPEN_ORDERS, Operation.BALANCE, Operation.TRADES})
