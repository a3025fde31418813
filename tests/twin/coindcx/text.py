"""How CoinDCX writes pairs, numbers, times and states."""

import re
from datetime import datetime
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from tests.twin.core.clock import milliseconds
from tests.twin.core.symbols import Symbol, perpetual
from tests.twin.core.values import Order, OrderType, State, TimeInForce

Json = dict[str, object]
PAIR = re.compile(r"B-([A-Z0-9]+)_([A-Z]+)")
TIMES_IN_FORCE = {
    "good_till_cancel": TimeInForce.GTC,
    "immediate_or_cancel": TimeInForce.IOC,
    "fill_or_kill": TimeInForce.FOK,
}
ORDER_TYPES = {"limit_order": OrderType.LIMIT, "market_order": OrderType.MARKET}
_TYPE_NAMES = {value: name for name, value in ORDER_TYPES.items()}
SYMBOLS = (
    perpetual("BTC", "95000.0", tick="0.1", step="0.001", max_quantity="1000", notional="60"),
    perpetual("ETH", "3400.00", tick="0.01", step="0.001", max_quantity="10000", notional="24"),
)


def pair_of(symbol: Symbol) -> str:
    return f"B-{symbol.base}_{symbol.quote}"


def name_of(pair: object) -> str:
    """Return the symbol that a pair stands for; empty for what is none."""
    found = PAIR.fullmatch(pair) if isinstance(pair, str) else None
    return found[1] + found[2] if found else ""


def identity(*parts: object) -> str:
    """Return the id of a thing, the same for the same parts."""
    return str(uuid5(NAMESPACE_OID, "/".join(map(str, parts))))


def figure(value: Decimal) -> float:
    """Return a number as CoinDCX writes most of its: as a JSON number, with an exponent if need be."""
    return float(value)


def fraction_of_ms(moment: datetime) -> float:
    """Return unix milliseconds with digits behind the point."""
    return moment.timestamp() * 1_000


def at(moment: datetime) -> int:
    return milliseconds(moment)


def status_of(order: Order) -> str:
    """Return the label in lists. `initial` is told by creates and sockets alone."""
    match order.state:
        case State.NEW:
            return "open"
        case State.PARTIALLY_FILLED:
            return "partially_filled"
        case State.FILLED:
            return "filled"
        case State.REJECTED:
            return "rejected"
        case _:
            return "partially_cancelled" if order.filled else "cancelled"


def type_of(order: Order) -> str:
    return _TYPE_NAMES.get(order.order_type, "market_order")


def stage_of(order: Order) -> str:
    return "liquidate" if order.order_type is OrderType.LIQUIDATION else "default"
