"""How OKX writes numbers, times, names and states."""

from datetime import datetime
from decimal import Decimal

from tests.twin.core.clock import milliseconds
from tests.twin.core.contracts import ON_BOOK, SETTLEMENT
from tests.twin.core.matching import SELF_TRADE
from tests.twin.core.values import Fill, Order, OrderType, Side, State, TimeInForce

Json = dict[str, object]
ORDER_TYPES = {
    "limit": TimeInForce.GTC,
    "ioc": TimeInForce.IOC,
    "fok": TimeInForce.FOK,
    "post_only": TimeInForce.POST_ONLY,
}
_TYPE_NAMES = {value: name for name, value in ORDER_TYPES.items()}
_STATES = {State.NEW: "live", State.PARTIALLY_FILLED: "partially_filled", State.FILLED: "filled"}
_SOURCES = {
    "canceled": "1",
    "nothing left to reduce": "2",
    "autoclose": "3",
    ON_BOOK: "3",
    "adl_autoclose": "6",
    SETTLEMENT: "7",
    "FOK": "13",
    "IOC": "14",
    "POST_ONLY": "31",
    SELF_TRADE: "32",
}
CATEGORIES = {
    "autoclose": "full_liquidation",
    ON_BOOK: "partial_liquidation",
    "adl_autoclose": "adl",
    SETTLEMENT: "delivery",
}
"""Of orders that the exchange makes by itself, by what `core` calls them."""
_SUB_TYPES = {
    "autoclose": {Side.BUY: "106", Side.SELL: "107"},
    ON_BOOK: {Side.BUY: "102", Side.SELL: "103"},
    "adl_autoclose": {Side.BUY: "127", Side.SELL: "128"},
    SETTLEMENT: {Side.BUY: "113", Side.SELL: "112"},
}


def plain(value: Decimal) -> str:
    """Write without needless zeros or an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def at(moment: datetime) -> str:
    return str(milliseconds(moment))


def order_id(symbol: str, number: int) -> str:
    """Return an order id, which is one of its own among all symbols."""
    return f"19{sum(map(ord, symbol)):06d}{number:011d}"


def state_name(order: Order) -> str:
    """Return the state; there is none for an order that was turned down after all."""
    return _STATES.get(order.state, "canceled")


def cancel_source(order: Order) -> str:
    return "" if order.state in _STATES else _SOURCES.get(order.ended_because, "0")


def order_type(order: Order) -> str:
    return "market" if order.order_type is OrderType.MARKET else _TYPE_NAMES[order.time_in_force]


def is_forced(made: Order | Fill) -> bool:
    return made.client_order_id in CATEGORIES


def client_id(made: Order | Fill) -> str:
    return "" if is_forced(made) else made.client_order_id


def trade_id(fill: Fill) -> str:
    """Return the id of a fill; those that the exchange makes by force are below zero."""
    return f"{'-' if is_forced(fill) else ''}{fill.trade_id}"


def sub_type(fill: Fill) -> str:
    """Return what kind of transaction a fill is."""
    by_side = _SUB_TYPES.get(fill.client_order_id, {Side.BUY: "1", Side.SELL: "2"})
    return by_side[fill.side]


def execution_type(fill: Fill) -> str:
    if is_forced(fill):
        return ""
    return "M" if fill.maker else "T"
