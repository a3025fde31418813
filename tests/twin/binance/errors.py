"""Binance's codes and texts."""

from tests.twin.core.errors import Refused, Why
from tests.twin.core.values import Kind


class BinanceError(Exception):
    """A refusal as Binance words it."""

    def __init__(self, code: int, message: str, *, status: int = 400, retry_after: int | None = None) -> None:
        super().__init__(f"{status} {code} {message}")
        self.code = code
        self.message = message
        self.status = status
        self.retry_after = retry_after

    def as_json(self) -> dict[str, object]:
        return {"code": self.code, "msg": self.message}


KEY_FORMAT = (-2014, "API-key format invalid.")
KEY_REJECTED = (-2015, "Invalid API-key, IP, or permissions for action.")
SIGNATURE = (-1022, "Signature for this request is not valid.")
TOO_LATE = (-1021, "Timestamp for this request is outside of the recvWindow.")
TOO_LATE_IN_ENGINE = (-5028, "Timestamp for this request is outside of the ME recvWindow.")
TOO_EARLY = (-1021, "Timestamp for this request was 1000ms ahead of the server's time.")
NO_ORDER = (-2013, "Order does not exist.")
NO_LISTEN_KEY = (-1125, "This listenKey does not exist.")
POSITION_SIDE = (-4061, "Order's position side does not match user's setting.")
UNKNOWN_METHOD = (-1100, "Illegal characters found in a parameter.")

_SPOT: dict[Why, tuple[int, str]] = {
    Why.DUPLICATE_CLIENT_ID: (-2010, "Duplicate order sent."),
    Why.INSUFFICIENT_FUNDS: (-2010, "Account has insufficient balance for requested action."),
    Why.WOULD_TAKE: (-2010, "Order would immediately match and take."),
    Why.CLOSED: (-1013, "Market is closed."),
    Why.UNKNOWN_ORDER: (-2011, "Unknown order sent."),
    Why.UNKNOWN_SYMBOL: (-1121, "Invalid symbol."),
    Why.PRICE_TICK: (-1013, "Filter failure: PRICE_FILTER"),
    Why.PRICE_RANGE: (-1013, "Filter failure: PRICE_FILTER"),
    Why.PERCENT_PRICE: (-1013, "Filter failure: PERCENT_PRICE_BY_SIDE"),
    Why.PRECISION_PRICE: (-1111, "Parameter 'price' has too much precision."),
    Why.PRECISION_QUANTITY: (-1111, "Parameter 'quantity' has too much precision."),
    Why.QUANTITY_STEP: (-1013, "Filter failure: LOT_SIZE"),
    Why.QUANTITY_LOW: (-1013, "Filter failure: LOT_SIZE"),
    Why.QUANTITY_HIGH: (-1013, "Filter failure: LOT_SIZE"),
    Why.MARKET_QUANTITY_HIGH: (-1013, "Filter failure: MARKET_LOT_SIZE"),
    Why.NOTIONAL: (-1013, "Filter failure: NOTIONAL"),
    Why.NOT_POSITIVE: (-1013, "Invalid quantity."),
    Why.TOO_MANY_OPEN: (-1013, "Filter failure: MAX_NUM_ORDERS"),
}
_FUTURES: dict[Why, tuple[int, str]] = {
    Why.DUPLICATE_CLIENT_ID: (-4116, "ClientOrderId is duplicated."),
    Why.INSUFFICIENT_FUNDS: (-2019, "Margin is insufficient."),
    Why.WOULD_TAKE: (
        -5022,
        "Due to the order could not be executed as maker, the Post Only order will be rejected.",
    ),
    Why.CANNOT_FILL_WHOLE: (
        -5021,
        "Due to the order could not be filled immediately, the FOK order has been rejected.",
    ),
    Why.CLOSED: (-4141, "Symbol is closed."),
    Why.UNKNOWN_ORDER: (-2011, "Unknown order sent."),
    Why.UNKNOWN_SYMBOL: (-1121, "Invalid symbol."),
    Why.PRICE_TICK: (-4014, "Price not increased by tick size."),
    Why.PRICE_RANGE: (-4002, "Price greater than max price."),
    Why.PERCENT_PRICE: (-4016, "Limit price can't be higher than {}."),
    Why.PRECISION_PRICE: (-1111, "Precision is over the maximum defined for this asset."),
    Why.PRECISION_QUANTITY: (-1111, "Precision is over the maximum defined for this asset."),
    Why.QUANTITY_STEP: (-4023, "Qty not increased by step size."),
    Why.QUANTITY_LOW: (-4004, "Quantity less than min quantity."),
    Why.QUANTITY_HIGH: (-4005, "Quantity greater than max quantity."),
    Why.MARKET_QUANTITY_HIGH: (-4005, "Quantity greater than max quantity."),
    Why.NOTIONAL: (-4164, "Order's notional must be no smaller than {} (unless you choose reduce only)."),
    Why.NOT_POSITIVE: (-4003, "Quantity less than or equal to zero."),
    Why.REDUCE_ONLY: (-2022, "ReduceOnly Order is rejected."),
    Why.TOO_MANY_OPEN: (-2025, "Reach max open order limit."),
    Why.BAD_LEVERAGE: (-4028, "Leverage {} is not valid"),
}
SAME_MARGIN_TYPE = (-4046, "No need to change margin type.")
MARGIN_TYPE_ORDERS = (-4047, "Margin type cannot be changed if there exists open orders.")
MARGIN_TYPE_POSITION = (-4048, "Margin type cannot be changed if there exists position.")
SAME_POSITION_SIDE = (-4059, "No need to change position side.")
POSITION_SIDE_ORDERS = (-4067, "Position side cannot be changed if there exists open orders.")
POSITION_SIDE_POSITION = (-4068, "Position side cannot be changed if there exists position.")
SAME_MULTI_ASSETS = (
    -4171,
    "Adjusted asset mode is currently set and does not need to be adjusted repeatedly.",
)


def worded(refused: Refused, kind: Kind) -> BinanceError:
    """Return a refusal of the exchange in Binance's words."""
    if kind is Kind.SPOT:
        return BinanceError(*_SPOT[refused.why])
    if refused.why is Why.PERCENT_PRICE:
        side, _, bound = refused.detail.partition(" ")
        code, word = (-4016, "higher") if side == "above" else (-4024, "lower")
        return BinanceError(code, f"Limit price can't be {word} than {bound}.")
    code, text = _FUTURES[refused.why]
    return BinanceError(code, text.format(refused.detail))


def missing(name: str) -> BinanceError:
    """Return the error for a parameter that is absent or malformed."""
    return BinanceError(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")


def illegal(name: str, pattern: str) -> BinanceError:
    """Return the error for a parameter with characters that are not allowed."""
    return BinanceError(-1100, f"Illegal characters found in parameter '{name}'; legal range is '{pattern}'.")
