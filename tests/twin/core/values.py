"""The words of an exchange, independent of how any exchange spells them on the wire."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)
COIN_STEP = Decimal("1e-8")
"""Amounts of a coin are kept to eight places."""


class Side(StrEnum):
    BUY = "BUY"
    SELL = "SELL"

    @property
    def opposite(self) -> "Side":
        return Side.SELL if self is Side.BUY else Side.BUY

    @property
    def sign(self) -> int:
        return 1 if self is Side.BUY else -1


class Kind(StrEnum):
    SPOT = "spot"
    PERPETUAL = "perpetual"


class OrderType(StrEnum):
    LIMIT = "LIMIT"
    MARKET = "MARKET"
    LIQUIDATION = "LIQUIDATION"
    """Sent by the exchange itself."""


class TimeInForce(StrEnum):
    GTC = "GTC"
    IOC = "IOC"
    FOK = "FOK"
    POST_ONLY = "POST_ONLY"


class State(StrEnum):
    NEW = "NEW"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    REJECTED = "REJECTED"
    """Accepted at first, then turned down by the engine."""

    @property
    def is_open(self) -> bool:
        return self in {State.NEW, State.PARTIALLY_FILLED}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """What an account asks for. One of `quantity` (base) and `quote_quantity` (MARKET only) is given."""

    account: str
    symbol: str
    side: Side
    order_type: OrderType
    client_order_id: str
    time_in_force: TimeInForce = TimeInForce.GTC
    quantity: Decimal | None = None
    quote_quantity: Decimal | None = None
    price: Decimal | None = None
    reduce_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One state of an order; a change makes a new value. Times are the server's."""

    order_id: str
    number: int
    account: str
    symbol: str
    side: Side
    order_type: OrderType
    time_in_force: TimeInForce
    client_order_id: str
    quantity: Decimal
    price: Decimal
    quote_quantity: Decimal = ZERO
    reduce_only: bool = False
    state: State = State.NEW
    filled: Decimal = ZERO
    filled_quote: Decimal = ZERO
    prevented: Decimal = ZERO
    """What was taken from it in place of trades with its own account."""
    created_at: datetime
    updated_at: datetime
    ended_because: str = ""
    cancel_client_id: str = ""
    """The name that the cancel request carried, if any."""

    @property
    def key(self) -> tuple[str, str]:
        return (self.symbol, self.order_id)

    @property
    def remaining(self) -> Decimal:
        return self.quantity - self.filled - self.prevented

    @property
    def average_price(self) -> Decimal:
        return self.filled_quote / self.filled if self.filled else ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """One execution of one order. `fee` is negative for a rebate; `realized` is a perpetual's profit.

    `tax` comes on top of the fee, in the same coin.
    """

    trade_id: int
    order_id: str
    client_order_id: str
    account: str
    symbol: str
    side: Side
    price: Decimal
    quantity: Decimal
    fee: Decimal
    fee_coin: str
    maker: bool
    realized: Decimal
    tax: Decimal = ZERO
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTrade:
    trade_id: int
    symbol: str
    price: Decimal
    quantity: Decimal
    taker: Side
    at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """The order as it stands after its creation, with what it took at once."""

    order: Order
    fills: list[Fill] = field(default_factory=list)


def floor_to(value: Decimal, step: Decimal) -> Decimal:
    """Round towards zero to a multiple of the step."""
    return (value // step) * step


def is_multiple(value: Decimal, step: Decimal) -> bool:
    return value % step == 0


def to_coin(value: Decimal, step: Decimal = COIN_STEP) -> Decimal:
    """Round to the precision in which coins are kept; never to a negative zero."""
    return value.quantize(step) + ZERO
