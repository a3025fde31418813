"""What a change of a bot means: each field before and after, and from when on."""

from bot.views.complaints import NAMES
from bot.views.form import FIELDS, field_values
from bot.views.html import esc
from bot.views.text import order_text
from bot.views.words import Words
from engine.core.checks import BotDraft, Field
from engine.core.state import BotState, Phase
from engine.core.types import Leg

NO_CHANGE = "Nothing has changed yet."


def change_lines(words: Words, was: BotDraft, now: BotDraft, state: BotState) -> list[str]:
    """Return what changes and when, for a bot that trades `was` by now and stands at `state`."""
    before, after = field_values(words, was), field_values(words, now)
    changed = [which for which in FIELDS if before[which] != after[which]]
    if not changed:
        return [NO_CHANGE]
    lines = [
        f"{NAMES[which]}: {before[which]} → {after[which]}{_later(words, which, now, state)}"
        for which in changed
    ]
    return [*lines, _when(words, state)]


def _later(words: Words, which: Field, now: BotDraft, state: BotState) -> str:
    """Return from when on, where that is not when the change itself applies."""
    prices = (Field.SELL_PRICE, Field.BUY_PRICE)
    entry_price, exit_price = reversed(prices) if now.first_order == "BUY" else prices
    if which is Field.LOOP:
        return ", when the cycle ends"
    if state.leg is Leg.EXIT and which in {Field.QUANTITY, entry_price}:
        return ", from the next cycle on"
    if state.leg is Leg.ENTRY and which is exit_price:
        return ", for the order that follows"
    return ""


def _when(words: Words, state: BotState) -> str:
    if state.kept_order is not None:
        order = esc(order_text(words, state.kept_order, state.market.base))
        return f"Save cancels its order {order}. The bot stays paused."
    match state.phase:
        case Phase.IDLE:
            return "Save sends nothing. It applies when the bot is started."
        case Phase.PAUSED:
            return "Save sends nothing. It applies when you tap Re-place."
        case Phase.WATCHING:
            return "It applies at once: the bot begins to wait for the price anew."
        case _ if state.order is None or not state.order_pending or state.order.closing:
            return "The bot is closing what it holds. Wait until it has stopped."
        case _:
            order = esc(order_text(words, state.order, state.market.base))
            return f"It applies at once: Save cancels the order {order} and sends a new one."
