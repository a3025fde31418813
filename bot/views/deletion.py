"""Deleting a bot: the question, and what was done."""

from bot.views.card import short_title, title
from bot.views.text import esc, number, plural, signed
from engine.reads.views import BotCard

NOTHING_DELETED = "Nothing was deleted."


def delete_question(card: BotCard) -> str:
    state = card.state
    result = signed(state.pnl, state.market.quote)
    lines = [
        f"{title(card)}\n<b>Delete this bot?</b>",
        f"Also deleted: {plural(state.trades, 'trade')} and its result of {result}. Its log lines are kept.",
    ]
    if state.held:
        base = esc(state.market.base)
        lines.append(
            f"It holds {number(state.held)} {base}. Deleting the bot does not close that: you keep it, "
            "and no bot will manage it any more."
        )
    return "\n".join([*lines, "This cannot be undone."])


def delete_label(card: BotCard) -> str:
    state = card.state
    return f"Delete and keep {number(state.held)} {state.market.base}" if state.held else "Delete"


def deleted(card: BotCard) -> str:
    return f"Deleted: {short_title(card)}."
