"""OKX's codes and texts."""

from tests.twin.core.errors import Refused, Why


class OkxError(Exception):
    """A refusal of a request as a whole."""

    def __init__(self, code: int, message: str, status: int = 200) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message
        self.status = status


class OrderError(Exception):
    """A refusal of the one order that a request is about; the request itself was understood."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code} {message}")
        self.code = code
        self.message = message


NO_KEY = (50103, 'Request header "OK-ACCESS-KEY" cannot be empty.', 401)
WORLD = (50101, "APIKey does not match current environment.", 401)
TOO_OLD = (50102, "Timestamp request expired.", 401)
PASSPHRASE = (50105, 'Request header "OK-ACCESS-PASSPHRASE" incorrect.', 401)
NO_TIME = (50112, 'Invalid "OK-ACCESS-TIMESTAMP".', 401)
SIGNATURE = (50113, "Invalid Sign", 401)
UNKNOWN_KEY = (50119, "API key doesn't exist", 401)
RIGHTS = (50120, "This API key doesn't have permission to use this function", 401)
TOO_MANY = (
    50011,
    "Rate limit reached. Please refer to API documentation and throttle requests accordingly.",
    429,
)
NO_ORDER = (51603, "Order does not exist")
NOT_JSON = (50002, "Incorrect json data format", 400)
EXPIRED = (
    50036,
    "The expTime can't be earlier than the current system time. Please adjust the expTime.",
)
EXPIRED_WAITING = (50037, "The order expired.")
GONE = (51400, "Order cancellation failed as the order has been filled, canceled or does not exist.")
POSITION_MODE = (
    59000,
    "Setting failed. Cancel any open orders, close positions, and stop trading bots first.",
)
_CODES: dict[Why, tuple[int, str]] = {
    Why.DUPLICATE_CLIENT_ID: (51016, "Client order ID already exists."),
    Why.INSUFFICIENT_FUNDS: (51008, "Order failed. Insufficient {} balance in account."),
    Why.CLOSED: (51022, "Contract suspended."),
    Why.UNKNOWN_SYMBOL: (51001, "Instrument ID, Instrument ID code, or Spread ID doesn't exist."),
    Why.PRICE_TICK: (51000, "Parameter px error"),
    Why.PRECISION_PRICE: (51000, "Parameter px error"),
    Why.PRICE_RANGE: (51006, "Order price is not within the price limit."),
    Why.PRECISION_QUANTITY: (51121, "Order quantity must be a multiple of the lot size."),
    Why.QUANTITY_STEP: (51121, "Order quantity must be a multiple of the lot size."),
    Why.QUANTITY_LOW: (51020, "Your order should meet or exceed the minimum order amount."),
    Why.QUANTITY_HIGH: (51101, "Entered amount exceeds the max pending order amount (Cont) per transaction."),
    Why.MARKET_QUANTITY_HIGH: (51101, "Entered amount exceeds the max pending order amount."),
    Why.NOTIONAL: (51020, "Your order should meet or exceed the minimum order amount."),
    Why.NOT_POSITIVE: (51000, "Parameter sz error"),
    Why.REDUCE_ONLY: (
        51169,
        "Order failed because you don't have any positions in this direction to reduce or close.",
    ),
    Why.TOO_MANY_OPEN: (51025, "Order count exceeds the limit"),
    Why.BAD_LEVERAGE: (59102, "Leverage exceeds the maximum limit. Please lower the leverage."),
}


def worded(refused: Refused) -> OrderError:
    """Return a refusal of the exchange in OKX's words."""
    if refused.why is Why.PERCENT_PRICE:
        side, _, bound = refused.detail.partition(" ")
        if side == "above":
            return OrderError(51137, f"Highest price limit for buy orders is {bound}.")
        return OrderError(51138, f"Lowest price limit for sell orders is {bound}.")
    code, text = _CODES[refused.why]
    return OrderError(code, text.format(refused.detail))


def malformed(name: str) -> OkxError:
    """Return the error for a parameter that is absent or cannot be read."""
    return OkxError(51000, f"Parameter {name} error")
