"""What Bybit lists, with its own filters."""

from dataclasses import replace
from decimal import Decimal

from tests.twin.core.symbols import Symbol, perpetual, spot


def _spot(base: str, price: str, *, tick: str, step: str, max_quantity: str) -> Symbol:
    return replace(
        spot(base, price, tick=tick, step=step, max_quantity=max_quantity),
        percent_up=Decimal("1.05"),
        percent_down=Decimal("0.95"),
        one_sided=True,
        max_open_orders=500,
    )


def _linear(base: str, price: str, *, tick: str, step: str, max_quantity: str) -> Symbol:
    contract = perpetual(base, price, tick=tick, step=step, max_quantity=max_quantity, notional="5")
    return replace(contract, max_leverage=100, max_open_orders=500)


SPOT = (
    _spot("BTC", "95000.00", tick="0.01", step="0.000001", max_quantity="83"),
    _spot("ETH", "3400.00", tick="0.01", step="0.00001", max_quantity="1600"),
    _spot("XRP", "2.2000", tick="0.0001", step="0.01", max_quantity="1000000"),
    _spot("BNB", "650.00", tick="0.1", step="0.0001", max_quantity="3000"),
)
PERPETUAL = (
    _linear("BTC", "95000.0", tick="0.1", step="0.001", max_quantity="1190"),
    _linear("ETH", "3400.00", tick="0.01", step="0.01", max_quantity="7240"),
)
