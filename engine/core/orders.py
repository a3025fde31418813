"""The life of one order.

An order is first an INTENT on our disk. What comes back decides the rest:

    INTENT -> OPEN -> PARTIAL -> FILLED
       |        |        |-> CANCELING -> CANCELED | FILLED
       |        |        |-> EXPIRED
       |        |-> REJECTED (late, by the venue)
       |-> REJECTED    proven refused
       |-> NEVER_SENT  proven never to have left us
       |-> UNKNOWN     anything else; only asking the venue ends it:
              (found) OPEN | PARTIAL | FILLED | CANCELED, or ABSENT

A contradiction (a fill of an order proven absent, say) ends in QUARANTINED, and a person is asked; so
does an order that the exchange cannot be asked about any more.
Rules: what was filled never falls; an ended order never reopens, but a late fill is still booked.
Price and quantity are those that the venue shows: a hand, or the venue itself, may have changed them.
Two facts are a person's word, after a look at the exchange: ADOPTED makes an order that lives there,
whatever our books say, the present one of a bot; ACCEPTED_AS_IS ends an order with what is booked.

`_NEXT` below is the machine. A fact that has no row raises `OrderFactRefused` and changes nothing.
Rows that look impossible are marked: venues do send them.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from engine.core.copies import changed
from engine.core.money import ZERO, exact
from engine.core.notices import OrderSummary
from engine.core.reasons.reason import Reason
from engine.core.types import AccountId, ClientOrderId, Fill, Leg, Side, TradeId, VenueOrderId


class OrderState(StrEnum):
    INTENT = "INTENT"
    OPEN = "OPEN"
    PARTIAL = "PARTIAL"
    CANCELING = "CANCELING"
    UNKNOWN = "UNKNOWN"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    REJECTED = "REJECTED"
    NEVER_SENT = "NEVER_SENT"
    ABSENT = "ABSENT"
    QUARANTINED = "QUARANTINED"


class OrderFact(StrEnum):
    """What can become known about an order."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    NEVER_SENT = "never_sent"
    UNKNOWN = "unknown"
    CANCEL_SENT = "cancel_sent"
    PARTLY_FILLED = "partly_filled"
    FILLED = "filled"
    CANCELED = "canceled"
    EXPIRED = "expired"
    """The venue has ended it by itself."""
    ABSENT = "absent"
    LOST = "lost"
    ADOPTED = "adopted"
    ACCEPTED_AS_IS = "accepted_as_is"


OrderEnd = Literal[OrderFact.FILLED, OrderFact.CANCELED, OrderFact.EXPIRED, OrderFact.REJECTED]
"""How an order has ended at a venue."""

LIVE = frozenset(
    {OrderState.INTENT, OrderState.OPEN, OrderState.PARTIAL, OrderState.CANCELING, OrderState.UNKNOWN}
)
"""States in which the order can still trade."""

PENDING = LIVE | {OrderState.QUARANTINED}
"""States that somebody still has to resolve."""

DEAD = frozenset({OrderState.REJECTED, OrderState.NEVER_SENT, OrderState.ABSENT})
"""States of an order that has never rested at the venue."""

Row = dict[tuple[OrderState, OrderFact], OrderState]


def _on(fact: OrderFact, becomes: OrderState, *states: OrderState) -> Row:
    return {(state, fact): becomes for state in states}


def _stays(state: OrderState, *facts: OrderFact) -> Row:
    return {(state, fact): state for fact in facts}


_S, _F = OrderState, OrderFact
_ENDED = (_S.FILLED, _S.CANCELED, _S.EXPIRED)
_IT_IS_THERE = (_F.ACCEPTED, _F.PARTLY_FILLED, _F.FILLED, _F.CANCELED, _F.EXPIRED)
_NEXT: Row = {
    # Any of these may be the first that is heard of an order: a stream can be faster than the answer.
    **_on(_F.ACCEPTED, _S.OPEN, _S.INTENT, _S.UNKNOWN),
    **_on(_F.PARTLY_FILLED, _S.PARTIAL, _S.INTENT, _S.UNKNOWN, _S.OPEN),
    **_on(_F.FILLED, _S.FILLED, *LIVE),  # also while it is being cancelled: the fill won the race
    **_on(_F.CANCELED, _S.CANCELED, *LIVE),
    **_on(_F.EXPIRED, _S.EXPIRED, *LIVE),
    # An open one was accepted first, and refused by the matching engine later.
    **_on(_F.REJECTED, _S.REJECTED, _S.INTENT, _S.UNKNOWN, _S.OPEN, _S.CANCELING),
    **_on(_F.NEVER_SENT, _S.NEVER_SENT, _S.INTENT),
    **_on(_F.UNKNOWN, _S.UNKNOWN, _S.INTENT),
    **_on(_F.ABSENT, _S.ABSENT, _S.INTENT, _S.UNKNOWN),
    **_on(_F.CANCEL_SENT, _S.CANCELING, _S.OPEN, _S.PARTIAL),
    # Nothing new: the answer comes after what the stream has told, or is asked for again.
    **_stays(_S.UNKNOWN, _F.UNKNOWN),
    **_stays(_S.OPEN, _F.ACCEPTED, _F.UNKNOWN),
    **_stays(_S.PARTIAL, _F.ACCEPTED, _F.UNKNOWN, _F.PARTLY_FILLED),
    **_stays(_S.CANCELING, _F.ACCEPTED, _F.UNKNOWN, _F.PARTLY_FILLED, _F.CANCEL_SENT),
    **_stays(_S.REJECTED, _F.REJECTED, _F.UNKNOWN),
    **_stays(_S.NEVER_SENT, _F.NEVER_SENT),
    **_stays(_S.ABSENT, _F.ABSENT),
    **_stays(_S.QUARANTINED, *OrderFact),
    # An end stays, also where another one is named, or what a person takes as it is. A late fill, or
    # more than was asked, is booked and told.
    **{(ended, fact): ended for ended in _ENDED for fact in (*_IT_IS_THERE, _F.UNKNOWN, _F.ACCEPTED_AS_IS)},
    # Both cannot be true, or nobody can ask about it any more: believe neither, ask a person.
    **{(dead, fact): _S.QUARANTINED for dead in DEAD for fact in _IT_IS_THERE},
    **_on(_F.REJECTED, _S.QUARANTINED, _S.PARTIAL),
    **_on(_F.ABSENT, _S.QUARANTINED, _S.OPEN, _S.PARTIAL, _S.CANCELING),
    **_on(_F.LOST, _S.QUARANTINED, *LIVE),
    # A person's word: one that has ended, as far as we know, rests at the venue; or it has ended there.
    **_on(_F.ADOPTED, _S.OPEN, _S.CANCELED, _S.EXPIRED, *DEAD, _S.QUARANTINED),
    **_on(_F.ACCEPTED_AS_IS, _S.CANCELED, _S.QUARANTINED),
}


class OrderFactRefused(Exception):
    """The fact has no place in the life of an order in that state. Nothing was changed."""

    def __init__(self, state: OrderState, fact: OrderFact) -> None:
        super().__init__(f"an order in state {state} cannot become known as {fact}")
        self.state = state
        self.fact = fact


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderIdentity:
    """Which order is meant. By what of it a venue is asked is that venue's matter."""

    client_order_id: ClientOrderId
    venue_order_id: VenueOrderId | None = None
    """Where the venue has told it."""
    shape: "Order | None" = None
    """What it is told by where a venue knows no name of ours: side, price, quantity and times of sending.

    None for an order of which only the name is known.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One attempt to trade a leg, from the intent on."""

    client_order_id: ClientOrderId
    side: Side
    leg: Leg
    cycle: int
    attempt: int
    price: Decimal
    quantity: Decimal
    created_at: datetime
    """When it was decided: it cannot have reached the venue before. The signed timestamp of its sending."""
    deadline: datetime
    """It must not be sent after this moment."""
    immediate: bool = False
    """Immediate or cancel: what does not trade at once is cancelled by the venue."""
    closing: bool = False
    """Placed by `close`: it ends the bot's work, whatever it trades."""
    reduce_only: bool = False
    state: OrderState = OrderState.INTENT
    venue_order_id: VenueOrderId | None = None
    filled: Decimal = ZERO
    """Sum of its booked fills, in base. Never falls."""
    reported: Decimal | None = None
    """What the venue said was filled in all when the order ended; None while it lives."""
    trade_ids: frozenset[TradeId] = frozenset()
    reason: Reason | None = None
    """Why the venue refused it, or ended it by itself."""
    sent_price: Decimal | None = None
    """What we had asked for, where the venue shows another `price` now; None where it is the same."""
    sent_quantity: Decimal | None = None
    """Likewise of the quantity."""
    accepted_as_is: bool = False
    """A person has accepted it as it is: its fills count, what the venue reports of it does not any more."""
    account_id: AccountId | None = None
    """Where it was sent; None for one of an earlier version: where its bot trades."""
    symbol: str | None = None
    """Likewise, for what."""

    @property
    def identity(self) -> OrderIdentity:
        """How a venue is asked about it."""
        return OrderIdentity(
            client_order_id=self.client_order_id, venue_order_id=self.venue_order_id, shape=self
        )

    @property
    def live(self) -> bool:
        """Whether it can still trade."""
        return self.state in LIVE

    @property
    def final(self) -> bool:
        """Whether it has ended and every fill that the venue reported is booked."""
        return self.state not in PENDING and (self.reported is None or self.filled >= self.reported)

    @property
    def whole(self) -> bool:
        """Whether it has traded all that we had asked for. One that was made smaller has not."""
        return self.state is OrderState.FILLED and self.filled >= (self.sent_quantity or self.quantity)

    @property
    def summary(self) -> OrderSummary:
        return OrderSummary(side=self.side, quantity=self.quantity, price=self.price, filled=self.filled)

    @property
    def remaining(self) -> Decimal:
        """What it has not traded yet, in base."""
        return max(self.quantity - self.filled, ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenOrder:
    """An order that is known before it is decided: what tells it from every other one of its bot.

    All else about it follows from the bot's state.
    """

    client_order_id: ClientOrderId
    side: Side
    price: Decimal
    quantity: Decimal
    since: datetime
    """It cannot have been sent before."""

    @classmethod
    def of(cls, order: Order) -> "ForeseenOrder":
        """Return what an order is foreseen as by whoever has decided it already."""
        return cls(
            client_order_id=order.client_order_id,
            side=order.side,
            price=order.price,
            quantity=order.quantity,
            since=order.created_at,
        )

    def is_that(self, order: Order) -> bool:
        """Say whether an order that was decided is this one, to the last digit."""
        return (self.client_order_id, self.side, self.price, self.quantity) == (
            order.client_order_id,
            order.side,
            order.price,
            order.quantity,
        )


def advance(
    order: Order,
    fact: OrderFact,
    *,
    venue_order_id: VenueOrderId | None = None,
    reported: Decimal | None = None,
    reason: Reason | None = None,
) -> Order:
    """Return the order after the fact. Raises OrderFactRefused, changing nothing, if it has no row."""
    state = _NEXT.get((order.state, fact))
    if state is None:
        raise OrderFactRefused(order.state, fact)
    if state is OrderState.REJECTED and order.filled:
        state = OrderState.QUARANTINED  # refused, and yet it traded
    if order.accepted_as_is:
        reported = None
    if reported is not None:
        reported = max(reported, order.reported or ZERO)
    return changed(
        order,
        state=state,
        venue_order_id=venue_order_id or order.venue_order_id,
        reported=order.reported if reported is None else reported,
        reason=reason or order.reason,
    )


def amend(order: Order, price: Decimal, quantity: Decimal) -> Order:
    """Return the order with the figures that the venue shows; it remembers what we had asked for."""
    sent_price, sent_quantity = order.sent_price or order.price, order.sent_quantity or order.quantity
    return changed(
        order,
        price=price,
        quantity=quantity,
        sent_price=None if price == sent_price else sent_price,
        sent_quantity=None if quantity == sent_quantity else sent_quantity,
    )


def book(order: Order, fill: Fill) -> Order | None:
    """Return the order with the fill added, or None when that fill is in it already."""
    if fill.trade_id in order.trade_ids:
        return None
    with exact():
        filled = order.filled + fill.quantity
    fact = OrderFact.FILLED if filled >= order.quantity else OrderFact.PARTLY_FILLED
    return changed(
        advance(order, fact, venue_order_id=order.venue_order_id or fill.venue_order_id),
        filled=filled,
        trade_ids=order.trade_ids | {fill.trade_id},
    )


def forced_order(fill: Fill, *, cycle: int, attempt: int) -> Order:
    """Return the exchange's own order by which it closed a position, as far as one fill of it goes."""
    return Order(
        client_order_id=fill.client_order_id,
        side=fill.side,
        leg=Leg.EXIT,
        cycle=cycle,
        attempt=attempt,
        price=fill.price,
        quantity=fill.quantity,
        created_at=fill.executed_at,
        deadline=fill.executed_at,
        closing=True,
        reduce_only=True,
    )


def can_become(order: Order, fact: OrderFact) -> bool:
    return (order.state, fact) in _NEXT


def adopt(
    order: Order, *, cycle: int, leg: Leg, attempt: int, reduce_only: bool, closing: bool = False
) -> Order:
    """Return the order as the present one of a bot, with what is booked of it. Raises OrderFactRefused."""
    return changed(
        advance(order, OrderFact.ADOPTED),
        state=OrderState.PARTIAL if order.filled else OrderState.OPEN,
        cycle=cycle,
        leg=leg,
        attempt=attempt,
        reduce_only=reduce_only,
        immediate=closing,
        closing=closing,
        reported=None,
        accepted_as_is=False,
    )


def accept_as_is(order: Order, venue_order_id: VenueOrderId | None = None) -> Order:
    """Return the order ended with what is booked of it. Raises OrderFactRefused while it lives.

    `venue_order_id`: what the venue calls it, where that was asked.
    """
    ended = advance(order, OrderFact.ACCEPTED_AS_IS, venue_order_id=order.venue_order_id or venue_order_id)
    return changed(ended, reported=order.filled, accepted_as_is=True)
