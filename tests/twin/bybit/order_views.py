"""Orders and executions, as lists and streams show them."""

from tests.twin.bybit.house import AppContext
from tests.twin.bybit.text import (
    CATEGORIES,
    Json,
    at,
    cancel_type,
    create_type,
    execution_type,
    leaves,
    link_id,
    order_type,
    plain,
    price_text,
    quantity_text,
    reject_reason,
    sequence,
    side_name,
    state_name,
    time_in_force,
    trade_name,
)
from tests.twin.core.values import Fill, Kind, Order
from tests.twin.core.venue import Venue
from tests.twin.wire import compact

NO_STOP: Json = {
    "stopOrderType": "",
    "orderIv": "",
    "triggerPrice": "",
    "takeProfit": "",
    "stopLoss": "",
    "tpTriggerBy": "",
    "slTriggerBy": "",
    "triggerDirection": 0,
    "triggerBy": "",
    "tpLimitPrice": "",
    "slLimitPrice": "",
    "placeType": "",
    "blockTradeId": "",
    "ocoTriggerBy": "",
    "smpType": "None",
    "smpGroup": 0,
    "smpOrderId": "",
}


def order_view(house: AppContext, venue: Venue, order: Order) -> Json:
    """Return an order as `realtime` and `history` list it."""
    rule, spot = venue.symbols[order.symbol], venue.kind is Kind.SPOT
    by_value = order.quote_quantity if spot else None
    left = leaves(order)
    view: Json = NO_STOP | {
        "orderId": order.order_id,
        "orderLinkId": link_id(order),
        "symbol": order.symbol,
        "price": price_text(order.price, rule),
        "qty": plain(by_value) if by_value else quantity_text(order.quantity, rule),
        "side": side_name(order.side),
        "isLeverage": "0" if spot else "",
        "positionIdx": 0,
        "orderStatus": state_name(order, venue.kind),
        "cancelType": cancel_type(order),
        "rejectReason": reject_reason(order),
        "avgPrice": plain(order.average_price) if order.filled else "",
        "leavesQty": quantity_text(left, rule),
        "leavesValue": plain(left * order.price),
        "cumExecQty": quantity_text(order.filled, rule),
        "cumExecValue": plain(order.filled_quote),
        "cumExecFee": "",
        "cumFeeDetail": {rule.base if spot else rule.margin_coin: plain(house.fees_of(venue, order.key))},
        "timeInForce": time_in_force(order),
        "orderType": order_type(order),
        "marketUnit": "quoteCoin" if by_value else "",
        "lastPriceOnCreated": "",
        "reduceOnly": order.reduce_only,
        "closeOnTrigger": False,
        "createdTime": at(order.created_at),
        "updatedTime": at(order.updated_at),
    }
    return view if spot else view | {"createType": create_type(order), "tpslMode": ""}


def execution_view(house: AppContext, venue: Venue, fill: Fill, *, streamed: bool = False) -> Json:
    """Return an execution. REST names the coin of the fee on spot only; tax is a text there, a list here."""
    rule, spot = venue.symbols[fill.symbol], venue.kind is Kind.SPOT
    order = venue.store.get((fill.symbol, fill.order_id))
    value = fill.price * fill.quantity
    view: Json = {
        "symbol": fill.symbol,
        "orderId": fill.order_id,
        "orderLinkId": link_id(fill),
        "side": side_name(fill.side),
        "orderPrice": price_text(order.price, rule) if order else "0",
        "orderQty": quantity_text(order.quantity, rule) if order else "0",
        "leavesQty": quantity_text(house.left_after(venue, fill), rule) if order else "0",
        "orderType": order_type(order) if order else "UNKNOWN",
        "stopOrderType": "" if order else "UNKNOWN",
        "execId": trade_name(venue.kind, fill),
        "execPrice": price_text(fill.price, rule),
        "execQty": quantity_text(fill.quantity, rule),
        "execValue": plain(value),
        "execType": execution_type(fill),
        "execTime": at(fill.at),
        "execFee": plain(fill.fee),
        "feeRate": plain((fill.fee / (fill.quantity if fill.fee_coin == rule.base else value)).normalize()),
        "feeCurrency": fill.fee_coin if spot or streamed else "",
        "isMaker": fill.maker,
        "markPrice": price_text(venue.markets[fill.symbol].mark_price, rule),
        "closedSize": "" if spot else quantity_text(fill.quantity, rule) if fill.realized else "0",
        "blockTradeId": "",
        "tradeIv": "",
        "markIv": "",
        "indexPrice": "",
        "underlyingPrice": "",
        "seq": sequence(fill.trade_id),
        "extraFees": _taxes(fill, streamed=streamed),
    }
    if streamed:
        view |= {"category": CATEGORIES[venue.kind], "isLeverage": "0"}
    return view if spot else view | {"createType": create_type(fill)}


def _taxes(fill: Fill, *, streamed: bool) -> object:
    if not fill.tax:
        return ""
    taxes = [
        {
            "feeCoin": fill.fee_coin,
            "feeType": "GST",
            "subFeeType": "IND_GST",
            "feeRate": plain((fill.tax / (fill.price * fill.quantity)).normalize()),
            "fee": plain(fill.tax),
        }
    ]
    return taxes if streamed else compact(taxes)
