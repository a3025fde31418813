"""OKX, put together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from urllib.parse import parse_qsl

from aiohttp import web

from tests.twin.core.faults import Answer
from tests.twin.core.rules import Rules, SelfTrade, UnfitOrder, Unique
from tests.twin.core.values import Kind
from tests.twin.core.venue import Venue
from tests.twin.core.world import World
from tests.twin.fields import json_object
from tests.twin.okx import account, answers, lists, market_routes, orders, text
from tests.twin.okx.call import Route
from tests.twin.okx.door import Door, Incoming
from tests.twin.okx.ear import Ear
from tests.twin.okx.house import AppContext
from tests.twin.okx.hubs import PrivateHub, PublicHub
from tests.twin.okx.params import Params
from tests.twin.okx.streams import PrivateStreams, PublicStreams
from tests.twin.okx.symbols import SPOT, SWAP
from tests.twin.sockets import close_all
from tests.twin.wire import send

SPOT_VENUE = "OKX"
SWAP_VENUE = "OKX F"
WALLET = SPOT_VENUE
FORGET_S = timedelta(hours=2).total_seconds()
ROUTES: Sequence[Route] = [
    *market_routes.ROUTES,
    *orders.ROUTES,
    *lists.ROUTES,
    *account.ROUTES,
]


class Okx:
    """Meets `Exchange`. Both venues take from one trading account, whose wallet is called "OKX"."""

    name = "OKX"

    def __init__(self, world: World) -> None:
        self.spot = _venue(world, SPOT_VENUE, Kind.SPOT)
        self.swap = _venue(world, SWAP_VENUE, Kind.PERPETUAL)
        self.house = AppContext(world, self.spot, self.swap)
        self.public_hub = PublicHub(self.house)
        self.private_hub = PrivateHub(self.house)

    def add_routes(self, app: web.Application) -> None:
        """Add all routes; everything of OKX begins with `/api/v5` or `/ws/v5`."""
        door = Door(self.house)
        for route in ROUTES:
            app.router.add_route(route.method, route.path, _rest_handler(door, route))
        PublicStreams(self.house, self.public_hub).add_routes(app)
        PrivateStreams(self.house, self.private_hub).add_routes(app)

    def answers(self) -> Mapping[str, Answer]:
        return answers.ALL

    def ban(self, venue: str, seconds: float) -> None:
        """Refuse the address, which is the same for both venues."""
        self.house.ban.until = self.house.world.clock.now() + timedelta(seconds=seconds)

    def set_limit(self, venue: str, limit: int) -> None:
        """Set how many requests the address may send in two seconds, to both venues together."""
        self.house.address.limit = limit

    def set_engine_delay(self, venue: str, seconds: float) -> None:
        self.house.engine_delay_s[venue] = seconds

    def end_private_streams(self, venue: str, account: str) -> None:
        """Take the login from an account's connections: they stay open and tell nothing more."""
        for ear in self.private_hub.ears:
            if ear.account == account:
                ear.account = ""
                ear.topics.clear()

    def close_streams(self, venue: str, code: int, *, stream: str = "", account: str = "") -> int:
        """Close open websockets; each belongs to both venues."""
        return close_all((ear.outlet for ear in self.ears()), code, venue, stream, account)

    def ears(self) -> list[Ear]:
        """Return all open connections."""
        return [*self.private_hub.ears, *self.public_hub.ears]


def _venue(world: World, name: str, kind: Kind) -> Venue:
    venue = Venue(
        name,
        kind,
        SPOT if kind is Kind.SPOT else SWAP,
        wallet=WALLET,
        clock=world.clock,
        accounts=world.accounts,
        journal=world.journal,
        rules=Rules(
            client_ids=Unique.OPEN,
            self_trade=SelfTrade.ENDS_MAKER,
            post_only=UnfitOrder.ENDED,
            forget_unfilled_s=FORGET_S,
        ),
        order_ids=text.order_id,
    )
    world.venues[name] = venue
    return venue


def _rest_handler(door: Door, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        is_get = route.method == "GET"
        body = "" if is_get else await request.text()
        incoming = Incoming(
            method=route.method,
            path=request.path,
            target=request.raw_path,
            body=body,
            params=Params(dict(parse_qsl(request.raw_path.partition("?")[2]))) if is_get else _decoded(body),
            key=request.headers.get("OK-ACCESS-KEY", ""),
            signature=request.headers.get("OK-ACCESS-SIGN", ""),
            timestamp=request.headers.get("OK-ACCESS-TIMESTAMP", ""),
            passphrase=request.headers.get("OK-ACCESS-PASSPHRASE", ""),
            demo=request.headers.get("x-simulated-trading", ""),
            expires=request.headers.get("expTime", ""),
        )
        return await send(request, await door.serve(route, incoming))

    return handle


def _decoded(body: str) -> Params | None:
    fields = json_object(body)
    return None if fields is None else Params(fields)
