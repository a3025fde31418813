"""What spot and futures share in taking orders and telling of them."""

from datetime import timedelta

from tests.twin.binance.call import Call
from tests.twin.binance.desk import Desk
from tests.twin.binance.errors import NO_ORDER, BinanceError, missing
from tests.twin.binance.params import FUTURES_CLIENT_ID, SPOT_CLIENT_ID
from tests.twin.binance.text import Json
from tests.twin.core.errors import Refused, Why
from tests.twin.core.faults import Operation
from tests.twin.core.reads import Window
from tests.twin.core.values import Kind, Order

MOST_ROWS = 1_000


def client_id_pattern(kind: Kind) -> str:
    return SPOT_CLIENT_ID if kind is Kind.SPOT else FUTURES_CLIENT_ID


def new_client_id(desk: Desk, call: Call) -> str:
    """Return the client id that the request brings, or a new name."""
    return call.params.client_id("newClientOrderId", client_id_pattern(call.venue.kind)) or desk.name()


def symbol_of(call: Call) -> str:
    """Return the symbol. -1102 when it is absent, -1121 when it is unknown."""
    return call.venue.symbol(call.params.text("symbol")).name


def symbols_of(call: Call) -> list[str]:
    """Return the symbol that is given, or all."""
    return [symbol_of(call)] if call.params.has("symbol") else list(call.venue.symbols)


def order_names(call: Call) -> tuple[str | None, str | None]:
    """Return order id and original client id, of which one is given; the order id counts first."""
    order_id = call.params.integer("orderId")
    client_id = call.params.text("origClientOrderId", "")
    if order_id is None and not client_id:
        raise BinanceError(
            -1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"
        )
    return (None if order_id is None else str(order_id)), client_id or None


def read_order(call: Call) -> Order:
    """Return the order that is asked for, as far as reads have come. -2013 when it is not seen."""
    order_id, client_id = order_names(call)
    order = call.venue.reads.order(
        call.account.name, symbol_of(call), order_id=order_id, client_order_id=client_id
    )
    if order is None:
        raise BinanceError(*NO_ORDER)
    return order


def cancel_order(desk: Desk, call: Call) -> Order:
    """Cancel the order that is named. -2011 when it is not open."""
    order_id, client_id = order_names(call)
    return call.venue.cancel(
        call.account.name,
        symbol_of(call),
        order_id=order_id,
        client_order_id=client_id,
        cancel_client_id=new_client_id(desk, call),
    )


def cancel_all(desk: Desk, call: Call) -> list[Order]:
    """Cancel all open orders on a symbol."""
    symbol, account = symbol_of(call), call.account.name
    waiting = call.venue.store.open_orders(account=account, symbol=symbol)
    if not waiting and call.venue.kind is Kind.SPOT:
        raise Refused(Why.UNKNOWN_ORDER)
    return [
        call.venue.cancel(account, symbol, order_id=order.order_id, cancel_client_id=desk.name())
        for order in waiting
    ]


def open_orders(call: Call) -> list[Order]:
    symbol = symbol_of(call) if call.params.has("symbol") else None
    return call.venue.reads.open_orders(call.account.name, symbol)


def besides(desk: Desk, call: Call, operation: Operation) -> list[Json]:
    """Return what a list shows besides what the twin keeps itself."""
    symbol = symbol_of(call) if call.params.has("symbol") else ""
    return desk.world.besides.of(call.venue.name, call.account.name, operation, symbol)


def window_of(call: Call, *, first: str, most: timedelta | None = None) -> Window:
    """Return the bounds of a list. -1127 when they are further apart than allowed."""
    start, end = call.params.moment("startTime"), call.params.moment("endTime")
    if most is not None and start is not None and end is not None and end - start > most:
        hours = int(most.total_seconds() // 3600)
        raise BinanceError(-1127, f"More than {hours} hours between startTime and endTime.")
    limit = call.params.integer("limit", 500) or 500
    if limit < 0:
        raise missing("limit")
    return Window(start, end, call.params.integer(first), min(limit, MOST_ROWS))
