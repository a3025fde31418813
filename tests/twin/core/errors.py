"""Why an exchange says no.

Refused            a request that is not carried out; its `why` is turned into a code by each wire
UnknownNameError   a test or a control request named what does not exist
"""

from enum import StrEnum


class Why(StrEnum):
    DUPLICATE_CLIENT_ID = "duplicate client id"
    INSUFFICIENT_FUNDS = "insufficient funds"
    WOULD_TAKE = "post-only order would take"
    CANNOT_FILL_WHOLE = "fill-or-kill order cannot be filled whole"
    PRICE_TICK = "price is no multiple of the tick"
    PRICE_RANGE = "price is outside its range"
    PERCENT_PRICE = "price is too far from the market"
    PRECISION_PRICE = "price has too many digits"
    PRECISION_QUANTITY = "quantity has too many digits"
    QUANTITY_STEP = "quantity is no multiple of the step"
    QUANTITY_LOW = "quantity is too small"
    QUANTITY_HIGH = "quantity is too large"
    MARKET_QUANTITY_HIGH = "quantity is too large for a market order"
    NOTIONAL = "value of the order is too small"
    NOT_POSITIVE = "quantity or price is not above zero"
    CLOSED = "symbol is not trading"
    REDUCE_ONLY = "nothing to reduce"
    TOO_MANY_OPEN = "too many open orders"
    UNKNOWN_ORDER = "unknown order"
    UNKNOWN_SYMBOL = "unknown symbol"
    OPEN_ORDERS_EXIST = "open orders exist"
    POSITION_EXISTS = "a position exists"
    NO_CHANGE = "nothing to change"
    BAD_LEVERAGE = "leverage is not valid"


class Refused(Exception):
    """A request that the exchange does not carry out."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else str(why))
        self.why = why
        self.detail = detail


class UnknownNameError(LookupError):
    """No such account, venue, symbol or order."""
