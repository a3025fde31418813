"""What a change of a bot means: each field before and after, and from when on."""

from dataclasses import replace

from bot.views.complaints import field_name
from bot.views.form import FIELDS, field_values
from bot.views.html import Html
from bot.views.text import order_text
from bot.views.words import Words
from engine.core.checks import BotDraft, Field
from engine.core.quantities import leg_too_small
from engine.core.state import BotState, Phase
from engine.core.types import Leg, Side


def change_lines(words: Words, was: BotDraft, now: BotDraft, state: BotState) -> list[Html]:
    """Return what changes and when, for a bot that trades `was` by now and stands at `state`."""
    before, after = field_values(words, was), field_values(words, now)
    changed = [which for which in FIELDS if before[which] != after[which]]
    if not changed:
        return [words("edit-none")]
    lines = [
        words(
            _change_key(which, now, state),
            field=field_name(words, which),
            before=before[which],
            after=after[which],
        )
        for which in changed
    ]
    return [*lines, _when(words, now, state)]


def _change_key(which: Field, now: BotDraft, state: BotState) -> str:
    """Return the sentence that says from when on, where that is not when the change itself applies."""
    prices = (Field.SELL_PRICE, Field.BUY_PRICE)
    entry_price, exit_price = reversed(prices) if now.first_order == "BUY" else prices
    if which is Field.LOOP:
        return "edit-change-when-cycle-ends"
    if state.leg is Leg.EXIT and which in {Field.QUANTITY, entry_price}:
        return "edit-change-next-cycle"
    if state.leg is Leg.ENTRY and which is exit_price:
        return "edit-change-following-order"
    return "edit-change"


def _when(words: Words, now: BotDraft, state: BotState) -> Html:
    if state.kept_order is not None:
        return words("edit-stays-paused", order=order_text(words, state.kept_order, state.market.base))
    match state.phase:
        case Phase.IDLE:
            return words("edit-when-started")
        case Phase.PAUSED:
            return words("edit-when-replaced")
        case Phase.WATCHING if now.trailing_percent is None:
            return words("edit-at-once-sends", side=_side(now, state))
        case Phase.WATCHING:
            return words("edit-at-once-watching")
        case _ if state.order is None or not state.order_pending or state.order.closing:
            return words("edit-closing")
        case _:
            order, side = order_text(words, state.order, state.market.base), state.side.other
            if _is_enough(now, state):
                return words("edit-at-once-done", order=order, side=side)
            trails = now.trailing_percent is not None
            return words("edit-at-once-trailing" if trails else "edit-at-once", order=order)


def _side(now: BotDraft, state: BotState) -> Side:
    """Return the side of the present leg by the changed configuration."""
    first = now.first_order or state.config.first_order
    return first if state.leg is Leg.ENTRY else first.other


def _is_enough(now: BotDraft, state: BotState) -> bool:
    """Say whether what the entry has filled by now is all that it shall, or all but dust."""
    if state.leg is not Leg.ENTRY or not state.leg_filled:
        return False
    after = replace(
        state.config,
        quantity=now.quantity or state.config.quantity,
        buy_price=now.buy_price or state.config.buy_price,
        sell_price=now.sell_price or state.config.sell_price,
    )
    return leg_too_small(replace(state, config=after))
