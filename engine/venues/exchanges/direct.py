"""What a gateway is made of that asks its exchange without ccxt, which does not serve it."""

from collections.abc import Mapping, MutableMapping
from copy import deepcopy
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from engine.clock import Clock
from engine.timings import EngineTimings
from engine.venues.exchanges.limiter import Limiter
from engine.venues.exchanges.rest_client import RestClient
from engine.venues.exchanges.server_time import ExchangeTime
from engine.venues.exchanges.spec import Credentials, ExchangeSpec, VenueSpec
from engine.venues.exchanges.urls import override, urls_in_use


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectDeps:
    """`build` puts it together."""

    exchange: ExchangeSpec
    venue: VenueSpec
    addresses: Mapping[str, str]
    """By the names that the spec has for them."""
    rest: RestClient
    limiter: Limiter
    time: ExchangeTime
    clock: Clock
    credentials: Credentials | None
    """None: for public market data only."""
    timings: EngineTimings
    known: MutableMapping[str, Any]
    """What the gateways of the process have learned of the venue, for all of them."""


def addresses_in_use(
    exchange: ExchangeSpec, venue: VenueSpec, overrides: Mapping[str, str]
) -> dict[str, str]:
    """Return every address by its dotted name. Raises SettingsError for names that there are not."""
    tree = {"api": deepcopy(dict(exchange.addresses))}
    override(tree, overrides, venue.name, exchange.stream_paths)
    return urls_in_use(SimpleNamespace(urls=tree))
