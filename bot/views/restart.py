"""One line about each bot after a start. Plain text: it is stored, and escaped when it is worded."""

from bot.views.text import moment, number, plural
from engine.core.orders import Order, OrderState
from engine.core.state import BotState, Phase
from engine.core.types import Status


def label(state: BotState) -> str:
    """Return how the report names a bot: #3 BTC/USDT (TESTNET)."""
    return f"#{state.naming.serial} {state.config.ticker} ({state.config.mode.value})"


def waits(state: BotState) -> bool:
    """Say whether a person has to decide about the bot."""
    return state.phase is Phase.PAUSED or state.status is Status.ERROR


def bot_line(state: BotState, fills: int) -> str:
    """Return what the bot does, or waits for, and how much was traded for it meanwhile."""
    line = f"{label(state)}: {_doing(state)}"
    if fills > 0 and state.last_fill_at is not None:
        line += f"; {plural(fills, 'fill')} meanwhile, the last at {moment(state.last_fill_at)}"
    return line


def _doing(state: BotState) -> str:
    match state.phase:
        case Phase.PAUSED:
            kept = state.kept_order
            stays = f"; {_order(state, kept)} stays open" if kept else ""
            return f"{state.pause_reason or 'paused'}{stays}"
        case Phase.IDLE if state.status is Status.ERROR:
            return state.error or "error"
        case Phase.IDLE:
            return "its last order is not settled yet" if state.order_pending else "its work is done"
        case Phase.WATCHING:
            return f"watches for its {state.side.value} @ {number(state.leg_price)}"
        case Phase.SETTLING:
            return "its order is being cancelled"
        case Phase.CLOSING:
            return "asks for a price to close at"
        case Phase.WORKING:
            return _working(state)


def _working(state: BotState) -> str:
    order = state.order
    if order is None:
        return "works"
    unsure = order.state in {OrderState.INTENT, OrderState.UNKNOWN}
    return f"{_order(state, order)} {'is not confirmed yet' if unsure else 'is open'}"


def _order(state: BotState, order: Order) -> str:
    filled = f", {number(order.filled)} of it filled," if order.filled else ""
    return f"{order.side.value} {number(order.quantity)} {state.market.base} @ {number(order.price)}{filled}"
