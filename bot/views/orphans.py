"""Orders with our tag that no bot owns: cancelling one, giving one to a bot, and why no bot can have it."""

from datetime import datetime

from bot.views.card import title
from bot.views.errors import REFUSALS
from bot.views.html import esc
from bot.views.live import money_lines
from bot.views.text import account_name, age, number, order_text, short_badge
from bot.views.words import Words
from engine.core.state import Refusal
from engine.core.types import Mode
from engine.reads.views import BotCard, OrphanOrder, OrphanView
from engine.risk.engine import RiskLimits

NO_SUCH_ORPHAN = "That order is no longer open. Nothing was done."
ADOPTED = "<b>Adopted.</b> The fills of this order are booked to this bot."
_MOST_REASONS = 3


def orphan_text(words: Words, orphan: OrphanOrder, now: datetime) -> str:
    base = orphan.symbol.partition("/")[0]
    where = f"{short_badge(orphan.account_id.mode)}, {account_name(orphan.account_id)}"
    order = esc(order_text(words, orphan, base))
    return (
        f"{esc(orphan.symbol)} ({where}): {order} · {age(words, (orphan.as_of or now) - orphan.created_at)}"
    )


def why_none(words: Words, orphan: OrphanView) -> str:
    if not orphan.unfit:
        return f"You have no bot for {esc(orphan.order.symbol)} there that could adopt it."
    reasons = "; ".join(_why(words, card, why) for card, why in orphan.unfit[:_MOST_REASONS])
    return f"None of your bots can adopt it: {reasons}."


def _why(words: Words, card: BotCard, why: Refusal) -> str:
    state = card.state
    name, base = f"#{card.number}", esc(state.market.base)
    match why:
        case Refusal.STILL_RUNNING:
            return f"{name} is running, stop it first"
        case Refusal.ORDER_UNRESOLVED:
            return f"the last order of {name} is not settled"
        case Refusal.WRONG_SIDE:
            return f"{name} waits for a {state.side.value}"
        case Refusal.MORE_THAN_HELD:
            return f"{name} holds only {number(state.held)} {base}"
        case Refusal.NOT_ALLOWED:
            return "LIVE trading is switched off"
        case Refusal.NAME_NOT_FREE:
            return f"its id is not one {name} can use"
        case _:
            return f"{name}: {REFUSALS[why].removesuffix('.')}"


def orphan_label(words: Words, orphan: OrphanOrder) -> str:
    return f"Cancel {orphan.symbol} {orphan.side.value} @ {number(orphan.price)}"


def orphan_question(words: Words, orphan: OrphanOrder, now: datetime) -> str:
    return (
        f"<b>Cancel this order?</b>\n{orphan_text(words, orphan, now)}\nWhat has already filled stays filled."
    )


def adopt_label(words: Words, orphan: OrphanOrder, card: BotCard) -> str:
    return f"Adopt for #{card.number}: {orphan.side.value} @ {number(orphan.price)}"


def yes_label(words: Words, card: BotCard) -> str:
    return f"Adopt for #{card.number}{' with real money' if card.state.config.mode is Mode.LIVE else ''}"


def adopt_question(
    words: Words, orphan: OrphanOrder, card: BotCard, limits: RiskLimits, now: datetime
) -> str:
    state = card.state
    is_live = state.config.mode is Mode.LIVE
    name, base = f"#{card.number}", esc(state.market.base)
    traded = f" ({number(orphan.filled)} {base})" if orphan.filled else ""
    money = ["", *money_lines(words, state.config, state.market, limits)] if is_live else []
    return "\n".join(
        [
            f"<b>Adopt this order for {name}{', with real money' if is_live else ''}?</b>",
            orphan_text(words, orphan, now),
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
