"""Routes of spot orders and trades."""

from datetime import timedelta

from tests.twin.binance.call import Call, Route, Security
from tests.twin.binance.desk import Desk
from tests.twin.binance.errors import BinanceError, missing
from tests.twin.binance.orders import (
    besides,
    cancel_all,
    cancel_order,
    new_client_id,
    open_orders,
    read_order,
    symbol_of,
    window_of,
)
from tests.twin.binance.params import Params
from tests.twin.binance.spot_views import canceled_view, created_view, order_view, trade_view
from tests.twin.core.faults import Operation
from tests.twin.core.values import OrderRequest, OrderType, TimeInForce

LONGEST_LIST = timedelta(hours=24)


def create(desk: Desk, call: Call) -> object:
    """Place an order."""
    request = _request(desk, call)
    placed = call.venue.place(request)
    default = "ACK" if request.order_type is OrderType.LIMIT and _is_maker(call.params) else "FULL"
    return created_view(placed.order, placed.fills, call.params.text("newOrderRespType", default))


def cancel(desk: Desk, call: Call) -> object:
    return canceled_view(cancel_order(desk, call))


def cancel_open(desk: Desk, call: Call) -> object:
    return [canceled_view(order) for order in cancel_all(desk, call)]


def query(_: Desk, call: Call) -> object:
    return order_view(read_order(call))


def query_open(desk: Desk, call: Call) -> object:
    return [order_view(order) for order in open_orders(call)] + besides(desk, call, Operation.OPEN_ORDERS)


def query_all(_: Desk, call: Call) -> object:
    window = window_of(call, first="orderId", most=LONGEST_LIST)
    return [
        order_view(order) for order in call.venue.reads.orders(call.account.name, symbol_of(call), window)
    ]


def trades(desk: Desk, call: Call) -> object:
    window = window_of(call, first="fromId", most=LONGEST_LIST)
    order_id = call.params.text("orderId", "") or None
    fills = call.venue.reads.fills(call.account.name, symbol_of(call), window, order_id)
    return [trade_view(fill) for fill in fills] + [
        row for row in besides(desk, call, Operation.TRADES) if order_id in {None, str(row.get("orderId"))}
    ]


def _request(desk: Desk, call: Call) -> OrderRequest:
    params, kind = call.params, call.params.text("type")
    symbol, side = symbol_of(call), params.side()
    quantity, price = params.decimal("quantity"), params.decimal("price")
    quote_quantity = params.decimal("quoteOrderQty")
    if kind == "MARKET":
        if (quantity is None) is (quote_quantity is None):
            raise BinanceError(
                -1102, "Param 'quantity' or 'quoteOrderQty' must be sent, but both were empty/null!"
            )
        if params.has("timeInForce"):
            raise BinanceError(-1106, "Parameter 'timeInForce' sent when not required.")
    elif kind in {"LIMIT", "LIMIT_MAKER"}:
        for name, value in (("quantity", quantity), ("price", price)):
            if value is None:
                raise missing(name)
    else:
        raise BinanceError(-1116, "Invalid orderType.")
    return OrderRequest(
        account=call.account.name,
        symbol=symbol,
        side=side,
        order_type=OrderType.MARKET if kind == "MARKET" else OrderType.LIMIT,
        time_in_force=_time_in_force(params, kind),
        client_order_id=new_client_id(desk, call),
        quantity=quantity,
        quote_quantity=quote_quantity,
        price=price,
    )


def _is_maker(params: Params) -> bool:
    return params.text("type") == "LIMIT_MAKER"


def _time_in_force(params: Params, kind: str) -> TimeInForce:
    if kind == "LIMIT_MAKER":
        return TimeInForce.POST_ONLY
    if kind == "MARKET":
        return TimeInForce.IOC
    given = params.text("timeInForce")
    if given not in {"GTC", "IOC", "FOK"}:
        raise BinanceError(-1115, "Invalid timeInForce.")
    return TimeInForce(given)


def _open_weight(params: Params) -> int:
    return 6 if params.has("symbol") else 80


def _trades_weight(params: Params) -> int:
    return 5 if params.has("orderId") else 20


ORDER = ("/api/v3/order",)
ROUTES = [
    Route(
        method="POST",
        paths=ORDER,
        operation=Operation.CREATE,
        handler=create,
        security=Security.TRADE,
        ws_method="order.place",
    ),
    Route(
        method="DELETE",
        paths=ORDER,
        operation=Operation.CANCEL,
        handler=cancel,
        security=Security.TRADE,
        ws_method="order.cancel",
    ),
    Route(
        method="GET",
        paths=ORDER,
        operation=Operation.ORDER,
        handler=query,
        security=Security.SIGNED,
        weight=4,
        ws_method="order.status",
    ),
    Route(
        method="GET",
        paths=("/api/v3/openOrders",),
        operation=Operation.OPEN_ORDERS,
        handler=query_open,
        security=Security.SIGNED,
        weight=_open_weight,
        ws_method="openOrders.status",
    ),
    Route(
        method="DELETE",
        paths=("/api/v3/openOrders",),
        operation=Operation.CANCEL,
        handler=cancel_open,
        security=Security.TRADE,
        ws_method="openOrders.cancelAll",
    ),
    Route(
        method="GET",
        paths=("/api/v3/allOrders",),
        operation=Operation.ORDERS,
        handler=query_all,
        security=Security.SIGNED,
        weight=20,
        ws_method="allOrders",
    ),
    Route(
        method="GET",
        paths=("/api/v3/myTrades",),
        operation=Operation.TRADES,
        handler=trades,
        security=Security.SIGNED,
        weight=_trades_weight,
        ws_method="myTrades",
    ),
]
