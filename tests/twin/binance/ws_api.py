"""The websocket API of spot: requests as over REST, and private streams by signature."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from aiohttp import web

from tests.twin import sockets
from tests.twin.binance.call import Call, Route, Security
from tests.twin.binance.desk import Desk
from tests.twin.binance.door import Door, Incoming
from tests.twin.binance.hub import Ear, Hub
from tests.twin.binance.params import Params
from tests.twin.core.faults import Operation
from tests.twin.core.frames import Stream
from tests.twin.core.outlet import Outlet
from tests.twin.wire import Reply, compact, hang_up

PATH = "/ws-api/v3"
ONLY_ED25519 = {"session.logon", "userDataStream.subscribe"}
NO_HMAC = {"code": -4056, "msg": "HMAC_SHA256 API key is not supported."}
UNKNOWN = {"code": -1099, "msg": "Unknown method."}


class WsApi:
    """Answers requests in the order in which they are done, which need not be that in which they came."""

    def __init__(self, desk: Desk, door: Door, hub: Hub, routes: Sequence[Route]) -> None:
        self._desk = desk
        self._door = door
        self._hub = hub
        self._routes = {route.ws_method: route for route in routes if route.ws_method}
        self._next_subscription = 0

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get(PATH, self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        world = self._desk.world
        ear = Ear(Outlet(world.frames, world.clock, Stream.API, self._desk.venue.name))

        async def read(text: str) -> None:
            await self._answer(request, ear, text)

        self._hub.add(ear)
        try:
            return await sockets.serve(request, ear.outlet, read)
        finally:
            self._hub.remove(ear)

    async def _answer(self, request: web.Request, ear: Ear, text: str) -> None:
        try:
            message = json.loads(text)
            method, params = str(message["method"]), dict(message.get("params") or {})
        except (ValueError, KeyError, TypeError):
            error = {"code": -1135, "msg": "Invalid JSON Request"}
            ear.outlet.answer(compact({"id": None, "status": 400, "error": error}))
            return
        number = message.get("id")
        route = self._route(ear, method)
        if route is None:
            error = NO_HMAC if method in ONLY_ED25519 else UNKNOWN
            ear.outlet.answer(compact({"id": number, "status": 400, "error": error}))
            return
        reply = await self._door.serve(route, _incoming(method, params))
        if reply.lost or reply.cut:
            hang_up(request)
        else:
            ear.outlet.answer(self._frame(number, reply))

    def _route(self, ear: Ear, method: str) -> Route | None:
        def subscribe(_: Desk, call: Call) -> object:
            number = self._next_subscription
            self._next_subscription += 1
            ear.subscriptions[number] = ear.outlet.account = call.account.name
            return {"subscriptionId": number}

        def unsubscribe(_: Desk, call: Call) -> object:
            number = call.params.integer("subscriptionId")
            for known in [number] if number is not None else list(ear.subscriptions):
                ear.subscriptions.pop(known, None)
            return {}

        def status(_: Desk, call: Call) -> object:
            subscribed = bool(ear.subscriptions)
            return {"apiKey": None, "returnRateLimits": False, "userDataStream": subscribed}

        own = {
            "userDataStream.subscribe.signature": (subscribe, Security.SIGNED),
            "userDataStream.unsubscribe": (unsubscribe, Security.NONE),
            "session.status": (status, Security.NONE),
        }
        if method not in own:
            return self._routes.get(method)
        handler, security = own[method]
        return Route(
            method="WS",
            paths=(),
            operation=Operation.STREAM,
            handler=handler,
            security=security,
            weight=2,
            ws_method=method,
        )

    def _frame(self, number: object, reply: Reply) -> str:
        try:
            body = json.loads(reply.body)
        except ValueError:
            return reply.body  # a fault's junk goes out as it is
        limits = [
            {
                "rateLimitType": "REQUEST_WEIGHT",
                "interval": "MINUTE",
                "intervalNum": 1,
                "limit": self._desk.weights.limit,
                "count": self._desk.weights.used,
            }
        ]
        kind = "result" if reply.status == web.HTTPOk.status_code else "error"
        return compact({"id": number, "status": reply.status, kind: body, "rateLimits": limits})


def _incoming(method: str, given: Mapping[str, object]) -> Incoming:
    """Return a request as the door takes it. Clients sign the sorted parameters, some of them encoded."""
    texts = {name: _text(value) for name, value in given.items()}
    signed = sorted((name, value) for name, value in texts.items() if name != "signature")
    raw = "&".join(f"{name}={value}" for name, value in signed)
    return Incoming(
        path=f"{PATH}#{method}",
        query=raw,
        params=Params(texts),
        key=texts.get("apiKey", ""),
        payloads=(raw, urlencode(signed)),
    )


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else compact(value)
