"""Where a bot sits and which order is its present one, as its state says."""

from engine.core.events import OrderEvent
from engine.core.orders import LIVE, Order, OrderState
from engine.core.state import BotState, Phase
from engine.core.types import Mode


def wants_seat(state: BotState) -> bool:
    """Say whether the bot has to be told of prices or of its order."""
    return state.phase is not Phase.IDLE or state.unsettled


def place_of(state: BotState) -> tuple[str, Mode, str]:
    """Return the account and the symbol."""
    return state.config.exchange, state.config.mode, state.config.ticker


def sent_order(state: BotState) -> Order | None:
    """Return the order that the venue may have by now; one just decided on is still to be sent."""
    order = state.order
    return order if order is not None and order.state in LIVE - {OrderState.INTENT} else None


def is_newest(state: BotState, event: OrderEvent) -> bool:
    """Say whether the event is about the newest order."""
    order = state.order
    return order is not None and order.client_order_id == event.client_order_id
