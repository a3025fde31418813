"""Simulated executions: when an order trades against a tick, at which price, for which fee.

Honest by default. An order that crosses when it is placed trades at the last price, as taker, which is
never worse than its limit. One that rests trades at its own price, as maker, and only once the market
has gone strictly through it: at the same price others would have stood before it in the queue.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from engine.core.money import exact, plain, quantize
from engine.core.orders import Order
from engine.core.price_triggers import Level, PriceTriggers
from engine.core.reasons.markets import QuantityTooSmall, ValueTooSmall
from engine.core.types import BotId, Fee, Fill, Leg, Market, Side, TradeId, VenueOrderId
from engine.venues.paper.feeds.base import Tick

_LEG_LETTER = {Leg.ENTRY: "e", Leg.EXIT: "x"}
_PLACED_AT = re.compile(r"@(\d+)\Z")


@dataclass(slots=True, eq=False)
class PaperOrder:
    """An order at the paper venue."""

    bot_id: BotId
    order: Order
    venue_order_id: VenueOrderId
    filled: Decimal
    """In base."""
    open: bool = True

    @property
    def left(self) -> Decimal:
        """What it has not traded yet, in base."""
        return self.order.quantity - self.filled

    @property
    def resting_triggers(self) -> PriceTriggers:
        """The prices at which it trades while it rests: those strictly through its own."""
        through = Level(price=self.order.price, strict=True)
        return PriceTriggers(low=through) if self.order.side is Side.BUY else PriceTriggers(high=through)

    def crosses(self, price: Decimal) -> bool:
        """Say whether it trades at once when the last price is this."""
        return price <= self.order.price if self.order.side is Side.BUY else price >= self.order.price

    def trade_id(self, tick: int) -> TradeId:
        """Return the name of what it trades at that tick: the same after a restart, never used twice."""
        order, letter = self.order, _LEG_LETTER[self.order.leg]
        return TradeId(f"{self.bot_id.hex[:12]}-{order.cycle}{letter}{order.attempt}-{tick}")


def venue_order_id(order: Order, tick: int | None) -> VenueOrderId:
    """Return the venue's name for an order placed at that tick of a replayable feed.

    The tick stands in it, so that after a restart it is known whether the order crossed when it was
    placed or has rested since.
    """
    name = f"paper-{order.client_order_id}"
    return VenueOrderId(name if tick is None else f"{name}@{tick}")


def placed_at(order: Order) -> int | None:
    """Return the tick that the order was placed at; None when the venue had not answered, or was live."""
    found = _PLACED_AT.search(order.venue_order_id or "")
    return int(found[1]) if found else None


def refusal(order: Order, market: Market) -> QuantityTooSmall | ValueTooSmall | None:
    """Return why an exchange with these rules would refuse the order, or None."""
    with exact():
        if order.quantity < market.min_quantity:
            return QuantityTooSmall(quantity=order.quantity, coin=market.base, smallest=market.min_quantity)
        if not order.reduce_only and order.quantity * order.price < market.min_notional:
            return ValueTooSmall(smallest=market.min_notional, coin=market.quote)
    return None


def execution(
    paper: PaperOrder, market: Market, tick: Tick, quantity: Decimal, *, taker: bool, replayed: bool = False
) -> Fill:
    """Return the fill of `quantity` base at that tick, fees included."""
    order = paper.order
    price = plain(tick.price if taker else order.price)
    return Fill(
        trade_id=paper.trade_id(tick.index),
        client_order_id=order.client_order_id,
        side=order.side,
        price=price,
        quantity=quantity,
        fee=_fee(order.side, market, quantity, price, taker=taker),
        executed_at=tick.at,
        taker=taker,
        replayed=replayed,
    )


def _fee(side: Side, market: Market, quantity: Decimal, price: Decimal, *, taker: bool) -> Fee:
    """Return the fee, taken from the coin received; on a derivative always in quote."""
    rate = market.taker_fee if taker else market.maker_fee
    with exact():
        if side is Side.BUY and not market.derivative:
            amount = quantize(quantity * rate)
            return Fee(amount=amount, coin=market.base, value=quantize(amount * price))
        amount = quantize(quantity * price * rate)
        return Fee(amount=amount, coin=market.quote, value=amount)
