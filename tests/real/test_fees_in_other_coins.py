"""Fees in a coin that is neither bought nor paid with: valued over another coin, or said to be open."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.state import BotState
from engine.core.types import BotId, Side
from engine.timings import AccountTimings, EngineTimings, MarketDataTimings
from tests.real.conftest import ANNA, greet, plain_draft, program, resting, started, state_of, until
from tests.support.person import Person
from tests.twin import Twin
from tests.twin.core.accounts import FeeCoin
from tests.twin.core.symbols import spot
from tests.twin.core.venue import Venue

SYMBOL = "BTCUSDT"
ASKS_AGAIN_SOON = EngineTimings(
    account=AccountTimings(pass_every_s=0.2, values_every=timedelta(seconds=0.3)),
    market_data=MarketDataTimings(list_fresh=timedelta(seconds=0.3)),
)
FEES = (Decimal(940) + Decimal(960)) / 1000 * Decimal("0.75")
"""Of both legs, 0.1 % less the quarter that BNB saves."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: `tests/db` has the books of both."""
    return sqlite_url


def fees_in_bnb(twin: Twin) -> Venue:
    """Have fees taken in BNB, of which there is no market any more."""
    venue = twin.world.venue("Binance")
    twin.account.fees.coin = FeeCoin.BNB
    venue.delist("BNBUSDT")
    return venue


async def a_cycle(app_context: AppContext, venue: Venue) -> BotId:
    bot_id = await started(app_context, plain_draft(infinite_loop=False))
    await resting(app_context, bot_id)
    venue.trade(SYMBOL, Decimal(93999))
    await resting(app_context, bot_id, Side.SELL)
    venue.trade(SYMBOL, Decimal(96001))

    async def is_closed() -> bool:
        return (await state_of(app_context, bot_id)).cycles == 1

    await until(is_closed)
    return bot_id


def is_about(amount: Decimal, wanted: Decimal) -> bool:
    """Say whether it is the amount but for what the exchange rounds."""
    return abs(amount - wanted) < Decimal("0.0001")


async def test_a_coin_without_a_market_in_quote_is_valued_over_another(
    settings: Settings, twin: Twin, owner: Person
) -> None:
    venue = fees_in_bnb(twin)
    bnb = spot("BNB", "500", tick="0.01", step="0.001", max_quantity="900000")
    venue.enlist(replace(bnb, name="BNBEUR", quote="EUR"))
    venue.enlist(spot("EUR", "1.3", tick="0.0001", step="0.1", max_quantity="900000"))
    async with program(settings) as app_context:
        await greet(app_context, owner)
        state = await state_of(app_context, await a_cycle(app_context, venue))
        assert is_about(state.fees, FEES)
        assert (state.unvalued, is_about(state.pnl, 20 - FEES)) == ((), True)
        assert "USDT in fees." in (await owner.reads("Cycle 1 of #1 BTC/USDT", within_seconds=60)).text


async def test_a_coin_without_any_market_is_said_and_booked_once_it_has_a_price(
    settings: Settings, twin: Twin, owner: Person
) -> None:
    venue = fees_in_bnb(twin)
    async with program(settings, ASKS_AGAIN_SOON) as app_context:
        await greet(app_context, owner)
        bot_id = await a_cycle(app_context, venue)
        state = await state_of(app_context, bot_id)
        [unvalued] = state.unvalued
        assert (state.pnl, state.fees) == (Decimal(20), Decimal(0))
        cycle = await owner.reads("Cycle 1 of #1 BTC/USDT", within_seconds=60)
        amount = f"{unvalued.fee.amount.normalize():f} BNB"
        assert (
            f"{amount} in fees, of unknown value, not in the result yet. All cycles: +20 USDT" in cycle.text
        )
        await owner.send("/bots")
        await owner.reads("all: 1 bot")
        await owner.tap("#1 BTC/USDT")
        await owner.reads(f"Fees: {amount} of unknown value")

        venue.change_symbol("BNBUSDT", trading=True, listed=True)
        told = await owner.reads("#1 BTC/USDT: fees -", within_seconds=60)
        assert f"{amount} could be valued only now, of a cycle that is closed already." in told.text
        now: BotState = await state_of(app_context, bot_id)
        assert (now.unvalued, now.fees, now.pnl) == ((), 20 - now.pnl, 20 - now.fees)
        assert is_about(now.fees, FEES)
        [figures] = (await app_context.service.stats(ANNA)).figures[now.config.mode]
        assert (figures.total.result, figures.total.fees) == (now.pnl, now.fees)
