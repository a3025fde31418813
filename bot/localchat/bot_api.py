"""The door for bots: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import asyncio
import hmac
from collections import deque
from typing import Any

from aiohttp import web

from bot.localchat import objects
from bot.localchat.call import Call, read_call
from bot.localchat.errors import ApiError, bad_request, conflict, too_many_requests
from bot.localchat.faults import Fault, FaultKind, Faults
from bot.localchat.methods import METHODS
from bot.localchat.sending_limits import SendingLimits
from bot.localchat.updates import UPDATE_KINDS
from bot.localchat.world import World

JsonObject = dict[str, Any]

KEPT_CALLS = 5_000
LONGEST_POLL_SECONDS = 50
LONGEST_VALUE = 200
GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


class BotApi:
    """Answers the bot. `calls` is the list of what it asked, oldest first, with the codes it got."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.faults = Faults()
        self.pace = SendingLimits()
        self.calls: deque[JsonObject] = deque(maxlen=KEPT_CALLS)
        self.call_count = 0

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self.answer),
            web.get("/file/bot{token}/{path:.+}", self.serve_file),
        ]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, or fail as a fault demands."""
        if not self._is_bot(request):
            return _json(ApiError(401, "Unauthorized"))
        method = request.match_info["method"]
        try:
            call = await read_call(method, request)
        except ApiError as error:
            return _json(error)
        entry = self._note(call)
        fault = self.faults.take(method, call.text("chat_id"))
        response = await self._failure(fault, request) if fault else None
        if response is None:
            response = await self._perform(call)
        await self.world.store.flush()
        entry["code"] = response.status
        if fault is not None and fault.kind is FaultKind.LOSE_ANSWER:
            _drop(request)
        return response

    async def serve_file(self, request: web.Request) -> web.StreamResponse:
        """Serve what getFile promised."""
        if not self._is_bot(request):
            return _json(ApiError(401, "Unauthorized"))
        path = request.match_info["path"]
        for file in self.world.files.values():
            if objects.file_path(file) == path:
                content = await self.world.store.file(file.file_id)
                return web.Response(body=content, content_type=file.mime_type)
        return _json(ApiError(404, "Not Found"))

    async def _perform(self, call: Call) -> web.Response:
        try:
            self._check_pace(call)
            return web.json_response({"ok": True, "result": await self._result(call)})
        except ApiError as error:
            return _json(error)

    async def _result(self, call: Call) -> object:
        name = call.method.lower()
        if name == "getupdates":
            return await self._updates(call)
        method = METHODS.get(name)
        if method is None:
            raise ApiError(404, "Not Found: method not found")
        return method(self.world, call)

    async def _updates(self, call: Call) -> list[JsonObject]:
        if self.world.settings.get("webhook", {}).get("url"):
            raise conflict(
                "can't use getUpdates method while webhook is active;"
                " use deleteWebhook to delete the webhook first"
            )
        allowed = call.json("allowed_updates")
        if allowed is not None:
            if not isinstance(allowed, list):
                raise bad_request("expected an Array of String in the parameter allowed_updates")
            self.world.updates.allowed = [kind for kind in allowed if kind in UPDATE_KINDS]
            self.world.save_setting("allowed_updates", {"kinds": self.world.updates.allowed})
        return await self.world.updates.poll(
            call.integer("offset"),
            call.integer("limit", 100),
            min(call.integer("timeout"), LONGEST_POLL_SECONDS),
        )

    def _check_pace(self, call: Call) -> None:
        chat = self.world.find_chat(call.text("chat_id"))
        wait = self.pace.seconds_to_wait(call.method, chat, self.world.now())
        if wait:
            raise too_many_requests(wait)

    async def _failure(self, fault: Fault, request: web.Request) -> web.Response | None:
        """Return the answer of a failed call, None for a call that is to be done (perhaps after a wait)."""
        if fault.kind is FaultKind.BAD_GATEWAY:
            return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
        if fault.kind is FaultKind.SERVER_ERROR:
            return _json(ApiError(500, "Internal Server Error"))
        if fault.kind is FaultKind.TOO_MANY:
            return _json(too_many_requests(fault.retry_after))
        if fault.kind is FaultKind.LOSE_REQUEST:
            _drop(request)
            return web.Response(status=500)
        if fault.kind is FaultKind.HANG:
            await self.faults.wait_for_release()
        if fault.kind is FaultKind.DELAY:
            await asyncio.sleep(fault.seconds)
        return None

    def _is_bot(self, request: web.Request) -> bool:
        return hmac.compare_digest(request.match_info["token"].encode(), self.world.bot.token.encode())

    def _note(self, call: Call) -> JsonObject:
        self.call_count += 1
        values = {name: call.text(name)[:LONGEST_VALUE] for name in call.values}
        entry: JsonObject = {
            "number": self.call_count,
            "method": call.method,
            "at": self.world.now(),
            "values": values,
        }
        self.calls.append(entry | {"code": None})
        return self.calls[-1]


def _json(error: ApiError) -> web.Response:
    response = web.json_response(error.body(), status=error.code)
    if error.parameters and "retry_after" in error.parameters:
        response.headers["Retry-After"] = str(error.parameters["retry_after"])
    return response


def _drop(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
