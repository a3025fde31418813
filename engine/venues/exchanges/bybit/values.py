"""Bybit's orders, trades and wallets in our values."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.core.money import plain
from engine.core.orders import Order, OrderEnd, OrderFact
from engine.core.reasons.calls import ExchangeCode
from engine.core.reasons.causes import Cause, Force
from engine.core.types import FundingId, Market, Side, TradeId, VenueOrderId
from engine.venues.exchanges.answers import (
    Json,
    Unreadable,
    listing,
    mapping,
    number,
    number_or_zero,
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
from engine.venues.live.gateway import Execution, FundingReport, OrderReport, TradeReport

ENDS: Mapping[str, OrderEnd | None] = {
    "Created": None,
    "New": None,
    "PartiallyFilled": None,
    "Untriggered": None,
    "Triggered": None,
    "Active": None,
    "Filled": OrderFact.FILLED,
    "Cancelled": OrderFact.CANCELED,
    "PartiallyFilledCanceled": OrderFact.CANCELED,
    "Deactivated": OrderFact.CANCELED,
    "Rejected": OrderFact.REJECTED,
}
NO_REASON = frozenset({"", "UNKNOWN", "EC_NoError", "EC_PerCancelRequest"})
CANCELED_BY_HAND = "CancelByUser"
"""The cancelType of a cancel that was asked for, by us too."""
COPY_REFUSED = "EC_DuplicatedClOrdID"
"""The rejectReason of an order whose name was taken: another order of that name was there before."""
CAUSES = {
    "EC_BySelfMatch": Cause.SELF_TRADE,
    "EC_StopBySelfMatch": Cause.SELF_TRADE,
    "CancelBySmp": Cause.SELF_TRADE,
    "EC_NoImmediateQtyToFill": Cause.NOTHING_OFFERED,
    "EC_NoEnoughQtyToFill": Cause.NOTHING_OFFERED,
    "EC_CancelForNoFullFill": Cause.NOTHING_OFFERED,
    "EC_ReachRiskPriceLimit": Cause.PRICE_LIMIT,
    "EC_ReachMarketPriceLimit": Cause.PRICE_LIMIT,
    "EC_InvalidSymbolStatus": Cause.PAIR_CLOSED,
    "EC_SecurityStatusFail": Cause.PAIR_CLOSED,
    "CancelBySettle": Cause.PAIR_CLOSED,
    "CancelByReduceOnly": Cause.NOTHING_TO_REDUCE,
    "CancelByPrepareLiq": Cause.MARGIN_NEEDED,
    "CancelAllBeforeLiq": Cause.MARGIN_NEEDED,
    "CancelByPrepareAdl": Cause.BEING_DELEVERAGED,
    "CancelAllBeforeAdl": Cause.BEING_DELEVERAGED,
    "CancelByAdmin": Cause.CANCELED_BY_EXCHANGE,
    COPY_REFUSED: Cause.NAME_TAKEN,
}
"""What rejectReason and cancelType (docs/v5/enum.mdx) mean."""
A_FILL = "Trade"
"""The execType of a fill by trading. Funding, settlement and liquidations have others."""
FUNDING = "Funding"


def create_params(order: Order, market_id: str, *, derivative: bool) -> dict[str, object]:
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


def is_refused_copy(raw: Mapping[str, Json]) -> bool:
    """Say whether an order was turned down because one of its name was there before.

    It shares that name, so who asks by name is shown both.
    """
    return raw.get("orderStatus") == "Rejected" and raw.get("rejectReason") == COPY_REFUSED


def order_report(raw: Mapping[str, Json], symbol: str) -> OrderReport:
    """Return an order; one that the exchange cancelled by itself has expired. Raises Unreadable."""
    status = text(raw, "orderStatus")
    if status not in ENDS:
        raise Unreadable(f"an order in the unknown state {status}")
    ended, reason = ENDS[status], _why_ended(raw)
    if ended is OrderFact.CANCELED and reason is not None:
        ended = OrderFact.EXPIRED
    return OrderReport(
        venue_order_id=VenueOrderId(text(raw, "orderId")),
        client_order_id=our_name(raw, "orderLinkId"),
        symbol=symbol,
        side=side_of(raw),
        price=as_booked(number_or_zero(raw, "price")),
        quantity=as_booked(number(raw, "qty")),
        filled=as_booked(number_or_zero(raw, "cumExecQty")),
        ended=ended,
        created_at=moment(raw, "createdTime"),
        reason=reason,
    )


def _why_ended(raw: Mapping[str, Json]) -> ExchangeCode | None:
    """Return why the exchange has ended or refused an order; None where it does not say, or was asked to."""
    given = [text_or_empty(raw, name) for name in ("rejectReason", "cancelType")]
    if CANCELED_BY_HAND in given:
        return None
    names = [name for name in given if name not in NO_REASON]
    said = next((name for name in names if name in CAUSES), next(iter(names), None))
    return None if said is None else ExchangeCode(said=said, cause=CAUSES.get(said))


FORCES = {
    "BustTrade": Force.LIQUIDATION,
    "AdlTrade": Force.DELEVERAGING,
    "Settle": Force.SETTLEMENT,
    "Delivery": Force.SETTLEMENT,
}
"""The execTypes by which a position is closed by force."""
FORCED_ORDERS = {
    "CreateByLiq": Force.LIQUIDATION,
    "CreateByTakeOver_PassThrough": Force.LIQUIDATION,
    "CreateByAdl_PassThrough": Force.DELEVERAGING,
    "CreateBySettle": Force.SETTLEMENT,
}
"""The createTypes of orders that do so by trading: a liquidation goes step by step, and its first steps are
orders on the book."""


def fee_parts(raw: Mapping[str, Json], market: Market) -> list[tuple[str, Decimal]]:
    """Return coin and amount of everything an execution cost. Raises Unreadable."""
    amount = number_or_zero(raw, "execFee")
    coin = text_or_empty(raw, "feeCurrency") or _usual_coin(raw, market, amount)
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


def own_trade_id(raw: Mapping[str, Json]) -> TradeId:
    """Return an id that this side of a trade does not share with the other. Raises Unreadable.

    Both sides of a trade bear the same execId, and two orders of one account may trade with each other:
    Bybit prevents that only where an order, or the law of its site, asks for it. The books know a fill
    by account, symbol and id: under the bare execId the second side would be taken for booked, and lost.
    """
    return TradeId(f"{text(raw, 'execId')}:{side_of(raw)}")


def trade_report(raw: Mapping[str, Json], market: Market, prices: CoinPrices) -> TradeReport:
    price = traded(number(raw, "execPrice"))
    return TradeReport(
        trade_id=own_trade_id(raw),
        venue_order_id=VenueOrderId(text(raw, "orderId")),
        client_order_id=our_name(raw, "orderLinkId"),
        symbol=market.symbol,
        side=side_of(raw),
        price=price,
        quantity=traded(number(raw, "execQty")),
        fee=fee_of(fee_parts(raw, market), market, price, prices),
        executed_at=moment(raw, "execTime"),
        taker=has_taken(raw.get("isMaker")),
    )


def execution(raw: Mapping[str, Json], market: Market, prices: CoinPrices) -> Execution:
    """Return an execution of the stream; what is left tells the cumulative. Raises Unreadable."""
    quantity, left = number(raw, "orderQty"), number(raw, "leavesQty")
    return Execution(
        trade=trade_report(raw, market, prices),
        quantity=as_booked(quantity),
        filled=as_booked(quantity - left),
        ended=left == 0,
    )


def funding_report(raw: Mapping[str, Json], symbol: str) -> FundingReport:
    """Return a payment of funding from the executions, where a cost is positive. Raises Unreadable."""
    return FundingReport(
        funding_id=FundingId(text(raw, "execId")),
        symbol=symbol,
        amount=-plain(number(raw, "execFee")),
        coin=text_or_empty(raw, "feeCurrency") or symbol.rpartition("/")[2],
        charged_at=moment(raw, "execTime"),
        position=plain(number(raw, "execQty")),
    )


def balances(payload: Json) -> dict[str, Decimal | None]:
    """Return coin -> free and locked together, None where that cannot be read. Raises Unreadable."""
    accounts = listing(mapping(payload).get("list"))
    rows = [row for account in accounts for row in listing(account.get("coin")) if row.get("walletBalance")]
    return wallet_of(rows, "coin", "walletBalance")
