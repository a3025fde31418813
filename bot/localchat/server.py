"""The server that puts the doors together."""

import re
import secrets
import time
from importlib.resources import files
from pathlib import Path

from aiohttp import web

from bot.localchat.bot_api import BotApi
from bot.localchat.errors import RefusedError
from bot.localchat.guard import Handler, add_headers, guard
from bot.localchat.model import Bot, Person
from bot.localchat.person_api import PersonApi
from bot.localchat.store import Store
from bot.localchat.world import Now, World

HOST = "127.0.0.1"
KEY = re.compile(r"(?!bot|file)[A-Za-z0-9_-]{16,}")
MOST_BODY_BYTES = 60 * 1024 * 1024
STOP_SECONDS = 0.3
PAGE_FILES = {
    "index.html": "text/html",
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "draw.js": "text/javascript",
}
PERSON = Person(1000, "You")
"""Who is there from the start."""


class LocalChat:
    """A Bot API server on loopback with a chat page.

    `port` 0 takes a free one. Token and key are taken from the store, or made, unless they are given; the
    store (a file) keeps everything else as well. `now` answers unix seconds. Raises
    ValueError for a key that makes no safe address.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        store: Path | None = None,
        token: str | None = None,
        key: str | None = None,
        now: Now = time.time,
    ) -> None:
        self._port = port
        self._store = Store(store)
        kept = self._store.load().get("setting", {}).get("secrets", {})
        self.token = (
            token or kept.get("token") or f"{secrets.randbelow(10**9) + 10**9}:{secrets.token_urlsafe(26)}"
        )
        self.key = key or kept.get("key") or f"k{secrets.token_urlsafe(24)}"
        if not KEY.fullmatch(self.key):
            raise ValueError(
                "A key is 16 or more letters, digits, - and _, and does not begin with bot or file."
            )
        self.world = World(Bot(self.token), self._store, now)
        self.world.save_setting("secrets", {"token": self.token, "key": self.key})
        if PERSON.person_id not in self.world.persons:
            self.world.add_person(PERSON, started=True)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The base address for bots (TELEGRAM_API_URL)."""
        return f"http://{HOST}:{self._port}"

    @property
    def page_url(self) -> str:
        """The address of the page; whoever knows it can act as the person."""
        return f"{self.url}/{self.key}/"

    def routes(self) -> list[web.AbstractRouteDef]:
        """Return the doors: one for the bot, one for people."""
        return [*BotApi(self.world).routes(), *PersonApi(self.world, PERSON).routes()]

    async def start(self) -> None:
        """Bind and serve. Raises OSError when the port is taken."""
        app = web.Application(middlewares=[guard(self.key), _tell_refusals], client_max_size=MOST_BODY_BYTES)
        app.add_routes(self.routes())
        app.router.add_get("/{key}/{file:[a-z.]*}", _page_file)
        app.on_response_prepare.append(add_headers)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, shutdown_timeout=STOP_SECONDS, access_log=None
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """End long polls, streams and hanging calls, then close; what is known stays in the store."""
        self.world.feed.close()
        self.world.updates.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        await self._store.close()


@web.middleware
async def _tell_refusals(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except RefusedError as error:
        return web.json_response({"error": error.reason}, status=error.status)


async def _page_file(request: web.Request) -> web.Response:
    name = request.match_info["file"] or "index.html"
    if name not in PAGE_FILES:
        raise web.HTTPNotFound(text="The chat page has no such file.")
    text = files("bot.localchat").joinpath("page", name).read_text(encoding="utf-8")
    return web.Response(text=text, content_type=PAGE_FILES[name])
