"""Questions about single orders: what became of one whose fate is not known, and how one stands."""

from datetime import timedelta

from engine.clock import Clock
from engine.core.orders import Order
from engine.core.types import Market, VenueOrderId
from engine.errors import UnknownTicker, VenueUnavailable
from engine.ports import Absent, CannotTell, OrderStatus
from engine.venues.live.gateway import Gateway, NotFound, OrderReport
from engine.venues.live.watched_order import Watched

Fate = OrderReport | Absent | CannotTell
NOT_FOUNDS = 2
"""So often in a row it must be said, because reads may lag behind."""


async def fate_of(watched: Watched, gateway: Gateway, clock: Clock) -> Fate:
    """Ask what became of an order whose fate is not known. Raises TryLater, UnknownTicker.

    It is absent only after its fence (`engine.venues.live.watched_order`), after two explicit "no such
    order" and a look through the trades for one that nobody claims.
    """
    found = await gateway.fetch_order(watched.identity, watched.market)
    if isinstance(found, OrderReport):
        return found
    too_early = CannotTell(reason="it is too early to say")
    if clock.now() < watched.fence_until:
        return too_early
    watched.not_founds += 1
    if watched.not_founds < NOT_FOUNDS:
        return too_early
    return await _unclaimed(watched, gateway) or Absent()


async def _unclaimed(watched: Watched, gateway: Gateway) -> OrderReport | None:
    """Look through the trades since the intent for one of this order that nobody has claimed."""
    order, market = watched.order, watched.market
    trades = await gateway.trades_since(market, order.created_at - timedelta(minutes=1))
    asked: set[VenueOrderId] = set()
    for trade in trades:
        is_anothers = trade.client_order_id not in {None, order.client_order_id}
        if trade.side is not order.side or is_anothers or trade.venue_order_id in asked:
            continue
        asked.add(trade.venue_order_id)
        report = await gateway.order_of(trade, market)
        if isinstance(report, NotFound):
            if trade.client_order_id == order.client_order_id:
                raise VenueUnavailable(market.venue, "a trade of the order is shown, and the order is not")
        elif report.client_order_id == order.client_order_id:
            return report
    return None


async def order_status(gateway: Gateway, order: Order, market: Market) -> OrderStatus:
    """Say how the order stands, and change nothing. Raises TryLater.

    One that a list of open orders still shows is open. On a symbol that the exchange does not know any
    more nothing is open.
    """
    try:
        found = await gateway.fetch_order(order.identity, market)
        if isinstance(found, OrderReport) and found.ended is not None:
            return OrderStatus(is_open=False, filled=found.filled, venue_order_id=found.venue_order_id)
        listed = await gateway.open_orders([market])
    except UnknownTicker:
        return OrderStatus(is_open=False, filled=None)
    shown = [one for one in (found, *listed) if isinstance(one, OrderReport)]
    named = [one.filled for one in shown if one.client_order_id == order.client_order_id]
    return OrderStatus(is_open=bool(named), filled=max(named, default=None))
