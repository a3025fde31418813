"""Routes that change orders. Their answers say only that the request was taken."""

from collections.abc import Iterable

from tests.twin.bybit.call import Call, private
from tests.twin.bybit.errors import BybitError, malformed, worded
from tests.twin.bybit.house import AppContext
from tests.twin.bybit.text import TIMES_IN_FORCE, Json
from tests.twin.core.errors import Refused, Why
from tests.twin.core.faults import Operation
from tests.twin.core.values import Kind, Order, OrderRequest, OrderType, Side, TimeInForce
from tests.twin.core.venue import Venue

SCOPE = (
    10001,
    "params error: Missing some parameters that must be filled in, symbol or settleCoin or baseCoin",
)


def create(_: AppContext, call: Call) -> object:
    """Take an order. Whatever becomes of it is told by streams and lists, a later rejection too."""
    params = call.params
    kind = {"Limit": OrderType.LIMIT, "Market": OrderType.MARKET}.get(params.text("orderType"))
    if kind is None:
        raise malformed("orderType")
    if call.venue.kind is Kind.PERPETUAL:
        _check_position_mode(call)
    elif params.integer("isLeverage", 0):
        raise BybitError(170036, "You haven't enabled Cross Margin Trading yet.")
    side, quantity = params.side(), params.amount("qty")
    price = params.amount("price") if kind is OrderType.LIMIT else None
    if quantity is None or (kind is OrderType.LIMIT and price is None):
        raise malformed("qty" if quantity is None else "price")
    in_quote = kind is OrderType.MARKET and call.is_spot and _is_by_value(call, side)
    placed = call.venue.place(
        OrderRequest(
            account=call.account.name,
            symbol=symbol_of(call),
            side=side,
            order_type=kind,
            client_order_id=params.link_id(),
            time_in_force=TimeInForce.IOC if kind is OrderType.MARKET else _time_in_force(call),
            quantity=None if in_quote else quantity,
            quote_quantity=quantity if in_quote else None,
            price=price,
            reduce_only=params.flag("reduceOnly") and not call.is_spot,
        )
    )
    return names(placed.order)


def cancel(_: AppContext, call: Call) -> object:
    """Cancel one order: by `orderId` when there is one, whatever `orderLinkId` says."""
    symbol_of(call)
    if not call.params.has("orderId") and not call.params.has("orderLinkId"):
        raise BybitError(10001, "params error: OrderId or orderLinkId is required")
    order = find_open(call)
    if order is None:
        raise worded(Refused(Why.UNKNOWN_ORDER), call.venue.kind)
    return names(
        call.venue.cancel(call.account.name, order.symbol, order_id=order.order_id, cancel_client_id="")
    )


def cancel_all(_: AppContext, call: Call) -> object:
    """Cancel everything open on a symbol, or on all (contracts must say of which coin)."""
    check_scope(call)
    symbols = {symbol_of(call)} if call.params.has("symbol") else symbols_of_coins(call)
    waiting = [
        order for order in call.venue.store.open_orders(account=call.account.name) if order.symbol in symbols
    ]
    gone = [call.venue.cancel(call.account.name, order.symbol, order_id=order.order_id) for order in waiting]
    return {"list": [names(order) for order in gone], "success": "1"}


def names(order: Order) -> Json:
    return {"orderId": order.order_id, "orderLinkId": order.client_order_id}


def symbol_of(call: Call) -> str:
    """Return the symbol that the request must name."""
    return call.venue.symbol(call.params.text("symbol")).name


def symbols_of_coins(call: Call) -> set[str]:
    """Return the symbols of the coins that the request names, all without any."""
    base, settle = call.params.text("baseCoin", ""), call.params.text("settleCoin", "")
    return {
        name
        for name, symbol in call.venue.symbols.items()
        if base in {"", symbol.base} and settle in {"", symbol.margin_coin}
    }


def check_scope(call: Call) -> None:
    """Let contracts be listed only by symbol or coin. 10001 without one."""
    named = any(call.params.has(name) for name in ("symbol", "baseCoin", "settleCoin"))
    if not call.is_spot and not named:
        raise BybitError(*SCOPE)


def find_open(call: Call) -> Order | None:
    """Return the open order that is named; cancels do not lag."""
    order_id, link = call.params.text("orderId", ""), call.params.text("orderLinkId", "")
    for order in call.venue.store.open_orders(account=call.account.name):
        if order.order_id == order_id if order_id else order.client_order_id == link:
            return order
    return None


def keys_of(venue: Venue, account: str, order_id: str, link: str) -> Iterable[tuple[str, str]]:
    """Return symbol and id of the orders that are named, on whichever symbol they are."""
    if order_id:
        return [key for key in venue.store.keys(account) if key[1] == order_id]
    return [key for symbol in venue.symbols for key in venue.store.with_client_id(account, symbol, link)]


def _is_by_value(call: Call, side: Side) -> bool:
    default = "quoteCoin" if side is Side.BUY else "baseCoin"
    return call.params.text("marketUnit", default) == "quoteCoin"


def _time_in_force(call: Call) -> TimeInForce:
    try:
        return TIMES_IN_FORCE[call.params.text("timeInForce", "GTC")]
    except KeyError:
        raise malformed("timeInForce") from None


def _check_position_mode(call: Call) -> None:
    hedged = call.venue.contracts.settings(call.account.name).hedge
    if (call.params.integer("positionIdx", 0) != 0) is not hedged:
        raise BybitError(10001, "position idx not match position mode")
    if hedged:
        raise BybitError(10001, "the twin keeps no hedged positions")


ROUTES = [
    private("POST", "order/create", create, Operation.CREATE, limit="create"),
    private("POST", "order/cancel", cancel, Operation.CANCEL, limit="cancel"),
    private("POST", "order/cancel-all", cancel_all, Operation.CANCEL, limit="cancel"),
]
