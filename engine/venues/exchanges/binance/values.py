"""Binance's orders, trades and wallets in our values."""

from collections.abc import Mapping
from decimal import Decimal

from engine.core.money import plain
from engine.core.orders import Order, OrderEnd, OrderFact
from engine.core.reasons.calls import ExchangeCode
from engine.core.reasons.causes import Cause
from engine.core.types import FundingId, Market, Side, TradeId, VenueOrderId
from engine.venues.exchanges.answers import (
    Json,
    Unreadable,
    integer,
    listing,
    mapping,
    number,
    text,
    text_or_empty,
)
from engine.venues.exchanges.values import (
    CoinPrices,
    as_booked,
    fee_of,
    has_taken,
    moment,
    on_wire,
    our_name,
    side_of,
    traded,
    wallet_of,
)
from engine.venues.live.gateway import FundingReport, OrderReport, Print, TradeReport

ENDS: Mapping[str, OrderEnd | None] = {
    "NEW": None,
    "PENDING_NEW": None,
    "PARTIALLY_FILLED": None,
    "PENDING_CANCEL": None,
    "FILLED": OrderFact.FILLED,
    "CANCELED": OrderFact.CANCELED,
    "REJECTED": OrderFact.REJECTED,
    "EXPIRED": OrderFact.EXPIRED,
    "EXPIRED_IN_MATCH": OrderFact.EXPIRED,
}
CAUSES = {"EXPIRED_IN_MATCH": Cause.SELF_TRADE}


def create_params(order: Order, market_id: str, *, derivative: bool) -> dict[str, object]:
    params: dict[str, object] = {
        "symbol": market_id,
        "side": order.side.value,
        "type": "LIMIT",
        "timeInForce": "IOC" if order.immediate else "GTC",
        "quantity": on_wire(order.quantity),
        "price": on_wire(order.price),
        "newClientOrderId": order.client_order_id,
        "newOrderRespType": "ACK",
    }
    if derivative and order.reduce_only:
        params["reduceOnly"] = "true"
    return params


def accepted_id(payload: Json, order: Order) -> VenueOrderId:
    """Return the exchange's id of a create it has taken. Raises Unreadable for anything less."""
    raw = mapping(payload)
    venue_order_id = integer(raw, "orderId")
    if venue_order_id <= 0 or text(raw, "clientOrderId") != order.client_order_id:
        raise Unreadable("the answer does not name our order")
    return VenueOrderId(str(venue_order_id))


def order_report(payload: Json, symbol: str) -> OrderReport:
    raw = mapping(payload)
    status = text(raw, "status")
    if status not in ENDS:
        raise Unreadable(f"an order in the unknown state {status}")
    ended, why = ENDS[status], text_or_empty(raw, "expiryReason") or status
    ended_by_itself = ended in {OrderFact.REJECTED, OrderFact.EXPIRED}
    return OrderReport(
        venue_order_id=VenueOrderId(text(raw, "orderId")),
        client_order_id=our_name(raw, "clientOrderId"),
        symbol=symbol,
        side=side_of(raw),
        price=as_booked(number(raw, "price")),
        quantity=as_booked(number(raw, "origQty")),
        filled=as_booked(number(raw, "executedQty")),
        ended=ended,
        created_at=moment(raw, "time" if "time" in raw else "updateTime"),
        reason=ExchangeCode(said=why, cause=CAUSES.get(why)) if ended_by_itself else None,
    )


def fee_coin(raw: Mapping[str, Json]) -> str | None:
    """Return the coin in which a trade's fee was taken; None where there was none."""
    coin = text_or_empty(raw, "commissionAsset")
    return coin if coin and number(raw, "commission") else None


def names_its_fee(raw: Mapping[str, Json]) -> bool:
    """Say whether the fee of a trade is told: one without a coin is zero. Raises Unreadable."""
    return bool(raw.get("commissionAsset")) or not number(raw, "commission")


def trade_report(raw: Mapping[str, Json], market: Market, prices: CoinPrices) -> TradeReport:
    price = traded(number(raw, "price"))
    coin = fee_coin(raw)
    parts = [(coin, number(raw, "commission"))] if coin else []
    buyer = raw.get("isBuyer", raw.get("buyer"))
    if not isinstance(buyer, bool):
        raise Unreadable("a trade that does not say who bought")
    return TradeReport(
        trade_id=TradeId(text(raw, "id")),
        venue_order_id=VenueOrderId(text(raw, "orderId")),
        client_order_id=None,
        symbol=market.symbol,
        side=Side.BUY if buyer else Side.SELL,
        price=price,
        quantity=traded(number(raw, "qty")),
        fee=fee_of(parts, market, price, prices),
        executed_at=moment(raw, "time"),
        taker=has_taken(raw.get("isMaker", raw.get("maker"))),
    )


DIVIDEND = "SPECIAL_FUNDING_FEE"
"""The kind of income by which perpetuals on stocks pay dividends. Each kind has numbers of its own."""


def funding_report(raw: Mapping[str, Json], symbol: str) -> FundingReport:
    """Return a payment for a position from the account's income. Raises Unreadable."""
    kind = ":special" if raw.get("incomeType") == DIVIDEND else ""
    return FundingReport(
        funding_id=FundingId(text(raw, "tranId") + kind),
        symbol=symbol,
        amount=plain(number(raw, "income")),
        coin=text(raw, "asset"),
        charged_at=moment(raw, "time"),
    )


def spot_balances(payload: Json) -> dict[str, Decimal | None]:
    """Return coin -> free and locked together, None where that cannot be read. Raises Unreadable."""
    return wallet_of(listing(mapping(payload).get("balances")), "asset", "free", "locked")


def futures_balances(payload: Json) -> dict[str, Decimal | None]:
    """Likewise, of a futures wallet."""
    return wallet_of(listing(payload), "asset", "balance")


def public_trades(payload: Json) -> list[Print]:
    """Return the trades of a market, whole or aggregated: spot's aggregates cost less. Raises Unreadable."""
    names = [("p", "T") if "p" in row else ("price", "time") for row in listing(payload)]
    return [
        Print(price=plain(number(row, price)), at=moment(row, at))
        for row, (price, at) in zip(payload, names, strict=True)
    ]
