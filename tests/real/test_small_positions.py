"""A position that is worth less than the smallest order: what only reduces it is sent all the same."""

import re
from decimal import Decimal

import pytest

from bot.config.settings import Settings
from bot.context import AppContext
from engine.core.orders import OrderState
from engine.core.types import BotId, Side, Status, StopForm
from tests.kills.books import booked_fills
from tests.real.conftest import (
    ANNA,
    EAGER,
    creates,
    failed,
    greet,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.support.person import Person
from tests.twin import Twin

SYMBOL = "BTCUSDT"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: nothing of this is the database's."""
    return sqlite_url


async def half_filled(app_context: AppContext, twin: Twin, exchange: str, first: Side = Side.BUY) -> BotId:
    """Start a bot for 0.002 BTC and fill half of its entry: what it holds is worth less than 100 USDT."""
    draft = plain_draft(exchange=exchange, quantity=Decimal("0.002"), infinite_loop=False, first_order=first)
    if first is Side.SELL:
        draft = plain_draft(
            exchange=exchange,
            quantity=Decimal("0.002"),
            infinite_loop=False,
            first_order=first,
            buy_price=Decimal(95100),
            sell_price=Decimal(96000),
        )
    twin.world.venue(exchange).change_symbol(SYMBOL, min_notional=Decimal(100))
    bot_id = await started(app_context, draft)
    await resting(app_context, bot_id)
    price = Decimal(94000) if first is Side.BUY else Decimal(96000)
    twin.world.venue(exchange).trade(SYMBOL, price, Decimal("0.001"))

    async def is_half_filled() -> bool:
        order = (await state_of(app_context, bot_id)).order
        return order is not None and order.state is OrderState.PARTIAL

    await until(is_half_filled)
    return bot_id


async def stopped_with(app_context: AppContext, bot_id: BotId, held: str, cycles: int) -> None:
    async def has_stopped() -> bool:
        state = await state_of(app_context, bot_id)
        figures = (state.status, state.held, state.cycles)
        return figures == (Status.STOPPED, Decimal(held), cycles)

    await until(has_stopped)


@pytest.mark.parametrize("first", list(Side))
async def test_close_now_closes_it(
    settings: Settings, twin: Twin, owner: Person, database_url: str, first: Side
) -> None:
    contracts = twin.world.venue("Binance F").contracts
    async with program(settings, EAGER) as app_context:
        await greet(app_context, owner)
        bot_id = await half_filled(app_context, twin, "Binance F", first)
        await owner.send("/bots")
        await owner.reads("#1 BTC/USDT")
        await owner.tap("#1 BTC/USDT")
        await owner.reads("Realised:")
        await owner.tap("Stop")
        await owner.reads("Close now: ")
        await owner.tap("Close now")
        # Told once: in the answer where the close is that quick, else in a message of its own.
        told = re.compile(r"Closed\. Cancelled: .* No BTC is held|#1 BTC/USDT closed and stopped")
        await owner.reads(lambda seen: bool(told.search(seen.text)), within_seconds=60)
        await stopped_with(app_context, bot_id, "0", 1)
    assert contracts.position("main", SYMBOL).amount == 0
    assert len(await booked_fills(database_url)) == 2


async def test_start_goes_on_with_its_exit(settings: Settings, twin: Twin, owner: Person) -> None:
    """Without a loop the bot is over when the position is closed, and not before."""
    venue = twin.world.venue("Binance F")
    async with program(settings, EAGER) as app_context:
        await greet(app_context, owner)
        bot_id = await half_filled(app_context, twin, "Binance F")
        await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)
        await stopped_with(app_context, bot_id, "0.001", 0)
        await owner.send("/bots")
        await owner.reads("all: 1 bot")
        await owner.tap("#1 BTC/USDT")
        await owner.reads("Start continues with the SELL @ 96000.")
        await owner.tap("Start")
        order = await resting(app_context, bot_id, Side.SELL)
        assert (order.quantity, order.reduce_only) == (Decimal("0.001"), True)
        venue.trade(SYMBOL, Decimal(96001))
        await owner.reads("Cycle 1 of #1 BTC/USDT", within_seconds=60)
        await stopped_with(app_context, bot_id, "0", 1)
    assert venue.contracts.position("main", SYMBOL).amount == 0


async def test_an_exchange_that_refuses_it_is_asked_once(
    settings: Settings, twin: Twin, owner: Person
) -> None:
    """Bybit does not say whether its minimum holds for it. If so, that is a sentence, and no loop."""
    async with program(settings, EAGER) as app_context:
        await greet(app_context, owner)
        bot_id = await half_filled(app_context, twin, "Bybit F")
        [order] = twin.world.venue("Bybit F").store.open_orders(account="main")
        twin.world.venue("Bybit F").cancel("main", SYMBOL, order_id=order.order_id, cancel_client_id="web")
        error = await failed(app_context, bot_id)
        assert error is not None
        told = await owner.reads("#1 BTC/USDT has an error", within_seconds=60)
        assert "Order does not meet minimum order value 100USDT" in told.text
        state = await state_of(app_context, bot_id)
        assert (state.held, state.cycles, creates(twin).total()) == (Decimal("0.001"), 0, 2)


async def test_an_exchange_that_is_silent_about_it_may_take_it(settings: Settings, twin: Twin) -> None:
    venue = twin.world.venue("Bybit F")
    venue.rules.small_reducing = True
    async with program(settings, EAGER) as app_context:
        bot_id = await half_filled(app_context, twin, "Bybit F")
        [order] = venue.store.open_orders(account="main")
        venue.cancel("main", SYMBOL, order_id=order.order_id, cancel_client_id="web")
        assert (await resting(app_context, bot_id, Side.SELL)).quantity == Decimal("0.001")
