"""The wallet is seen now and then, and nobody is turned away by what it showed a while ago."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.reasons.accounts import InsufficientFunds
from engine.core.reasons.reason import Reason
from engine.core.state import Phase
from engine.core.types import BotId, Side
from engine.timings import AccountTimings, EngineTimings, FundsTimings
from tests.real.conftest import ANNA, creates, plain_draft, program, resting, started, state_of, until
from tests.twin import Twin
from tests.twin.core.venue import Venue

SYMBOL = "BTCUSDT"
SPOT = pytest.mark.parametrize("exchange", ["Binance", "Bybit"])


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the kills try both."""
    return sqlite_url


def own_only(twin: Twin, exchange: str, **coins: str) -> Venue:
    """Let the account have just these coins of the pair."""
    venue = twin.world.venue(exchange)
    wallet = twin.account.wallet(venue.wallet)
    for coin in ("BTC", "USDT"):
        venue.deposit("main", coin, Decimal(coins.get(coin, "0")) - wallet.of(coin).total)
    return venue


async def paused(app_context: AppContext, bot_id: BotId) -> Reason | None:
    """Wait until the bot has paused, and return why."""

    async def is_paused() -> bool:
        return (await state_of(app_context, bot_id)).phase is Phase.PAUSED

    await until(is_paused)
    return (await state_of(app_context, bot_id)).pause_reason


@SPOT
async def test_what_was_bought_this_moment_can_be_sold(settings: Settings, twin: Twin, exchange: str) -> None:
    """No wallet shows the coin yet when the order that sells it is decided."""
    venue = own_only(twin, exchange, USDT="1000")
    async with program(settings) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        for price, side in ((Decimal(93999), Side.SELL), (Decimal(96001), Side.BUY)) * 2:
            await resting(app_context, bot_id, side.other)
            venue.trade(SYMBOL, price)
            await resting(app_context, bot_id, side)
        assert (await state_of(app_context, bot_id)).cycles == 2


@SPOT
async def test_coins_taken_away_are_missed_with_figures_and_without_a_loop(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    venue = own_only(twin, exchange, USDT="1000")
    # What happens here takes minutes for a person: the wallet is taken at its word.
    async with program(settings, EngineTimings(funds=FundsTimings(reads_lag=timedelta(0)))) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        venue.trade(SYMBOL, Decimal(93999))
        order = await resting(app_context, bot_id, Side.SELL)
        venue.cancel("main", SYMBOL, order_id=order.venue_order_id, cancel_client_id="web")
        await paused(app_context, bot_id)
        venue.deposit("main", "BTC", Decimal("-0.005"))
        before = creates(twin).total()
        await app_context.service.accounts(ANNA)
        await app_context.service.start(ANNA, bot_id, None)
        missing = InsufficientFunds(coin="BTC", needed=Decimal("0.00999"), available=Decimal("0.00499"))
        assert await paused(app_context, bot_id) == missing
        assert creates(twin).total() == before


@SPOT
async def test_money_that_has_just_come_counts_at_once(settings: Settings, twin: Twin, exchange: str) -> None:
    a_person_taps_seconds_later = AccountTimings(refresh_again_after=timedelta(0))
    venue = own_only(twin, exchange, USDT="100")
    async with program(settings, EngineTimings(account=a_person_taps_seconds_later)) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        missing = InsufficientFunds(coin="USDT", needed=Decimal(940), available=Decimal(100))
        assert await paused(app_context, bot_id) == missing
        venue.deposit("main", "USDT", Decimal(900))
        await app_context.service.start(ANNA, bot_id, None)
        await resting(app_context, bot_id)
