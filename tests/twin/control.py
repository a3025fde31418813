"""The door for tests in another process: what happened is read, and the world is moved, over HTTP.

Bodies and answers are JSON; amounts are texts. `POST /control/<command>` takes the arguments named in
`Commands`; a wrong one answers 400 with a reason.
"""

import asyncio
from collections.abc import Callable

from aiohttp import web

from tests.twin.commands import Commands
from tests.twin.core.errors import Refused, UnknownNameError
from tests.twin.core.world import World
from tests.twin.exchange import Exchanges


class Control:
    """Serves everything below `/control`."""

    def __init__(self, world: World, exchanges: Exchanges) -> None:
        self._world = world
        self._commands = Commands(world, exchanges)

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/control/journal", self._journal)
        app.router.add_get("/control/requests", self._requests)
        app.router.add_get("/control/state", self._state)
        app.router.add_post("/control/{command}", self._command)

    async def _journal(self, request: web.Request) -> web.Response:
        query = request.query
        entries = self._world.journal.read(
            *query.getall("kind", []),
            venue=query.get("venue", ""),
            account=query.get("account", ""),
            symbol=query.get("symbol", ""),
            after=int(query.get("after", "0")),
        )
        return web.json_response([entry.as_json() for entry in entries])

    async def _requests(self, request: web.Request) -> web.Response:
        after = int(request.query.get("after", "0"))
        return web.json_response(
            [
                {
                    "at": one.at.isoformat(),
                    "venue": one.venue,
                    "account": one.account,
                    "operation": one.operation,
                    "method": one.method,
                    "path": one.path,
                    "query": one.query,
                    "status": one.status,
                }
                for one in list(self._world.requests)[after:]
            ]
        )

    async def _state(self, _: web.Request) -> web.Response:
        return web.json_response(self._commands.state())

    async def _command(self, request: web.Request) -> web.Response:
        name = request.match_info["command"]
        command: Callable[..., object] | None = getattr(self._commands, name, None)
        if command is None or name.startswith("_"):
            return web.json_response({"error": f"there is no command {name}"}, status=404)
        arguments = await request.json() if request.can_read_body else {}
        try:
            result = command(**arguments)
            if asyncio.iscoroutine(result):
                result = await result
        except (TypeError, ValueError, KeyError, ArithmeticError, UnknownNameError, Refused) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response({"result": result})
