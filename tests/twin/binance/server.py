"""Binance, put together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl

from aiohttp import web

from tests.twin.binance import (
    answers,
    futures_account,
    futures_orders,
    futures_settings,
    info,
    market_routes,
    spot_account,
    spot_orders,
)
from tests.twin.binance.call import Route
from tests.twin.binance.desk import Desk
from tests.twin.binance.door import Door, Incoming
from tests.twin.binance.hub import Hub
from tests.twin.binance.params import Params
from tests.twin.binance.streams import Streams
from tests.twin.binance.ws_api import WsApi
from tests.twin.core.faults import Answer
from tests.twin.core.rules import Rules, SelfTrade, UnfitOrder
from tests.twin.core.symbols import PERPETUAL, SPOT
from tests.twin.core.values import Kind
from tests.twin.core.venue import Venue
from tests.twin.core.world import World
from tests.twin.sockets import close_all
from tests.twin.wire import send

SPOT_VENUE = "Binance"
FUTURES_VENUE = "Binance F"
FUTURES_FORGET_S = timedelta(days=3).total_seconds()
SPOT_ROUTES: Sequence[Route] = [
    *info.SPOT_ROUTES,
    *market_routes.SPOT_ROUTES,
    *spot_orders.ROUTES,
    *spot_account.ROUTES,
]
FUTURES_ROUTES: Sequence[Route] = [
    *info.FUTURES_ROUTES,
    *market_routes.FUTURES_ROUTES,
    *futures_orders.ROUTES,
    *futures_account.ROUTES,
    *futures_settings.ROUTES,
]


class Binance:
    """Meets `Exchange`. Wallets are called as the venues are."""

    name = "Binance"

    def __init__(self, world: World) -> None:
        spot_rules = Rules(self_trade=SelfTrade.ENDS_MAKER)
        futures_rules = replace(
            spot_rules, fill_or_kill=UnfitOrder.REFUSED, forget_unfilled_s=FUTURES_FORGET_S
        )
        self.spot = self._venue(world, SPOT_VENUE, Kind.SPOT, spot_rules)
        self.futures = self._venue(world, FUTURES_VENUE, Kind.PERPETUAL, futures_rules)
        self.desks = {venue.name: Desk(world, venue) for venue in (self.spot, self.futures)}
        self.hubs = {name: Hub(desk) for name, desk in self.desks.items()}

    def add_routes(self, app: web.Application) -> None:
        """Add all routes. Futures streams live below `/futures`, so that both venues fit on one port.

        Spot streams live below `/stream` as well, because ccxt tells them from those of futures by that word
        in the address.
        """
        spot, futures = self.desks[SPOT_VENUE], self.desks[FUTURES_VENUE]
        spot_door = Door(spot)
        _add_rest(app, spot_door, SPOT_ROUTES)
        _add_rest(app, Door(futures), FUTURES_ROUTES)
        Streams(spot, self.hubs[SPOT_VENUE]).add_routes(app, "", ("stream",))
        Streams(futures, self.hubs[FUTURES_VENUE]).add_routes(
            app, "/futures", ("public", "market", "private")
        )
        WsApi(spot, spot_door, self.hubs[SPOT_VENUE], SPOT_ROUTES).add_routes(app)

    def answers(self) -> Mapping[str, Answer]:
        return answers.ALL

    def ban(self, venue: str, seconds: float) -> None:
        desk = self.desks[venue]
        desk.ban.until = desk.world.clock.now() + timedelta(seconds=seconds)

    def set_limit(self, venue: str, limit: int) -> None:
        self.desks[venue].weights.limit = limit

    def set_engine_delay(self, venue: str, seconds: float) -> None:
        self.desks[venue].engine_delay_s = seconds

    def end_private_streams(self, venue: str, account: str) -> None:
        """Let the listen key of an account expire; subscriptions by signature have none and go on."""
        self.hubs[venue].expire_listen_key(account)

    def close_streams(self, venue: str, code: int, *, stream: str = "", account: str = "") -> int:
        """Close open websockets; those of the websocket API carry the account that subscribed last."""
        return close_all((ear.outlet for ear in self.hubs[venue].ears()), code, venue, stream, account)

    def _venue(self, world: World, name: str, kind: Kind, rules: Rules) -> Venue:
        venue = Venue(
            name,
            kind,
            SPOT if kind is Kind.SPOT else PERPETUAL,
            wallet=name,
            clock=world.clock,
            accounts=world.accounts,
            journal=world.journal,
            rules=rules,
        )
        world.venues[name] = venue
        return venue


def _add_rest(app: web.Application, door: Door, routes: Sequence[Route]) -> None:
    for route in routes:
        for path in route.paths:
            app.router.add_route(route.method, path, _rest_handler(door, route))


def _rest_handler(door: Door, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        query = request.raw_path.partition("?")[2]
        body = await request.text()
        unsigned = [_without_signature(text) for text in (query, body)]
        incoming = Incoming(
            path=request.path,
            query="&".join(text for text in (query, body) if text),
            params=Params(dict(parse_qsl(query) + parse_qsl(body))),
            key=request.headers.get("X-MBX-APIKEY", ""),
            payloads=("".join(unsigned),),
        )
        return await send(request, await door.serve(route, incoming))

    return handle


def _without_signature(query: str) -> str:
    return "&".join(part for part in query.split("&") if not part.startswith("signature="))
