"""Routes of futures orders and trades."""

from datetime import timedelta

from tests.twin.binance.call import Call, Route, Security
from tests.twin.binance.desk import Desk
from tests.twin.binance.errors import POSITION_SIDE, BinanceError, missing
from tests.twin.binance.futures_views import BOTH, order_view, trade_view
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
from tests.twin.binance.text import Json
from tests.twin.core.faults import Operation
from tests.twin.core.values import Order, OrderRequest, OrderType, TimeInForce

LONGEST_LIST = timedelta(days=7)
LONGEST_MEMORY = timedelta(days=90)
"""So far back trades are shown, since August 2026."""
CONDITIONAL = {"STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET"}
TIMES_IN_FORCE = {
    "GTC": TimeInForce.GTC,
    "IOC": TimeInForce.IOC,
    "FOK": TimeInForce.FOK,
    "GTX": TimeInForce.POST_ONLY,
}


def create(desk: Desk, call: Call) -> object:
    """Place an order. ACK, the default, tells of it as it was before it could fill."""
    placed = call.venue.place(_request(desk, call))
    order = placed.order
    if call.params.text("newOrderRespType", "ACK") == "ACK":
        order = call.venue.store.first(order.key)
    return _view(call, order, created=True)


def cancel(desk: Desk, call: Call) -> object:
    return _view(call, cancel_order(desk, call), created=True)


def cancel_open(desk: Desk, call: Call) -> object:
    cancel_all(desk, call)
    return {"code": 200, "msg": "The operation of cancel all open order is done."}


def query(_: Desk, call: Call) -> object:
    return _view(call, read_order(call))


def query_one_open(_: Desk, call: Call) -> object:
    """Return an order only while it is open."""
    order = read_order(call)
    if not order.state.is_open:
        raise BinanceError(-2013, "Order does not exist.")
    return _view(call, order)


def query_open(desk: Desk, call: Call) -> object:
    return [_view(call, order) for order in open_orders(call)] + besides(desk, call, Operation.OPEN_ORDERS)


def query_all(_: Desk, call: Call) -> object:
    window = window_of(call, first="orderId", most=LONGEST_LIST)
    orders = call.venue.reads.orders(call.account.name, symbol_of(call), window)
    return [_view(call, order) for order in orders]


def forced_orders(_: Desk, call: Call) -> object:
    """Return the orders by which the exchange has closed positions."""
    window = window_of(call, first="orderId", most=LONGEST_LIST)
    wanted = {"LIQUIDATION": "autoclose", "ADL": "adl_autoclose"}
    kind = call.params.text("autoCloseType", "")
    names = (wanted[kind],) if kind else tuple(wanted.values())
    orders = call.venue.reads.orders(call.account.name, symbol_of(call), window)
    return [_view(call, order) for order in orders if order.client_order_id.startswith(names)]


def trades(desk: Desk, call: Call) -> object:
    window = window_of(call, first="fromId", most=LONGEST_LIST)
    if window.start is not None and window.start < call.now - LONGEST_MEMORY:
        raise BinanceError(-4166, "Search window is restricted to recent 90 days only.")
    symbol = symbol_of(call) if call.params.has("symbol") else None
    order_id = call.params.text("orderId", "") or None
    fills = call.venue.reads.fills(call.account.name, symbol, window, order_id)
    shown = [trade_view(fill, call.venue.symbols[fill.symbol]) for fill in fills]
    return shown + [
        row for row in besides(desk, call, Operation.TRADES) if order_id in {None, str(row.get("orderId"))}
    ]


def _view(call: Call, order: Order, *, created: bool = False) -> Json:
    return order_view(order, call.venue.symbols[order.symbol], created=created)


def _request(desk: Desk, call: Call) -> OrderRequest:
    params, kind = call.params, call.params.text("type")
    symbol, side = symbol_of(call), params.side()
    hedge = call.venue.contracts.settings(call.account.name).hedge
    if hedge or params.text("positionSide", BOTH) != BOTH:
        raise BinanceError(*POSITION_SIDE)
    if kind in CONDITIONAL:
        raise BinanceError(
            -4120,
            "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.",
        )
    if kind not in {"LIMIT", "MARKET"}:
        raise BinanceError(-1116, "Invalid orderType.")
    quantity, price = params.decimal("quantity"), params.decimal("price")
    if quantity is None:
        raise missing("quantity")
    if kind == "LIMIT" and price is None:
        raise missing("price")
    return OrderRequest(
        account=call.account.name,
        symbol=symbol,
        side=side,
        order_type=OrderType(kind),
        time_in_force=_time_in_force(params, kind),
        client_order_id=new_client_id(desk, call),
        quantity=quantity,
        price=price if kind == "LIMIT" else None,
        reduce_only=params.flag("reduceOnly"),
    )


def _time_in_force(params: Params, kind: str) -> TimeInForce:
    if kind == "MARKET":
        return TimeInForce.IOC
    given = params.text("timeInForce")
    if given not in TIMES_IN_FORCE:
        raise BinanceError(-1115, "Invalid timeInForce.")
    return TIMES_IN_FORCE[given]


def _open_weight(params: Params) -> int:
    return 1 if params.has("symbol") else 40


ORDER = ("/fapi/v1/order",)
ROUTES = [
    Route(method="POST", paths=ORDER, operation=Operation.CREATE, handler=create, security=Security.TRADE),
    Route(method="DELETE", paths=ORDER, operation=Operation.CANCEL, handler=cancel, security=Security.TRADE),
    Route(method="GET", paths=ORDER, operation=Operation.ORDER, handler=query, security=Security.SIGNED),
    Route(
        method="GET",
        paths=("/fapi/v1/openOrder",),
        operation=Operation.ORDER,
        handler=query_one_open,
        security=Security.SIGNED,
    ),
    Route(
        method="GET",
        paths=("/fapi/v1/openOrders",),
        operation=Operation.OPEN_ORDERS,
        handler=query_open,
        security=Security.SIGNED,
        weight=_open_weight,
    ),
    Route(
        method="GET",
        paths=("/fapi/v1/forceOrders",),
        operation=Operation.ORDERS,
        handler=forced_orders,
        security=Security.SIGNED,
        weight=20,
    ),
    Route(
        method="DELETE",
        paths=("/fapi/v1/allOpenOrders",),
        operation=Operation.CANCEL,
        handler=cancel_open,
        security=Security.TRADE,
    ),
    Route(
        method="GET",
        paths=("/fapi/v1/allOrders",),
        operation=Operation.ORDERS,
        handler=query_all,
        security=Security.SIGNED,
        weight=5,
    ),
    Route(
        method="GET",
        paths=("/fapi/v1/userTrades",),
        operation=Operation.TRADES,
        handler=trades,
        security=Security.SIGNED,
        weight=5,
    ),
]
