"""Bybit's codes and texts."""

from tests.twin.core.errors import Refused, Why
from tests.twin.core.values import Kind


class BybitError(Exception):
    """A refusal as Bybit words it; nearly all of them come with HTTP status 200."""

    def __init__(self, code: int, message: str, result: object = None) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message
        self.result: object = {} if result is None else result


class PlainRefusal(Exception):
    """A refusal without Bybit's JSON."""

    def __init__(self, status: int, body: str = "") -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


KEY = (10003, "API key is invalid.")
PERMISSION = (10005, "Permission denied, please check your API key permissions.")
TOO_MANY_VISITS = (10006, "Too many visits. Exceeded the API Rate Limit.")
ROUTE = (10017, "Route not found.")
UNIFIED = (100028, "The API cannot be accessed by unified account users.")
ADDRESS_BLOCKED = "access too frequent"

_SPOT: dict[Why, tuple[int, str]] = {
    Why.DUPLICATE_CLIENT_ID: (170141, "Duplicate clientOrderId."),
    Why.INSUFFICIENT_FUNDS: (170131, "Insufficient balance."),
    Why.CLOSED: (170151, "The trading pair is not open yet."),
    Why.UNKNOWN_ORDER: (170213, "Order does not exist."),
    Why.UNKNOWN_SYMBOL: (170121, "Invalid symbol."),
    Why.PRICE_TICK: (170134, "Order price has too many decimals."),
    Why.PRICE_RANGE: (170132, "Order price too high."),
    Why.PRECISION_PRICE: (170134, "Order price has too many decimals."),
    Why.PRECISION_QUANTITY: (170137, "Order quantity has too many decimals."),
    Why.QUANTITY_STEP: (170137, "Order quantity has too many decimals."),
    Why.QUANTITY_LOW: (170136, "Order quantity exceeded lower limit."),
    Why.QUANTITY_HIGH: (170135, "Order quantity exceeded upper limit."),
    Why.MARKET_QUANTITY_HIGH: (170135, "Order quantity exceeded upper limit."),
    Why.NOTIONAL: (170140, "Order value exceeded lower limit."),
    Why.NOT_POSITIVE: (170130, "Data sent for parameter 'qty' is not valid."),
    Why.TOO_MANY_OPEN: (170810, "Cannot exceed maximum of 500 conditional, TP/SL and active orders."),
}
_LINEAR: dict[Why, tuple[int, str]] = {
    Why.DUPLICATE_CLIENT_ID: (110072, "OrderLinkedID is duplicate"),
    Why.INSUFFICIENT_FUNDS: (110007, "ab not enough for new order"),
    Why.CLOSED: (110066, "No trading is allowed at the current time"),
    Why.UNKNOWN_ORDER: (110001, "order not exists or too late to cancel"),
    Why.UNKNOWN_SYMBOL: (10001, "params error: symbol invalid"),
    Why.PRICE_TICK: (10001, "params error: price invalid"),
    Why.PRICE_RANGE: (110003, "Order price is out of permissible range"),
    Why.PERCENT_PRICE: (110003, "Order price is out of permissible range"),
    Why.PRECISION_PRICE: (10001, "params error: price invalid"),
    Why.PRECISION_QUANTITY: (10001, "Qty invalid"),
    Why.QUANTITY_STEP: (10001, "Qty invalid"),
    Why.QUANTITY_LOW: (10001, "The number of contracts exceeds minimum limit allowed"),
    Why.QUANTITY_HIGH: (10001, "The number of contracts exceeds maximum limit allowed: too large"),
    Why.MARKET_QUANTITY_HIGH: (10001, "The number of contracts exceeds maximum limit allowed: too large"),
    Why.NOTIONAL: (110094, "Order does not meet minimum order value {}USDT"),
    Why.NOT_POSITIVE: (10001, "Qty invalid"),
    Why.REDUCE_ONLY: (110017, "current position is zero, cannot fix reduce-only order qty"),
    Why.TOO_MANY_OPEN: (110020, "Cannot have more than 500 active orders."),
    Why.BAD_LEVERAGE: (110013, "Cannot set leverage [{}] by risk limit"),
}
SAME_LEVERAGE = (110043, "leverage not modified")
MODES = {
    Why.NO_CHANGE: (110025, "Position mode is not modified"),
    Why.POSITION_EXISTS: (110024, "You have an existing position, so position mode cannot be switched"),
    Why.OPEN_ORDERS_EXIST: (110028, "Open orders exist, so you cannot change position mode"),
}


def worded(refused: Refused, kind: Kind) -> BybitError:
    """Return a refusal of the exchange in Bybit's words."""
    if kind is Kind.PERPETUAL:
        code, text = _LINEAR[refused.why]
        return BybitError(code, text.format(refused.detail))
    if refused.why is Why.PERCENT_PRICE:
        side, _, bound = refused.detail.partition(" ")
        if side == "above":
            return BybitError(170193, f"Buy order price cannot be higher than {bound}.")
        return BybitError(170194, f"Sell order price cannot be lower than {bound}.")
    return BybitError(*_SPOT[refused.why])


def malformed(name: str) -> BybitError:
    """Return the error for a parameter that is absent or cannot be read."""
    return BybitError(10001, f"params error: {name} invalid")
