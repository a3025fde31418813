"""A server on loopback that answers what a test tells it to, and keeps all that it was asked.

It knows no exchange's rules: that is the twin's business. Here single answers are put on the bench,
the broken ones too.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

Handler = Callable[["Seen", web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One REST request as it arrived."""

    method: str
    path: str
    params: dict[str, str]
    """Of the query and of a form or JSON body; JSON values as JSON."""
    headers: dict[str, str]
    raw: str
    """Address and body, as they were."""
    connection: int
    """The port it came from."""


def answer(body: object, status: int = 200, **headers: str) -> Handler:
    """Answer with JSON, or with the text itself."""

    async def handle(seen: Seen, request: web.Request) -> web.StreamResponse:
        kind = "text/html" if isinstance(body, str) else "application/json"
        text = body if isinstance(body, str) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(text=text, status=status, content_type=kind, headers=named)

    return handle


async def hang_up(seen: Seen, request: web.Request) -> web.StreamResponse:
    """Close the connection without a word."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


async def stay_silent(seen: Seen, request: web.Request) -> web.StreamResponse:
    """Answer nothing for as long as the caller waits."""
    await asyncio.Event().wait()
    raise AssertionError


async def cut_off(seen: Seen, request: web.Request) -> web.StreamResponse:
    """Begin an answer and close in the middle."""
    response = web.StreamResponse(headers={"Content-Length": "500", "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"orderId": 28, "symbol"')
    assert request.transport is not None
    request.transport.close()
    return response


@dataclass(slots=True)
class Bench:
    """The server."""

    answers: dict[tuple[str, str], Handler] = field(default_factory=dict)
    """(method, path) -> what is answered until it is changed."""
    seen: list[Seen] = field(default_factory=list)
    sockets: list[tuple[str, web.WebSocketResponse]] = field(default_factory=list)
    """Open websockets with the path that each was opened on."""
    said: list[tuple[str, object]] = field(default_factory=list)
    """What came over websockets."""
    replies: Callable[[str, dict[str, object]], list[object]] = lambda path, message: []
    """What is answered to a websocket message."""
    answers_pings: bool = True
    """Those of the protocol, on websockets that are opened from now on."""
    port: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is not None:
            runner, self._runner = self._runner, None
            for _, socket in list(self.sockets):
                await socket.close()
            await runner.cleanup()

    @property
    def urls(self) -> dict[str, str]:
        return {"rest": f"http://127.0.0.1:{self.port}", "ws": f"ws://127.0.0.1:{self.port}"}

    def put(self, method: str, path: str, *handlers: Handler) -> None:
        """Answer so from now on; of several, each once and the last for ever."""
        queue = list(handlers)

        async def handle(seen: Seen, request: web.Request) -> web.StreamResponse:
            handler = queue.pop(0) if len(queue) > 1 else queue[0]
            return await handler(seen, request)

        self.answers[method, path] = handle

    def asked(self, method: str, path: str) -> list[Seen]:
        return [seen for seen in self.seen if (seen.method, seen.path) == (method, path)]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait, in real time, until something that the server sees makes it so."""
        async with asyncio.timeout(60):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def tell(self, path_start: str, message: object) -> None:
        """Send a message over every open websocket on that path."""
        for path, socket in list(self.sockets):
            if path.startswith(path_start):
                await socket.send_json(message)

    async def break_sockets(self, path_start: str) -> None:
        for path, socket in list(self.sockets):
            if path.startswith(path_start):
                await socket.close()

    def open_paths(self, path_start: str) -> list[str]:
        return [path for path, _ in self.sockets if path.startswith(path_start)]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self._talk(request)
        body = (await request.read()).decode()
        params = dict(request.query)
        if body.startswith("{"):
            params |= {name: json.dumps(value) for name, value in json.loads(body).items()}
        else:
            params |= dict(parse_qsl(body, keep_blank_values=True))
        headers = {name.lower(): value for name, value in request.headers.items()}
        assert request.transport is not None
        port = request.transport.get_extra_info("peername")[1]
        seen = Seen(request.method, request.path, params, headers, f"{request.raw_path} {body}", port)
        self.seen.append(seen)
        self._news.set()
        handler = self.answers.get((seen.method, seen.path))
        if handler is None:
            return web.json_response({"code": -1, "msg": f"nothing on the bench for {seen.path}"}, status=404)
        return await handler(seen, request)

    async def _talk(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=self.answers_pings)
        await socket.prepare(request)
        entry = (request.path_qs, socket)
        self.sockets.append(entry)
        self._news.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    content = json.loads(message.data)
                    self.said.append((request.path_qs, content))
                    self._news.set()
                    for reply in self.replies(request.path_qs, content):
                        await socket.send_json(reply)
        finally:
            self.sockets.remove(entry)
            self._news.set()
        return socket
