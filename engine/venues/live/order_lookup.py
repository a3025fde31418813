"""Questions about single orders that a person has in mind: nothing is changed by them."""

from dataclasses import replace
from datetime import datetime

from engine.core.money import ZERO
from engine.core.orders import Order, OrderState
from engine.core.types import ClientOrderId, Leg, Market, Side
from engine.errors import UnknownTicker
from engine.ports import OrderStatus
from engine.venues.live.gateway import Gateway, NotFound, OrderReport


async def order_status(gateway: Gateway, order: Order, market: Market) -> OrderStatus:
    """Say how the order stands. One that a list of open orders still shows is open. Raises TryLater.

    On a symbol that the exchange does not know any more nothing is open.
    """
    try:
        return await _look_at(gateway, order, market)
    except UnknownTicker:
        return OrderStatus(is_open=False, filled=None)


async def _look_at(gateway: Gateway, order: Order, market: Market) -> OrderStatus:
    found = await gateway.fetch_order(order, market)
    if not isinstance(found, NotFound) and found.ended is not None:
        return OrderStatus(is_open=False, filled=found.filled, venue_order_id=found.venue_order_id)
    listed = await gateway.open_orders([market])
    shown = [one for one in (found, *listed) if isinstance(one, OrderReport)]
    named = [one.filled for one in shown if one.client_order_id == order.client_order_id]
    return OrderStatus(is_open=bool(named), filled=max(named, default=None))


async def find_to_adopt(
    gateway: Gateway, market: Market, side: Side, client_order_id: ClientOrderId, at: datetime
) -> Order | None:
    """Return an order that a bot may go on with; None when it has ended and traded nothing.

    It was open a moment before `at`, which is now.
    """
    found = await gateway.fetch_order(_named(client_order_id, side, at), market)
    if isinstance(found, NotFound) or (found.ended is not None and not found.filled):
        return None
    return replace(
        as_order(found),
        state=OrderState.ABSENT,  # as far as our books know
        reported=None if found.ended is None else found.filled,
    )


def as_order(report: OrderReport) -> Order:
    """Return a reported order as one of ours that has no place in any cycle."""
    return Order(
        client_order_id=report.client_order_id or ClientOrderId(""),
        side=report.side,
        leg=Leg.ENTRY,
        cycle=0,
        attempt=0,
        price=report.price,
        quantity=report.quantity,
        created_at=report.created_at,
        deadline=report.created_at,
        venue_order_id=report.venue_order_id,
    )


def _named(client_order_id: ClientOrderId, side: Side, at: datetime) -> Order:
    """Return what a gateway needs to look an order up: its name, its side, a time near its end."""
    return Order(
        client_order_id=client_order_id,
        side=side,
        leg=Leg.ENTRY,
        cycle=0,
        attempt=0,
        price=ZERO,
        quantity=ZERO,
        created_at=at,
        deadline=at,
    )
