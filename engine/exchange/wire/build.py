"""Puts a gateway together."""

from collections.abc import Callable, Mapping

from engine.clock import Clock
from engine.core.types import Mode
from engine.errors import SettingsError
from engine.exchange.gateway import Gateway
from engine.exchange.wire.asking import Parts
from engine.exchange.wire.binance import BinanceGateway
from engine.exchange.wire.binance_futures import BinanceFuturesGateway
from engine.exchange.wire.bybit import BybitGateway
from engine.exchange.wire.client import Credentials, build_client
from engine.exchange.wire.door import Door
from engine.exchange.wire.environment import EXCHANGES, environment_for
from engine.exchange.wire.limiter import Limiter
from engine.exchange.wire.limits import RULES
from engine.exchange.wire.markets import MarketShelves
from engine.exchange.wire.pace import Pace
from engine.exchange.wire.streams import Streams
from engine.exchange.wire.times import ExchangeTime
from engine.exchange.wire.urls import is_simulated, overrides_for

_KINDS: dict[str, Callable[[Parts], Gateway]] = {
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
    shelves: MarketShelves,
    clock: Clock,
    heartbeat_s: float = 15.0,
    timeout_s: float = 10.0,
) -> Gateway:
    """Return the gateway of one account. Nothing is sent yet.

    `heartbeat_s`: between two signs of life on a websocket; `timeout_s`: of one REST call.
    Without credentials it serves public market data only. `shelves` is one per process. Raises
    SettingsError for an exchange that is not one of `EXCHANGES` and for bad `exchange_urls`.
    """
    if exchange not in EXCHANGES:
        raise SettingsError((f'there is no exchange "{exchange}"; there are {", ".join(EXCHANGES)}',))
    overrides = overrides_for(exchange, exchange_urls)
    environment = environment_for(exchange, mode, simulated=is_simulated(overrides))
    time = ExchangeTime(clock)
    limiter = Limiter(RULES[exchange], clock)
    pace = Pace(exchange, limiter, time)
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
    door = Door(client=client, limiter=limiter, pace=pace, clock=clock)
    return _KINDS[exchange](
        Parts(
            exchange=exchange,
            environment=environment,
            client=client,
            session=session,
            door=door,
            limiter=limiter,
            time=time,
            shelves=shelves,
            streams=Streams(exchange, client, door, clock),
            clock=clock,
            has_keys=credentials is not None,
            secrets=secrets,
        )
    )
