"""Bots at CoinDCX, which knows no name of ours: an order is known by number, or looked for by its shape."""

import asyncio
from decimal import Decimal

import pytest
from pydantic import SecretStr

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.reasons.reason import candidates_in
from engine.core.state import Phase
from engine.core.types import BotId, Mode, Side
from tests.kills.books import booked_fills
from tests.real.conftest import ANNA, SHORT_FENCE, paused, plain_draft, program, resting, state_of, until
from tests.twin import Fault, FaultKind, Operation, Twin
from tests.twin.asking import buy
from tests.twin.core.events import Event, OrderChanged

SYMBOL = "BTCUSDT"
VENUES = ["CoinDCX F", "CoinDCX F INR"]
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


@pytest.mark.parametrize("exchange", VENUES)
async def test_a_cycle(live: Settings, twin: Twin, database_url: str, exchange: str) -> None:
    venue = twin.world.venue(exchange)
    async with program(live) as app_context:
        bot_id = await made(app_context, exchange)
        await resting(app_context, bot_id, Side.BUY)
        venue.trade(SYMBOL, D(93999))
        await resting(app_context, bot_id, Side.SELL)
        venue.trade(SYMBOL, D(96001))

        async def closed() -> bool:
            return (await state_of(app_context, bot_id)).cycles == 1

        await until(closed)
        state = await state_of(app_context, bot_id)
    assert len(twin.world.journal.read("order_filled", account="main")) == 2
    assert len(await booked_fills(database_url)) == 2
    assert state.pnl > 0


@pytest.mark.parametrize(
    "kind", [FaultKind.LOSE_ANSWER, FaultKind.LOSE_REQUEST], ids=["it is there", "it is not"]
)
async def test_an_answer_that_is_lost_is_made_up_for_without_a_second_order(
    live: Settings, twin: Twin, kind: FaultKind
) -> None:
    twin.world.faults.add(Fault(kind, (Operation.CREATE,)))
    async with program(live, SHORT_FENCE) as app_context:
        bot_id = await made(app_context, VENUES[0])
        order = await resting(app_context, bot_id)
    assert created(twin) == 1
    (there,) = twin.coindcx.usdt.store.open_orders(account="main")
    assert order.venue_order_id == there.order_id


async def test_two_that_look_alike_are_asked_about(live: Settings, twin: Twin) -> None:
    """The other is a person's own, of the same moment. Neither is taken, and no third is sent."""
    twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,)))
    venue = twin.coindcx.usdt

    def hear(event: Event) -> None:
        if isinstance(event, OrderChanged) and created(twin) == 1:
            asyncio.get_running_loop().call_soon(venue.place, buy("94000"))

    venue.bus.listen(hear)
    async with program(live, SHORT_FENCE) as app_context:
        bot_id = await made(app_context, VENUES[0])
        reason = await paused(app_context, bot_id)
        state = await state_of(app_context, bot_id)
    there = {order.order_id for order in venue.store.open_orders(account="main")}
    assert {one.venue_order_id for one in candidates_in(reason)} == there
    assert (len(there), state.phase) == (2, Phase.PAUSED)
