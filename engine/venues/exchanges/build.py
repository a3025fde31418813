"""Puts a gateway together."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from engine.clock import Clock
from engine.core.types import Mode
from engine.errors import SettingsError
from engine.reads.health import LimitHealth
from engine.timings import EngineTimings
from engine.venues.exchanges.ccxt_client import build_client
from engine.venues.exchanges.direct import DirectDeps, addresses_in_use
from engine.venues.exchanges.exchange_urls import overrides_for
from engine.venues.exchanges.gateway_base import GatewayDeps
from engine.venues.exchanges.limiter import Limiter, SharedLimits
from engine.venues.exchanges.markets import MarketCache
from engine.venues.exchanges.order_line import order_line
from engine.venues.exchanges.registry import VENUES, exchange_of
from engine.venues.exchanges.rest_client import RateLimitFeedback, RestClient
from engine.venues.exchanges.server_time import ExchangeTime
from engine.venues.exchanges.spec import Credentials, Environment, ExchangeSpec, VenueSpec
from engine.venues.exchanges.streams import Streams
from engine.venues.exchanges.urls import urls_in_use
from engine.venues.live.gateway import Gateway

NOBODY = Credentials("", "")
"""Signs nothing: for who asks public questions alone."""


class ProcessWide:
    """What the gateways of one process share."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.markets = defaultdict[str, MarketCache](lambda: MarketCache(clock))
        """The lists of symbols, by venue and addresses."""
        self.limits = defaultdict[str, SharedLimits](SharedLimits)
        """Those of our address, by exchange, its pool, and its world."""
        self.known = defaultdict[str, dict[str, Any]](dict)
        """What was learned of a venue that ccxt does not serve, by the venue and its addresses."""

    def limits_health(self) -> tuple[LimitHealth, ...]:
        """Return how much of each limit of our address is used."""
        now = self._clock.monotonic()
        return tuple(
            LimitHealth(
                pool=pool,
                name=rule.name,
                used=used,
                most=rule.most,
                within_s=rule.within_s,
                held_s=shared.held_s(now),
            )
            for pool, shared in self.limits.items()
            for rule, used in shared.usage(now)
        )


def _pool(
    exchange: ExchangeSpec, venue: VenueSpec, environment: Environment, overrides: Mapping[str, str]
) -> str:
    """Return the name of the limits that a venue's calls count against. A simulated world is one server's."""
    world = overrides["rest"] if environment is Environment.SIMULATED else environment
    return f"{exchange.name} {venue.pool} {world}"


def build_gateway(
    name: str,
    *,
    mode: Mode,
    credentials: Credentials | None,
    exchange_urls: Mapping[str, Mapping[str, object]],
    process_wide: ProcessWide,
    clock: Clock,
    heartbeat_s: float = 15.0,
    timings: EngineTimings = EngineTimings(),
) -> Gateway:
    """Return the gateway of one account at the venue of that name. Nothing is sent yet.

    `heartbeat_s`: after so long without a sign of life a websocket is given up.
    Without credentials it serves public market data only. Raises SettingsError for a venue that is
    none of `registry.VENUES` and for bad `exchange_urls`.
    """
    if name not in VENUES:
        raise SettingsError((f'there is no exchange "{name}"; there are {", ".join(VENUES)}',))
    venue, exchange = VENUES[name], exchange_of(name)
    overrides = overrides_for(name, exchange_urls)
    environment = venue.environment(mode, simulated="rest" in overrides)
    limits = process_wide.limits[_pool(exchange, venue, environment, overrides)]
    if exchange.addresses:
        addresses = addresses_in_use(exchange, venue, overrides)
        return _direct(exchange, venue, addresses, credentials, limits, process_wide, clock, timings)
    headers = exchange.test_headers if mode is Mode.TESTNET else {}
    client, session = build_client(
        exchange,
        venue,
        environment=environment,
        overrides=overrides,
        credentials=credentials,
        heartbeat_s=heartbeat_s,
        timeout_s=timings.connection.call_timeout_s,
        headers=headers,
    )
    urls = urls_in_use(client)
    limiter = Limiter(venue.limits, clock, limits, credentials.api_key if credentials else "")
    time = ExchangeTime(clock)
    pace = RateLimitFeedback(exchange.rates, limiter, time, timings.connection.longest_ban_s)
    client.our_time, client.our_pace = time, pace
    line = order_line(exchange.sign, credentials, urls, time, timings.connection, headers)
    rest = RestClient(
        client=client,
        limiter=limiter,
        pace=pace,
        clock=clock,
        turn_within=timings.connection.turn_within,
        pass_turn_within=timings.connection.pass_turn_within,
        orders=line,
    )
    return venue.gateway(
        GatewayDeps(
            exchange=exchange,
            venue=venue,
            environment=environment,
            client=client,
            session=session,
            rest=rest,
            limiter=limiter,
            time=time,
            market_cache=process_wide.markets[f"{venue.name} {sorted(urls.items())}"],
            streams=Streams(venue, client, rest, clock, timings.connection),
            clock=clock,
            credentials=credentials,
            timings=timings,
        )
    )


def _direct(
    exchange: ExchangeSpec,
    venue: VenueSpec,
    addresses: Mapping[str, str],
    credentials: Credentials | None,
    limits: SharedLimits,
    process_wide: ProcessWide,
    clock: Clock,
    timings: EngineTimings,
) -> Gateway:
    """Return the gateway of a venue that ccxt does not serve: all it asks goes over the order line."""
    account = credentials.api_key if credentials else ""
    limiter, time = Limiter(venue.limits, clock, limits, account), ExchangeTime(clock)
    line = order_line(exchange.sign, credentials or NOBODY, addresses, time, timings.connection)
    rest = RestClient(
        client=None,
        limiter=limiter,
        pace=RateLimitFeedback(exchange.rates, limiter, time, timings.connection.longest_ban_s),
        clock=clock,
        turn_within=timings.connection.turn_within,
        pass_turn_within=timings.connection.pass_turn_within,
        orders=line,
    )
    return venue.gateway(
        DirectDeps(
            exchange=exchange,
            venue=venue,
            addresses=addresses,
            rest=rest,
            limiter=limiter,
            time=time,
            clock=clock,
            credentials=credentials,
            timings=timings,
            known=process_wide.known[f"{venue.name} {sorted(addresses.items())}"],
        )
    )
