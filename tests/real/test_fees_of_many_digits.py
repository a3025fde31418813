"""Fees told with more digits than any database holds: the fill is booked all the same."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.types import Side
from tests.kills.books import rows
from tests.real.conftest import plain_draft, printed, program, resting, started, state_of, until
from tests.twin import Twin

SYMBOL = "BTCUSDT"
RATE, FINE = Decimal("0.00002123456789012345678901"), Decimal("1e-26")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: what is judged is what comes from the exchange."""
    return sqlite_url


@pytest.mark.parametrize("exchange", ["Bybit", "Bybit F", "OKX", "OKX F", "CoinDCX F"])
async def test_a_cycle_whose_fees_have_more_digits_than_the_books(
    settings: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    account = twin.account
    account.fees = replace(account.fees, maker=RATE, step=FINE)
    account.perpetual_fees = replace(account.perpetual_fees, maker=RATE, step=FINE)
    async with program(settings) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange, infinite_loop=False))
        await resting(app_context, bot_id, Side.BUY)
        printed(twin, exchange, SYMBOL, Decimal(93999))
        await resting(app_context, bot_id, Side.SELL)
        printed(twin, exchange, SYMBOL, Decimal(96001))

        async def is_closed() -> bool:
            return (await state_of(app_context, bot_id)).cycles == 1

        await until(is_closed)
        state = await state_of(app_context, bot_id)
    told = [entry.facts for entry in twin.world.journal.read("order_filled", account="main")]
    assert all(len(one["fee"]) > len("0.") + 18 for one in told)
    fees = [Decimal(one["fee"]) * (Decimal(one["price"]) if one["fee_coin"] == "BTC" else 1) for one in told]
    booked = await rows(database_url, "SELECT commission FROM trades ORDER BY id")
    assert [f"{Decimal(str(fee)):.12f}" for (fee,) in booked] == [f"{fee:.12f}" for fee in fees]
    assert state.fees == sum(Decimal(str(fee)) for (fee,) in booked)
