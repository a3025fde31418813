"""How much a leg has still to trade, and what is too little to trade at all."""

from dataclasses import replace
from decimal import Decimal

from engine.core.money import ZERO, ceil_to, floor_to
from engine.core.state import BotState
from engine.core.types import Leg, Market, Side


def leg_quantity(state: BotState) -> Decimal:
    """Return what the present leg has still to trade, in base, on the step.

    The entry trades the configured quantity. The exit trades back what the bot really holds from
    its own fills, never what a wallet shows: zero when a sell has nothing to sell, or a buy-back
    nothing to buy back.
    """
    if state.leg is Leg.ENTRY:
        return floor_to(state.config.quantity - state.leg_filled, state.market.step)
    if (state.held > 0) is not (state.side is Side.SELL):
        return ZERO
    return closing_quantity(state)


def closing_quantity(state: BotState) -> Decimal:
    """Return the quantity that brings `held` to zero, or as near as the step allows.

    A sell is rounded down. A buy-back is grossed up for a fee taken in base and rounded up.
    """
    market, held = state.market, state.held
    if held >= 0:
        return floor_to(held, market.step)
    fee = ZERO if market.derivative else max(market.maker_fee, market.taker_fee)
    return ceil_to(-held / (1 - fee), market.step)


def too_small(market: Market, quantity: Decimal, price: Decimal, *, leg: Leg) -> bool:
    """Say whether the venue would refuse the order for its size.

    An order that only reduces a position may be worth less than others. Not every exchange says so, but
    none says otherwise: it is tried, and a refusal ends the bot's work as any other.
    """
    reduces = market.derivative and leg is Leg.EXIT
    smallest = max(market.min_quantity, market.step)
    return quantity < smallest or (not reduces and quantity * price < market.min_notional)


def leg_too_small(state: BotState) -> bool:
    """Say whether what the present leg has still to trade is too little for an order."""
    return too_small(state.market, leg_quantity(state), state.leg_price, leg=state.leg)


def dust_alone(state: BotState) -> bool:
    """Say whether what is held is nothing, or dust also by the rules it was traded under."""
    old = state.market_before
    return too_small_to_close(state) and (old is None or too_small_to_close(replace(state, market=old)))


def holds_dust(state: BotState) -> bool:
    """Say whether something is held, and that is too little to trade now."""
    return bool(state.held) and too_small_to_close(state)


def too_small_to_close(state: BotState) -> bool:
    """Say whether what is held is nothing, or too little to trade now."""
    dust = ceil_to(abs(state.held), state.market.step) if state.held < 0 else closing_quantity(state)
    return too_small(state.market, dust, state.config.buy_price, leg=Leg.EXIT)
