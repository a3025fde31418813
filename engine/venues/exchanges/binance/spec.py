"""Binance: spot and USDT-margined perpetuals."""

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.venues.exchanges.binance import answers, limits, rejections, signing, streams
from engine.venues.exchanges.spec import Environment, ExchangeSpec, KeySettings, VenueSpec
from engine.venues.live.gateway import Gateway

if TYPE_CHECKING:
    from engine.venues.exchanges.gateway_base import GatewayDeps


def _spot(deps: "GatewayDeps") -> Gateway:
    from engine.venues.exchanges.binance.gateway import BinanceGateway  # noqa: PLC0415 - ccxt takes seconds

    return BinanceGateway(deps)


def _futures(deps: "GatewayDeps") -> Gateway:
    from engine.venues.exchanges.binance.futures import BinanceFuturesGateway  # noqa: PLC0415 - ccxt takes seconds to import

    return BinanceFuturesGateway(deps)


SPOT = VenueSpec(
    name="Binance",
    pool="spot",
    options={
        "defaultType": "spot",
        "fetchMarkets": {"types": ["spot"]},
        "fetchCurrencies": False,
        "fetchMargins": False,
    },
    limits=limits.SPOT,
    rejections=rejections.SPOT,
    default_fees=(Decimal("0.001"), Decimal("0.001")),
    streams=streams.SPOT,
    gateway=_spot,
)
FUTURES = VenueSpec(
    name="Binance F",
    derivative=True,
    reducing_exempt=True,
    pool="futures",  # COIN-margined ones count there as well
    options={
        "defaultType": "swap",
        "defaultSubType": "linear",
        "fetchMarkets": {"types": ["linear"]},
        "fetchCurrencies": False,
        "fetchMargins": False,
        "watchPositions": {"fetchPositionsSnapshot": False},
    },
    testnet=Environment.DEMO,  # the sandbox for futures is closed; the demo took its place
    limits=limits.FUTURES,
    rejections=rejections.FUTURES,
    default_fees=(Decimal("0.0002"), Decimal("0.0005")),
    streams=streams.FUTURES,
    gateway=_futures,
)
BINANCE = ExchangeSpec(
    name="Binance",
    client="binance",
    keys=KeySettings(prefix="binance"),
    venues=(SPOT, FUTURES),
    rates=limits.RATES,
    read=answers.read,
    sign=signing.sign,
    market_rules=answers.rules,
    identity=frozenset({"symbol", "status", "baseAsset", "quoteAsset", "marginAsset", "contractType"}),
    stream_paths=streams.PATHS,
)
