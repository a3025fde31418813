"""The local chat with a door for tests: it can be told to fail, and tells what it was asked.

By itself: `python -m tests.localchat.controlled --port 0 --store FILE`.
"""

import argparse
import asyncio
import json
import signal
import sys
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.localchat import LocalChat
from bot.localchat.bot_api import BotApi, json_error
from bot.localchat.call import Call
from bot.localchat.errors import ApiError
from bot.localchat.person_api import PersonApi
from bot.localchat.server import PERSON
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
            *_UnreliableApi(self).routes(),
            *PersonApi(self.world, PERSON).routes(),
            *ControlApi(self).routes(),
        ]

    async def stop(self) -> None:
        self.faults.clear()
        await super().stop()

    async def answer(
        self, call: Call, request: web.Request, perform: Callable[[Call], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Answer a call by performing it, unless it is told to fail."""
        entry = self._note(call)
        fault = self.faults.take(call.method, call.text("chat_id"))
        response: web.StreamResponse | None = await self._failure(fault, request) if fault else None
        if response is None:
            response = self._too_fast(call) or await perform(call)
        entry["code"] = response.status
        if fault is not None and fault.kind is FaultKind.LOSE_ANSWER:
            _drop(request)
        return response

    def _too_fast(self, call: Call) -> web.Response | None:
        chat = self.world.find_chat(call.text("chat_id"))
        wait = self.pace.seconds_to_wait(call.method, chat, self.world.now())
        return _too_many_requests(wait) if wait else None

    async def _failure(self, fault: Fault, request: web.Request) -> web.Response | None:
        """Return the answer of a failed call, None for a call that is to be done (perhaps after a wait)."""
        if fault.kind is FaultKind.BAD_GATEWAY:
            return web.Response(status=502, text=GATEWAY_PAGE, content_type="text/html")
        if fault.kind is FaultKind.SERVER_ERROR:
            return json_error(ApiError(500, "Internal Server Error"))
        if fault.kind is FaultKind.TOO_MANY:
            return _too_many_requests(fault.retry_after)
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


class _UnreliableApi(BotApi):
    def __init__(self, chat: ControlledChat) -> None:
        super().__init__(chat.world)
        self._chat = chat
        self._request: ContextVar[web.Request] = ContextVar("request")

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self._request.set(request)
        return await super().answer(request)

    async def perform(self, call: Call) -> web.StreamResponse:
        return await self._chat.answer(call, self._request.get(), super().perform)


def _too_many_requests(seconds: int) -> web.Response:
    """Return a 429 that names the whole seconds to wait."""
    why = f"Too Many Requests: retry after {seconds}"
    response = json_error(ApiError(429, why, {"retry_after": seconds}))
    response.headers["Retry-After"] = str(seconds)
    return response


def _drop(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def main() -> None:
    """Serve until SIGTERM or SIGINT; the first line on stdout is JSON with the addresses."""
    parser = argparse.ArgumentParser(prog="python -m tests.localchat.controlled", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1, 0 for a free one")
    parser.add_argument("--store", type=Path, help="SQLite file that keeps everything; in memory without it")
    parser.add_argument("--token", help="token of the bot, made up without it")
    parser.add_argument("--key", help="key in the page's address, made up without it")
    options = parser.parse_args()
    asyncio.run(
        serve(ControlledChat(port=options.port, store=options.store, token=options.token, key=options.key))
    )


async def serve(chat: LocalChat) -> None:
    """Run one server until it is told to end."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    await chat.start()
    line = {"url": chat.url, "page_url": chat.page_url, "token": chat.token, "key": chat.key}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    await ended.wait()
    await chat.stop()


if __name__ == "__main__":
    main()
