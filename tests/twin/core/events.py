"""What subscribers are told, as it happens."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tests.twin.core.values import Fill, Order, PublicTrade


class Execution(StrEnum):
    """What has just happened to an order."""

    NEW = "NEW"
    TRADE = "TRADE"
    CANCELED = "CANCELED"
    EXPIRED = "EXPIRED"
    REJECTED = "REJECTED"
    AMENDED = "AMENDED"
    PREVENTED = "PREVENTED"


@dataclass(frozen=True, slots=True)
class OrderChanged:
    order: Order
    execution: Execution
    fill: Fill | None = None


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """Coins or positions (by symbol) of an account have changed."""

    account: str
    coins: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    because: str = "ORDER"


@dataclass(frozen=True, slots=True)
class LeverageChanged:
    account: str
    symbol: str


@dataclass(frozen=True, slots=True)
class TradePrinted:
    trade: PublicTrade


@dataclass(frozen=True, slots=True)
class QuoteChanged:
    symbol: str


@dataclass(frozen=True, slots=True)
class FundingPaid:
    """Not an execution of an order, though some exchanges list it among them; its fee is what was paid."""

    payment: Fill


Event = OrderChanged | AccountChanged | LeverageChanged | TradePrinted | QuoteChanged | FundingPaid
Listener = Callable[[Event], None]


class Bus:
    """Tells every listener at once, in the order in which they came."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def tell(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)
