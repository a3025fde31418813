"""An order in the simulated exchange's own books."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from engine.core.ids import LENGTH
from engine.core.orders import Order
from engine.core.reasons.causes import Force
from engine.core.types import ClientOrderId, Leg, Market, Side, VenueOrderId
from engine.venues.live.gateway import OrderReport
from tests.sim.margins import Promised
from tests.sim.virtual_time import START

Number = tuple[str, VenueOrderId]
"""What the exchange calls an order: it numbers those of each symbol by themselves."""


@dataclass(slots=True)
class Resting:
    """An order in the exchange's own books."""

    order: Order
    report: OrderReport
    shown_from: datetime = START
    foreign: bool = False
    """Somebody else's: no bot has sent it."""
    force: Force | None = None
    """The exchange's own, by which it closes a position."""
    history: list[tuple[datetime, OrderReport]] = field(default_factory=list)

    @property
    def number(self) -> Number:
        return self.report.symbol, self.report.venue_order_id

    @property
    def promised(self) -> Promised:
        """What it would still trade."""
        report, order = self.report, self.order
        left = order.quantity - report.filled
        return Promised(report.symbol, order.side, left, order.price, order.reduce_only)

    @property
    def open(self) -> bool:
        return self.report.ended is None

    def as_of(self, moment: datetime) -> OrderReport | None:
        """Return how it stood then; None before it was there, or shown to anybody."""
        if moment < self.shown_from:
            return None
        return next((report for at, report in reversed(self.history) if at <= moment), None)


def locks(order: Order, market: Market, filled: Decimal = Decimal(0)) -> tuple[str, Decimal]:
    """Return which coin, and how much of it, an open order on a spot market keeps from all others."""
    left = order.quantity - filled
    return (market.quote, left * order.price) if order.side is Side.BUY else (market.base, left)


def others_order(side: Side, quantity: Decimal, price: Decimal, at: datetime) -> Order:
    """Return an order of somebody else. What it says of legs and cycles means nothing."""
    return Order(
        client_order_id=ClientOrderId(""),
        side=side,
        leg=Leg.ENTRY,
        cycle=0,
        attempt=0,
        price=price,
        quantity=quantity,
        created_at=at,
        deadline=at,
    )


def bot_part(client_order_id: str) -> str:
    """Return the part of a client order id that names the bot."""
    assert len(client_order_id) == LENGTH
    return client_order_id[4:8]


def leg_part(client_order_id: str) -> str:
    """Return the part that names bot, cycle and leg."""
    return client_order_id[4:14]
