"""The account's own stream tells another fee than REST shows: what REST shows is true."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.types import Side
from engine.timings import AccountTimings, EngineTimings
from tests.kills.books import rows
from tests.real.conftest import ANNA, greet, plain_draft, program, resting, started, state_of, until
from tests.support.person import Person
from tests.twin import Twin
from tests.twin.core.frames import FrameFault, FrameFaultKind

SYMBOL = "BTCUSDT"
READS_SOON = EngineTimings(account=AccountTimings(pass_every_s=0.2, trades_every=timedelta(seconds=0.5)))
LIES = {
    "Binance": ('"x":"TRADE"', r'"n":"[^"]*"', '"n":"0.00000500"'),
    "Bybit": ('"execType":"Trade"', r'"execFee":"[^"]*"', '"execFee":"0.000005"'),
    "Binance F": ('"x":"TRADE"', r'"n":"[^"]*"', '"n":"0.12500000"'),
}


@pytest.mark.parametrize("exchange", list(LIES))
async def test_a_fee_that_was_told_wrongly_is_corrected_with_what_is_held(
    settings: Settings, twin: Twin, owner: Person, database_url: str, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    venue.trade(SYMBOL, Decimal(95000))
    containing, *says = LIES[exchange]
    lie = FrameFault(
        FrameFaultKind.LIE, venue=exchange, containing=containing, says=(says[0], says[1]), times=1
    )
    async with program(settings, READS_SOON) as app_context:
        await greet(app_context, owner)
        bot_id = await started(app_context, plain_draft(exchange=exchange, infinite_loop=False))
        await resting(app_context, bot_id)
        twin.world.frames.add(lie)
        venue.trade(SYMBOL, Decimal(93999))
        await resting(app_context, bot_id, Side.SELL)
        [fill] = [one for _, one in venue.store.fills if one.account == "main"]

        async def is_corrected() -> bool:
            return await rows(
                database_url, "SELECT count(*) FROM activity_logs WHERE message LIKE '%as told at first%'"
            ) == [(1,)]

        await until(is_corrected)
        assert lie.hits == 1
        state = await state_of(app_context, bot_id)
        in_base = fill.fee if fill.fee_coin == "BTC" else Decimal(0)
        assert state.held == fill.quantity - in_base
        venue.trade(SYMBOL, Decimal(96001))

        async def is_closed() -> bool:
            return (await state_of(app_context, bot_id)).cycles == 1

        await until(is_closed)
        state = await state_of(app_context, bot_id)
        [figures] = (await app_context.service.stats(ANNA)).figures[state.config.mode]
        assert (figures.total.result, figures.total.fees) == (state.pnl, state.fees)
        fees = await rows(database_url, "SELECT commission FROM trades ORDER BY id")
        assert sum(Decimal(str(fee)) for (fee,) in fees) == state.fees
        assert len(fees) == 2
