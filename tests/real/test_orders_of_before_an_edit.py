"""A fill of an order of before its bot changed its pair or exchange is booked where the order was sent."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.checks import BotDraft
from engine.core.reasons.reason import TradedElsewhere
from engine.core.types import BotId, ClientOrderId, Mode, Side, StopForm
from tests.kills.books import rows
from tests.real.conftest import (
    ANNA,
    EAGER,
    greet,
    paused,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.support.person import Person
from tests.twin import Twin
from tests.twin.core.rules import Unique
from tests.twin.core.values import OrderRequest, OrderType, TimeInForce
from tests.twin.core.values import Side as TwinSide

BYBIT = plain_draft(exchange="Bybit")
"""Its trades bear our names of orders."""
FAR_OFF = replace(BYBIT, buy_price=Decimal(80000))
TRADED = "SELECT account, symbol, trade_id FROM booked_fills"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: `tests/db` has the books of both."""
    return sqlite_url


async def changed(app_context: AppContext, draft: BotDraft) -> tuple[BotId, ClientOrderId]:
    """Return a bot that trades by that draft since its first order was cancelled, and that order."""
    bot_id = await started(app_context, BYBIT)
    first = await resting(app_context, bot_id)
    await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)

    async def has_ended() -> bool:
        return not (await state_of(app_context, bot_id)).order_pending

    await until(has_ended)
    await app_context.service.edit(ANNA, bot_id, draft, None)
    await app_context.service.start(ANNA, bot_id, None)
    await resting(app_context, bot_id)
    await started(app_context, FAR_OFF, key="two")  # so that the old pair is looked at
    return bot_id, first.client_order_id


def trade_after_all(twin: Twin, name: ClientOrderId) -> None:
    """Have an order trade under the name of one that had been cancelled."""
    venue = twin.world.venue("Bybit")
    venue.rules = replace(venue.rules, client_ids=Unique.OPEN)
    venue.place(
        OrderRequest(
            account="main",
            symbol="BTCUSDT",
            side=TwinSide.BUY,
            order_type=OrderType.MARKET,
            time_in_force=TimeInForce.IOC,
            client_order_id=name,
            quantity=Decimal("0.01"),
        )
    )


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("draft", [plain_draft("ETH/USDT", "Bybit"), plain_draft()], ids=["pair", "exchange"])
async def test_it_is_booked_where_it_was_sent_and_the_bot_pauses(
    settings: Settings, twin: Twin, owner: Person, database_url: str, draft: BotDraft, *, restart: bool
) -> None:
    async with program(settings, EAGER) as app_context:
        await greet(app_context, owner)
        bot_id, name = await changed(app_context, draft)
        if not restart:
            trade_after_all(twin, name)
            await judged(app_context, bot_id, owner, database_url)
    if restart:
        trade_after_all(twin, name)
        async with program(settings, EAGER) as app_context:
            await judged(app_context, bot_id, owner, database_url)


async def judged(app_context: AppContext, bot_id: BotId, owner: Person, database_url: str) -> None:
    why = await paused(app_context, bot_id)
    assert isinstance(why, TradedElsewhere)
    assert (why.symbol, why.side, why.quantity, why.coin) == ("BTC/USDT", Side.BUY, Decimal("0.01"), "BTC")
    assert (why.account_id.venue, why.account_id.mode) == ("Bybit", Mode.TESTNET)
    [booked] = await rows(database_url, TRADED)
    assert booked[:2] == ("Bybit:TESTNET", "BTC/USDT")
    assert await rows(database_url, "SELECT account, symbol, trade_id FROM trades") == [booked]
    state = await state_of(app_context, bot_id)
    assert [state.held, state.trades] == [0, 1]
    assert not state.order_pending
    told = await owner.reads("an earlier order on BTC/USDT", within_seconds=60)
    assert "the bot does not work with it" in told.text
