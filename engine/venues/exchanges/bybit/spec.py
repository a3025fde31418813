"""Bybit v5: spot and linear perpetuals of a unified account."""

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.venues.exchanges.bybit import answers, limits, rejections, signing, streams
from engine.venues.exchanges.spec import ExchangeSpec, KeySettings, VenueSpec
from engine.venues.live.gateway import Gateway

if TYPE_CHECKING:
    from engine.venues.exchanges.gateway_base import GatewayDeps

# Only unified accounts are supported; ccxt would ask for it with calls a key may not be allowed.
UNIFIED = {"enableUnifiedMargin": False, "enableUnifiedAccount": True, "unifiedMarginStatus": 6}


def _gateway(deps: "GatewayDeps") -> Gateway:
    from engine.venues.exchanges.bybit.gateway import BybitGateway  # noqa: PLC0415 - ccxt takes seconds

    return BybitGateway(deps)


def _likely_id(symbol: str) -> str:
    """Return how most perpetuals are named: BTCUSDT, and BTCPERP for BTC/USDC."""
    base, _, quote = symbol.partition("/")
    return f"{base}PERP" if quote == "USDC" else f"{base}{quote}"


SPOT = VenueSpec(
    name="Bybit",
    pool="all",
    options={"defaultType": "spot", "fetchMarkets": {"types": ["spot"]}, **UNIFIED},
    limits=limits.SPOT,
    rejections=rejections.SPOT,
    default_fees=(Decimal("0.001"), Decimal("0.001")),
    streams=streams.SPOT,
    gateway=_gateway,
)
LINEAR = VenueSpec(
    name="Bybit F",
    derivative=True,
    pool="all",
    options={
        "defaultType": "swap",
        "defaultSubType": "linear",
        "defaultSettle": "USDT",
        "fetchMarkets": {"types": ["linear"]},
        **UNIFIED,
    },
    limits=limits.LINEAR,
    rejections=rejections.LINEAR,
    default_fees=(Decimal("0.0002"), Decimal("0.00055")),
    streams=streams.LINEAR,
    gateway=_gateway,
    likely_id=_likely_id,
)
BYBIT = ExchangeSpec(
    name="Bybit",
    client="bybit",
    keys=KeySettings(prefix="bybit"),
    venues=(SPOT, LINEAR),
    rates=limits.RATES,
    read=answers.read,
    sign=signing.sign,
    market_rules=answers.rules,
)
