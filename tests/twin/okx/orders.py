"""Routes that change orders. That a cancel was taken does not say that it came in time."""

from tests.twin.core.faults import Operation
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import Kind, Order, OrderRequest, OrderType, Side, TimeInForce
from tests.twin.core.venue import Venue
from tests.twin.okx import errors
from tests.twin.okx.call import Call, Rows, private
from tests.twin.okx.errors import OkxError, OrderError, malformed
from tests.twin.okx.text import ORDER_TYPES, at

MODES = {Kind.SPOT: {"cash"}, Kind.PERPETUAL: {"cross", "isolated"}}
"""Trade modes of an account that holds spot and futures."""


def create(call: Call) -> Rows:
    """Take an order."""
    params, (venue, symbol) = call.params, call.instrument()
    name, side, kind = params.client_id(), params.side(), params.text("ordType")
    if kind != "market" and kind not in ORDER_TYPES:
        raise malformed("ordType")
    if params.text("tdMode") not in MODES[venue.kind]:
        raise OrderError(51000, "Parameter tdMode error")
    if venue.kind is Kind.PERPETUAL:
        _check_margin(call, venue, symbol)
    given, price = params.amount("sz"), params.amount("px")
    if given is None:
        raise malformed("sz")
    if kind != "market" and price is None:
        raise malformed("px")
    in_quote = kind == "market" and venue.kind is Kind.SPOT and _is_by_value(call, side)
    placed = venue.place(
        OrderRequest(
            account=call.account.name,
            symbol=symbol.name,
            side=side,
            order_type=OrderType.MARKET if kind == "market" else OrderType.LIMIT,
            client_order_id=name,
            time_in_force=ORDER_TYPES.get(kind, TimeInForce.IOC),
            quantity=None if in_quote else given * call.house.size(venue, symbol.name),
            quote_quantity=given if in_quote else None,
            price=None if kind == "market" else price,
            reduce_only=params.flag("reduceOnly") and venue.kind is Kind.PERPETUAL,
        )
    )
    return [_names(call, placed.order) | {"tag": params.given("tag"), "sCode": "0", "sMsg": "Order placed"}]


def cancel(call: Call) -> Rows:
    """Cancel one order: by `ordId` when there is one, whatever `clOrdId` says."""
    order = _open(call)
    venue, _ = call.instrument()
    gone = venue.cancel(call.account.name, order.symbol, order_id=order.order_id, cancel_client_id="")
    return [_names(call, gone) | {"sCode": "0", "sMsg": ""}]


def amend(call: Call) -> Rows:
    """Give an open order another price or quantity."""
    order = _open(call)
    venue, symbol = call.instrument()
    contracts = call.params.amount("newSz")
    changed = venue.amend(
        call.account.name,
        order.symbol,
        order.order_id,
        price=call.params.amount("newPx"),
        quantity=None if contracts is None else contracts * call.house.size(venue, symbol.name),
    )
    return [_names(call, changed) | {"reqId": call.params.given("reqId"), "sCode": "0", "sMsg": ""}]


def _open(call: Call) -> Order:
    """Return the open order that is named. 51400 when there is none; cancels do not lag."""
    venue, symbol = call.instrument()
    number, name = call.params.given("ordId"), call.params.given("clOrdId")
    if not number and not name:
        raise OkxError(50014, "Parameter ordId or clOrdId can not be empty.", 400)
    for order in venue.store.open_orders(account=call.account.name, symbol=symbol.name):
        if order.order_id == number if number else order.client_order_id == name:
            return order
    raise OrderError(*errors.GONE)


def _names(call: Call, order: Order) -> dict[str, object]:
    return {"clOrdId": order.client_order_id, "ordId": order.order_id, "ts": at(call.now)}


def _is_by_value(call: Call, side: Side) -> bool:
    default = "quote_ccy" if side is Side.BUY else "base_ccy"
    return call.params.text("tgtCcy", default) == "quote_ccy"


def _check_margin(call: Call, venue: Venue, symbol: Symbol) -> None:
    """Have the order be of the account's position mode, and its position kept as the order says.

    The twin keeps one position a contract: it takes no order that would open another one beside it.
    """
    contracts, account = venue.contracts, call.account.name
    hedged = contracts.settings(account).hedge
    if (call.params.text("posSide", "net") != "net") is not hedged:
        raise OrderError(51000, "Parameter posSide error")
    if hedged:
        raise OrderError(51000, "the twin keeps no hedged positions")
    position, isolated = contracts.position(account, symbol.name), call.params.text("tdMode") == "isolated"
    if position.isolated is isolated:
        return
    if position.amount or venue.store.open_orders(account=account, symbol=symbol.name):
        raise OrderError(51000, f"the twin keeps one position on {symbol.name}")
    contracts.set_isolated(account, symbol.name, isolated=isolated)


ROUTES = [
    private("POST", "trade/order", create, Operation.CREATE, limit="place", by_instrument=True),
    private("POST", "trade/cancel-order", cancel, Operation.CANCEL, limit="cancel", by_instrument=True),
    private("POST", "trade/amend-order", amend, Operation.SETTINGS, limit="amend", by_instrument=True),
]
