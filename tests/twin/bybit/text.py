"""How Bybit writes numbers, times, names and states."""

from datetime import datetime
from decimal import Decimal
from uuid import NAMESPACE_OID, uuid5

from tests.twin.core.clock import milliseconds
from tests.twin.core.contracts import ON_BOOK, SETTLEMENT
from tests.twin.core.matching import SELF_TRADE
from tests.twin.core.symbols import Symbol
from tests.twin.core.values import ZERO, Fill, Kind, Order, OrderType, PublicTrade, Side, State, TimeInForce

Json = dict[str, object]
CATEGORIES = {Kind.SPOT: "spot", Kind.PERPETUAL: "linear"}
TIMES_IN_FORCE = {
    "GTC": TimeInForce.GTC,
    "IOC": TimeInForce.IOC,
    "FOK": TimeInForce.FOK,
    "PostOnly": TimeInForce.POST_ONLY,
}
_TIME_NAMES = {value: name for name, value in TIMES_IN_FORCE.items()}
_STATES = {
    State.NEW: "New",
    State.PARTIALLY_FILLED: "PartiallyFilled",
    State.FILLED: "Filled",
    State.REJECTED: "Rejected",
}
_REASONS = {
    "POST_ONLY": "EC_PostOnlyWillTakeLiquidity",
    "IOC": "EC_NoImmediateQtyToFill",
    "FOK": "EC_CancelForNoFullFill",
    "canceled": "EC_PerCancelRequest",
    SELF_TRADE: "EC_BySelfMatch",
}
_CANCELS = {
    "canceled": "CancelByUser",
    "nothing left to reduce": "CancelByReduceOnly",
    "autoclose": "CancelAllBeforeLiq",
    ON_BOOK: "CancelByPrepareLiq",
    "adl_autoclose": "CancelAllBeforeAdl",
    SETTLEMENT: "CancelBySettle",
    "by the exchange": "CancelByAdmin",
    SELF_TRADE: "CancelBySmp",
}
_FORCED = {"autoclose": "BustTrade", ON_BOOK: "Trade", "adl_autoclose": "AdlTrade", SETTLEMENT: "Settle"}
_CREATED = {
    "autoclose": "CreateByTakeOver_PassThrough",
    ON_BOOK: "CreateByLiq",
    "adl_autoclose": "CreateByAdl_PassThrough",
    SETTLEMENT: "CreateBySettle",
}


def plain(value: Decimal) -> str:
    """Write without needless zeros or an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def at(moment: datetime) -> str:
    return str(milliseconds(moment))


def price_text(value: Decimal, symbol: Symbol) -> str:
    """Write a price: contracts always with all digits of the tick."""
    return plain(value) if symbol.kind is Kind.SPOT else f"{value:.{symbol.price_digits}f}"


def quantity_text(value: Decimal, symbol: Symbol) -> str:
    return plain(value) if symbol.kind is Kind.SPOT else f"{value:.{symbol.quantity_digits}f}"


def side_name(side: Side) -> str:
    return side.capitalize()


def order_id(kind: Kind, symbol: str, number: int) -> str:
    """Return an order id: digits on spot, a UUID for contracts."""
    if kind is Kind.PERPETUAL:
        return str(uuid5(NAMESPACE_OID, f"order {symbol} {number}"))
    return f"18{sum(map(ord, symbol)):06d}{number:011d}"


def trade_name(kind: Kind, trade: Fill | PublicTrade) -> str:
    """Return the id of a trade, the same in public and to both sides."""
    if kind is Kind.PERPETUAL:
        return str(uuid5(NAMESPACE_OID, f"trade {trade.symbol} {trade.trade_id}"))
    return f"22{sum(map(ord, trade.symbol)):06d}{trade.trade_id:011d}"


def sequence(trade_id: int) -> int:
    """Return the number that puts executions of one symbol in order."""
    return 4_688_000_000 + trade_id


def state_name(order: Order, kind: Kind) -> str:
    if order.state in _STATES:
        return _STATES[order.state]
    return "PartiallyFilledCanceled" if kind is Kind.SPOT and order.filled else "Cancelled"


def reject_reason(order: Order) -> str:
    """Return why an order has ended unfilled; of a rejected one what the engine said."""
    if order.state is State.REJECTED:
        return order.ended_because
    return _REASONS.get(order.ended_because, "EC_NoError")


def cancel_type(order: Order) -> str:
    return _CANCELS.get(order.ended_because, "UNKNOWN")


def create_type(order: Order | Fill) -> str:
    return _CREATED.get(order.client_order_id, "CreateByUser")


def link_id(order: Order | Fill) -> str:
    """Return the client's name of an order; those of the exchange itself have none."""
    return "" if order.client_order_id in _FORCED else order.client_order_id


def execution_type(fill: Fill) -> str:
    """Return the kind of an execution. Only `Trade` is the fill of somebody's order."""
    return _FORCED.get(fill.client_order_id, "Trade") if fill.order_id else "Funding"


def order_type(order: Order) -> str:
    return "Limit" if order.order_type is OrderType.LIMIT else "Market"


def time_in_force(order: Order) -> str:
    return "IOC" if order.order_type is OrderType.MARKET else _TIME_NAMES[order.time_in_force]


def leaves(order: Order) -> Decimal:
    """Return what can still be filled: nothing once the order has ended."""
    return order.remaining if order.state.is_open else ZERO
