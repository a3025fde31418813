"""Market streams of both venues, and private streams of futures."""

import json
from collections.abc import Iterable

from aiohttp import web

from tests.twin import sockets
from tests.twin.binance.desk import Desk
from tests.twin.binance.hub import Ear, Hub
from tests.twin.core.frames import Stream
from tests.twin.core.outlet import Outlet
from tests.twin.wire import compact


class Streams:
    """Serves `/ws`, `/ws/<stream>/<stream>` and `/stream?streams=` below a prefix.

    A listen key in the query makes a private stream; one in the path is taken for an unknown stream and
    gets nothing. An unknown key is let in and gets nothing either. Events may be named beside the key: then
    no others are told.
    """

    def __init__(self, desk: Desk, hub: Hub) -> None:
        self._desk = desk
        self._hub = hub

    def add_routes(self, app: web.Application, prefix: str, categories: Iterable[str] = ()) -> None:
        for base in (prefix, *(f"{prefix}/{category}" for category in categories)):
            app.router.add_get(f"{base}/ws", self._serve)
            app.router.add_get(f"{base}/ws/{{streams:.*}}", self._serve)
            app.router.add_get(f"{base}/stream", self._serve)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        key = request.query.get("listenKey", "")
        owner = self._desk.listen_keys.owner(key) or ""
        outlet = Outlet(
            self._desk.world.frames,
            self._desk.world.clock,
            Stream.PRIVATE if key else Stream.PUBLIC,
            self._desk.venue.name,
            owner,
        )
        events = frozenset(filter(None, request.query.get("events", "").split("/")))
        ear = Ear(outlet, combined=request.path.endswith("/stream"), listen_key=key, events=events)
        ear.streams |= set(_names(request.match_info.get("streams", "")))
        ear.streams |= set(_names(request.query.get("streams", "")))

        async def read(text: str) -> None:
            self._answer(ear, text)

        self._hub.add(ear)
        try:
            return await sockets.serve(request, outlet, read)
        finally:
            self._hub.remove(ear)

    def _answer(self, ear: Ear, text: str) -> None:
        try:
            message = json.loads(text)
            method, wanted = message["method"], [str(name) for name in message.get("params") or []]
        except (ValueError, KeyError, TypeError):
            ear.outlet.answer(_problem("Invalid request: malformed request", None))
            return
        result: object = None
        match method:
            case "SUBSCRIBE":
                ear.streams |= set(wanted)
                self._hub.follow(ear)
            case "UNSUBSCRIBE":
                ear.streams -= set(wanted)
            case "LIST_SUBSCRIPTIONS":
                result = sorted(ear.streams)
            case _:
                ear.outlet.answer(_problem(f"Invalid request: unknown method {method}", message.get("id")))
                return
        ear.outlet.answer(compact({"result": result, "id": message.get("id")}))


def _names(text: str) -> list[str]:
    """Return stream names; clients number their connections in the path, which means nothing."""
    return [name for name in text.split("/") if "@" in name]


def _problem(text: str, number: object) -> str:
    return compact({"error": {"code": 2, "msg": text}, "id": number})
