"""socket.io over websockets alone: engine.io 4, one namespace. Who joins is not answered."""

import asyncio
import hmac
import json
from collections.abc import Mapping

from aiohttp import web

from tests.twin import sockets
from tests.twin.coindcx.door import signature
from tests.twin.coindcx.house import AppContext
from tests.twin.coindcx.hub import PRIVATE, Ear, Hub
from tests.twin.coindcx.text import identity
from tests.twin.core.faults import FaultKind, Operation
from tests.twin.core.frames import Stream
from tests.twin.core.outlet import Outlet
from tests.twin.wire import compact

PING_S, PONG_WITHIN_S = 25, 20
SIGNED = b'{"channel":"coindcx"}'
"""What proves an account to a socket: no time in it, so it is the same for ever."""
OPEN, CLOSE, PING, PONG, CONNECT, DISCONNECT, EVENT = "0", "1", "2", "3", "40", "41", "42"
AWAY = 1000


class Streams:
    """Serves `/socket.io/`."""

    def __init__(self, house: AppContext, hub: Hub) -> None:
        self._house, self._hub = house, hub
        self._numbers = 0

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/socket.io/", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("transport") != "websocket" or request.query.get("EIO") != "4":
            return web.json_response({"code": 1, "message": "Session ID unknown"}, status=400)
        world, house = self._house.world, self._house
        outlet = Outlet(world.frames, world.clock, Stream.PUBLIC, house.usdt.name, also=(house.inr.name,))
        ear = Ear(outlet)
        self._numbers += 1
        sid = identity("socket", self._numbers)
        hello = {"sid": sid, "upgrades": [], "pingInterval": PING_S * 1_000}
        hello |= {"pingTimeout": PONG_WITHIN_S * 1_000, "maxPayload": 1_000_000}
        outlet.answer(OPEN + compact(hello))

        async def read(text: str) -> None:
            await self._read(ear, sid, text)

        self._hub.ears.add(ear)
        pinging = asyncio.get_running_loop().create_task(self._ping(ear))
        try:
            return await sockets.serve(request, outlet, read)
        finally:
            pinging.cancel()
            self._hub.ears.discard(ear)

    async def _ping(self, ear: Ear) -> None:
        while True:
            await self._house.world.clock.sleep(PING_S)
            ear.outlet.answer(PING)

    async def _read(self, ear: Ear, sid: str, text: str) -> None:
        if text.startswith(EVENT):
            try:
                name, content = json.loads(text.removeprefix(EVENT))
            except ValueError:
                return
            if isinstance(content, Mapping):
                await self._take(ear, str(name), content)
        elif text.startswith(CONNECT):
            ear.outlet.answer(CONNECT + compact({"sid": sid}))
        elif text in {CLOSE, DISCONNECT}:
            ear.outlet.close(AWAY)

    async def _take(self, ear: Ear, name: str, content: Mapping[str, object]) -> None:
        channel = str(content.get("channelName", ""))
        if name == "leave":
            ear.channels.discard(channel)
            if channel == PRIVATE:
                ear.account = ear.outlet.account = ""
        elif name == "join" and channel == PRIVATE:
            await self._join_account(ear, content)
        elif name == "join":
            ear.channels.add(channel)  # one that there is not stays silent

    async def _join_account(self, ear: Ear, content: Mapping[str, object]) -> None:
        """Have the connection hear of an account, or close it without a word."""
        world = self._house.world
        found = world.accounts.with_key(str(content.get("apiKey", "")))
        account = found[0].name if found else ""
        fault = world.faults.meet(Operation.STREAM, self._house.usdt.name, account)
        if fault is not None:
            await world.clock.sleep(fault.before_s + fault.after_s)
        refused = fault is not None and fault.kind is not FaultKind.DELAY
        given = str(content.get("authSignature", ""))
        if (
            refused
            or found is None
            or not found[1].enabled
            or not hmac.compare_digest(signature(found[1].secret, SIGNED), given)
        ):
            ear.outlet.close(AWAY)
            return
        ear.account = ear.outlet.account = account
        ear.outlet.stream = Stream.PRIVATE
