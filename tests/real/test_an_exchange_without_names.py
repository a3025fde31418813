"""Bots at CoinDCX, which knows no name of ours: an order is known by number, or looked for by its shape."""

import asyncio
from decimal import Decimal

import pytest
from pydantic import SecretStr

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.reasons.reason import candidates_in
from engine.core.state import Phase
from engine.core.types import BotId, Mode
from tests.real.conftest import ANNA, SHORT_FENCE, paused, plain_draft, program, state_of
from tests.twin import Fault, FaultKind, Operation, Twin
from tests.twin.asking import buy
from tests.twin.core.events import Event, OrderChanged

SYMBOL = "BTCUSDT"
PLENTY = {"USDT": Decimal(100_000)}
D = Decimal


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: the machine and the ledger are tried on both."""
    return sqlite_url


@pytest.fixture
def live(settings: Settings, twin: Twin) -> Settings:
    """Settings of an owner who trades with money: there is no test venue."""
    key = twin.account.keys[0]
    changes = {
        "binance_api_key": None,
        "binance_secret_key": None,
        "bybit_api_key": None,
        "bybit_secret_key": None,
        "coindcx_api_key": SecretStr(key.key),
        "coindcx_secret_key": SecretStr(key.secret),
        "coindcx_testnet": False,
        "live_trading": True,
        "max_order_value": PLENTY,
        "max_exposure": PLENTY,
        "max_daily_loss": PLENTY,
    }
    return settings.model_copy(update=changes)


def created(twin: Twin) -> int:
    return len(twin.world.journal.read("order_created", account="main"))


async def made(app_context: AppContext, exchange: str) -> BotId:
    draft = plain_draft(exchange=exchange, mode=Mode.LIVE)
    card = await app_context.service.create(ANNA, draft, start=True, key="one", live_confirmed=True)
    return card.state.bot_id


async def test_two_that_look_alike_are_asked_about(live: Settings, twin: Twin) -> None:
    """The other is a person's own, of the same moment. Neither is taken, and no third is sent."""
    twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,)))
    venue = twin.coindcx.usdt

    def hear(event: Event) -> None:
        if isinstance(event, OrderChanged) and created(twin) == 1:
            asyncio.get_running_loop().call_soon(venue.place, buy("94000"))

    venue.bus.listen(hear)
    async with program(live, SHORT_FENCE) as app_context:
        bot_id = await made(app_context, "CoinDCX F")
        reason = await paused(app_context, bot_id)
        state = await state_of(app_context, bot_id)
    there = {order.order_id for order in venue.store.open_orders(account="main")}
    assert {one.venue_order_id for one in candidates_in(reason)} == there
    assert (len(there), state.phase) == (2, Phase.PAUSED)
