"""OKX v5: spot and linear perpetual swaps of an account in its spot mode or its futures mode."""

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.venues.exchanges.okx import answers, limits, rejections, signing, streams
from engine.venues.exchanges.spec import ExchangeSpec, KeySettings, VenueSpec
from engine.venues.live.gateway import Gateway

if TYPE_CHECKING:
    from engine.venues.exchanges.gateway_base import GatewayDeps

DEMO = {"x-simulated-trading": "1"}
"""Play money and real money share a host: this tells them apart."""
MOST_SILENCE_S = 20.0
"""A line on which nothing is said for 30 s is closed there."""


def _gateway(deps: "GatewayDeps") -> Gateway:
    from engine.venues.exchanges.okx.gateway import OkxGateway  # noqa: PLC0415 - ccxt takes seconds

    return OkxGateway(deps)


SPOT = VenueSpec(
    name="OKX",
    pool="all",
    options={"defaultType": "spot", "fetchMarkets": {"types": ["spot"]}, "watchOrders": {"type": "SPOT"}},
    limits=limits.LIMITS,
    rejections=rejections.REJECTIONS,
    default_fees=(Decimal("0.0008"), Decimal("0.001")),
    streams=streams.SPOT,
    gateway=_gateway,
    likely_id=lambda symbol: symbol.replace("/", "-"),
)
SWAP = VenueSpec(
    name="OKX F",
    derivative=True,
    pool="all",
    options={"defaultType": "swap", "fetchMarkets": {"types": ["swap"]}, "watchOrders": {"type": "SWAP"}},
    limits=limits.LIMITS,
    rejections=rejections.REJECTIONS,
    default_fees=(Decimal("0.0002"), Decimal("0.0005")),
    streams=streams.SWAP,
    gateway=_gateway,
    likely_id=lambda symbol: f"{symbol.replace('/', '-')}-SWAP",
)
OKX = ExchangeSpec(
    name="OKX",
    client="okx",
    keys=KeySettings(prefix="okx", passphrase=True),
    venues=(SPOT, SWAP),
    rates=limits.RATES,
    read=answers.read,
    sign=signing.sign,
    market_rules=answers.rules,
    identity=frozenset({"instId", "instType", "baseCcy", "quoteCcy", "settleCcy", "uly", "state", "ctType"}),
    symbol_field="instId",
    test_headers=DEMO,
    most_silence_s=MOST_SILENCE_S,
)
