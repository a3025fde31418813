"""The cycle machine: how a bot works its legs.

Theory. A bot works on exactly one leg at a time: first the entry, then the exit, and then the
cycle is closed. For a leg it either rests one limit order at the leg's price (plain), or watches
trades and sends that order when the trail fires (trailing). One order at a time is out, ever:
a new one is decided only when the last has *settled*, that is, has ended and all its fills are
booked. Everything that needs the order gone (stop, edit, close, pause) asks for its cancel and
waits in SETTLING; a fill that wins that race is booked as any other.

`_TABLE` says which event means something in which phase. An event without a row raises
`EventRefused`; a command that does not fit raises `CommandRefused`; both change nothing.

Every event of every bot, live or replayed, enters through `step`.
"""

from collections.abc import Callable, Mapping

from engine.core import legs, trailing
from engine.core.events import (
    Edit,
    Event,
    LateFilled,
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
from engine.core.orders import Order, OrderFact, OrderState, advance
from engine.core.state import (
    BotState,
    CancelOrder,
    CommandRefused,
    EventRefused,
    FetchQuote,
    Goal,
    Outcome,
    PendingEdit,
    Phase,
    Refusal,
)
from engine.core.turn import Turn
from engine.core.types import Side, Status, StopForm


def step(state: BotState, event: Event) -> Outcome:
    """Return what `event` makes of `state`.

    Pure: the same arguments give the same outcome. Raises EventRefused, CommandRefused, or
    OrderFactRefused (a fact that has no place in the order's life); then nothing has changed.
    """
    handler = _TABLE.get((state.phase, type(event)))
    if handler is None:
        raise EventRefused(state.phase, type(event))
    with exact():
        turn = Turn(state, event.at)
        handler(turn, event)
        return turn.outcome()


# --- commands -----------------------------------------------------------------------------------


def _start(turn: Turn, _: Event) -> None:
    if turn.state.unsettled:
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    turn.change(
        status=Status.ACTIVE,
        goal=Goal.RUN,
        finishing=False,
        pause_reason=None,
        error=None,
        trail=None,
        revision=turn.state.revision + 1,
    )
    legs.begin(turn)


def _refuse_start(turn: Turn, _: Event) -> None:
    if turn.state.phase is Phase.SETTLING and turn.state.goal is not Goal.RUN:
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    if not turn.state.finishing:
        raise CommandRefused(Refusal.ALREADY_RUNNING)
    turn.change(finishing=False, revision=turn.state.revision + 1)


def _stop(turn: Turn, event: Event) -> None:
    assert isinstance(event, Stop)
    state = turn.state
    turn.change(revision=state.revision + 1, close_slippage_percent=event.close_slippage_percent)
    if event.form is StopForm.FINISH and state.tally.traded:
        if state.finishing:
            raise CommandRefused(Refusal.ALREADY_STOPPED)
        turn.change(finishing=True, goal=Goal.RUN)
        if state.phase is Phase.PAUSED:
            _resume(turn)
        return
    turn.change(goal=Goal.CLOSE if event.form is StopForm.CLOSE else Goal.STOP)
    _clear_the_way(turn)


def _resume(turn: Turn) -> None:
    if turn.state.unsettled:
        raise CommandRefused(Refusal.ORDER_UNRESOLVED)
    turn.change(pause_reason=None)
    legs.begin(turn)


def _stop_idle(turn: Turn, event: Event) -> None:
    assert isinstance(event, Stop)
    state = turn.state
    if event.form is StopForm.CLOSE and not legs.too_small_to_close(state):
        if state.unsettled:
            raise CommandRefused(Refusal.ORDER_UNRESOLVED)
        turn.change(
            status=Status.ACTIVE,
            error=None,
            goal=Goal.CLOSE,
            close_slippage_percent=event.close_slippage_percent,
            revision=state.revision + 1,
        )
        legs.pursue_goal(turn)
    elif state.status is Status.ERROR:
        legs.halt(turn, "stop")
    else:
        raise CommandRefused(Refusal.ALREADY_STOPPED)


def _edit(turn: Turn, event: Event) -> None:
    assert isinstance(event, Edit)
    _check_edit(turn.state, event)
    edit = PendingEdit(config=event.config, market=event.market)
    turn.change(pending_edit=edit, revision=turn.state.revision + 1)
    if turn.state.phase in {Phase.IDLE, Phase.PAUSED}:
        if turn.state.unsettled:
            raise CommandRefused(Refusal.ORDER_UNRESOLVED)
        legs.apply_edit(turn)
        if turn.state.status is Status.ERROR:
            legs.halt(turn, "stop")
    elif turn.state.phase is Phase.WATCHING:
        legs.apply_edit(turn)
        turn.change(trail=None)
        legs.begin(turn)
    elif turn.state.phase in {Phase.WORKING, Phase.SETTLING}:
        _clear_the_way(turn)


def _check_edit(state: BotState, event: Edit) -> None:
    why = legs.edit_conflict(state, event.config, event.market)
    if why is not None:
        raise CommandRefused(why)


def _pause(turn: Turn, event: Event) -> None:
    assert isinstance(event, Pause)
    turn.change(goal=Goal.PAUSE, pause_reason=event.reason)
    _clear_the_way(turn)


def _clear_the_way(turn: Turn) -> None:
    """Have the order cancelled, if there is one, and go on towards the goal when it has settled.

    An order in quarantine cannot be cancelled by us: a bot with one can only be stopped as it is.
    """
    order = turn.state.order
    if order is not None and order.state is OrderState.QUARANTINED:
        if turn.state.goal is not Goal.STOP:
            raise CommandRefused(Refusal.ORDER_UNRESOLVED)
        legs.pursue_goal(turn)
        return
    if not turn.state.unsettled:
        legs.pursue_goal(turn)
        return
    turn.change(phase=Phase.SETTLING)
    _ask_cancel(turn)


def _ask_cancel(turn: Turn) -> None:
    """Ask for the cancel of an order that the venue is known to have.

    One that is only an intent, or unknown, is cancelled as soon as it is found: a cancel that
    overtakes its create would be answered "no such order".
    """
    order = turn.state.order
    if order is not None and order.state in {OrderState.OPEN, OrderState.PARTIAL, OrderState.CANCELING}:
        turn.keep_order(advance(order, OrderFact.CANCEL_SENT))
        turn.request(CancelOrder(client_order_id=order.client_order_id))


# --- facts about prices ---------------------------------------------------------------------------


def _price(turn: Turn, event: Event) -> None:
    assert isinstance(event, PriceSeen)
    state, percent = turn.state, turn.state.config.trailing_percent
    if percent is None or event.price <= 0:
        # A venue that is about to drop a symbol has been seen to print zero: that is no price.
        turn.durable = False
        return
    if state.trail is None:
        if trailing.touches(state.side, state.leg_price, event.price):
            turn.change(trail=trailing.Trail(extreme=event.price))
        return
    trail = trailing.follow(state.trail, state.side, event.price)
    if trailing.fires(trail, state.side, percent, event.price):
        turn.change(trail=trail)
        legs.place(turn)
    elif trail is not state.trail:
        turn.change(trail=trail)
        turn.durable = False


def _range(turn: Turn, event: Event) -> None:
    assert isinstance(event, RangeSeen)
    state = turn.state
    furthest = event.low if state.side is Side.BUY else event.high
    if state.trail is not None:
        turn.change(trail=trailing.follow(state.trail, state.side, furthest))
    elif trailing.touches(state.side, state.leg_price, furthest):
        turn.change(trail=trailing.Trail(extreme=furthest))


def _quote(turn: Turn, event: Event) -> None:
    assert isinstance(event, QuoteSeen)
    legs.place_closing(turn, event.bid, event.ask)


def _no_quote(turn: Turn, event: Event) -> None:
    assert isinstance(event, QuoteMissing)
    turn.change(goal=Goal.RUN)
    legs.fail(turn, f"could not close: {event.reason}")


# --- facts about the order -------------------------------------------------------------------------


def _order_fact(turn: Turn, event: Event) -> None:
    assert isinstance(event, OrderEvent)
    order = turn.state.order
    if order is None or order.client_order_id != event.client_order_id:
        raise EventRefused(turn.state.phase, type(event))
    if isinstance(event, OrderFilled):
        if not turn.book(order, event.fill):
            return
    else:
        turn.keep_order(_known_as(order, event))
    _follow_up(turn, was=order)


def _known_as(order: Order, event: OrderEvent) -> Order:
    match event:
        case OrderAccepted():
            return advance(order, OrderFact.ACCEPTED, venue_order_id=event.venue_order_id)
        case OrderRejected():
            return advance(order, OrderFact.REJECTED, reason=event.reason)
        case OrderNeverSent():
            return advance(order, OrderFact.NEVER_SENT, reason=event.reason)
        case OrderUnknown():
            return advance(order, OrderFact.UNKNOWN, reason=event.reason)
        case OrderAbsent():
            return advance(order, OrderFact.ABSENT)
        case OrderCanceled():
            return advance(order, OrderFact.CANCELED, reported=event.reported)
        case OrderExpired():
            return advance(order, OrderFact.EXPIRED, reported=event.reported)
    raise EventRefused(Phase.WORKING, type(event))


def _follow_up(turn: Turn, was: Order) -> None:
    """Go on after the order changed."""
    state, order = turn.state, turn.state.order
    assert order is not None
    if order.state is OrderState.QUARANTINED:
        if was.state is not OrderState.QUARANTINED:
            legs.hold(turn, f"order {order.client_order_id} contradicts itself; look at the exchange")
    elif was.settled:
        if order.filled > was.filled and state.status is Status.ACTIVE:
            _pause_for_late_fill(turn)
    elif order.settled:
        legs.order_settled(turn)
    elif state.phase is Phase.SETTLING and order.state in {OrderState.OPEN, OrderState.PARTIAL}:
        _ask_cancel(turn)


def _late_fill(turn: Turn, event: Event) -> None:
    assert isinstance(event, LateFilled)
    if turn.book(event.order, event.fill, late=True) and turn.state.status is Status.ACTIVE:
        _pause_for_late_fill(turn)


def _pause_for_late_fill(turn: Turn) -> None:
    if turn.state.phase is not Phase.PAUSED:
        turn.change(goal=Goal.PAUSE, pause_reason="a fill came after its order had ended")
        _clear_the_way(turn)


def _restarted(turn: Turn, _: Event) -> None:
    if turn.state.phase is Phase.CLOSING:
        turn.request(FetchQuote())
    elif turn.state.phase is Phase.SETTLING:
        _ask_cancel(turn)
    else:
        turn.durable = False


def _nothing(turn: Turn, _: Event) -> None:
    """The event is fine here and means nothing."""
    turn.durable = False


def _refuse(why: Refusal) -> "Handler":
    def refuse(_turn: Turn, _event: Event) -> None:
        raise CommandRefused(why)

    return refuse


Handler = Callable[[Turn, Event], None]

_ORDER_FACTS: tuple[type[Event], ...] = (
    OrderAccepted,
    OrderRejected,
    OrderNeverSent,
    OrderUnknown,
    OrderAbsent,
    OrderFilled,
    OrderCanceled,
    OrderExpired,
)
_P = Phase
_TABLE: Mapping[tuple[Phase, type[Event]], Handler] = {
    (_P.IDLE, Start): _start,
    (_P.IDLE, Stop): _stop_idle,
    (_P.IDLE, Edit): _edit,
    (_P.WATCHING, Start): _refuse_start,
    (_P.WATCHING, Stop): _stop,
    (_P.WATCHING, Edit): _edit,
    (_P.WATCHING, Pause): _pause,
    (_P.WATCHING, PriceSeen): _price,
    (_P.WATCHING, RangeSeen): _range,
    (_P.WORKING, Start): _refuse_start,
    (_P.WORKING, Stop): _stop,
    (_P.WORKING, Edit): _edit,
    (_P.WORKING, Pause): _pause,
    (_P.SETTLING, Start): _refuse_start,
    (_P.SETTLING, Stop): _stop,
    (_P.SETTLING, Edit): _edit,
    (_P.SETTLING, Pause): _pause,
    (_P.CLOSING, Start): _refuse(Refusal.ORDER_UNRESOLVED),
    (_P.CLOSING, Stop): _refuse(Refusal.ORDER_UNRESOLVED),
    (_P.CLOSING, Edit): _refuse(Refusal.ORDER_UNRESOLVED),
    (_P.CLOSING, QuoteSeen): _quote,
    (_P.CLOSING, QuoteMissing): _no_quote,
    (_P.PAUSED, Start): _start,
    (_P.PAUSED, Stop): _stop,
    (_P.PAUSED, Edit): _edit,
    (_P.PAUSED, Pause): _refuse(Refusal.ALREADY_PAUSED),
} | {
    # A price that was on its way when the bot stopped watching.
    (phase, fact): _nothing
    for fact in (PriceSeen, RangeSeen)
    for phase in Phase
    if phase is not Phase.WATCHING
} | {
    # A quote, or a reason to pause, that came too late to matter.
    (phase, QuoteSeen): _nothing for phase in Phase if phase is not Phase.CLOSING
} | {
    (phase, QuoteMissing): _nothing for phase in Phase if phase is not Phase.CLOSING
} | {
    (_P.IDLE, Pause): _nothing,
    (_P.CLOSING, Pause): _nothing,
} | {
    (phase, fact): _order_fact for phase in Phase for fact in _ORDER_FACTS
} | {
    (phase, LateFilled): _late_fill for phase in Phase
} | {
    (phase, Restarted): _restarted for phase in Phase
}  # fmt: skip
