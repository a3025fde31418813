"""What a change of its market's rules makes of a bot."""

from dataclasses import replace

from engine.core import legs, market_rules
from engine.core.events import MarketChanged
from engine.core.quantities import leg_quantity, too_small
from engine.core.state import BotState, PendingEdit, Phase
from engine.core.step_builder import StepBuilder
from engine.core.types import Market


def market_changed(builder: StepBuilder, event: MarketChanged) -> None:
    """Take the new rules. An order that is out stays as it is; the next one obeys them.

    A leg that waits for its trail has no order yet: it is judged at once, so that its owner hears of
    it before the price comes.
    """
    state, market = builder.state, event.market
    edit = _renewed(state.pending_edit, market)
    if not market_rules.same_pair(state.market, market) or (state.market, state.pending_edit) == (
        market,
        edit,
    ):
        builder.durable = False  # the bot has moved on meanwhile, or knows it already
        return
    market_before = market_rules.before(state.market_before, state.market, market)
    builder.change(market=market, market_before=market_before, pending_edit=edit)
    if state.phase is Phase.WATCHING and _cannot_go_on(builder.state):
        builder.change(trail=None)
        legs.begin(builder)


def _renewed(edit: PendingEdit | None, market: Market) -> PendingEdit | None:
    if edit is None or not market_rules.same_pair(edit.market, market):
        return edit
    market_before = market_rules.before(edit.market_before, edit.market, market)
    return replace(edit, market=market, market_before=market_before)


def _cannot_go_on(state: BotState) -> bool:
    return market_rules.misfit(state) is not None or too_small(
        state.market, leg_quantity(state), state.leg_price
    )
