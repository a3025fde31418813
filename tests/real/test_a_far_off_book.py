"""Close takes the best bid or ask at once, unless nobody should trade at it."""

from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.reasons.markets import QuoteFarOff
from engine.core.reasons.reason import CouldNotClose
from engine.core.types import Side, Status, StopForm
from tests.real.conftest import ANNA, creates, plain_draft, program, resting, started, state_of, until
from tests.twin import Twin


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


async def test_a_close_does_not_sell_at_a_bid_that_cannot_be_meant(settings: Settings, twin: Twin) -> None:
    venue = twin.world.venue("Binance")
    async with program(settings) as app_context:
        bot_id = await started(app_context, plain_draft())
        await resting(app_context, bot_id)
        venue.trade("BTCUSDT", Decimal(93999))
        await resting(app_context, bot_id, Side.SELL)
        venue.markets["BTCUSDT"].set_quote(Decimal(1000), Decimal(94000))
        before = creates(twin).total()
        await app_context.service.stop(ANNA, bot_id, StopForm.CLOSE, None)

        async def failed() -> bool:
            return (await state_of(app_context, bot_id)).status is Status.ERROR

        await until(failed)
        state = await state_of(app_context, bot_id)
        far_off = QuoteFarOff(symbol="BTC/USDT", side=Side.BUY, price=Decimal(1000), last=Decimal(93999))
        assert state.error == CouldNotClose(why=far_off)
        assert creates(twin).total() == before
        venue.markets["BTCUSDT"].set_quote(Decimal(93990), Decimal(94000))
        await app_context.service.stop(ANNA, bot_id, StopForm.CLOSE, None)

        async def closed() -> bool:
            state = await state_of(app_context, bot_id)
            return state.status is Status.STOPPED and state.held < Decimal("0.00001")

        await until(closed)
