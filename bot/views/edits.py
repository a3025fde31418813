"""What a change of a bot means: each field before and after, and from when on."""

from dataclasses import replace

from bot.views.complaints import field_name
from bot.views.form import FIELDS, field_values
from bot.views.html import Html
from bot.views.text import order_text
from bot.views.words import Words
from engine.core.checks import BotDraft, Field
from engine.core.edits import order_stays, wait_stays
from engine.core.quantities import leg_too_small
from engine.core.state import BotState, Phase
from engine.core.types import BotConfig, Leg


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
    after = _after(now, state.config)
    if state.kept_order is not None:
        key = "edit-stays-paused-with-order" if order_stays(state, after) else "edit-stays-paused"
        return words(key, order=order_text(words, state.kept_order, state.market.base))
    match state.phase:
        case Phase.IDLE:
            return words("edit-when-started")
        case Phase.PAUSED:
            return words("edit-when-replaced")
        case Phase.WATCHING if now.trailing_percent is None:
            return words("edit-at-once-sends", side=after.side(state.leg))
        case Phase.WATCHING:
            return words("edit-wait-stays" if wait_stays(state, after) else "edit-at-once-watching")
        case _ if state.order is None or not state.order_pending or state.order.closing:
            return words("edit-closing")
        case _:
            return _about_order(words, order_text(words, state.order, state.market.base), state, after)


def _about_order(words: Words, order: str, state: BotState, after: BotConfig) -> Html:
    """Return what becomes of the order that is out."""
    if state.phase is Phase.WORKING and order_stays(state, after):
        return words("edit-order-stays", order=order)
    if _is_enough(state, after):
        return words("edit-at-once-done", order=order, side=state.side.other)
    return words("edit-at-once" if after.trailing_percent is None else "edit-at-once-trailing", order=order)


def _after(now: BotDraft, was: BotConfig) -> BotConfig:
    """Return the configuration that the draft makes of it."""
    return replace(
        was,
        ticker=now.ticker or was.ticker,
        exchange=now.exchange or was.exchange,
        mode=now.mode,
        first_order=now.first_order or was.first_order,
        quantity=now.quantity or was.quantity,
        buy_price=now.buy_price or was.buy_price,
        sell_price=now.sell_price or was.sell_price,
        trailing_percent=now.trailing_percent,
        infinite_loop=now.infinite_loop,
        leverage=now.leverage,
        account=now.account,
    )


def _is_enough(state: BotState, after: BotConfig) -> bool:
    """Say whether what the entry has filled by now is all that it shall, or all but dust."""
    if state.leg is not Leg.ENTRY or not state.leg_filled:
        return False
    return leg_too_small(replace(state, config=after))
