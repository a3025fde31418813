"""Bybit's orders, trades and wallets in our values."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.core.money import plain
from engine.core.orders import Order
from engine.core.types import ClientOrderId, Market, Side, TradeId, VenueOrderId
from engine.exchange.gateway import Force, OrderReport, Position, ReportState, TradeReport
from engine.exchange.wire.answers import Json, Unreadable, integer, listing, mapping, number, text
from engine.exchange.wire.times import from_ms
from engine.exchange.wire.values import CoinPrices, fee_of, on_wire, side_of

STATES = {
    "Created": ReportState.OPEN,
    "New": ReportState.OPEN,
    "PartiallyFilled": ReportState.OPEN,
    "Untriggered": ReportState.OPEN,
    "Triggered": ReportState.OPEN,
    "Active": ReportState.OPEN,
    "Filled": ReportState.FILLED,
    "Cancelled": ReportState.CANCELED,
    "PartiallyFilledCanceled": ReportState.CANCELED,
    "Deactivated": ReportState.CANCELED,
    "Rejected": ReportState.REJECTED,
}
NO_REASON = frozenset({"", "EC_NoError", "EC_PerCancelRequest"})
A_FILL = "Trade"
"""The execType of a fill by trading. Funding, settlement and liquidations have others."""


def create_params(order: Order, market_id: str, *, derivative: bool) -> dict[str, object]:
    """Return the parameters of a create."""
    params: dict[str, object] = {
        "category": "linear" if derivative else "spot",
        "symbol": market_id,
        "side": order.side.value.capitalize(),
        "orderType": "Limit",
        "qty": on_wire(order.quantity),
        "price": on_wire(order.price),
        "timeInForce": "IOC" if order.immediate else "GTC",
        "orderLinkId": order.client_order_id,
    }
    if derivative:
        return params | {"positionIdx": 0, "reduceOnly": order.reduce_only}
    return params | {"isLeverage": 0}


def accepted_id(payload: Json, order: Order) -> VenueOrderId:
    """Return the exchange's id of a create it has taken. Raises Unreadable for anything less."""
    raw = mapping(payload)
    if text(raw, "orderLinkId") != order.client_order_id:
        raise Unreadable("the answer does not name our order")
    return VenueOrderId(text(raw, "orderId"))


def order_report(raw: Mapping[str, Json], symbol: str) -> OrderReport:
    """Return an order. Raises Unreadable."""
    state = STATES.get(text(raw, "orderStatus"))
    if state is None:
        raise Unreadable(f"an order in the unknown state {raw['orderStatus']}")
    reason = str(raw.get("rejectReason") or "")
    return OrderReport(
        venue_order_id=VenueOrderId(text(raw, "orderId")),
        client_order_id=ClientOrderId(raw["orderLinkId"]) if raw.get("orderLinkId") else None,
        symbol=symbol,
        side=side_of(raw),
        price=plain(number(raw, "price")),
        quantity=plain(number(raw, "qty")),
        filled=plain(number(raw, "cumExecQty")),
        state=state,
        created_at=from_ms(integer(raw, "createdTime")),
        reason=None if reason in NO_REASON else reason,
    )


FORCES = {"BustTrade": Force.LIQUIDATION, "AdlTrade": Force.DELEVERAGING}
"""The execTypes by which a position is closed by force."""


def fee_parts(raw: Mapping[str, Json], market: Market) -> list[tuple[str, Decimal]]:
    """Return coin and amount of everything an execution cost. Raises Unreadable."""
    amount = number(raw, "execFee") if raw.get("execFee") not in {"", None} else Decimal(0)
    coin = str(raw.get("feeCurrency") or "") or _usual_coin(raw, market, amount)
    return [(coin, amount), *_extra_fees(raw.get("extraFees"))]


def _usual_coin(raw: Mapping[str, Json], market: Market, amount: Decimal) -> str:
    """Return the coin where the exchange leaves it out: what was received; a rebate, what was given."""
    if market.derivative:
        return market.quote
    receives_base = (side_of(raw) is Side.BUY) == (amount >= 0)
    return market.base if receives_base else market.quote


def _extra_fees(raw: Json) -> Iterator[tuple[str, Decimal]]:
    """Yield taxes; Bybit writes them as a list, as the text of one, or as nothing."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw, parse_float=Decimal) if raw else []
        except ValueError:
            raise Unreadable("extraFees cannot be read") from None
    for part in listing(raw or []):
        yield text(part, "feeCoin"), number(part, "fee")


def trade_report(raw: Mapping[str, Json], market: Market, prices: CoinPrices) -> TradeReport:
    """Return a fill of the account. Raises Unreadable."""
    price = number(raw, "execPrice")
    maker = raw.get("isMaker")
    if not isinstance(maker, bool):
        raise Unreadable("an execution that does not say who took")
    return TradeReport(
        trade_id=TradeId(text(raw, "execId")),
        venue_order_id=VenueOrderId(text(raw, "orderId")),
        client_order_id=ClientOrderId(raw["orderLinkId"]) if raw.get("orderLinkId") else None,
        symbol=market.symbol,
        side=side_of(raw),
        price=plain(price),
        quantity=plain(number(raw, "execQty")),
        fee=fee_of(fee_parts(raw, market), market, price, prices),
        executed_at=from_ms(integer(raw, "execTime")),
        taker=not maker,
    )


def balances(payload: Json) -> dict[str, Decimal]:
    """Return coin -> wallet balance, free and locked together. Raises Unreadable."""
    accounts = listing(mapping(payload).get("list"))
    return {
        text(row, "coin"): plain(number(row, "walletBalance"))
        for account in accounts
        for row in listing(account.get("coin"))
        if row.get("walletBalance")
    }


def position(raw: Mapping[str, Json], symbol: str, *, isolated: bool) -> Position:
    """Return a position. Raises Unreadable."""
    size = number(raw, "size")
    return Position(
        symbol=symbol,
        quantity=plain(-size if raw.get("side") == "Sell" else size),
        leverage=plain(number(raw, "leverage")) if raw.get("leverage") else Decimal(1),
        isolated=isolated,
    )
