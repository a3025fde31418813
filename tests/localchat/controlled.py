"""The local chat with a door for tests: it can be told to fail, and tells what it was asked.

By itself: `python -m tests.localchat.controlled`, with the options of `bot.localchat`.
"""

import asyncio
from collections import deque
from typing import Any

from aiohttp import web

from bot.localchat import LocalChat
from bot.localchat.__main__ import main
from bot.localchat.bot_api import BotApi, Perform, json_error
from bot.localchat.call import Call
from bot.localchat.errors import ApiError, too_many_requests
from bot.localchat.person_api import PersonApi
from tests.localchat.control_api import ControlApi
from tests.localchat.faults import Fault, FaultKind, Faults
from tests.localchat.sending_limits import SendingLimits

JsonObject = dict[str, Any]

KEPT_CALLS = 5_000
LONGEST_VALUE = 200
GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


class ControlledChat(LocalChat):
    """`calls` is the list of what the bot asked, oldest first, with the codes it got."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - those of the local chat
        super().__init__(**options)
        self.faults = Faults()
        self.pace = SendingLimits()
        self.calls: deque[JsonObject] = deque(maxlen=KEPT_CALLS)
        self.call_count = 0

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            *BotApi(self.world, self._answer).routes(),
            *PersonApi(self.world, self.person_id).routes(),
            *ControlApi(self).routes(),
        ]

    async def stop(self) -> None:
        self.faults.clear()
        await super().stop()

    async def _answer(self, call: Call, request: web.Request, perform: Perform) -> web.StreamResponse:
        entry = self._note(call)
        fault = self.faults.take(call.method, call.text("chat_id"))
        response: web.StreamResponse | None = await self._failure(fault, request) if fault else None
        if response is None:
            response = self._too_fast(call) or await perform()
        entry["code"] = response.status
        if fault is not None and fault.kind is FaultKind.LOSE_ANSWER:
            _drop(request)
        return response

    def _too_fast(self, call: Call) -> web.Response | None:
        chat = self.world.find_chat(call.text("chat_id"))
        wait = self.pace.seconds_to_wait(call.method, chat, self.world.now())
        return json_error(too_many_requests(wait)) if wait else None

    async def _failure(self, fault: Fault, request: web.Request) -> web.Response | None:
        """Return the answer of a failed call, None for a call that is to be done (perhaps after a wait)."""
        if fault.kind is FaultKind.BAD_GATEWAY:
            return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
        if fault.kind is FaultKind.SERVER_ERROR:
            return json_error(ApiError(500, "Internal Server Error"))
        if fault.kind is FaultKind.TOO_MANY:
            return json_error(too_many_requests(fault.retry_after))
        if fault.kind is FaultKind.LOSE_REQUEST:
            _drop(request)
            return web.Response(status=500)
        if fault.kind is FaultKind.HANG:
            await self.faults.wait_for_release()
        if fault.kind is FaultKind.DELAY:
            await asyncio.sleep(fault.seconds)
        return None

    def _note(self, call: Call) -> JsonObject:
        self.call_count += 1
        values = {name: call.text(name)[:LONGEST_VALUE] for name in call.values}
        entry: JsonObject = {
            "number": self.call_count,
            "method": call.method,
            "at": self.world.now(),
            "values": values,
            "code": None,
        }
        self.calls.append(entry)
        return entry


def _drop(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


if __name__ == "__main__":
    main(ControlledChat)
