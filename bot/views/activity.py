"""What a bot is doing now, what it waits for, and how far away that is."""

from decimal import Decimal

from bot.views.candidates import candidate_lines, look_label
from bot.views.html import esc
from bot.views.prices import whose
from bot.views.reasons import reason_text
from bot.views.text import account_name, cut, figures, mark, moment, number, order_text, percent
from bot.views.words import Words
from engine.core.feed_end import FeedEnd
from engine.core.money import exact, round_to
from engine.core.orders import Order, OrderState
from engine.core.reasons.reason import candidates_in
from engine.core.state import BotState, Goal, Phase
from engine.core.trailing import trigger_price
from engine.core.types import Side, Status
from engine.reads.views import BotCard
from engine.risk.engine import IS_OFF

_MOST_REASON = 200


def headline(words: Words, state: BotState) -> str:
    paused = state.phase is Phase.PAUSED
    sign = mark(state.status, paused=paused)
    if paused:
        return f"{sign} <b>Paused</b>"
    if state.status is Status.ACTIVE and state.finishing:
        return f"{sign} <b>Active</b>, stops after this cycle"
    return f"{sign} <b>{state.status.value.capitalize()}</b>"


def doing(words: Words, card: BotCard) -> list[str]:
    state = card.state
    lines = [*_phase(words, card), *_account(words, card)]
    if card.feed_end is not None and state.status is Status.ACTIVE:
        lines.append(_end_of_prices(words, card.feed_end))
    if state.pending_edit is not None:
        lines.append("Your change will be applied once the current order has ended.")
    return lines


def _end_of_prices(words: Words, end: FeedEnd) -> str:
    at = f" at {moment(end.at)}" if end.at else ""
    if end.reason is None:
        return f"The replay has ended{at}: there will be no more prices."
    why = esc(cut(reason_text(words, end.reason), _MOST_REASON))
    return f"⚠️ The prices stop{at}: {why}. Correct that and restart me; the bot goes on where it stands."


def _account(words: Words, card: BotCard) -> list[str]:
    """Return what keeps the bot's account from trading, while the bot would."""
    standing, state = card.standing, card.state
    if standing is None:
        return []
    lines = []
    if standing.switched_off:
        lines.append(f"⚠️ Only closing orders are sent: {esc(reason_text(words, IS_OFF))}.")
    if state.status is not Status.ACTIVE and not state.order_pending:
        return lines
    if standing.trouble is not None:
        since = f" since {moment(standing.trouble_since)}" if standing.trouble_since else ""
        when = f" at {moment(standing.next_try_at)}" if standing.next_try_at else ""
        lines.append(
            f"⚠️ Problem with {account_name(card.state.config.account_id)}{since}: "
            f"{esc(cut(reason_text(words, standing.trouble), _MOST_REASON))}. "
            f"I will try again by myself{when}."
        )
    elif standing.first_look is not None:
        read, of = standing.first_look
        lines.append(
            f"⏳ {account_name(state.config.account_id)} is being read for the first time, as fast as its "
            f"rate limits allow: {read} of {of} pairs so far. Orders are sent after that."
        )
    if standing.no_prices_since is not None and state.phase is Phase.WATCHING:
        lines.append(
            f"⚠️ No live prices since {moment(standing.no_prices_since)}: the price stream of "
            f"{account_name(state.config.account_id)} is silent, though there are trades. I keep reopening "
            "it, and ask for the last trades every few seconds."
        )
    if standing.no_orders_since is not None:
        lines.append(
            f"⚠️ No news of orders since {moment(standing.no_orders_since)}: the order stream of "
            f"{account_name(state.config.account_id)} is silent, though orders fill. I keep reopening it, "
            "and check the orders every few seconds."
        )
    if standing.blocked is not None:
        lines.append(
            f"⚠️ No new entries are sent: {esc(reason_text(words, standing.blocked))}. See /accounts."
        )
    return lines


def _phase(words: Words, card: BotCard) -> list[str]:
    state = card.state
    match state.phase:
        case Phase.IDLE if state.status is Status.ERROR:
            return [
                f"Reason: {esc(reason_text(words, state.error))}.",
                *(_look(words, state) or ["Tap Retry, Edit or Stop."]),
            ]
        case Phase.IDLE:
            return _standing(words, state)
        case Phase.PAUSED:
            return _paused(words, card)
        case Phase.WATCHING:
            return _watching(words, card)
        case Phase.WORKING:
            return _working(words, card)
        case Phase.SETTLING:
            return [f"Its order is being cancelled; then it {_after(words, state)}."]
        case Phase.CLOSING:
            return ["It is getting a price to close at."]


def _paused(words: Words, card: BotCard) -> list[str]:
    state, kept = card.state, card.state.kept_order
    lines = [f"Reason: {esc(reason_text(words, state.pause_reason))}."]
    if state.out_of_reach:
        return [*lines, *_look(words, state)]
    switched_off = card.standing is not None and card.standing.switched_off
    if kept is not None:
        lines += [
            f"Its order stays open: {esc(order_text(words, kept, state.market.base))}{as_of(words, card)}.",
            *_changed(words, kept),
            _away(words, card, kept.price),
        ]
        go_on = "Its fills are booked; nothing else is sent until you tap Resume or Stop."
    else:
        go_on = "No order is placed until you tap Re-place or Stop."
    return lines if switched_off else [*lines, go_on]


def _after(words: Words, state: BotState) -> str:
    if state.goal is Goal.RUN:
        return "continues with the change" if state.pending_edit else "continues"
    return {Goal.STOP: "stops", Goal.CLOSE: "closes", Goal.PAUSE: "pauses"}[state.goal]


def _standing(words: Words, state: BotState) -> list[str]:
    if state.order_pending:
        return _look(words, state) or ["Its last order is not settled yet. Check again in a moment."]
    does = "continues with the" if state.held or state.leg_filled else "begins with a"
    return [f"Start {does} {state.side.value} @ {number(state.leg_price)}."]


def _look(words: Words, state: BotState) -> list[str]:
    """Return what only a person can resolve, after a look at the exchange; nothing while there is none."""
    order, base = state.order, state.market.base
    if order is None or not state.out_of_reach:
        return []
    reported = f", but the exchange reported {number(order.reported)}" if order.reported is not None else ""
    what = figures(order, esc(base))
    or_stop = "" if state.status is Status.STOPPED else " or Stop"
    candidates, look = candidates_in(state.pause_reason), look_label(words, state.pause_reason)
    if candidates:
        return [
            f"Its order {what} is not confirmed. It could be one of these orders on the exchange:",
            *candidate_lines(words, candidates, base),
            f"Check them on the exchange's website, then tap “{look}”{or_stop}.",
        ]
    return [
        f"Its order {what} is not settled: {number(order.filled)} {esc(base)} booked{reported}.",
        f"Check it on the exchange's website, then tap “{look}”{or_stop}.",
    ]


def _watching(words: Words, card: BotCard) -> list[str]:
    state, percents = card.state, card.state.config.trailing_percent
    side, target = state.side, state.leg_price
    if percents is None:
        return []
    if state.trail is None:
        move = "fall" if side is Side.BUY else "rise"
        return [f"Waiting for the price to {move} to {number(target)}.", _away(words, card, target)]
    trigger = round_to(trigger_price(state.trail, side, percents), state.market.tick)
    extreme, turn = ("Lowest", "rises") if side is Side.BUY else ("Highest", "falls")
    plan = (
        f"{extreme} price so far {number(state.trail.extreme)}: the {side.value} (limit {number(target)}) "
        f"is sent when the price {turn} from there by {percent(percents)}, to {number(trigger)}."
    )
    return [plan, _away(words, card, trigger)]


def _working(words: Words, card: BotCard) -> list[str]:
    state, order = card.state, card.state.order
    if order is None:
        return []
    head = f"{esc(order_text(words, order, state.market.base))} "
    match order.state:
        case OrderState.INTENT:
            return [head + "is on its way to the exchange."]
        case OrderState.UNKNOWN:
            sent = f"{head}was sent at {moment(order.created_at)}; the exchange has not confirmed it yet. "
            return [sent + "I keep asking. Nothing is sent twice."]
        case OrderState.QUARANTINED:
            return [head + "is in doubt. Check it on the exchange's website."]
        case _:
            waits = f"Waiting for its order: {head}".rstrip()
            return [f"{waits}{as_of(words, card)}.", *_changed(words, order), _away(words, card, order.price)]


def as_of(words: Words, card: BotCard) -> str:
    """Return when the exchange has shown an order like that; nothing on paper."""
    standing = card.standing
    return f", as of {moment(standing.seen_at)}" if standing is not None and standing.seen_at else ""


def _changed(words: Words, order: Order) -> list[str]:
    """Return what was sent, where the exchange shows other figures."""
    if order.sent_price is None and order.sent_quantity is None:
        return []
    sent = f"{number(order.sent_quantity or order.quantity)} @ {number(order.sent_price or order.price)}"
    return [f"It was changed on the exchange; it was sent as {sent}."]


def _away(words: Words, card: BotCard, target: Decimal) -> str:
    last, quote = card.last_price, esc(card.state.market.quote)
    if last is None or last <= 0:
        return "There is no price yet."
    with exact():
        gap = target - last
        share = gap * 100 / target
    of = whose(words, card.prices, card.state.config.exchange)
    made = f" at {moment(card.priced_at)}" if card.priced_at else ""
    if not gap:
        return f"Price {number(last)} {quote}{of}{made}: right there."
    where = "above" if gap < 0 else "below"
    away = f"{number(abs(gap))} {quote} ({percent(abs(share))})"
    return f"Price {number(last)} {quote}{of}{made}: {away} {where} it."
