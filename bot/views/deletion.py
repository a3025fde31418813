"""Deleting a bot: the question, and what was done."""

from bot.views.card import short_title, title
from bot.views.text import esc, number, plural, signed
from engine.reads.views import BotCard


def delete_question(card: BotCard) -> str:
    """Return the question, with what goes along."""
    state = card.state
    result = signed(state.pnl, state.market.quote)
    lines = [
        f"{title(card)}\n<b>Delete this bot?</b>",
        f"With it go {plural(state.trades, 'trade')} and the result of {result}. Its log lines stay.",
    ]
    if state.held:
        base = esc(state.market.base)
        lines.append(
            f"It holds {number(state.held)} {base}. Deleting releases that: it is not sold, "
            "and no bot will know of it."
        )
    return "\n".join([*lines, "This cannot be undone."])


def delete_label(card: BotCard) -> str:
    """Return the label of the button that deletes."""
    state = card.state
    return f"Delete and release {number(state.held)} {state.market.base}" if state.held else "Delete"


def deleted(card: BotCard) -> str:
    """Return what was done."""
    return f"Deleted: {short_title(card)}."
