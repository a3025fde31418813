"""What of a bot's present leg another configuration leaves as it is: its order, or its wait for a price.

An order that is sent anew goes to the end of the queue at its price, and for a moment there is none. So one
that the other configuration wants just as it is stays where it is.
"""

from engine.core.money import floor_to
from engine.core.state import BotState
from engine.core.types import AccountId, BotConfig, Leg, Side


def order_stays(state: BotState, config: BotConfig) -> bool:
    """Say whether the bot would trade the rest of its order by `config` as well, and on the same terms.

    They are the same where the leg's own are as they were, whatever the order shows: a hand may have changed
    it, or a person has adopted it. They are so, too, where they have become what the order shows.
    """
    order, old = state.order, state.config
    if order is None or not order.live or order.closing or _place(config) != _place(old):
        return False
    if config.trailing_percent not in {None, old.trailing_percent}:
        return False  # it would wait for its price once more
    price = config.price(order.side)
    if price not in {old.price(order.side), order.price}:
        return False
    if state.leg is Leg.EXIT or config.quantity == old.quantity:
        return True
    return order.remaining == floor_to(config.quantity - state.leg_filled, state.market.step)


def wait_stays(state: BotState, config: BotConfig) -> bool:
    """Say whether the leg would wait for the same price by `config`, and trail it as closely."""
    old, side = state.config, state.side
    was, will = (
        (one.ticker, one.account_id, one.first_order, one.trailing_percent, one.price(side))
        for one in (old, config)
    )
    return was == will


def _place(config: BotConfig) -> tuple[str, AccountId, Side, int]:
    return config.ticker, config.account_id, config.first_order, config.leverage
