"""How CoinDCX says no: a status, its number again, a sentence. Few of them have a code."""

from decimal import Decimal

from tests.twin.coindcx.text import Json
from tests.twin.core.errors import Refused, Why
from tests.twin.core.symbols import Symbol

CREDENTIALS = "Invalid credentials"
INVALID = "Invalid Request"
NO_PAIR = "Currency pair is not valid"
OTHER_LEVERAGE = "Order leverage must be equal to position leverage"
TOO_MANY = "Too Many Requests"
NO_ORDER = "This order cannot be cancelled"
"""Of an order that has ended, or never was: what futures say is not documented, spot says this."""
EXPIRED = "Request expired"
"""Of a create that was signed too long ago: the text is not documented."""


class CoinDCXError(Exception):
    """A request that is refused."""

    def __init__(self, status: int, message: str, error_code: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.error_code = status, message, error_code

    @property
    def body(self) -> Json:
        more: Json = {"errorCode": self.error_code} if self.error_code else {}
        return {"status": "error", "code": self.status, "message": self.message} | more


def invalid() -> CoinDCXError:
    return CoinDCXError(422, INVALID)


def worded(refused: Refused, symbol: Symbol | None) -> CoinDCXError:
    """Return the sentence for a refusal of the exchange's core."""
    why, detail = refused.why, refused.detail
    if symbol is None:
        return CoinDCXError(422, NO_PAIR)
    if why is Why.PERCENT_PRICE:
        side, _, bound = detail.partition(" ")
        return CoinDCXError(
            400, f"Please enter a value {'lower' if side == 'above' else 'higher'} than {bound}"
        )
    status, message = {
        Why.INSUFFICIENT_FUNDS: (422, "Insufficient funds"),
        Why.PRICE_TICK: (400, f"Price should be divisible by {symbol.tick}"),
        Why.PRECISION_PRICE: (400, f"Price should be divisible by {symbol.tick}"),
        Why.PRICE_RANGE: (400, "Price is out of permissible range"),
        Why.QUANTITY_STEP: (422, f"Quantity should be divisible by {symbol.step}"),
        Why.PRECISION_QUANTITY: (422, f"Quantity should be divisible by {symbol.step}"),
        Why.QUANTITY_LOW: (422, f"Quantity should be greater than {symbol.min_quantity}"),
        Why.QUANTITY_HIGH: (
            422,
            f"Quantity for limit variant orders should be less than {_dotted(symbol.max_quantity)}",
        ),
        Why.MARKET_QUANTITY_HIGH: (
            422,
            f"Quantity for market variant orders should be less than {_dotted(symbol.max_market_quantity)}",
        ),
        Why.NOTIONAL: (400, f"Minimum order value should be {_dotted(symbol.min_notional)} USDT"),
        Why.CLOSED: (400, "Instrument is not active"),
        Why.UNKNOWN_ORDER: (422, NO_ORDER),
        Why.BAD_LEVERAGE: (
            400,
            "Leverage cannot be less than 1x"
            if detail == "0"
            else f"Max allowed leverage for current position size = {symbol.max_leverage}x",
        ),
    }.get(why, (422, INVALID))
    return CoinDCXError(status, message)


def _dotted(value: Decimal) -> str:
    return str(float(value))
