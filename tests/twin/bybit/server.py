"""Bybit, put together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qsl

from aiohttp import web

from tests.twin.bybit import account, answers, lists, market_routes, orders, text
from tests.twin.bybit.call import Route
from tests.twin.bybit.door import Door, Incoming
from tests.twin.bybit.ear import Ear
from tests.twin.bybit.house import AppContext
from tests.twin.bybit.params import Params
from tests.twin.bybit.private_hub import PrivateHub
from tests.twin.bybit.public_hub import PublicHub
from tests.twin.bybit.streams import PrivateStreams, PublicStreams
from tests.twin.bybit.symbols import PERPETUAL, SPOT
from tests.twin.core.faults import Answer
from tests.twin.core.rules import Rules, UnfitOrder, Unique
from tests.twin.core.values import Kind
from tests.twin.core.venue import Venue
from tests.twin.core.world import World
from tests.twin.fields import json_object
from tests.twin.sockets import close_all
from tests.twin.wire import send

SPOT_VENUE = "Bybit"
LINEAR_VENUE = "Bybit F"
WALLET = SPOT_VENUE
FORGET_S = timedelta(days=1).total_seconds()
ROUTES: Sequence[Route] = [
    *market_routes.ROUTES,
    *orders.ROUTES,
    *lists.ROUTES,
    *account.ROUTES,
]


class Bybit:
    """Meets `Exchange`. Accounts are unified: both venues take from one wallet, called "Bybit"."""

    name = "Bybit"

    def __init__(self, world: World) -> None:
        self.spot = _venue(world, SPOT_VENUE, Kind.SPOT)
        self.linear = _venue(world, LINEAR_VENUE, Kind.PERPETUAL)
        self.house = AppContext(world, self.spot, self.linear)
        self.public_hubs = {venue.name: PublicHub(self.house, venue) for venue in self.house.venues}
        self.private_hub = PrivateHub(self.house)

    def add_routes(self, app: web.Application) -> None:
        """Add all routes; everything of Bybit begins with `/v5`."""
        door = Door(self.house)
        for route in ROUTES:
            app.router.add_route(route.method, route.path, _rest_handler(door, route))
        for hub in self.public_hubs.values():
            PublicStreams(self.house, hub).add_routes(app)
        PrivateStreams(self.house, self.private_hub).add_routes(app)

    def answers(self) -> Mapping[str, Answer]:
        return answers.ALL

    def ban(self, venue: str, seconds: float) -> None:
        """Refuse the address, which is the same for both venues."""
        self.house.ban.until = self.house.world.clock.now() + timedelta(seconds=seconds)

    def set_limit(self, venue: str, limit: int) -> None:
        """Set how many requests the address may send in five seconds, to both venues together."""
        self.house.address.limit = limit

    def set_engine_delay(self, venue: str, seconds: float) -> None:
        self.house.engine_delay_s[venue] = seconds

    def end_private_streams(self, venue: str, account: str) -> None:
        """Take the authorization from an account's connections: they stay open and tell nothing more."""
        for ear in self.private_hub.ears:
            if ear.account == account:
                ear.account = ""
                ear.topics.clear()

    def close_streams(self, venue: str, code: int, *, stream: str = "", account: str = "") -> int:
        """Close open websockets; private ones belong to both venues."""
        return close_all((ear.outlet for ear in self.ears()), code, venue, stream, account)

    def ears(self) -> list[Ear]:
        """Return all open connections."""
        return [*self.private_hub.ears, *(ear for hub in self.public_hubs.values() for ear in hub.ears)]


def _venue(world: World, name: str, kind: Kind) -> Venue:
    venue = Venue(
        name,
        kind,
        SPOT if kind is Kind.SPOT else PERPETUAL,
        wallet=WALLET,
        clock=world.clock,
        accounts=world.accounts,
        journal=world.journal,
        rules=Rules(
            client_ids=Unique.EVER,
            post_only=UnfitOrder.ENDED,
            forget_unfilled_s=FORGET_S,
            small_reducing=False,  # its documentation does not say: be strict
        ),
        order_ids=partial(text.order_id, kind),
    )
    venue.rules.band_moves_price = kind is Kind.PERPETUAL
    world.venues[name] = venue
    return venue


def _rest_handler(door: Door, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        query = request.raw_path.partition("?")[2]
        body = await request.text()
        incoming = Incoming(
            path=request.path,
            payload=query if route.method == "GET" else body,
            params=Params(dict(parse_qsl(query))) if route.method == "GET" else _decoded(body),
            key=request.headers.get("X-BAPI-API-KEY", ""),
            timestamp=request.headers.get("X-BAPI-TIMESTAMP", ""),
            window=request.headers.get("X-BAPI-RECV-WINDOW", ""),
            signature=request.headers.get("X-BAPI-SIGN", ""),
        )
        return await send(request, await door.serve(route, incoming))

    return handle


def _decoded(body: str) -> Params | None:
    fields = json_object(body)
    return None if fields is None else Params(fields)
