"""Answers on loopback: /healthz, /readyz and /metrics. It tells, and changes nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.context import AppContext
from bot.localchat.guard import Handler, add_headers, is_own_host, is_own_page
from bot.monitoring.metrics import metrics_page
from bot.notifier.contact import Contact
from engine.clock import Clock
from engine.reads.health import Health

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
PORT_AGAIN_S = 10.0
"""A port that is taken is tried again so often: it may be the program's before this one that still ends."""
STOP_SECONDS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What is looked at."""

    read: Callable[[], Awaitable[Health]]
    contact: Contact
    """How it stands with Telegram."""
    has_lost_lease: Callable[[], bool]
    chat_is_up: Callable[[], bool]


async def serve(app_context: AppContext) -> None:
    """Answer until cancelled. A port that is taken is said once, and keeps nobody from trading."""
    watched = Watched(
        read=app_context.health.read,
        contact=app_context.contact,
        has_lost_lease=lambda: app_context.lease.loss is not None,
        chat_is_up=app_context.chat_is_up.is_set,
    )
    await serve_watched(watched, app_context.settings.monitoring_port or 0, app_context.clock)


async def serve_watched(watched: Watched, port: int, clock: Clock) -> None:
    """Do so for what is watched."""
    has_complained = False
    while True:
        try:
            async with monitoring(watched, port) as url:
                log.info("monitoring answers at %s/healthz, /readyz and /metrics", url)
                await asyncio.Event().wait()
        except OSError as e:
            if not has_complained:
                has_complained = True
                log.warning("MONITORING_PORT %s cannot be used, and is tried again: %s", port, e.strerror)
            await clock.sleep(PORT_AGAIN_S)


@asynccontextmanager
async def monitoring(watched: Watched, port: int) -> AsyncIterator[str]:
    """Answer while in the block; give the address. Raises OSError when the port is taken."""
    pages = _Pages(watched)
    app = web.Application(middlewares=[_only_from_here])
    app.add_routes(
        [
            web.get("/healthz", pages.alive),
            web.get("/readyz", pages.ready),
            web.get("/metrics", pages.metrics),
        ]
    )
    app.on_response_prepare.append(add_headers)
    runner = web.AppRunner(app, shutdown_timeout=STOP_SECONDS, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield f"http://{HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@web.middleware
async def _only_from_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what a page in somebody's browser sends here."""
    if not is_own_host(request) or not is_own_page(request):
        raise web.HTTPForbidden(text="This answers only at 127.0.0.1 or localhost, and to no page.")
    return await handler(request)


class _Pages:
    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    async def alive(self, _: web.Request) -> web.Response:
        """Say 200 while the program works; 503 when it is about to end. No answer: it hangs."""
        return _verdict({"lease": not self._watched.has_lost_lease()})

    async def ready(self, _: web.Request) -> web.Response:
        """Say 200 while all that it needs answers it, else 503 and what does not."""
        health, watched = await self._watched.read(), self._watched
        accounts = {
            f"account {one.account_id}": not one.in_trouble and one.checked is not None
            for one in health.venues.accounts
        }
        checks = {
            "lease": not watched.has_lost_lease(),
            "database": health.stored is not None,
            "telegram": watched.chat_is_up() and not watched.contact.is_away,
        }
        return _verdict(checks | accounts)

    async def metrics(self, _: web.Request) -> web.Response:
        health, contact = await self._watched.read(), self._watched.contact
        is_up = self._watched.chat_is_up() and not contact.is_away
        page = metrics_page(
            health,
            tasks=len(asyncio.all_tasks()),
            telegram_silent=contact.silent_for,
            telegram_away=not is_up,
        )
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _verdict(checks: dict[str, bool]) -> web.Response:
    is_well = all(checks.values())
    return web.json_response({"ok": is_well, "checks": checks}, status=200 if is_well else 503)
