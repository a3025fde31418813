"""A hand that cancels a bot's exit and then closes its position, through the whole program."""

from decimal import Decimal

import pytest

from bot.config.settings import Settings
from engine.core.reasons.accounts import PositionClosedByHand
from engine.core.reasons.causes import Cause
from engine.core.reasons.reason import Plain, Several
from engine.core.types import Status, StopForm
from tests.real.conftest import ANNA, creates, paused, program, state_of, until
from tests.real.test_perpetuals import BOTH, QUICK_LOOKS, SYMBOL, in_position
from tests.twin import Twin
from tests.twin.core.values import OrderRequest, OrderType, TimeInForce
from tests.twin.core.values import Side as TwinSide


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database is enough here: what is judged is what the person is told."""
    return sqlite_url


@BOTH
async def test_both_are_told_and_the_bot_can_be_deleted(
    settings: Settings, twin: Twin, exchange: str
) -> None:
    venue = twin.world.venue(exchange)
    by_hand = OrderRequest(
        account="main",
        symbol=SYMBOL,
        side=TwinSide.SELL,
        order_type=OrderType.MARKET,
        time_in_force=TimeInForce.IOC,
        client_order_id="by_hand",
        quantity=Decimal("0.01"),
    )
    async with program(settings, QUICK_LOOKS) as app_context:
        bot_id = await in_position(app_context, twin, exchange)
        [order] = venue.store.open_orders(account="main")
        venue.cancel("main", SYMBOL, order_id=order.order_id, cancel_client_id="web")
        canceled = Plain(Cause.CANCELED_THERE)
        assert await paused(app_context, bot_id) == canceled
        venue.place(by_hand)

        async def is_told() -> bool:
            return (await state_of(app_context, bot_id)).pause_reason != canceled

        await until(is_told)
        reason = (await state_of(app_context, bot_id)).pause_reason
        assert isinstance(reason, Several)
        first, second = reason.reasons
        assert first == canceled
        assert isinstance(second, PositionClosedByHand)
        assert (second.position, second.held) == (Decimal(0), Decimal("0.01"))
        await app_context.service.stop(ANNA, bot_id, StopForm.STOP, None)
        state = await state_of(app_context, bot_id)
        assert (state.status, state.held) == (Status.STOPPED, Decimal("0.01"))
        await app_context.service.delete(ANNA, bot_id, state.revision, release=True)
    assert creates(twin).total() == 2, "nothing was sent after the hand's cancel"
