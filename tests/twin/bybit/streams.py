"""Websockets: public ones per category, and private ones that must be authorized first."""

import hashlib
import hmac
import json

from aiohttp import web

from tests.twin import sockets
from tests.twin.bybit.ear import Ear
from tests.twin.bybit.house import AppContext
from tests.twin.bybit.private_hub import PrivateHub
from tests.twin.bybit.public_hub import PublicHub
from tests.twin.bybit.text import CATEGORIES, Json
from tests.twin.bybit.topics import MOST_SPOT_ARGUMENTS, is_private, is_public
from tests.twin.core.accounts import ApiKey
from tests.twin.core.clock import milliseconds
from tests.twin.core.frames import Stream
from tests.twin.core.outlet import Outlet
from tests.twin.core.values import Kind
from tests.twin.wire import compact


class _Streams:
    """What public and private connections share: requests and their answers."""

    def __init__(self, house: AppContext) -> None:
        self._house = house

    def _ear(self, stream: Stream, venue: str, also: tuple[str, ...] = ()) -> Ear:
        world = self._house.world
        outlet = Outlet(world.frames, world.clock, stream, venue, also=also)
        return Ear(outlet, f"twin{self._house.number():012x}")

    async def _read(self, request: web.Request, ear: Ear, text: str) -> None:
        try:
            message = json.loads(text)
            operation, arguments = str(message["op"]), list(message.get("args") or [])
        except (ValueError, KeyError, TypeError, AttributeError):
            self._answer(ear, {}, "", problem=f"Failed to decode incoming data: {text[:50]}")
            return
        match operation:
            case "ping":
                self._pong(ear, message)
            case "auth" if ear.outlet.stream is Stream.PRIVATE:
                await self._authorize(request, ear, message, arguments)
            case "subscribe":
                self._subscribe(ear, message, [str(one) for one in arguments])
            case "unsubscribe":
                ear.topics -= set(arguments)
                self._answer(ear, message, operation)
            case _:
                self._answer(ear, message, operation, problem="error:invalid op")

    def _pong(self, ear: Ear, message: Json) -> None:
        raise NotImplementedError

    async def _authorize(self, request: web.Request, ear: Ear, message: Json, arguments: list[str]) -> None:
        raise NotImplementedError

    def _refusal(self, ear: Ear, topics: list[str]) -> str:
        """Return why topics cannot be had; empty when they can."""
        raise NotImplementedError

    def _begin(self, ear: Ear, topic: str) -> None:
        raise NotImplementedError

    def _subscribe(self, ear: Ear, message: Json, topics: list[str]) -> None:
        again = [topic for topic in topics if topic in ear.topics]
        problem = self._refusal(ear, topics)
        if not problem and again:
            problem = f"error:already subscribed,topic:{again[0]}"
        self._answer(ear, message, "subscribe", problem=problem)
        if not problem:
            for topic in topics:
                self._begin(ear, topic)
                ear.topics.add(topic)

    def _answer(self, ear: Ear, message: Json, operation: str, *, problem: str = "") -> None:
        answer: Json = {"success": not problem, "ret_msg": problem, "conn_id": ear.name}
        if "req_id" in message:
            answer["req_id"] = message["req_id"]
        ear.outlet.answer(compact(answer | {"op": operation}))


class PublicStreams(_Streams):
    """Serves `/v5/public/<category>` of one venue."""

    def __init__(self, house: AppContext, hub: PublicHub) -> None:
        super().__init__(house)
        self._hub = hub

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get(f"/v5/public/{CATEGORIES[self._hub.venue.kind]}", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        ear = self._ear(Stream.PUBLIC, self._hub.venue.name)

        async def read(text: str) -> None:
            await self._read(request, ear, text)

        self._hub.ears.add(ear)
        try:
            return await sockets.serve(request, ear.outlet, read)
        finally:
            self._hub.ears.discard(ear)

    def _pong(self, ear: Ear, message: Json) -> None:
        answer: Json = {"success": True, "ret_msg": "pong", "conn_id": ear.name, "op": "ping"}
        ear.outlet.answer(compact(answer | {"req_id": message.get("req_id", "")}))

    def _refusal(self, ear: Ear, topics: list[str]) -> str:
        if self._hub.venue.kind is Kind.SPOT and len(topics) > MOST_SPOT_ARGUMENTS:
            return f"args size >{MOST_SPOT_ARGUMENTS}"
        unknown = [topic for topic in topics if not is_public(topic, self._hub.venue)]
        return f"error:handler not found,topic:{unknown[0]}" if unknown else ""

    def _begin(self, ear: Ear, topic: str) -> None:
        self._hub.begin(ear, topic)


class PrivateStreams(_Streams):
    """Serves `/v5/private`."""

    def __init__(self, house: AppContext, hub: PrivateHub) -> None:
        super().__init__(house)
        self._hub = hub

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/v5/private", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        ear = self._ear(Stream.PRIVATE, self._house.spot.name, (self._house.linear.name,))

        async def read(text: str) -> None:
            await self._read(request, ear, text)

        self._hub.ears.add(ear)
        try:
            return await sockets.serve(request, ear.outlet, read)
        finally:
            self._hub.ears.discard(ear)

    def _pong(self, ear: Ear, message: Json) -> None:
        now = milliseconds(self._house.world.clock.server_now())
        answer: Json = {"op": "pong", "args": [str(now)], "conn_id": ear.name}
        ear.outlet.answer(compact({"req_id": message.get("req_id", "")} | answer))

    async def _authorize(self, request: web.Request, ear: Ear, message: Json, arguments: list[str]) -> None:
        key, expires, signature = [*map(str, arguments), "", "", ""][:3]
        found = self._house.world.accounts.with_key(key)
        account = found[0].name if found else ""
        if await sockets.is_struck(self._house.world, self._house.venues, request, ear.outlet, account):
            return
        if found is None or not found[1].enabled:
            self._answer(ear, message, "auth", problem="API key is invalid.")
        elif not self._is_signed(found[1], expires, signature):
            self._answer(ear, message, "auth", problem="Params Error")
        else:
            ear.account = ear.outlet.account = account
            self._answer(ear, message, "auth")

    def _is_signed(self, key: ApiKey, expires: str, signature: str) -> bool:
        now = milliseconds(self._house.world.clock.server_now())
        right = hmac.new(key.secret.encode(), f"GET/realtime{expires}".encode(), hashlib.sha256).hexdigest()
        return expires.isdigit() and int(expires) > now and hmac.compare_digest(right, signature.lower())

    def _refusal(self, ear: Ear, topics: list[str]) -> str:
        if not ear.account:
            return "Request not authorized"
        unknown = [topic for topic in topics if not is_private(topic)]
        return f"error:handler not found,topic:{unknown[0]}" if unknown else ""

    def _begin(self, ear: Ear, topic: str) -> None:
        """Begin with nothing: private topics tell only what happens from now on."""
