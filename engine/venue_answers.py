"""What a venue's answers mean for the machine. The same for a start, for a running bot, and for a pass."""

from datetime import datetime
from decimal import Decimal

from engine.core.events import (
    Event,
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
)
from engine.core.orders import Order
from engine.core.reasons.reason import Reason, SeveralOrdersMatch
from engine.core.types import ClientOrderId
from engine.ports import (
    Absent,
    Accepted,
    Ambiguous,
    CannotTell,
    FindAnswer,
    NeverSent,
    OrderEnd,
    PlaceAnswer,
    Present,
    Rejected,
    Unknown,
)


def after_place(order: Order, answer: PlaceAnswer, at: datetime) -> OrderEvent:
    """Return what the answer to a create means."""
    name = order.client_order_id
    match answer:
        case Accepted():
            return OrderAccepted(at=at, client_order_id=name, venue_order_id=answer.venue_order_id)
        case Rejected():
            return OrderRejected(at=at, client_order_id=name, reason=answer.reason)
        case NeverSent():
            return OrderNeverSent(at=at, client_order_id=name, reason=answer.reason)
        case Unknown():
            return OrderUnknown(at=at, client_order_id=name, reason=answer.reason)


def after_find(order: Order, answer: FindAnswer, at: datetime) -> tuple[Event, ...]:
    """Return what the answer to "what became of it?" means. Empty: nothing is known yet."""
    name = order.client_order_id
    match answer:
        case Present():
            return _present(name, answer, at)
        case Absent():
            return (OrderAbsent(at=at, client_order_id=name),)
        case Ambiguous():
            reason = SeveralOrdersMatch(client_order_id=name, candidates=answer.candidates)
            return (Pause(at=at, reason=reason, lost=name),)
        case CannotTell():
            return ()


def _present(name: ClientOrderId, answer: Present, at: datetime) -> tuple[OrderEvent, ...]:
    ended = end_event(name, answer.ended, at, filled=answer.cumulative, reason=answer.reason)
    if answer.ended is OrderEnd.REJECTED and not answer.fills:
        return ended
    return (
        OrderAccepted(at=at, client_order_id=name, venue_order_id=answer.venue_order_id),
        *(OrderFilled(at=at, client_order_id=name, fill=fill) for fill in answer.fills),
        *ended,  # refused, and yet it traded: the bot will ask a person
    )


def end_event(
    name: ClientOrderId, ended: OrderEnd | None, at: datetime, *, filled: Decimal, reason: Reason | None
) -> tuple[OrderEvent, ...]:
    """Return how an order has ended, after `filled` in base. Empty when it is open, or its fills say so."""
    match ended:
        case OrderEnd.CANCELED:
            return (OrderCanceled(at=at, client_order_id=name, reported=filled),)
        case OrderEnd.EXPIRED:
            return (OrderExpired(at=at, client_order_id=name, reported=filled, reason=reason),)
        case OrderEnd.REJECTED:
            return (OrderRejected(at=at, client_order_id=name, reason=reason),)
        case OrderEnd.FILLED | None:
            return ()
