"""A coin that is worth three ticks: each tick is a third of its price, and that is nothing to doubt."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.types import Side, Status, StopForm
from tests.real.conftest import ANNA, plain_draft, program, started, state_of, until
from tests.twin import Twin

TICK = Decimal("1E-8")
SYMBOL = "ETHUSDT"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"max_trade_amount": Decimal(10) ** 10})


@pytest.mark.parametrize("exchange", ["Binance", "Bybit"])
async def test_a_bot_trails_and_closes_there(settings: Settings, twin: Twin, exchange: str) -> None:
    venue = twin.world.venue(exchange)
    venue.change_symbol(
        SYMBOL,
        first_price=3 * TICK,
        tick=TICK,
        step=Decimal(1),
        min_quantity=Decimal(1),
        max_quantity=Decimal(10) ** 12,
        percent_down=Decimal("0.2"),
        percent_up=Decimal(5),
    )
    venue.quote(SYMBOL, 2 * TICK, 3 * TICK)
    venue.markets[SYMBOL].last = 3 * TICK
    draft = replace(
        plain_draft("ETH/USDT", exchange),
        quantity=Decimal(10) ** 9,
        buy_price=2 * TICK,
        sell_price=4 * TICK,
        trailing_percent=Decimal(10),
    )
    async with program(settings) as app_context:
        bot_id = await started(app_context, draft)

        async def has_fired() -> bool:
            state = await state_of(app_context, bot_id)
            if state.trail is None and state.order is None:
                venue.trade(SYMBOL, 2 * TICK)  # what was printed before it listened is heard by nobody
            venue.trade(SYMBOL, 3 * TICK)
            return state.order is not None and state.order.side is Side.BUY

        await until(has_fired)
        venue.trade(SYMBOL, 1 * TICK)

        async def holds() -> bool:
            state = await state_of(app_context, bot_id)
            return state.side is Side.SELL and state.held > 0

        await until(holds)
        venue.trade(SYMBOL, 3 * TICK)
        venue.quote(SYMBOL, 2 * TICK, 3 * TICK)
        await app_context.service.stop(ANNA, bot_id, StopForm.CLOSE, None)

        async def is_closed() -> bool:
            state = await state_of(app_context, bot_id)
            return state.status is not Status.ACTIVE

        await until(is_closed)
        state = await state_of(app_context, bot_id)
        assert (state.error, state.status, state.held) == (None, Status.STOPPED, Decimal(0))
