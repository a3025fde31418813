"""Which of an exchange's worlds a client talks to."""

from enum import StrEnum

from engine.core.types import Mode

EXCHANGES = ("Binance", "Binance F", "Bybit", "Bybit F")


class Environment(StrEnum):
    """One choice instead of ccxt's two switches, which it lets people mix."""

    LIVE = "live"
    TESTNET = "testnet"
    """The exchange's sandbox: own keys, own markets, little trade."""
    DEMO = "demo"
    """The exchange's demo trading: live prices, play money."""
    SIMULATED = "simulated"
    """A server of our own, every address given."""


def environment_for(exchange: str, mode: Mode, *, simulated: bool) -> Environment:
    """Return the world of an account. `simulated`: every address of the exchange is overridden.

    PAPER needs public data only and takes that of the live exchange.
    """
    if simulated:
        return Environment.SIMULATED
    if mode is Mode.TESTNET:
        # Binance closed its sandbox for futures; the demo took its place.
        return Environment.DEMO if exchange == "Binance F" else Environment.TESTNET
    return Environment.LIVE
