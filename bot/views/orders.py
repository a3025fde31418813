"""What is open at the exchanges: the bots' orders, and those with our tag that no bot owns."""

from datetime import datetime
from decimal import Decimal

from bot.views.activity import as_of
from bot.views.card import short_title
from bot.views.html import esc
from bot.views.orphans import orphan_text, why_none
from bot.views.prices import whose
from bot.views.text import age, moment, number, order_text, percent, plural
from bot.views.words import Words
from engine.core.money import exact
from engine.core.orders import Order, OrderState
from engine.reads.views import BotCard, OpenOrders, OrphanView, PriceSource

_FATES = {
    OrderState.INTENT: " · on its way",
    OrderState.UNKNOWN: " · ❓ not confirmed by the exchange; I keep asking",
    OrderState.QUARANTINED: " · ❓ in doubt, check it on the exchange",
}


def orders_lines(words: Words, found: OpenOrders, now: datetime) -> list[str]:
    lines = [f"<b>Open orders</b> · {plural(len(found.orders), 'order')} of your bots"]
    lines += [_order(words, card, order, now) for card, order in found.orders]
    if not found.orders:
        lines.append("No orders are open. /bots shows what each bot is waiting for.")
    if found.orphans:
        lines += [
            "",
            f"⚠️ <b>{plural(len(found.orphans), 'order')} with my tag that no bot owns</b>",
            *(line for orphan in found.orphans for line in _stray(words, orphan, now)),
            "They may come from an earlier database. I leave them alone until you tap Adopt or Cancel.",
        ]
    if found.foreign:
        lines += [
            "",
            f"Not placed by me, on the same pairs: {plural(found.foreign, 'order')}. I never touch those.",
        ]
    return lines


def _order(words: Words, card: BotCard, order: Order, now: datetime) -> str:
    state = card.state
    what = esc(order_text(words, order, state.market.base))
    text = f"{short_title(card)}: {what}{_age(words, card, order, now)}"
    short = " · ❓ it has ended, but some of its fills are missing here"
    fate = _FATES.get(order.state, short if state.out_of_reach else "")
    return f"{text}{_distance(words, order.price, card)}{as_of(words, card)}{fate}"


def _age(words: Words, card: BotCard, order: Order, now: datetime) -> str:
    """Return how old the order is; in a replay since when, if it was placed in the market's time."""
    if card.prices is PriceSource.FILE:
        begun = card.priced_at is not None and order.created_at <= card.priced_at
        return f" · since {moment(order.created_at)}" if begun else ""
    return f" · {age(words, card.time_there(now) - order.created_at)}"


def _distance(words: Words, price: Decimal, card: BotCard) -> str:
    last, of = card.last_price, whose(words, card.prices, card.state.config.exchange)
    if last is None or last <= 0:
        return " · no price now"
    with exact():
        away = abs(last - price) * 100 / price
    return f" · price {number(last)}{of}, {percent(away)} away"


def _stray(words: Words, orphan: OrphanView, now: datetime) -> list[str]:
    why_not = [] if orphan.fit else [f"  {why_none(words, orphan)}"]
    return [orphan_text(words, orphan.order, now), *why_not]
