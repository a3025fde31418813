"""What OKX lists, what it calls it, and how many coins a contract stands for."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from tests.twin.core.symbols import Symbol, perpetual, spot
from tests.twin.core.values import Kind


def _spot(base: str, price: str, *, tick: str, step: str, least: str) -> Symbol:
    return replace(
        spot(base, price, tick=tick, step=step, max_quantity="99999", notional="0"),
        min_quantity=Decimal(least),
        percent_up=Decimal("1.05"),
        percent_down=Decimal("0.95"),
        one_sided=True,
        max_open_orders=500,
    )


def _swap(base: str, price: str, *, tick: str, step: str, max_quantity: str) -> Symbol:
    contract = perpetual(base, price, tick=tick, step=step, max_quantity=max_quantity, notional="0")
    return replace(contract, max_leverage=100, max_open_orders=500)


SPOT = (
    _spot("BTC", "95000.0", tick="0.1", step="0.00000001", least="0.00001"),
    _spot("ETH", "3400.00", tick="0.01", step="0.000001", least="0.0001"),
    _spot("XRP", "2.2000", tick="0.0001", step="0.000001", least="1"),
    _spot("BNB", "650.0", tick="0.1", step="0.000001", least="0.001"),
)
SWAP = (
    _swap("BTC", "95000.0", tick="0.1", step="0.0001", max_quantity="1000"),
    _swap("ETH", "3400.00", tick="0.01", step="0.001", max_quantity="10000"),
    _swap("DOGE", "0.40000", tick="0.00001", step="10", max_quantity="30000000"),
)
"""Their steps are in coins, as everything in `core` is."""
CONTRACTS: Mapping[str, Decimal] = {
    "BTCUSDT": Decimal("0.01"),
    "ETHUSDT": Decimal("0.1"),
    "DOGEUSDT": Decimal(1_000),
}
"""Coins a contract, by symbol."""


def instrument_id(symbol: Symbol) -> str:
    """Return what OKX calls a symbol."""
    pair = f"{symbol.base}-{symbol.quote}"
    if symbol.kind is Kind.SPOT:
        return pair
    if symbol.delivered_at is not None:
        return f"{pair}-{symbol.delivered_at:%y%m%d}"
    return f"{pair}_{symbol.margin}-SWAP" if symbol.margin else f"{pair}-SWAP"


def instrument_type(symbol: Symbol) -> str:
    if symbol.kind is Kind.SPOT:
        return "SPOT"
    return "FUTURES" if symbol.delivered_at is not None else "SWAP"
