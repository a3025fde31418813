"""Websockets: a public and a private one."""

import json
from datetime import UTC, datetime

from aiohttp import web

from tests.twin import sockets
from tests.twin.core.accounts import ApiKey
from tests.twin.core.frames import Stream
from tests.twin.core.outlet import Outlet
from tests.twin.okx.door import WINDOW, signature_of
from tests.twin.okx.ear import Ear, Topic
from tests.twin.okx.house import AppContext
from tests.twin.okx.hubs import PRIVATE, PrivateHub, PublicHub
from tests.twin.okx.text import Json

VERIFY = "/users/self/verify"
NO_CHANNEL = "Wrong URL or channel:{},instId:{} doesn't exist. Please use the correct URL and channel."


class _Streams:
    """What both have in common: requests and their answers."""

    stream: Stream
    path: str

    def __init__(self, house: AppContext, ears: set[Ear]) -> None:
        self._house = house
        self._ears = ears

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get(self.path, self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        house = self._house
        world, (first, *others) = house.world, house.venues
        also = tuple(venue.name for venue in others)
        outlet = Outlet(world.frames, world.clock, self.stream, first.name, also=also)
        ear = Ear(outlet, f"twin{house.number():08x}", house.silence_s)

        async def read(text: str) -> None:
            await self._read(request, ear, text)

        self._ears.add(ear)
        ear.said()
        try:
            return await sockets.serve(request, outlet, read)
        finally:
            ear.done()
            self._ears.discard(ear)

    async def _read(self, request: web.Request, ear: Ear, text: str) -> None:
        ear.said()
        if text == "ping":
            ear.outlet.answer("pong")
            return
        try:
            message = json.loads(text)
            operation = str(message["op"])
            arguments: list[Json] = [dict(one) for one in message["args"]]
        except (ValueError, KeyError, TypeError, AttributeError):
            _refuse(ear, "60012", f"Illegal request: {text[:100]}")
            return
        match operation:
            case "login" if self.stream is Stream.PRIVATE:
                await self._log_in(request, ear, arguments)
            case "subscribe":
                for topic in map(Topic.of, arguments):
                    self._subscribe(ear, topic)
            case "unsubscribe":
                for topic in map(Topic.of, arguments):
                    ear.topics.discard(topic)
                    ear.answer({"event": "unsubscribe", "arg": topic.argument})
            case _:
                _refuse(ear, "60012", f"Illegal request: {text[:100]}")

    async def _log_in(self, request: web.Request, ear: Ear, arguments: list[Json]) -> None:
        raise NotImplementedError

    def _subscribe(self, ear: Ear, topic: Topic) -> None:
        raise NotImplementedError


class PublicStreams(_Streams):
    """Serves `/ws/v5/public`."""

    stream = Stream.PUBLIC
    path = "/ws/v5/public"

    def __init__(self, house: AppContext, hub: PublicHub) -> None:
        super().__init__(house, hub.ears)
        self._hub = hub

    def _subscribe(self, ear: Ear, topic: Topic) -> None:
        if not self._hub.has(topic):
            _refuse(ear, "60018", NO_CHANNEL.format(topic.channel, topic.instrument))
            return
        ear.topics.add(topic)
        ear.answer({"event": "subscribe", "arg": topic.argument})
        self._hub.begin(ear, topic)


class PrivateStreams(_Streams):
    """Serves `/ws/v5/private`."""

    stream = Stream.PRIVATE
    path = "/ws/v5/private"

    def __init__(self, house: AppContext, hub: PrivateHub) -> None:
        super().__init__(house, hub.ears)
        self._hub = hub

    def _subscribe(self, ear: Ear, topic: Topic) -> None:
        if not ear.account:
            _refuse(ear, "60011", "Please log in")
            return
        if topic.channel not in PRIVATE:
            _refuse(ear, "60018", NO_CHANNEL.format(topic.channel, topic.instrument))
            return
        ear.topics.add(topic)
        ear.answer({"event": "subscribe", "arg": topic.argument})
        count = sum(topic.channel in {one.channel for one in other.topics} for other in self._hub.ears)
        ear.answer({"event": "channel-conn-count", "channel": topic.channel, "connCount": str(count)})
        self._hub.begin(ear, topic)

    async def _log_in(self, request: web.Request, ear: Ear, arguments: list[Json]) -> None:
        given = {name: str(value) for name, value in (arguments or [{}])[0].items()}
        found = self._house.world.accounts.with_key(given.get("apiKey", ""))
        name, house = found[0].name if found else "", self._house
        if await sockets.is_struck(house.world, house.venues, request, ear.outlet, name):
            return
        if found is None or not found[1].enabled:
            _refuse(ear, "60005", "Invalid apiKey")
            return
        account, key = found
        if problem := self._problem(key, given):
            _refuse(ear, *problem)
            return
        ear.account = ear.outlet.account = account.name
        ear.answer({"event": "login", "code": "0", "msg": ""})

    def _problem(self, key: ApiKey, given: dict[str, str]) -> tuple[str, str] | None:
        """Return code and text of what is wrong with a login."""
        stamp = given.get("timestamp", "")
        if not stamp.isdigit():
            return "60004", "Invalid timestamp"
        if abs(self._house.world.clock.server_now() - datetime.fromtimestamp(int(stamp), UTC)) > WINDOW:
            return "60006", "Timestamp request expired"
        if signature_of(key, f"{stamp}GET{VERIFY}") != given.get("sign"):
            return "60007", "Invalid sign"
        return None if key.passphrase == given.get("passphrase") else ("60024", "Wrong passphrase")


def _refuse(ear: Ear, code: str, text: str) -> None:
    ear.answer({"event": "error", "code": code, "msg": text})
