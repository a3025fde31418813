"""What a bot is doing now, what it waits for, and how far away that is."""

from datetime import datetime
from decimal import Decimal

from bot.views.candidates import candidate_lines, look_label
from bot.views.html import Html, esc
from bot.views.prices import whose
from bot.views.reasons import reason_text
from bot.views.text import account_name, cut, figures, mark, moment, number, order_text, percent
from bot.views.words import Words, named
from engine.core.feed_end import FeedEnd
from engine.core.money import exact, round_to
from engine.core.orders import Order, OrderState
from engine.core.reasons.reason import Reason, candidates_in
from engine.core.state import BotState, Goal, Phase
from engine.core.trailing import trigger_price
from engine.core.types import Leg, Side, Status
from engine.reads.views import BotCard
from engine.risk.engine import IS_OFF

_MOST_REASON = 200


def headline(words: Words, state: BotState) -> str:
    paused = state.phase is Phase.PAUSED
    sign = mark(state.status, paused=paused)
    if paused:
        said = words("status-paused")
    elif state.status is Status.ACTIVE and state.finishing:
        said = words("status-finishing")
    else:
        said = words(named("status", state.status))
    return f"{sign} {said}"


def doing(words: Words, card: BotCard) -> list[str]:
    state = card.state
    lines = [*_phase(words, card), *_account(words, card)]
    if card.feed_end is not None and state.status is Status.ACTIVE:
        lines.append(_end_of_prices(words, card.feed_end))
    if state.pending_edit is not None:
        lines.append(words("edit-pending"))
    return lines


def _moment(at: datetime | None) -> str:
    """Return the moment as sentences take it that say it where it is known."""
    return "unknown" if at is None else moment(at)


def _reason(words: Words, reason: Reason | None) -> str:
    return cut(reason_text(words, reason), _MOST_REASON)


def _end_of_prices(words: Words, end: FeedEnd) -> str:
    if end.reason is None:
        return words("replay-ended", moment=_moment(end.at))
    return words("prices-stop", moment=_moment(end.at), reason=_reason(words, end.reason))


def _account(words: Words, card: BotCard) -> list[str]:
    """Return what keeps the bot's account from trading, while the bot would."""
    standing, state = card.standing, card.state
    if standing is None:
        return []
    account = account_name(state.config.account_id)
    lines: list[str] = []
    if standing.switched_off:
        lines.append(words("account-only-closing", reason=reason_text(words, IS_OFF)))
    if state.status is not Status.ACTIVE and not state.order_pending:
        return lines
    if standing.trouble is not None:
        reason, since = _reason(words, standing.trouble), _moment(standing.trouble_since)
        again = words("account-tries-again", moment=_moment(standing.next_try_at))
        lines.append(f"{words('account-trouble', account=account, since=since, reason=reason)} {again}")
    elif standing.first_look is not None:
        read, of = standing.first_look
        lines.append(words("account-first-look", account=account, read=str(read), pairs=str(of)))
    if standing.no_prices_since is not None and state.phase is Phase.WATCHING:
        since = moment(standing.no_prices_since)
        lines.append(words("account-no-prices", account=account, since=since))
    if standing.no_orders_since is not None:
        since = moment(standing.no_orders_since)
        lines.append(words("account-no-orders", account=account, since=since))
    if standing.blocked is not None:
        lines.append(words("account-no-entries", reason=reason_text(words, standing.blocked)))
    return lines


def _phase(words: Words, card: BotCard) -> list[str]:
    state = card.state
    match state.phase:
        case Phase.IDLE if state.status is Status.ERROR:
            why = words("card-reason", reason=reason_text(words, state.error))
            return [why, *(_look(words, state) or [words("tap-retry")])]
        case Phase.IDLE:
            return _standing(words, state)
        case Phase.PAUSED:
            return _paused(words, card)
        case Phase.WATCHING:
            return _watching(words, card)
        case Phase.WORKING:
            return _working(words, card)
        case Phase.SETTLING:
            edited = state.goal is Goal.RUN and state.pending_edit
            return [words("settling-edit") if edited else words(named("settling", state.goal))]
        case Phase.CLOSING:
            return [words("closing-waits")]


def _paused(words: Words, card: BotCard) -> list[str]:
    state, kept = card.state, card.state.kept_order
    lines: list[str] = [words("card-reason", reason=reason_text(words, state.pause_reason))]
    if state.out_of_reach:
        return [*lines, *_look(words, state)]
    if kept is not None:
        order = order_text(words, kept, state.market.base)
        lines += [
            words("paused-order-open", order=order, moment=seen_at(card)),
            *_changed(words, kept),
            _away(words, card, kept.price),
        ]
    if card.standing is not None and card.standing.switched_off:
        return lines
    return [*lines, words("paused-tap-replace" if kept is None else "paused-tap-resume")]


def _standing(words: Words, state: BotState) -> list[str]:
    if state.order_pending:
        return _look(words, state) or [words("idle-unsettled")]
    key = "idle-continues" if state.leg is Leg.EXIT or state.leg_filled else "idle-begins"
    return [words(key, side=state.side, price=number(state.leg_price))]


def _look(words: Words, state: BotState) -> list[str]:
    """Return what only a person can resolve, after a look at the exchange; nothing while there is none."""
    order, base = state.order, state.market.base
    if order is None or not state.out_of_reach:
        return []
    what, stopped = figures(order, base), state.status is Status.STOPPED
    candidates, look = candidates_in(state.pause_reason), look_label(words, state.pause_reason)
    if candidates:
        tap = words("look-which" if stopped else "look-which-or-stop", look=look)
        head = words("look-unconfirmed", order=what)
        return [head, *candidate_lines(words, candidates, base), tap]
    reported = "none" if order.reported is None else number(order.reported)
    booked = f"{number(order.filled)} {base}"
    return [
        words("look-unsettled", order=what, booked=booked, reported=reported),
        words("look-check" if stopped else "look-check-or-stop", look=look),
    ]


def _watching(words: Words, card: BotCard) -> list[str]:
    state, percents = card.state, card.state.config.trailing_percent
    side, target = state.side, state.leg_price
    if percents is None:
        return []
    if state.trail is None:
        there = _is_there(card.last_price, side, target)
        waits = words(
            named("touching", side) if there else named("watching", side),
            price=number(target),
        )
        return [waits, _away(words, card, target)]
    trigger = round_to(trigger_price(state.trail, side, percents), state.market.tick)
    plan = words(
        named("trailing", side),
        extreme=number(state.trail.extreme),
        limit=number(target),
        percent=percent(percents),
        trigger=number(trigger),
    )
    return [plan, _away(words, card, trigger)]


def _is_there(last: Decimal | None, side: Side, target: Decimal) -> bool:
    """Say whether the last price is one at which a trail begins: it was before the leg did."""
    if last is None or last <= 0:
        return False
    return last <= target if side is Side.BUY else last >= target


def _working(words: Words, card: BotCard) -> list[str]:
    state, order = card.state, card.state.order
    if order is None:
        return []
    what = order_text(words, order, state.market.base)
    match order.state:
        case OrderState.INTENT:
            return [words("order-on-its-way", order=what)]
        case OrderState.UNKNOWN:
            return [words("order-unconfirmed", order=what, moment=moment(order.created_at))]
        case OrderState.QUARANTINED:
            return [words("order-in-doubt", order=what)]
        case _:
            waits = words("order-waited-for", order=what, moment=seen_at(card))
            return [waits, *_changed(words, order), _away(words, card, order.price)]


def seen_at(card: BotCard) -> str:
    """Return when the exchange has shown an order like that; "paper" where there is none.

    One that was sent since the account was looked at last was shown as it was taken, at once.
    """
    standing, order = card.standing, card.state.order
    if standing is None or standing.seen_at is None:
        return "paper"
    return moment(standing.seen_at if order is None else max(standing.seen_at, order.created_at))


def _changed(words: Words, order: Order) -> list[str]:
    """Return what was sent, where the exchange shows other figures."""
    if order.sent_price is None and order.sent_quantity is None:
        return []
    sent = f"{number(order.sent_quantity or order.quantity)} @ {number(order.sent_price or order.price)}"
    return [words("order-was-changed", sent=sent)]


def _away(words: Words, card: BotCard, target: Decimal) -> str:
    last, quote = card.last_price, card.state.market.quote
    if last is None or last <= 0:
        return words("no-price-yet")
    with exact():
        gap = target - last
        share = gap * 100 / target
    of = whose(words, card.prices, card.state.config.exchange)
    where = "there" if not gap else "above" if gap < 0 else "below"
    return words(
        named("price", where),
        price=Html(f"{number(last)} {esc(quote)}{of}"),
        moment=_moment(card.priced_at),
        away=f"{number(abs(gap))} {quote} ({percent(abs(share))})",
    )
