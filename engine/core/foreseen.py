"""The order that follows when the one that is out fills whole: known, and stored, before that happens.

What a fill brings about is decided by `engine.core.machine.step` and by nothing else. Here one is supposed,
and the order of that step remembered, so that its intent is on disk before it is needed.
"""

from datetime import datetime
from decimal import Decimal

from engine.core.events import OrderFilled
from engine.core.machine import step
from engine.core.money import EXACT, ZERO
from engine.core.orders import ForeseenOrder
from engine.core.state import BotState
from engine.core.types import Fee, Fill, Side, TradeId

_SUPPOSED = TradeId("supposed")


def foresee(state: BotState, fee_in_base: Decimal, at: datetime) -> ForeseenOrder | None:
    """Return the order that a fill of all that is left of the present one would bring about; None: none.

    `fee_in_base`: the share of a buy on spot that is taken as its fee in the base coin. Should it be another,
    then another order is decided in the end than was foreseen, and nothing else. `at`: now.
    """
    order = state.order
    if order is None or not order.live or order.closing or not order.remaining:
        return None
    if state.config.trailing_percent is not None:
        return None  # the next leg waits for its trail
    in_base = order.side is Side.BUY and not state.market.derivative
    fee = EXACT.multiply(order.remaining, fee_in_base) if in_base else ZERO
    supposed = Fill(
        trade_id=_SUPPOSED,
        client_order_id=order.client_order_id,
        side=order.side,
        price=order.price,
        quantity=order.remaining,
        fee=Fee(amount=fee, coin=state.market.base, value=ZERO),
        executed_at=at,
    )
    event = OrderFilled(at=at, client_order_id=order.client_order_id, fill=supposed)
    placed = step(state, event).placed
    if placed is None:
        return None
    if state.foreseen is not None and state.foreseen.is_that(placed):
        return state.foreseen
    return ForeseenOrder.of(placed)
