"""What is open at the exchanges: the bots' orders, and those with our tag that no bot owns."""

from datetime import datetime
from decimal import Decimal

from bot.views.activity import seen_at
from bot.views.card import short_title
from bot.views.html import Html, esc
from bot.views.orphans import orphan_text, why_none
from bot.views.prices import whose
from bot.views.text import age, moment, number, order_text, percent
from bot.views.words import Words, named
from engine.core.money import exact
from engine.core.orders import Order, OrderState
from engine.reads.open_orders import OpenOrders, OrphanView
from engine.reads.views import BotCard, PriceSource

_IN_QUESTION = (OrderState.INTENT, OrderState.UNKNOWN, OrderState.QUARANTINED)


def orders_lines(words: Words, found: OpenOrders, now: datetime) -> list[str]:
    lines: list[str] = [words("orders-head", count=len(found.orders))]
    lines += [_order(words, card, order, now) for card, order in found.orders]
    if not found.orders:
        lines.append(words("orders-none"))
    if found.orphans:
        lines += [
            "",
            words("orders-orphans", count=len(found.orphans)),
            *(line for orphan in found.orphans for line in _stray(words, orphan, now)),
            words("orders-orphans-wait"),
        ]
    if found.foreign:
        lines += ["", words("orders-foreign", count=found.foreign)]
    return lines


def _order(words: Words, card: BotCard, order: Order, now: datetime) -> str:
    state = card.state
    what = esc(order_text(words, order, state.market.base))
    text = f"{short_title(card)}: {what}{_age(words, card, order, now)}"
    return f"{text}{_distance(words, order.price, card)}{_fate(words, card, order)}"


def _fate(words: Words, card: BotCard, order: Order) -> str:
    if order.state in _IN_QUESTION:
        return f" · {words(named('order-fate', order.state))}"
    return f" · {words('order-fate-short')}" if card.state.out_of_reach else ""


def _age(words: Words, card: BotCard, order: Order, now: datetime) -> str:
    """Return how old the order is; in a replay since when, if it was placed in the market's time."""
    if card.prices is PriceSource.FILE:
        begun = card.priced_at is not None and order.created_at <= card.priced_at
        return f" · {words('order-since', moment=moment(order.created_at))}" if begun else ""
    return f" · {age(words, card.time_there(now) - order.created_at)}"


def _distance(words: Words, price: Decimal, card: BotCard) -> str:
    last, of, seen = card.last_price, whose(words, card.prices, card.state.config.exchange), seen_at(card)
    if last is None or last <= 0:
        return f" · {words('order-no-price', seen=seen)}"
    with exact():
        away = abs(last - price) * 100 / price
    there = Html(f"{number(last)}{of}")
    return f" · {words('order-away', price=there, away=percent(away), seen=seen)}"


def _stray(words: Words, orphan: OrphanView, now: datetime) -> list[str]:
    why_not = [] if orphan.fit else [f"  {why_none(words, orphan)}"]
    return [orphan_text(words, orphan.order, now), *why_not]
