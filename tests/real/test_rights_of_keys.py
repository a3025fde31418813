"""What a key may do is changed at the exchange while the program runs."""

from datetime import timedelta

import pytest

from bot.config.settings import Settings
from engine.core.reasons.accounts import AboutAccount
from engine.core.reasons.causes import AccountCause
from engine.core.reasons.reason import Reason
from engine.core.types import AccountId
from engine.timings import AccountTimings, EngineTimings
from tests.real.conftest import ANNA, mode_of, paused, plain_draft, program, resting, started, until
from tests.twin import Twin

SOON = EngineTimings(account=AccountTimings(pass_every_s=0.2, rights_every=timedelta(seconds=0.3)))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: nothing is judged that is stored."""
    return sqlite_url


@pytest.mark.parametrize("exchange", ["Binance", "Bybit", "OKX"])
async def test_rights_that_are_taken_and_given_back(settings: Settings, twin: Twin, exchange: str) -> None:
    key = twin.account.keys[0]
    may_not = AboutAccount(
        code=AccountCause.KEY_MAY_NOT_TRADE, account_id=AccountId(exchange, mode_of(exchange))
    )
    async with program(settings, SOON) as app_context:
        first = await started(app_context, plain_draft(exchange=exchange), "first")
        await resting(app_context, first)

        async def blocked() -> Reason | None:
            standing = (await app_context.service.card(ANNA, first)).standing
            return standing.blocked if standing is not None else None

        async def is_blocked() -> bool:
            return await blocked() == may_not

        async def is_free() -> bool:
            return await blocked() is None

        key.can_trade = False
        await until(is_blocked)
        second = await started(app_context, plain_draft("ETH/USDT", exchange), "second")
        assert await paused(app_context, second) == may_not
        key.can_trade = True
        await until(is_free)
        await app_context.service.start(ANNA, second, None)
        await resting(app_context, second)
