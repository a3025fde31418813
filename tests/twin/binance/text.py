"""How Binance writes numbers, times and names."""

from datetime import datetime
from decimal import Decimal

from tests.twin.core.clock import milliseconds
from tests.twin.core.matching import SELF_TRADE
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import Kind, Order, OrderType, State, TimeInForce

Json = dict[str, object]


def eight(value: Decimal) -> str:
    """Write as spot does: always eight places."""
    return f"{value:.8f}"


def plain(value: Decimal) -> str:
    """Write without needless zeros or an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def fixed(value: Decimal, places: int) -> str:
    return f"{value:.{places}f}"


def price_text(value: Decimal, symbol: Symbol) -> str:
    """Write a price as the venue of the symbol does."""
    return eight(value) if symbol.kind is Kind.SPOT else fixed(value, symbol.price_digits)


def quantity_text(value: Decimal, symbol: Symbol) -> str:
    return eight(value) if symbol.kind is Kind.SPOT else fixed(value, symbol.quantity_digits)


def at(moment: datetime) -> int:
    return milliseconds(moment)


def state_name(order: Order) -> str:
    """Return the state; one that was ended in place of a trade with its own account has its own."""
    prevented = order.state is State.EXPIRED and order.ended_because == SELF_TRADE
    return "EXPIRED_IN_MATCH" if prevented else str(order.state)


def type_name(order: Order, kind: Kind) -> str:
    """Return the order type: spot has one of its own for post-only orders."""
    post_only = order.time_in_force is TimeInForce.POST_ONLY
    return "LIMIT_MAKER" if kind is Kind.SPOT and post_only else str(order.order_type)


def time_in_force_name(order: Order, kind: Kind) -> str:
    if order.time_in_force is TimeInForce.POST_ONLY:
        return "GTC" if kind is Kind.SPOT else "GTX"
    if order.order_type is OrderType.MARKET:
        return "GTC"
    return str(order.time_in_force)
