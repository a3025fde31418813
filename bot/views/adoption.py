"""Giving an order that no bot owns to a bot: the question, and what was done."""

from datetime import datetime

from bot.views.card import title
from bot.views.live import money_lines
from bot.views.orphans import orphan_text
from bot.views.text import esc, number
from engine.core.types import Mode
from engine.reads.views import BotCard, OrphanOrder
from engine.risk.engine import RiskLimits

ADOPTED = "<b>Adopted.</b> The fills of this order are booked to this bot."
NOT_ADOPTED = "Nothing was adopted."


def adopt_label(orphan: OrphanOrder, card: BotCard) -> str:
    """Return the label of the button that gives it to the bot."""
    return f"Adopt for #{card.number}: {orphan.side.value} @ {number(orphan.price)}"


def yes_label(card: BotCard) -> str:
    """Return the label of the button that says yes."""
    return f"Adopt for #{card.number}{' with real money' if card.state.config.mode is Mode.LIVE else ''}"


def adopt_question(orphan: OrphanOrder, card: BotCard, limits: RiskLimits, now: datetime) -> str:
    """Return the question whether the bot shall go on with it."""
    state = card.state
    is_live = state.config.mode is Mode.LIVE
    name, base = f"#{card.number}", esc(state.market.base)
    traded = f" ({number(orphan.filled)} {base})" if orphan.filled else ""
    money = ["", *money_lines(state.config, state.market, limits)] if is_live else []
    return "\n".join(
        [
            f"<b>Adopt this order for {name}{', with real money' if is_live else ''}?</b>",
            orphan_text(orphan, now),
            "",
            title(card),
            (
                f"It becomes the current order of {name}, as it is. What it has already filled{traded} "
                f"and what it fills from now on is booked to {name}, which then continues with its plan: "
                f"{number(state.config.quantity)} {base}, BUY @ {number(state.config.buy_price)}, "
                f"SELL @ {number(state.config.sell_price)}. No new order is sent now."
            ),
            *money,
            "",
            "You have 60 s to answer.",
        ]
    )
