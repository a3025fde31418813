"""What a venue answers about an order, and what that means for the machine.

The same for a start, for a running bot, and for a pass over an account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from engine.core.events import (
    Event,
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
    Pause,
)
from engine.core.money import ZERO
from engine.core.orders import Order, OrderEnd, OrderFact
from engine.core.reasons.reason import Reason, SeveralOrdersMatch
from engine.core.types import ClientOrderId, Fill, OrderCandidate, VenueOrderId

# --- answers ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The venue has the order, under this id."""

    venue_order_id: VenueOrderId


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The venue refused it, by proof."""

    reason: Reason
    for_want: bool = False
    """For want of money, or of a position to reduce, as the venue saw it at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverSent:
    """It is proven never to have left us."""

    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody can say yet. Only `find` ends it; nothing is ever sent again."""

    reason: Reason


PlaceAnswer = Accepted | Rejected | NeverSent | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The venue has, or had, the order."""

    venue_order_id: VenueOrderId
    fills: tuple[Fill, ...] = ()
    """All its fills that the venue can name."""
    ended: OrderEnd | None = None
    """None while it is open."""
    reason: Reason | None = None
    """Why it was rejected or expired, where the venue says."""
    cumulative: Decimal = Decimal(0)
    """What the venue says was filled in all, in base."""
    figures: tuple[Decimal, Decimal] | None = None
    """Price and quantity as the venue shows them; None where it shows what was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """The venue does not have it and never will: its deadline has passed, and it was looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguous:
    """Several orders could be it, and no more will be known. A person is asked."""

    candidates: tuple[OrderCandidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotTell:
    """Not now: the venue did not answer, or it is too early to say absent. Ask again."""

    reason: Reason


FindAnswer = Present | Absent | Ambiguous | CannotTell


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStatus:
    """How an order stands at the venue at this moment."""

    is_open: bool
    filled: Decimal | None
    """What the venue says was filled in all, in base; None when it does not know the order."""
    venue_order_id: VenueOrderId | None = None
    """Its name there, where the venue knows it."""
    candidates: tuple[OrderCandidate, ...] = ()
    """Where it knows no name of the order: what could be it, by its shape."""


# --- what they mean -----------------------------------------------------------------------------


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
            return _present(order, answer, at)
        case Absent():
            return (OrderAbsent(at=at, client_order_id=name),)
        case Ambiguous():
            reason = SeveralOrdersMatch(client_order_id=name, candidates=answer.candidates)
            return (Pause(at=at, reason=reason, lost=name),)
        case CannotTell():
            return ()


def is_open(found: Sequence[Event], order: Order) -> bool:
    """Say whether the order rests at the venue, by what `after_find` has returned."""
    is_there = any(isinstance(event, OrderAccepted) for event in found)
    has_ended = any(isinstance(event, OrderCanceled | OrderExpired | OrderRejected) for event in found)
    traded = sum((event.fill.quantity for event in found if isinstance(event, OrderFilled)), ZERO)
    return is_there and not has_ended and traded < order.quantity


def _present(order: Order, answer: Present, at: datetime) -> tuple[OrderEvent, ...]:
    name = order.client_order_id
    ended = end_event(name, answer.ended, at, filled=answer.cumulative, reason=answer.reason)
    if answer.ended is OrderFact.REJECTED and not answer.fills:
        return ended
    return (
        OrderAccepted(at=at, client_order_id=name, venue_order_id=answer.venue_order_id),
        *amend_event(order, answer.figures, at),
        *(OrderFilled(at=at, client_order_id=name, fill=fill) for fill in answer.fills),
        *ended,  # refused, and yet it traded: the bot will ask a person
    )


def amend_event(
    order: Order, figures: tuple[Decimal, Decimal] | None, at: datetime
) -> tuple[OrderAmended, ...]:
    """Return that the venue shows an order with other figures than ours. Empty where it does not."""
    if figures is None or figures == (order.price, order.quantity):
        return ()
    price, quantity = figures
    return (OrderAmended(at=at, client_order_id=order.client_order_id, price=price, quantity=quantity),)


def end_event(
    name: ClientOrderId, ended: OrderEnd | None, at: datetime, *, filled: Decimal, reason: Reason | None
) -> tuple[OrderEvent, ...]:
    """Return how an order has ended, after `filled` in base. Empty when it is open, or its fills say so."""
    match ended:
        case OrderFact.CANCELED:
            return (OrderCanceled(at=at, client_order_id=name, reported=filled),)
        case OrderFact.EXPIRED:
            return (OrderExpired(at=at, client_order_id=name, reported=filled, reason=reason),)
        case OrderFact.REJECTED:
            return (OrderRejected(at=at, client_order_id=name, reason=reason),)
        case OrderFact.FILLED | None:
            return ()
