"""What a trailing leg makes of the prices it watches."""

from engine.core import legs, trailing
from engine.core.events import PriceSeen, RangeSeen
from engine.core.step_builder import StepBuilder
from engine.core.types import Side


def price_seen(builder: StepBuilder, event: PriceSeen) -> None:
    """Arm the trail, follow the price, or send the leg's order when it turns."""
    state, percent = builder.state, builder.state.config.trailing_percent
    if percent is None or event.price <= 0:
        # A venue that is about to drop a symbol has been seen to print zero: that is no price.
        builder.durable = False
        return
    if state.trail is None:
        builder.durable = trailing.touches(state.side, state.leg_price, event.price)
        if builder.durable:
            builder.change(trail=trailing.Trail(extreme=event.price))
        return
    trail = trailing.follow(state.trail, state.side, event.price)
    if trailing.fires(trail, state.side, percent, event.price):
        builder.change(trail=trail)
        legs.place(builder)
    else:
        builder.change(trail=trail)
        builder.durable = False


def range_seen(builder: StepBuilder, event: RangeSeen) -> None:
    """Arm the trail or move its extreme by what was missed. Only a fresh price fires it."""
    state = builder.state
    furthest = event.low if state.side is Side.BUY else event.high
    if furthest <= 0:  # no price, as above
        builder.durable = False
    elif state.trail is not None:
        builder.change(trail=trailing.follow(state.trail, state.side, furthest))
    elif trailing.touches(state.side, state.leg_price, furthest):
        builder.change(trail=trailing.Trail(extreme=furthest))
