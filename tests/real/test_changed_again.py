"""A hand changes our order again and again: while it fills, before a cancel, in a stop; or takes its name."""

import pytest

from bot.config.settings import Settings
from engine.core.orders import OrderState
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain
from engine.core.types import StopForm
from tests.real.conftest import (
    ANNA,
    EAGER,
    passes,
    paused,
    plain_draft,
    program,
    resting,
    started,
    state_of,
    until,
)
from tests.real.test_changed_by_hand import ONE_EACH, SYMBOL, D, open_there, placed, shows
from tests.twin import Twin
from tests.twin.core.values import Side as TwinSide


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: what is judged is what the exchange shows."""
    return sqlite_url


@ONE_EACH
async def test_changed_several_times_while_it_fills_and_then_cancelled(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        order_id = open_there(venue).order_id
        venue.amend("main", SYMBOL, order_id, quantity=D("0.02"), price=D(93900))
        venue.trade(SYMBOL, D(93900), D("0.004"), TwinSide.SELL)
        venue.amend("main", SYMBOL, order_id, quantity=D("0.006"))
        venue.amend("main", SYMBOL, order_id, price=D(93800))
        await shows(app_context, bot_id, "93800", "0.006")
        venue.amend("main", SYMBOL, order_id, quantity=D("0.03"), price=D(93700))
        order = await shows(app_context, bot_id, "93700", "0.03")
        assert (order.state, order.filled) == (OrderState.PARTIAL, D("0.004"))
        venue.cancel("main", SYMBOL, order_id=order_id, cancel_client_id="web_1")
        assert await paused(app_context, bot_id) == Plain(Cause.CANCELED_THERE)
        venue.trade(SYMBOL, D(95000))
        await app_context.service.start(ANNA, bot_id, None)
        assert (await resting(app_context, bot_id)).quantity == D("0.006")


@pytest.mark.parametrize("exchange", ["Binance", "Binance F"])
async def test_one_that_took_the_name_trades_for_itself(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    """Its trades are its own: Binance names an order in no trade."""
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        ours = await resting(app_context, bot_id)
        venue.cancel("main", SYMBOL, order_id=open_there(venue).order_id, cancel_client_id="web_1")
        placed(venue, ours.client_order_id, price="93990")
        await paused(app_context, bot_id)
        venue.trade(SYMBOL, D(93989))
        twin.exchanges.of(exchange).close_streams(exchange, 1006)
        await passes(twin, exchange)
        state = await state_of(app_context, bot_id)
        assert (state.trades, state.held) == (0, D(0))
        venue.trade(SYMBOL, D(95000))  # so that the next one rests
        await app_context.service.start(ANNA, bot_id, None)
        assert (await resting(app_context, bot_id)).price == D(94000)


@ONE_EACH
async def test_changed_in_the_moment_of_a_stop(settings: Settings, twin: Twin, exchange: str) -> None:
    venue = twin.world.venue(exchange)
    async with program(settings, EAGER) as app_context:
        bot_id = await started(app_context, plain_draft(exchange=exchange))
        await resting(app_context, bot_id)
        order_id = open_there(venue).order_id
        venue.trade(SYMBOL, D(94000), D("0.003"), TwinSide.SELL)
        venue.amend("main", SYMBOL, order_id, quantity=D("0.05"), price=D(93500))
        await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)

        async def is_final() -> bool:
            return not (await state_of(app_context, bot_id)).order_pending

        await until(is_final)
        state = await state_of(app_context, bot_id)
        assert venue.store.open_orders(account="main") == []
        assert (state.trades, D("0.0029") < state.held <= D("0.003")) == (1, True)
