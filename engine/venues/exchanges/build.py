"""Puts a gateway together."""

from collections.abc import Callable, Mapping

from engine.clock import Clock
from engine.core.types import Mode
from engine.errors import SettingsError
from engine.venues.exchanges.binance.futures import BinanceFuturesGateway
from engine.venues.exchanges.binance.gateway import BinanceGateway
from engine.venues.exchanges.bybit.gateway import BybitGateway
from engine.venues.exchanges.ccxt_client import Credentials, build_client
from engine.venues.exchanges.environment import EXCHANGES, environment_for
from engine.venues.exchanges.gateway_base import GatewayDeps
from engine.venues.exchanges.limiter import Limiter
from engine.venues.exchanges.limits import RULES
from engine.venues.exchanges.markets import MarketCache
from engine.venues.exchanges.rate_feedback import RateFeedback
from engine.venues.exchanges.rest_client import RestClient
from engine.venues.exchanges.server_time import ExchangeTime
from engine.venues.exchanges.streams import Streams
from engine.venues.exchanges.urls import is_simulated, overrides_for
from engine.venues.live.gateway import Gateway

_KINDS: dict[str, Callable[[GatewayDeps], Gateway]] = {
    "Binance": BinanceGateway,
    "Binance F": BinanceFuturesGateway,
    "Bybit": BybitGateway,
    "Bybit F": BybitGateway,
}


def build_gateway(
    exchange: str,
    *,
    mode: Mode,
    credentials: Credentials | None,
    exchange_urls: Mapping[str, Mapping[str, object]],
    market_cache: MarketCache,
    clock: Clock,
    heartbeat_s: float = 15.0,
    timeout_s: float = 10.0,
) -> Gateway:
    """Return the gateway of one account. Nothing is sent yet.

    `heartbeat_s`: between two signs of life on a websocket; `timeout_s`: of one REST call.
    Without credentials it serves public market data only. `market_cache` is one per process. Raises
    SettingsError for an exchange that is not one of `EXCHANGES` and for bad `exchange_urls`.
    """
    if exchange not in EXCHANGES:
        raise SettingsError((f'there is no exchange "{exchange}"; there are {", ".join(EXCHANGES)}',))
    overrides = overrides_for(exchange, exchange_urls)
    environment = environment_for(exchange, mode, simulated=is_simulated(overrides))
    time = ExchangeTime(clock)
    limiter = Limiter(RULES[exchange], clock)
    pace = RateFeedback(exchange, limiter, time)
    client, session = build_client(
        exchange,
        environment=environment,
        overrides=overrides,
        credentials=credentials,
        time=time,
        pace=pace,
        heartbeat_s=heartbeat_s,
        timeout_s=timeout_s,
    )
    secrets = (credentials.api_key, credentials.secret) if credentials is not None else ()
    rest = RestClient(client=client, limiter=limiter, pace=pace, clock=clock)
    return _KINDS[exchange](
        GatewayDeps(
            exchange=exchange,
            environment=environment,
            client=client,
            session=session,
            rest=rest,
            limiter=limiter,
            time=time,
            market_cache=market_cache,
            streams=Streams(exchange, client, rest, clock),
            clock=clock,
            has_keys=credentials is not None,
            secrets=secrets,
        )
    )
