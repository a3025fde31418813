"""The prices around which the kills at the exchange twin happen."""

from decimal import Decimal

LEVEL = {"BTCUSDT": Decimal(95000), "ETHUSDT": Decimal(3400)}
"""Symbol -> the middle of its bots' two prices."""
SPREAD = Decimal("0.001")
"""How far the bots' prices are from the middle, as a share of it."""
_TICK = Decimal("0.1")
"""Fits every venue of the twin."""


def low(symbol: str) -> Decimal:
    """Return the price at which the symbol's bots buy, unchanged."""
    return (LEVEL[symbol] * (1 - SPREAD)).quantize(_TICK)


def high(symbol: str) -> Decimal:
    """Return the price at which they sell."""
    return (LEVEL[symbol] * (1 + SPREAD)).quantize(_TICK)
