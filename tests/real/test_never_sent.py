"""Orders that are proven never to have left, and what is found out meanwhile, through the whole program."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.types import Side
from engine.timings import AccountTimings, DriverTimings, EngineTimings
from tests.kills.books import booked_fills
from tests.real.conftest import plain_draft, program, resting, started, state_of, until
from tests.real.test_perpetuals import BY_FORCE, SYMBOL, paused_for
from tests.twin import Fault, FaultKind, Operation, Twin

HASTY = EngineTimings(
    driver=DriverTimings(
        send_window=timedelta(seconds=2), ask_again_after_s=0.1, first_retry_s=0.6, longest_retry_s=0.6
    ),
    account=AccountTimings(
        pass_every_s=0.4,
        shortest_pause_s=0.05,
        longest_pause_s=0.3,
        fence=timedelta(seconds=1),
        positions_every=timedelta(seconds=0.4),
        positions_lag=timedelta(seconds=1),
    ),
)
"""An order whose fate is unknown is asked about while the next attempt waits for its turn."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: what is judged is what is found out."""
    return sqlite_url


@pytest.mark.parametrize("exchange", ["CoinDCX F"])
async def test_exits_that_were_never_sent_hide_no_liquidation(
    settings: Settings, twin: Twin, database_url: str, exchange: str
) -> None:
    """There is nothing to reduce, so no exit is sent; why that is so has to be found all the same."""
    lost = Fault(FaultKind.LOSE_REQUEST, (Operation.CREATE,), venue=exchange)
    async with program(settings, HASTY) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        twin.world.faults.add(lost)
        twin.world.venue(exchange).trade(SYMBOL, Decimal(93999))

        async def is_lost() -> bool:
            return lost.hits > 0

        await until(is_lost)
        twin.world.venue(exchange).contracts.liquidate("main", SYMBOL, Decimal(94500))
        await paused_for(app_context, bot_id, BY_FORCE)
        assert (await state_of(app_context, bot_id)).held == 0
    assert [side for side, *_ in await booked_fills(database_url)] == [Side.BUY, Side.SELL]
