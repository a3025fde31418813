"""Whether a configuration still fits its market, after the exchange has changed the rules.

A price is never moved by us, and what can be traded is never taken for dust because of a new
minimum: such a bot pauses, and its owner edits it. A coarser quantity step alone is obeyed: the
next order is rounded down, what is left over is dust.
"""

from dataclasses import replace

from engine.core.checks import large_enough
from engine.core.money import round_to
from engine.core.quantities import leg_quantity, leg_too_small
from engine.core.reasons.causes import Rule
from engine.core.reasons.markets import PriceOffStep, QuantityTooSmall, RuleChange, RulesChanged
from engine.core.state import BotState
from engine.core.types import Leg, Market


def same_rules(one: Market, other: Market) -> bool:
    """Say whether both let the same orders pass. Fees do not count."""
    return one is other or not changes(one, other)


def before(known: Market | None, was: Market, now: Market) -> Market | None:
    """Return the rules that a configuration was checked by, or None where they are those of `now`.

    `known`: that, before the present change; `was`: the rules until now.
    """
    checked_by = known or was
    return None if same_rules(checked_by, now) else checked_by


def misfit(state: BotState) -> RulesChanged | None:
    """Return why the next order of the present leg must not be decided under the new rules, or None."""
    market_before = state.market_before
    if market_before is None:
        return None
    problem = _off_tick(state) or _too_little(state, market_before)
    if problem is None:
        return None
    market = state.market
    return RulesChanged(
        exchange=market.venue, symbol=market.symbol, changes=changes(market_before, market), problem=problem
    )


def changes(old: Market, new: Market) -> tuple[RuleChange, ...]:
    all_rules = (
        RuleChange(rule=Rule.PRICE_STEP, was=old.tick, now=new.tick, coin=None),
        RuleChange(rule=Rule.QUANTITY_STEP, was=old.step, now=new.step, coin=None),
        RuleChange(rule=Rule.SMALLEST_QUANTITY, was=old.min_quantity, now=new.min_quantity, coin=new.base),
        RuleChange(rule=Rule.SMALLEST_VALUE, was=old.min_notional, now=new.min_notional, coin=new.quote),
    )
    return tuple(one for one in all_rules if one.was != one.now)


def shut_out(state: BotState) -> bool:
    """Say whether only the new rules keep an untouched leg from being traded: what is left is no dust."""
    market_before = state.market_before
    if market_before is None or state.leg_filled:
        return False
    return leg_too_small(state) and not leg_too_small(replace(state, market=market_before))


def _off_tick(state: BotState) -> PriceOffStep | None:
    """Name a price that is off the tick. An entry needs both: what it buys has to be sold again."""
    sides = (state.side,) if state.leg is Leg.EXIT else (state.side, state.side.other)
    for side in sides:
        price = state.config.price(side)
        if round_to(price, state.market.tick) != price:
            return PriceOffStep(side=side, price=price)
    return None


def _too_little(state: BotState, market_before: Market) -> QuantityTooSmall | None:
    """Name what is too little by the new rules, and was enough by the old ones."""
    quantity = state.config.quantity
    if state.leg is Leg.EXIT:
        quantity = leg_quantity(replace(state, market=market_before))
    if not shut_out(state) and not _cycle_too_small(state, market_before):
        return None
    return QuantityTooSmall(quantity=quantity, coin=state.market.base)


def _cycle_too_small(state: BotState, market_before: Market) -> bool:
    """Say whether an entry that is not begun yet would leave too little for its exit. Fees are no reason."""
    if state.leg is Leg.EXIT or state.leg_filled:
        return False
    fees_before = replace(state.market, maker_fee=market_before.maker_fee, taker_fee=market_before.taker_fee)
    return large_enough(state.config, market_before) and not large_enough(state.config, fees_before)
