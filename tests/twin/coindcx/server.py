"""CoinDCX, put together."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from aiohttp import web

from tests.twin.coindcx import account, answers, market_routes, orders
from tests.twin.coindcx.call import Route
from tests.twin.coindcx.door import Door, Incoming
from tests.twin.coindcx.house import AppContext
from tests.twin.coindcx.hub import PRIVATE, Hub
from tests.twin.coindcx.streams import Streams
from tests.twin.coindcx.text import SYMBOLS, identity
from tests.twin.core.faults import Answer
from tests.twin.core.rules import Rules
from tests.twin.core.values import Kind
from tests.twin.core.venue import Venue
from tests.twin.core.world import World
from tests.twin.sockets import close_all
from tests.twin.wire import send

USDT_VENUE = "CoinDCX F"
INR_VENUE = "CoinDCX F INR"
ROUTES: Sequence[Route] = [*orders.ROUTES, *account.ROUTES, *market_routes.ROUTES]


class CoinDCX:
    """Meets `Exchange`. Each book has a wallet, called as its venue; that of INR holds its worth in USDT."""

    name = "CoinDCX"

    def __init__(self, world: World) -> None:
        self.usdt = _venue(world, USDT_VENUE)
        self.inr = _venue(world, INR_VENUE)
        self.house = AppContext(world, self.usdt, self.inr)
        self.hub = Hub(self.house)

    def add_routes(self, app: web.Application) -> None:
        door = Door(self.house)
        for route in ROUTES:
            app.router.add_route(route.method, route.path, _handler(door, route))
        Streams(self.house, self.hub).add_routes(app)

    def trade(self, symbol: str, price: Decimal, quantity: Decimal | None = None) -> None:
        """Print a public trade in both books."""
        for venue in self.house.venues:
            venue.trade(symbol, price, quantity)

    def answers(self) -> Mapping[str, Answer]:
        return answers.ALL

    def ban(self, venue: str, seconds: float) -> None:
        """Answer 429 to everybody, for both books."""
        self.house.ban.until = self.house.world.clock.now() + timedelta(seconds=seconds)

    def set_limit(self, venue: str, limit: int) -> None:
        """Set how many signed requests an account may make in a minute, for both books."""
        self.house.limit = limit

    def set_engine_delay(self, venue: str, seconds: float) -> None:
        self.house.engine_delay_s[venue] = seconds

    def end_private_streams(self, venue: str, account: str) -> None:
        """Have an account's connections stay open and tell nothing more."""
        for ear in self.hub.ears:
            if ear.account == account:
                ear.account = ""
                ear.channels.discard(PRIVATE)

    def close_streams(self, venue: str, code: int, *, stream: str = "", account: str = "") -> int:
        """Close open sockets; each carries both books."""
        return close_all((ear.outlet for ear in self.hub.ears), code, venue, stream, account)


def _venue(world: World, name: str) -> Venue:
    venue = Venue(
        name,
        Kind.PERPETUAL,
        SYMBOLS,
        wallet=name,
        clock=world.clock,
        accounts=world.accounts,
        journal=world.journal,
        rules=Rules(small_reducing=False),  # there is no order that only reduces
        order_ids=lambda symbol, number: identity("order", name, symbol, number),
    )
    world.venues[name] = venue
    return venue


def _handler(door: Door, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def handle(request: web.Request) -> web.StreamResponse:
        incoming = Incoming(
            path=request.path,
            body=await request.read(),
            query={**request.query, **request.match_info},
            key=request.headers.get("X-AUTH-APIKEY", ""),
            signature=request.headers.get("X-AUTH-SIGNATURE", ""),
        )
        return await send(request, await door.serve(route, incoming))

    return handle
