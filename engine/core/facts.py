"""What has happened: handlers of the machine's table for prices, quotes, market rules and orders."""

from dataclasses import replace

from engine.core import legs, market_rules, pausing, trailing
from engine.core.events import (
    Event,
    ForceClosed,
    LateFilled,
    MarketChanged,
    OrderAbsent,
    OrderAccepted,
    OrderAmended,
    OrderCanceled,
    OrderEvent,
    OrderExpired,
    OrderFilled,
    OrderNeverSent,
    OrderRejected,
    OrderUnknown,
    PricesBack,
    PricesBegun,
    PriceSeen,
    PricesEnded,
    PricesSilent,
    QuoteMissing,
    QuoteSeen,
    RangeSeen,
)
from engine.core.notices import OrderChanged, PriceStreamSilent, ReplayEnded, StopCause
from engine.core.orders import Order, OrderFact, OrderState, advance, amend, forced_order
from engine.core.quantities import leg_too_small, too_small_to_close
from engine.core.reasons.accounts import PositionClosedByForce
from engine.core.reasons.causes import Cause, OrderCause
from engine.core.reasons.reason import AboutOrder, CouldNotClose, Plain
from engine.core.state import EventRefused, FetchQuote, Goal, PendingEdit, Phase
from engine.core.step_builder import StepBuilder
from engine.core.types import Market, Side

# --- prices -----------------------------------------------------------------------------------------


def price_seen(builder: StepBuilder, event: PriceSeen) -> None:
    """Arm the trail, follow the price, or send the leg's order when it turns."""
    state, percent = builder.state, builder.state.config.trailing_percent
    if percent is None or event.price <= 0:
        # A venue that is about to drop a symbol has been seen to print zero: that is no price.
        builder.durable = False
    elif state.trail is None:
        builder.durable = trailing.touches(state.side, state.leg_price, event.price)
        if builder.durable:
            builder.change(trail=trailing.Trail(extreme=event.price))
    else:
        trail = trailing.follow(state.trail, state.side, event.price)
        builder.change(trail=trail)
        builder.durable = trailing.fires(trail, state.side, percent, event.price)
        if builder.durable:
            legs.place(builder)


def range_seen(builder: StepBuilder, event: RangeSeen) -> None:
    """Arm the trail or move its extreme by what was missed. Only a fresh price fires it."""
    state = builder.state
    furthest = event.low if state.side is Side.BUY else event.high
    if furthest <= 0:  # no price, as above
        builder.durable = False
    elif state.trail is not None:
        builder.change(trail=trailing.follow(state.trail, state.side, furthest))
    elif trailing.touches(state.side, state.leg_price, furthest):
        builder.change(trail=trailing.Trail(extreme=furthest))


def prices_silent(builder: StepBuilder, event: PricesSilent) -> None:
    """Tell it once."""
    builder.durable = builder.state.silent_since is None
    if builder.durable:
        builder.change(silent_since=event.since)
        builder.tell(PriceStreamSilent(bot=builder.state.ref, at=event.at, since=event.since))


def prices_back(builder: StepBuilder, event: PricesBack) -> None:
    """Tell it to whom the silence was told."""
    since = builder.state.silent_since
    builder.durable = since is not None
    if since is not None:
        builder.change(silent_since=None)
        builder.tell(PriceStreamSilent(bot=builder.state.ref, at=event.at, since=since, over=True))


def quote_seen(builder: StepBuilder, event: QuoteSeen) -> None:
    """Send the order of a close, if there is still something to close."""
    state = builder.state
    if state.order_pending:
        builder.change(phase=Phase.SETTLING)
    elif too_small_to_close(state):
        legs.stop(builder, StopCause.CLOSE)  # a late fill has done it
    elif (event.bid if state.held > 0 else event.ask) <= 0:
        legs.fail(builder, CouldNotClose(why=Plain(Cause.NO_OFFERS)))
    else:
        legs.place_closing(builder, event.bid, event.ask)


def quote_missing(builder: StepBuilder, event: QuoteMissing) -> None:
    """Give the close up."""
    legs.fail(builder, CouldNotClose(why=event.reason))


def prices_begun(builder: StepBuilder, event: PricesBegun) -> None:
    """Note which file it is: the bot's place is a place in that one."""
    builder.change(feed_begin=event.begin)


def prices_ended(builder: StepBuilder, event: PricesEnded) -> None:
    """Tell once what came of the replay, or where and why it cannot be read any further."""
    state = builder.state
    if state.feed_end == event.end:
        builder.durable = False
        return
    builder.change(feed_end=event.end)
    builder.tell(
        ReplayEnded(
            bot=state.ref,
            at=event.at,
            end=event.end,
            fills=state.trades,
            cycles=state.cycles,
            result=state.pnl,
            fees=state.fees,
            held=state.held,
        )
    )


# --- the rules of the market ------------------------------------------------------------------------


def market_changed(builder: StepBuilder, event: MarketChanged) -> None:
    """Take the new rules. An order that is out stays as it is; the next one obeys them.

    A leg that waits for its trail has no order yet: it is judged at once, so that its owner hears of
    it before the price comes.
    """
    state, market = builder.state, event.market
    edit = _renewed(state.pending_edit, market)
    known = (market, edit) == (state.market, state.pending_edit)
    if known or market.pair != state.market.pair:
        builder.durable = False  # the bot has moved on meanwhile, or knows it already
        return
    market_before = market_rules.before(state.market_before, state.market, market)
    builder.change(market=market, market_before=market_before, pending_edit=edit)
    cannot_go_on = market_rules.misfit(builder.state) is not None or leg_too_small(builder.state)
    if state.phase is Phase.WATCHING and cannot_go_on:
        builder.change(trail=None)
        legs.begin(builder)


def _renewed(edit: PendingEdit | None, market: Market) -> PendingEdit | None:
    if edit is None or market.pair != edit.market.pair:
        return edit
    market_before = market_rules.before(edit.market_before, edit.market, market)
    return replace(edit, market=market, market_before=market_before)


# --- orders -----------------------------------------------------------------------------------------


def order_fact(builder: StepBuilder, event: OrderEvent) -> None:
    """Book or note what has become known of the newest order, and go on from there."""
    order = builder.state.order_named(event.client_order_id)
    if order is None:
        raise EventRefused(builder.state.phase, type(event))
    if isinstance(event, OrderFilled):
        now = builder.book(order, event.fill)
    else:
        now = _known_as(order, event)
        builder.keep_order(now)
    if now is None:
        return
    if isinstance(event, OrderFilled) and builder.state.sent_elsewhere(now):
        pausing.take_fill_elsewhere(builder, now)
    else:
        _follow_up(builder, order, now, event)


def _known_as(order: Order, event: OrderEvent) -> Order:
    match event:
        case OrderAccepted():
            return advance(order, OrderFact.ACCEPTED, venue_order_id=event.venue_order_id)
        case OrderRejected():
            return replace(advance(order, OrderFact.REJECTED), reason=event.reason)
        case OrderNeverSent():
            return advance(order, OrderFact.NEVER_SENT, reason=event.reason)
        case OrderUnknown():
            return advance(order, OrderFact.UNKNOWN, reason=event.reason)
        case OrderCanceled():
            return advance(order, OrderFact.CANCELED, reported=event.reported)
        case OrderExpired():
            expired = advance(order, OrderFact.EXPIRED, reported=event.reported)
            return replace(expired, reason=event.reason)
        case _:  # OrderAbsent: the table lets no other in
            return advance(order, OrderFact.ABSENT)


def order_amended(builder: StepBuilder, event: OrderAmended) -> None:
    """Take the newest order as the venue shows it: whoever has changed it there knows what they want."""
    order = builder.state.order_named(event.client_order_id)
    if order is None or not order.live or (now := _as_shown(order, event)) == order:
        builder.durable = False
        return
    builder.keep_order(now)
    if now.summary != order.summary:
        builder.tell(
            OrderChanged(bot=builder.state.ref, at=builder.at, before=order.summary, now=now.summary)
        )
    if not now.live:
        _follow_up(builder, order, now, event)


def _as_shown(order: Order, event: OrderAmended) -> Order:
    now = amend(order, event.price, event.quantity)
    if now.filled and not now.remaining:  # made as small as what it has traded: no fill will end it
        now = advance(now, OrderFact.FILLED)
    return now


def _follow_up(builder: StepBuilder, was: Order, order: Order, event: OrderEvent) -> None:
    """Go on after the order changed."""
    state = builder.state
    if order.state is OrderState.QUARANTINED:
        if was.state is not OrderState.QUARANTINED:
            ask_a_person = legs.fail if state.phase is Phase.IDLE else legs.pause
            code = OrderCause.UNKNOWN_THERE if isinstance(event, OrderAbsent) else OrderCause.CONTRADICTS
            ask_a_person(builder, AboutOrder(code=code, client_order_id=order.client_order_id))
    elif was.final:
        if order.filled > was.filled or not order.final:
            pausing.take_late_fill(builder)
    elif state.phase is Phase.PAUSED and was.live and not order.live:
        legs.kept_order_ended(builder, order)
    elif order.final:
        legs.order_ended(builder, order)
    elif state.phase is Phase.SETTLING and order.state in {OrderState.OPEN, OrderState.PARTIAL}:
        pausing.ask_cancel(builder)


def late_filled(builder: StepBuilder, event: LateFilled) -> None:
    """Book the fill of an earlier order, and let a person look."""
    if builder.state.order_named(event.order.client_order_id) is not None:
        raise EventRefused(builder.state.phase, type(event))
    now = builder.book(event.order, event.fill, late=True)
    if now is None:
        return
    if builder.state.sent_elsewhere(now):
        pausing.take_fill_elsewhere(builder, now)
    else:
        pausing.take_late_fill(builder)


def force_closed(builder: StepBuilder, event: ForceClosed) -> None:
    """Book what the exchange did, and let a person decide how to go on; after a contract's end, stop."""
    was, fill = builder.state, event.fill
    builder.change(attempt=was.attempt + 1)
    order = forced_order(fill, cycle=was.cycle, attempt=builder.state.attempt)
    builder.book(order, fill, foreign=True)
    closed = PositionClosedByForce(
        force=event.why, quantity=fill.quantity, coin=was.market.base, price=fill.price
    )
    is_over = legs.is_settled(closed) and not builder.state.held and was.phase is not Phase.IDLE
    if is_over:
        builder.change(pause_reason=closed)  # whatever stops it now, that is why
    legs.late_fill_booked(builder)
    if not is_over:
        pausing.pause_for_force(builder, closed)
    elif builder.state.phase not in {Phase.IDLE, Phase.CLOSING}:
        builder.change(goal=Goal.STOP)
        pausing.clear_the_way(builder)


def restarted(builder: StepBuilder, _: Event) -> None:
    """Ask again for what may have been lost with the program."""
    builder.change(silent_since=None)  # whether the stream is, is found out anew
    if builder.state.phase is Phase.CLOSING:
        builder.request(FetchQuote())
    elif builder.state.phase is Phase.SETTLING:
        pausing.ask_cancel(builder)
    else:
        builder.durable = False
