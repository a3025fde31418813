"""What an answer of the venue means for the machine. The same for a start and for a running bot."""

from datetime import datetime

from engine.core.events import (
    Event,
    OrderAbsent,
    OrderAccepted,
    OrderCanceled,
    OrderExpired,
    OrderFilled,
    OrderNeverSent,
    OrderRejected,
    OrderUnknown,
    Pause,
)
from engine.core.orders import Order
from engine.ports import (
    Absent,
    Accepted,
    Ambiguous,
    CannotTell,
    FindAnswer,
    NeverSent,
    PlaceAnswer,
    Present,
    Rejected,
    Unknown,
)


def after_place(order: Order, answer: PlaceAnswer, at: datetime) -> Event:
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
            return _present(order, answer, at)
        case Absent():
            return (OrderAbsent(at=at, client_order_id=name),)
        case Ambiguous():
            listed = ", ".join(answer.candidates)
            return (Pause(at=at, reason=f"several orders at the exchange could be {name}: {listed}"),)
        case CannotTell():
            return ()


def _present(order: Order, answer: Present, at: datetime) -> tuple[Event, ...]:
    name = order.client_order_id
    rejected = OrderRejected(at=at, client_order_id=name, reason=answer.reason or "no reason given")
    if answer.ended == "rejected" and not answer.fills:
        return (rejected,)
    events: list[Event] = [OrderAccepted(at=at, client_order_id=name, venue_order_id=answer.venue_order_id)]
    events += [OrderFilled(at=at, client_order_id=name, fill=fill) for fill in answer.fills]
    match answer.ended:
        case "canceled":
            events.append(OrderCanceled(at=at, client_order_id=name, reported=answer.cumulative))
        case "expired":
            events.append(
                OrderExpired(at=at, client_order_id=name, reported=answer.cumulative, reason=answer.reason)
            )
        case "rejected":
            events.append(rejected)  # and yet it traded: the bot will ask a person
        case _:
            pass
    return tuple(events)
