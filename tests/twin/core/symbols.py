"""What can be traded, and within which bounds."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from tests.twin.core.values import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A market and its filters. `percent_up`, `percent_down`: bounds of a limit price, times the market's.

    `one_sided`: they bound only what is too good for the other side.
    """

    name: str
    base: str
    quote: str
    kind: Kind
    first_price: Decimal
    tick: Decimal
    step: Decimal
    min_quantity: Decimal
    max_quantity: Decimal
    max_market_quantity: Decimal
    min_notional: Decimal
    percent_up: Decimal
    percent_down: Decimal
    one_sided: bool = False
    max_leverage: int = 1
    max_open_orders: int = 200
    trading: bool = True
    listed: bool = True
    margin: str = ""
    """Of a contract that is margined in another coin than its quote."""
    delivered_at: datetime | None = None
    """Of a dated contract; None for what has no end."""

    @property
    def margin_coin(self) -> str:
        """Return the coin in which a contract is margined and settled."""
        return self.margin or self.quote

    @property
    def price_digits(self) -> int:
        return _digits(self.tick)

    @property
    def quantity_digits(self) -> int:
        return _digits(self.step)

    @property
    def max_price(self) -> Decimal:
        return Decimal(1_000_000) if self.first_price > 1 else Decimal(10_000)


def _digits(step: Decimal) -> int:
    exponent = step.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def spot(base: str, price: str, *, tick: str, step: str, max_quantity: str, notional: str = "5") -> Symbol:
    """Return a spot market against USDT."""
    return Symbol(
        name=f"{base}USDT",
        base=base,
        quote="USDT",
        kind=Kind.SPOT,
        first_price=Decimal(price),
        tick=Decimal(tick),
        step=Decimal(step),
        min_quantity=Decimal(step),
        max_quantity=Decimal(max_quantity),
        max_market_quantity=Decimal(max_quantity) / 50,
        min_notional=Decimal(notional),
        percent_up=Decimal(5),
        percent_down=Decimal("0.2"),
    )


def perpetual(base: str, price: str, *, tick: str, step: str, max_quantity: str, notional: str) -> Symbol:
    """Return a perpetual contract margined and settled in USDT."""
    return Symbol(
        name=f"{base}USDT",
        base=base,
        quote="USDT",
        kind=Kind.PERPETUAL,
        first_price=Decimal(price),
        tick=Decimal(tick),
        step=Decimal(step),
        min_quantity=Decimal(step),
        max_quantity=Decimal(max_quantity),
        max_market_quantity=Decimal(max_quantity) / 8,
        min_notional=Decimal(notional),
        percent_up=Decimal("1.05"),
        percent_down=Decimal("0.95"),
        one_sided=True,
        max_leverage=125,
    )


def dated(contract: Symbol, name: str, delivered_at: datetime) -> Symbol:
    """Return a contract like that one, on the same pair, that is delivered some day."""
    return replace(contract, name=name, delivered_at=delivered_at)


def margined_in(contract: Symbol, name: str, coin: str) -> Symbol:
    """Return a contract like that one, on the same pair, that is margined in another coin."""
    return replace(contract, name=name, margin=coin)


SPOT = (
    spot("BTC", "95000.00", tick="0.01", step="0.00001", max_quantity="9000"),
    spot("ETH", "3400.00", tick="0.01", step="0.0001", max_quantity="9000"),
    spot("XRP", "2.2000", tick="0.0001", step="0.1", max_quantity="9222440"),
    spot("BNB", "650.00", tick="0.01", step="0.001", max_quantity="900000"),
)
PERPETUAL = (
    perpetual("BTC", "95000.0", tick="0.1", step="0.001", max_quantity="1000", notional="100"),
    perpetual("ETH", "3400.00", tick="0.01", step="0.001", max_quantity="10000", notional="20"),
)
