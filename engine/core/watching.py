"""What a trailing leg makes of the prices it watches."""

from engine.core import legs, trailing
from engine.core.events import PriceSeen, RangeSeen
from engine.core.step_builder import Turn
from engine.core.types import Side


def price_seen(turn: Turn, event: PriceSeen) -> None:
    """Arm the trail, follow the price, or send the leg's order when it turns."""
    state, percent = turn.state, turn.state.config.trailing_percent
    if percent is None or event.price <= 0:
        # A venue that is about to drop a symbol has been seen to print zero: that is no price.
        turn.durable = False
        return
    if state.trail is None:
        turn.durable = trailing.touches(state.side, state.leg_price, event.price)
        if turn.durable:
            turn.change(trail=trailing.Trail(extreme=event.price))
        return
    trail = trailing.follow(state.trail, state.side, event.price)
    if trailing.fires(trail, state.side, percent, event.price):
        turn.change(trail=trail)
        legs.place(turn)
    else:
        turn.change(trail=trail)
        turn.durable = False


def range_seen(turn: Turn, event: RangeSeen) -> None:
    """Arm the trail or move its extreme by what was missed. Only a fresh price fires it."""
    state = turn.state
    furthest = event.low if state.side is Side.BUY else event.high
    if furthest <= 0:  # no price, as above
        turn.durable = False
    elif state.trail is not None:
        turn.change(trail=trailing.follow(state.trail, state.side, furthest))
    elif trailing.touches(state.side, state.leg_price, furthest):
        turn.change(trail=trailing.Trail(extreme=furthest))
