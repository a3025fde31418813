"""The door for bots: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import hmac

from aiohttp import web

from bot.localchat import objects
from bot.localchat.call import Call, read_call
from bot.localchat.errors import ApiError, bad_request, conflict
from bot.localchat.methods import METHODS
from bot.localchat.model import JsonObject
from bot.localchat.world import World

LONGEST_POLL_SECONDS = 50


class BotApi:
    """Answers the bot."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.route("*", "/bot{token}/{method}", self.answer),
            web.get("/file/bot{token}/{path:.+}", self.serve_file),
        ]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        if not self._is_bot(request):
            return json_error(ApiError(401, "Unauthorized"))
        try:
            call = await read_call(request.match_info["method"], request)
        except ApiError as error:
            return json_error(error)
        return await self.perform(call)

    async def serve_file(self, request: web.Request) -> web.StreamResponse:
        """Serve what getFile promised."""
        if not self._is_bot(request):
            return json_error(ApiError(401, "Unauthorized"))
        path = request.match_info["path"]
        for file in self.world.files.values():
            if objects.file_path(file) == path:
                content = await self.world.store.file(file.file_id)
                return web.Response(body=content, content_type=file.mime_type)
        return json_error(ApiError(404, "Not Found"))

    async def perform(self, call: Call) -> web.StreamResponse:
        """Do what the call asks for, keep it, and return the answer."""
        try:
            response = web.json_response({"ok": True, "result": await self._result(call)})
        except ApiError as error:
            response = json_error(error)
        await self.world.store.flush()
        return response

    async def _result(self, call: Call) -> object:
        if call.method.lower() == "getupdates":
            return await self._updates(call)
        method = METHODS.get(call.method.lower())
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
            self.world.allow_updates([str(kind) for kind in allowed])
        return await self.world.updates.poll(
            call.integer("offset"),
            call.integer("limit", 100),
            min(call.integer("timeout"), LONGEST_POLL_SECONDS),
        )

    def _is_bot(self, request: web.Request) -> bool:
        return hmac.compare_digest(request.match_info["token"].encode(), self.world.bot.token.encode())


def json_error(error: ApiError) -> web.Response:
    """Return the refusal as Telegram sends it."""
    body: JsonObject = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters is not None:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)
