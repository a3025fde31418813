"""Trades as an exchange tells them."""

from dataclasses import replace
from decimal import Decimal

from engine.core.types import Fee, Side, TradeId, VenueOrderId
from engine.venues.live.gateway import TradeReport
from tests.support.clock import START

_TRADE = TradeReport(
    trade_id=TradeId("1"),
    venue_order_id=VenueOrderId("1"),
    client_order_id=None,
    symbol="BTC/USDT",
    side=Side.BUY,
    price=Decimal(94000),
    quantity=Decimal("0.01"),
    fee=Fee(amount=Decimal(0), coin="USDT", value=Decimal(0)),
    executed_at=START,
    taker=False,
)


def trade_of(venue_order_id: str, **changes: object) -> TradeReport:
    """Return a trade of the order that the exchange calls so."""
    return replace(_TRADE, venue_order_id=VenueOrderId(venue_order_id), **changes)  # type: ignore[arg-type] # fields by name
