"""A clock that is off: requests are signed with the exchange's time, and new entries wait."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.app import open_app
from bot.config.settings import Settings
from engine.clock import SystemClock
from engine.core.reasons.accounts import ClockOff
from engine.core.state import Phase
from engine.core.types import Side
from engine.crash_points import no_crash
from tests.real.conftest import ANNA, creates, plain_draft, resting, started, state_of, until
from tests.twin import Twin


class OffClock(SystemClock):
    """The machine's clock, ahead by so much."""

    def __init__(self, ahead: timedelta) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        return super().now() + self.ahead


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


@pytest.mark.parametrize("ahead_s", [2.0, -30.0])
@pytest.mark.parametrize("exchange", ["Binance", "Bybit"])
async def test_no_new_entry_by_a_clock_that_is_more_than_a_second_off(
    settings: Settings, twin: Twin, exchange: str, ahead_s: float
) -> None:
    clock = OffClock(timedelta(seconds=0.4))
    async with open_app(settings, clock=clock, crash_hook=no_crash) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange), "fits")
        await resting(app_context, bot_id)
        clock.ahead = timedelta(seconds=ahead_s)
        await app_context.service.accounts(ANNA)  # measures the drift
        twin.world.venue(exchange).trade("BTCUSDT", Decimal(93999))
        order = await resting(app_context, bot_id, Side.SELL)  # an exit is always sent
        assert order.attempt == 2, "at the first try: it is decided by our clock, not by the trade's"
        before = creates(twin).total()
        other = await started(app_context, plain_draft("ETH/USDT", exchange), "waits")

        async def is_paused() -> bool:
            return (await state_of(app_context, other)).phase is Phase.PAUSED

        await until(is_paused)
        reason = (await state_of(app_context, other)).pause_reason
        assert isinstance(reason, ClockOff)
        assert reason.exchange == exchange
        assert abs(reason.ahead_s - ahead_s) < 1, "as far as a slow answer lets it be measured"
        assert creates(twin).total() == before
        clock.ahead = timedelta(0)
        await app_context.service.accounts(ANNA)
        await app_context.service.start(ANNA, other, None)
        await resting(app_context, other)
