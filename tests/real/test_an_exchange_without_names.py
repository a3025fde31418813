"""Bots at CoinDCX, which knows no name of ours: an order is known by number, or looked for by its shape."""

import asyncio
from decimal import Decimal

import pytest
from pydantic import SecretStr

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain, candidates_in
from engine.core.state import Phase
from engine.core.types import BotId, Mode, Side
from tests.real.conftest import (
    ANNA,
    EAGER,
    SHORT_FENCE,
    passes,
    paused,
    plain_draft,
    program,
    state_of,
    until,
)
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


def with_a_twin(twin: Twin) -> None:
    """Lose the answer to the first create, and have a person place an equal order in the same moment."""
    twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,)))
    venue = twin.coindcx.usdt

    def hear(event: Event) -> None:
        if isinstance(event, OrderChanged) and created(twin) == 1:
            asyncio.get_running_loop().call_soon(venue.place, buy("94000"))

    venue.bus.listen(hear)


async def test_two_that_look_alike_are_asked_about(live: Settings, twin: Twin) -> None:
    """The other is a person's own, of the same moment. Neither is taken, and no third is sent."""
    with_a_twin(twin)
    async with program(live, SHORT_FENCE) as app_context:
        bot_id = await made(app_context, "CoinDCX F")
        reason = await paused(app_context, bot_id)
        state = await state_of(app_context, bot_id)
    there = {order.order_id for order in twin.coindcx.usdt.store.open_orders(account="main")}
    assert {one.venue_order_id for one in candidates_in(reason)} == there
    assert (len(there), state.phase) == (2, Phase.PAUSED)


async def test_one_that_a_hand_has_changed_before_it_was_found_is_asked_about_and_not_sent_again(
    live: Settings, twin: Twin
) -> None:
    twin.world.faults.add(Fault(FaultKind.LOSE_ANSWER, (Operation.CREATE,)))
    venue, changed = twin.coindcx.usdt, list[str]()

    def hear(event: Event) -> None:
        if isinstance(event, OrderChanged) and not changed:
            changed.append(event.order.order_id)
            loop = asyncio.get_running_loop()
            loop.call_soon(lambda: venue.amend("main", SYMBOL, changed[0], price=D(93990)))

    venue.bus.listen(hear)
    async with program(live, SHORT_FENCE) as app_context:
        bot_id = await made(app_context, "CoinDCX F")
        reason = await paused(app_context, bot_id)
        assert [(one.venue_order_id, one.price) for one in candidates_in(reason)] == [(changed[0], D(93990))]
        assert created(twin) == 1
        orders = app_context.service.orders
        revision = (await state_of(app_context, bot_id)).revision
        found = await orders.inspect_order(ANNA, bot_id, revision)
        (ours,) = found.figures.candidates
        card = await orders.choose_order(ANNA, bot_id, found.figures, revision, ours)
        assert card.state.order is not None
        assert (card.state.phase, card.state.order.price) == (Phase.WORKING, D(93990))
        twin.coindcx.trade(SYMBOL, D(93980))

        async def sells() -> bool:
            state = await state_of(app_context, bot_id)
            return state.trades == 1 and state.side is Side.SELL and created(twin) == 2

        await until(sells)
    assert created(twin) == 2, "the entry once, and the exit"


async def test_with_live_off_a_person_can_say_which_it_is_and_nothing_follows_on_it(
    live: Settings, twin: Twin
) -> None:
    with_a_twin(twin)
    async with program(live, SHORT_FENCE) as app_context:
        bot_id = await made(app_context, "CoinDCX F")
        await paused(app_context, bot_id)
    async with program(live.model_copy(update={"live_trading": False}), EAGER) as app_context:
        orders = app_context.service.orders
        revision = (await state_of(app_context, bot_id)).revision
        found = await orders.inspect_order(ANNA, bot_id, revision)
        ours, _ = found.figures.candidates
        card = await orders.choose_order(ANNA, bot_id, found.figures, revision, ours)
        assert (card.state.phase, card.state.pause_reason) == (Phase.PAUSED, Plain(Cause.LIVE_IS_OFF))

        async def rests() -> bool:
            order = (await state_of(app_context, bot_id)).kept_order
            return order is not None and order.venue_order_id == ours

        await until(rests)
        twin.coindcx.trade(SYMBOL, D(93999))

        async def booked() -> bool:
            return (await state_of(app_context, bot_id)).trades == 1

        await until(booked)
        await passes(twin, "CoinDCX F")
        state = await state_of(app_context, bot_id)
    assert (state.phase, state.side, state.order_pending) == (Phase.PAUSED, Side.SELL, False)
    assert created(twin) == 2, "the bot's own and the person's"
