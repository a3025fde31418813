"""Updates that Telegram brings: the door that takes them, on loopback behind a reverse proxy."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot, Dispatcher
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bot.chat.webhook_address import OwnWebhook
from bot.chat.webhook_watch import Arrivals
from engine.clock import Clock

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
PORT_AGAIN_S = 10.0
"""A port that is taken is tried again so often: it may be the program's before this one that still ends."""
STOP_SECONDS = 0.3


class WebhookDoor(SimpleRequestHandler):
    """aiogram's handler. An update is answered at once and handled beside, as a polled one is.

    For Telegram brings nothing more of a chat before it has an answer, and a stop must wait for nothing.
    """

    def __init__(self, dispatcher: Dispatcher, bot: Bot, secret: str, arrivals: Arrivals) -> None:
        super().__init__(dispatcher, bot, handle_in_background=True, secret_token=secret)
        self._arrivals = arrivals

    def verify_secret(self, telegram_secret_token: str, bot: Bot) -> bool:
        """As aiogram does; what no secret can be is none."""
        return telegram_secret_token.isascii() and super().verify_secret(telegram_secret_token, bot)

    async def handle(self, request: web.Request) -> web.Response:
        """Take one update, and note that it has come. Who does not know the secret is told nothing."""
        if not self.verify_secret(request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), self.bot):
            raise web.HTTPUnauthorized
        try:
            update = await request.json()
            update_id = int(update["update_id"])
        except (ValueError, TypeError, KeyError):
            raise web.HTTPBadRequest from None
        self._arrivals.arrived(update_id)
        return await super().handle(request)


@asynccontextmanager
async def webhook_door(
    dispatcher: Dispatcher, bot: Bot, own: OwnWebhook, arrivals: Arrivals, port: int, clock: Clock
) -> AsyncIterator[str]:
    """Take updates while in the block; give the address. A port that is taken is waited for."""
    door = WebhookDoor(dispatcher, bot, own.secret, arrivals)
    app = web.Application()
    app.router.add_post(f"/{{in_front:(.*/)?}}{own.path}", door.handle)
    runner = web.AppRunner(app, shutdown_timeout=STOP_SECONDS, access_log=None)
    await runner.setup()
    try:
        await _bind(runner, port, clock)
        address = f"http://{HOST}:{runner.addresses[0][1]}"
        log.info("updates are taken at %s, for whoever forwards TELEGRAM_WEBHOOK_URL", address)
        await dispatcher.emit_startup(bot=bot, dispatcher=dispatcher, **dispatcher.workflow_data)
        yield address
    finally:
        await runner.cleanup()
        await dispatcher.emit_shutdown(bot=bot, dispatcher=dispatcher, **dispatcher.workflow_data)


async def _bind(runner: web.AppRunner, port: int, clock: Clock) -> None:
    has_complained = False
    while True:
        site = web.TCPSite(runner, HOST, port)
        try:
            await site.start()
        except OSError as e:
            await site.stop()
            if not has_complained:
                has_complained = True
                log.warning(
                    "TELEGRAM_WEBHOOK_PORT %s cannot be used, and is tried again: %s", port, e.strerror
                )
            await clock.sleep(PORT_AGAIN_S)
        else:
            return
