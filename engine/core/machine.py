"""The cycle machine: how a bot works its legs.

Theory. A bot works on exactly one leg at a time: first the entry, then the exit, and then the
cycle is closed. For a leg it either rests one limit order at the leg's price (plain), or watches
trades and sends that order when the trail fires (trailing). One order at a time is out, ever:
a new one is decided only when the last is *final*, that is, has ended and all its fills are
booked. Everything that needs the order gone (stop, edit, close, pause) asks for its cancel and
waits in SETTLING; a fill that wins that race is booked as any other. One kind of pause keeps the
order: it rests on while the bot stands, what it trades is booked, and a start goes on with it.

`_TABLE` says which event means something in which phase. An event without a row raises
`EventRefused`; a command that does not fit raises `CommandRefused`; both change nothing.

Every event of every bot, live or replayed, enters through `step`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from engine.core import commands, legs, market_changes, pausing, price_events
from engine.core.events import (
    AcceptAsIs,
    Adopt,
    Edit,
    Event,
    ForceClosed,
    LateFilled,
    MarketChanged,
    OrderAbsent,
    OrderAccepted,
    OrderCanceled,
    OrderEvent,
    OrderExpired,
    OrderFilled,
    OrderNeverSent,
    OrderRejected,
    OrderUnknown,
    Pause,
    PriceSeen,
    QuoteMissing,
    QuoteSeen,
    RangeSeen,
    Restarted,
    Start,
    Stop,
)
from engine.core.money import exact
from engine.core.notices import StopCause
from engine.core.orders import Order, OrderFact, OrderState, advance, forced_order
from engine.core.quantities import too_small_to_close
from engine.core.reasons.accounts import PositionClosedByForce
from engine.core.reasons.causes import Cause, OrderCause
from engine.core.reasons.reason import AboutOrder, CouldNotClose, Plain, Reason
from engine.core.state import BotState, EventRefused, FetchQuote, Outcome, Phase
from engine.core.step_builder import SEND_WINDOW, StepBuilder


def step(
    state: BotState, event: Event, *, denial: Reason | None = None, send_window: timedelta = SEND_WINDOW
) -> Outcome:
    """Return what `event` makes of `state`.

    With a `denial` no order is decided: where one would have been, the bot pauses for that reason. An
    order may be sent for `send_window`.
    Pure: the same arguments give the same outcome. Raises EventRefused, CommandRefused, or
    OrderFactRefused (a fact that has no place in the order's life); then nothing has changed.
    """
    handler = _TABLE.get((state.phase, type(event)))
    if handler is None:
        raise EventRefused(state.phase, type(event))
    with exact():
        builder = StepBuilder(state, event.at, denial, send_window)
        handler(builder, event)
        return builder.outcome()


# --- facts about a close ---------------------------------------------------------------------------


def _quote(builder: StepBuilder, event: QuoteSeen) -> None:
    state = builder.state
    if state.order_pending:
        builder.change(phase=Phase.SETTLING)
    elif too_small_to_close(state):
        legs.stop(builder, StopCause.CLOSE)  # a late fill has done it
    elif (event.bid if state.held > 0 else event.ask) <= 0:
        legs.fail(builder, CouldNotClose(why=Plain(Cause.NO_OFFERS)))
    else:
        legs.place_closing(builder, event.bid, event.ask)


def _no_quote(builder: StepBuilder, event: QuoteMissing) -> None:
    legs.fail(builder, CouldNotClose(why=event.reason))


# --- facts about the order -------------------------------------------------------------------------


def _order_fact(builder: StepBuilder, event: OrderEvent) -> None:
    order = builder.state.order
    if order is None or order.client_order_id != event.client_order_id:
        raise EventRefused(builder.state.phase, type(event))
    if isinstance(event, OrderFilled):
        if not builder.book(order, event.fill):
            return
    else:
        builder.keep_order(_known_as(order, event))
    _follow_up(builder, order, builder.newest_order(), event)


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


def _follow_up(builder: StepBuilder, was: Order, order: Order, event: OrderEvent) -> None:
    """Go on after the order changed."""
    state = builder.state
    if order.state is OrderState.QUARANTINED:
        if was.state is not OrderState.QUARANTINED:
            ask_a_person = legs.fail if state.phase is Phase.IDLE else legs.pause
            ask_a_person(builder, _what_is_wrong(order, event))
    elif was.final:
        if order.filled > was.filled or not order.final:
            legs.late_fill_booked(builder)
            pausing.pause_for_late_fill(builder)
    elif state.phase is Phase.PAUSED and was.live and not order.live:
        legs.kept_order_ended(builder, order)
    elif order.final:
        legs.order_ended(builder)
    elif state.phase is Phase.SETTLING and order.state in {OrderState.OPEN, OrderState.PARTIAL}:
        pausing.ask_cancel(builder)


def _what_is_wrong(order: Order, event: OrderEvent) -> Reason:
    code = OrderCause.UNKNOWN_THERE if isinstance(event, OrderAbsent) else OrderCause.CONTRADICTS
    return AboutOrder(code=code, client_order_id=order.client_order_id)


def _late_fill(builder: StepBuilder, event: LateFilled) -> None:
    newest = builder.state.order
    if newest is not None and newest.client_order_id == event.order.client_order_id:
        raise EventRefused(builder.state.phase, type(event))
    if builder.book(event.order, event.fill, late=True):
        legs.late_fill_booked(builder)
        pausing.pause_for_late_fill(builder)


def _force_closed(builder: StepBuilder, event: ForceClosed) -> None:
    """Book what the exchange did, and let a person decide how to go on."""
    was, fill = builder.state, event.fill
    builder.change(attempt=was.attempt + 1)
    order = forced_order(fill, cycle=was.cycle, attempt=builder.state.attempt)
    builder.book(order, fill, foreign=True)
    legs.late_fill_booked(builder)
    closed = PositionClosedByForce(
        force=event.why, quantity=fill.quantity, coin=was.market.base, price=fill.price
    )
    pausing.pause_for_force(builder, closed)


def _restarted(builder: StepBuilder, _: Event) -> None:
    if builder.state.phase is Phase.CLOSING:
        builder.request(FetchQuote())
    elif builder.state.phase is Phase.SETTLING:
        pausing.ask_cancel(builder)
    else:
        builder.durable = False


AnyEvent = TypeVar("AnyEvent", bound=Event)
Handler = Callable[[StepBuilder, Any], None]
Row = Mapping[tuple[Phase, type[Event]], Handler]


def _on(event: type[AnyEvent], handler: Callable[[StepBuilder, AnyEvent], None], *phases: Phase) -> Row:
    return {(phase, event): handler for phase in phases}


_P = Phase
_TABLE: Row = {
    # commands
    **_on(Start, commands.start, _P.IDLE, _P.PAUSED),
    **_on(Start, commands.refuse_start, _P.WATCHING, _P.WORKING, _P.SETTLING),
    **_on(Start, commands.refuse_unresolved, _P.CLOSING),
    **_on(Stop, commands.stop_idle, _P.IDLE),
    **_on(Stop, commands.stop, _P.WATCHING, _P.WORKING, _P.SETTLING, _P.PAUSED),
    **_on(Stop, commands.refuse_unresolved, _P.CLOSING),
    **_on(Edit, commands.edit, _P.IDLE, _P.WATCHING, _P.WORKING, _P.SETTLING, _P.PAUSED),
    **_on(Edit, commands.refuse_unresolved, _P.CLOSING),
    **_on(Pause, pausing.pause, _P.WATCHING, _P.WORKING, _P.SETTLING),
    **_on(Pause, pausing.pause_again, _P.PAUSED),
    **_on(Pause, commands.nothing, _P.IDLE, _P.CLOSING),
    **_on(Adopt, commands.refuse_adopt, *Phase),
    **_on(Adopt, commands.adopt, _P.IDLE, _P.PAUSED),
    **_on(AcceptAsIs, commands.refuse_accept_as_is, *Phase),
    **_on(AcceptAsIs, commands.settle, _P.IDLE, _P.PAUSED),
    # prices; one that was on its way when the bot stopped watching means nothing
    **_on(PriceSeen, commands.nothing, *Phase),
    **_on(PriceSeen, price_events.price_seen, _P.WATCHING),
    **_on(RangeSeen, commands.nothing, *Phase),
    **_on(RangeSeen, price_events.range_seen, _P.WATCHING),
    **_on(QuoteSeen, commands.nothing, *Phase),
    **_on(QuoteSeen, _quote, _P.CLOSING),
    **_on(QuoteMissing, commands.nothing, *Phase),
    **_on(QuoteMissing, _no_quote, _P.CLOSING),
    # the rules of the market
    **_on(MarketChanged, market_changes.market_changed, *Phase),
    # orders: what the newest one may become known as is the table of `engine.core.orders`
    **_on(OrderAccepted, _order_fact, *Phase),
    **_on(OrderRejected, _order_fact, *Phase),
    **_on(OrderNeverSent, _order_fact, *Phase),
    **_on(OrderUnknown, _order_fact, *Phase),
    **_on(OrderAbsent, _order_fact, *Phase),
    **_on(OrderFilled, _order_fact, *Phase),
    **_on(OrderCanceled, _order_fact, *Phase),
    **_on(OrderExpired, _order_fact, *Phase),
    **_on(LateFilled, _late_fill, *Phase),
    **_on(ForceClosed, _force_closed, *Phase),
    **_on(Restarted, _restarted, *Phase),
}
