"""Orders with our tag that no bot owns: cancelling one, giving one to a bot, and why no bot can have it."""

from datetime import datetime

from bot.views.card import title
from bot.views.errors import refusal
from bot.views.html import Html, esc, plain
from bot.views.live import money_lines
from bot.views.text import account_name, age, number, order_text, short_badge
from bot.views.words import Words
from engine.core.state import Refusal
from engine.core.types import Mode
from engine.reads.open_orders import OrphanOrder, OrphanView
from engine.reads.views import BotCard
from engine.risk.engine import RiskLimits

_MOST_REASONS = 3


def orphan_text(words: Words, orphan: OrphanOrder, now: datetime) -> Html:
    base = orphan.symbol.partition("/")[0]
    where = f"{short_badge(orphan.account_id.mode)}, {account_name(orphan.account_id)}"
    order = esc(order_text(words, orphan, base))
    old = esc(age(words, (orphan.as_of or now) - orphan.created_at))
    return Html(f"{esc(orphan.symbol)} ({where}): {order} · {old}")


def why_none(words: Words, orphan: OrphanView) -> Html:
    if not orphan.unfit:
        return words("orphan-no-bot", symbol=orphan.order.symbol)
    reasons = "; ".join(_why(words, card, why) for card, why in orphan.unfit[:_MOST_REASONS])
    return words("orphan-unfit", reasons=reasons)


def _why(words: Words, card: BotCard, why: Refusal) -> str:
    state, name = card.state, f"#{card.number}"
    held = f"{number(state.held)} {state.market.base}"
    match why:
        case Refusal.STILL_RUNNING:
            return words.plain("unfit-running", bot=name)
        case Refusal.ORDER_UNRESOLVED:
            return words.plain("unfit-unsettled", bot=name)
        case Refusal.WRONG_SIDE:
            return words.plain("unfit-other-side", bot=name, side=state.side.value)
        case Refusal.MORE_THAN_HELD:
            return words.plain("unfit-more-than-held", bot=name, held=held)
        case Refusal.NOT_ALLOWED:
            return words.plain("unfit-live-off")
        case Refusal.NAME_NOT_FREE:
            return words.plain("unfit-id", bot=name)
        case _:
            return words.plain("unfit-other", bot=name, why=plain(refusal(words, why)).rstrip(".।"))


def orphan_label(words: Words, orphan: OrphanOrder) -> str:
    order = f"{orphan.symbol} {orphan.side.value} @ {number(orphan.price)}"
    return words.plain("orphan-cancel", order=order)


def orphan_question(words: Words, orphan: OrphanOrder, now: datetime) -> Html:
    return words("orphan-cancel-question", order=orphan_text(words, orphan, now))


def adopt_label(words: Words, orphan: OrphanOrder, card: BotCard) -> str:
    order = f"{orphan.side.value} @ {number(orphan.price)}"
    return words.plain("orphan-adopt", bot=f"#{card.number}", order=order)


def yes_label(words: Words, card: BotCard) -> str:
    live = card.state.config.mode is Mode.LIVE
    return words.plain("orphan-adopt-yes-live" if live else "orphan-adopt-yes", bot=f"#{card.number}")


def adopt_question(
    words: Words, orphan: OrphanOrder, card: BotCard, limits: RiskLimits, now: datetime
) -> str:
    state, name = card.state, f"#{card.number}"
    base, config = state.market.base, state.config
    is_live = config.mode is Mode.LIVE
    money = ["", *money_lines(words, config, state.market, limits)] if is_live else []
    prices = f"BUY @ {number(config.buy_price)}, SELL @ {number(config.sell_price)}"
    does = words(
        "orphan-adopt-does",
        bot=name,
        filled=f"{number(orphan.filled)} {base}" if orphan.filled else "no",
        plan=f"{number(config.quantity)} {base}, {prices}",
    )
    return "\n".join(
        [
            words("orphan-adopt-question-live" if is_live else "orphan-adopt-question", bot=name),
            orphan_text(words, orphan, now),
            "",
            title(card),
            does,
            *money,
            "",
            words("question-sixty-seconds"),
        ]
    )
