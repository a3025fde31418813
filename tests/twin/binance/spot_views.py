"""Spot orders and trades as Binance shows them."""

from tests.twin.binance.text import Json, at, eight, state_name, time_in_force_name, type_name
from tests.twin.core.values import Fill, Kind, Order, Side

STP = "EXPIRE_MAKER"


def order_view(order: Order) -> Json:
    """Return what a query for an order shows; what was prevented only of one that has ended by it."""
    ended_by_it = order.prevented and state_name(order) == "EXPIRED_IN_MATCH"
    return {
        **_common(order),
        **({"preventedQuantity": eight(order.prevented)} if ended_by_it else {}),
        "stopPrice": eight(order.price * 0),
        "icebergQty": eight(order.price * 0),
        "time": at(order.created_at),
        "updateTime": at(order.updated_at),
        "isWorking": True,
        "workingTime": at(order.created_at),
        "origQuoteOrderQty": eight(order.quote_quantity),
    }


def created_view(order: Order, fills: list[Fill], respond: str) -> Json:
    """Return the answer to a creation: ACK, RESULT or FULL."""
    view: Json = {
        "symbol": order.symbol,
        "orderId": int(order.order_id),
        "orderListId": -1,
        "clientOrderId": order.client_order_id,
        "transactTime": at(order.created_at),
    }
    if respond == "ACK":
        return view
    view |= _common(order) | {
        "origQuoteOrderQty": eight(order.quote_quantity),
        "workingTime": at(order.created_at),
    }
    if respond == "FULL":
        view["fills"] = [
            {
                "price": eight(fill.price),
                "qty": eight(fill.quantity),
                "commission": eight(fill.fee),
                "commissionAsset": fill.fee_coin,
                "tradeId": fill.trade_id,
            }
            for fill in fills
        ]
    return view


def canceled_view(order: Order) -> Json:
    return _common(order) | {
        "origClientOrderId": order.client_order_id,
        "clientOrderId": order.cancel_client_id,
        "transactTime": at(order.updated_at),
        "origQuoteOrderQty": eight(order.quote_quantity),
    }


def trade_view(fill: Fill) -> Json:
    return {
        "symbol": fill.symbol,
        "id": fill.trade_id,
        "orderId": int(fill.order_id),
        "orderListId": -1,
        "price": eight(fill.price),
        "qty": eight(fill.quantity),
        "quoteQty": eight(fill.price * fill.quantity),
        "commission": eight(fill.fee),
        "commissionAsset": fill.fee_coin,
        "time": at(fill.at),
        "isBuyer": fill.side is Side.BUY,
        "isMaker": fill.maker,
        "isBestMatch": True,
    }


def _common(order: Order) -> Json:
    return {
        "symbol": order.symbol,
        "orderId": int(order.order_id),
        "orderListId": -1,
        "clientOrderId": order.client_order_id,
        "price": eight(order.price),
        "origQty": eight(order.quantity),
        "executedQty": eight(order.filled),
        "cummulativeQuoteQty": eight(order.filled_quote),
        "status": state_name(order),
        "timeInForce": time_in_force_name(order, Kind.SPOT),
        "type": type_name(order, Kind.SPOT),
        "side": str(order.side),
        "selfTradePreventionMode": STP,
    }
