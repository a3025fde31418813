"""What the log tells of a bot's steps. Of PAPER in DEBUG alone: a replay makes thousands a second."""

import logging

from engine.core.events import Event
from engine.core.orders import Order
from engine.core.state import BotState, Outcome
from engine.core.types import Mode
from engine.venue_answers import Accepted, NeverSent, PlaceAnswer, Rejected

log = logging.getLogger(__name__)


def log_command(state: BotState, event: Event) -> None:
    """Tell what a person has had done."""
    log.info("bot %s (%s): %s", state.bot_id, state.config.mode, type(event).__name__)


def log_stored(outcome: Outcome) -> None:
    """Tell which fills are booked."""
    state = outcome.state
    for booked in outcome.fills:
        fill = booked.fill
        log.log(
            _level(state),
            "bot %s (%s): fill %s of order %s: %s %s at %s",
            state.bot_id,
            state.config.mode,
            fill.trade_id,
            fill.client_order_id,
            fill.side,
            fill.quantity,
            fill.price,
        )


def log_placed(state: BotState, order: Order, answer: PlaceAnswer) -> None:
    """Tell which order was sent, and what was answered: after it, for a line keeps no order waiting."""
    config = state.config
    log.log(
        _level(state),
        "bot %s (%s, %s): order %s to %s %s %s at %s: %s",
        state.bot_id,
        config.mode,
        config.exchange,
        order.client_order_id,
        order.side,
        order.quantity,
        config.ticker,
        order.price,
        _in_words(answer),
    )


def log_cancelled(state: BotState, order: Order) -> None:
    """Tell which order was asked to be cancelled."""
    log.log(
        _level(state),
        "bot %s (%s): the cancel of order %s was sent",
        state.bot_id,
        state.config.mode,
        order.client_order_id,
    )


def _in_words(answer: PlaceAnswer) -> str:
    match answer:
        case Accepted():
            return f"accepted as {answer.venue_order_id}"
        case Rejected():
            return f"rejected, {answer.reason}"
        case NeverSent():
            return f"not sent, {answer.reason}"
        case _:
            return f"unknown, {answer.reason}"


def _level(state: BotState) -> int:
    return logging.DEBUG if state.config.mode is Mode.PAPER else logging.INFO
