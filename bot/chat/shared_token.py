"""Another program has the bot's token as well: nothing is taken from it unasked, and the owners are told.

Telegram gives a bot's updates to one taker: to a webhook, while one is set, else to whoever asked last.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramConflictError
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.chat.webhook_address import OwnWebhook, webhook_host
from bot.views.html import plain
from bot.views.notices import word
from bot.views.words import Words
from engine.clock import Clock
from engine.errors import SettingsError, TryLater
from engine.notices import TokenShared
from engine.outbox import Outbox, ToPerson
from engine.people import People

log = logging.getLogger(__name__)

SAID_EVERY = timedelta(hours=1)
REMEDY = "set TELEGRAM_TAKE_OVER=true to remove it, or use the token of another bot"
POLLER_OF_AIOGRAM = "aiogram.dispatcher"


async def take_updates_from_webhook(bot: Bot, own: OwnWebhook, *, take_over: bool) -> None:
    """Remove the webhook of the token: of another program if the owner wants that, ours if it is polled now.

    Raises SettingsError.
    """
    url = (await bot.get_webhook_info()).url
    host = webhook_host(url)
    if host is None or (own.made(url) and own.url is not None):
        return
    if own.made(url):
        await bot.delete_webhook()
        log.info("the webhook at %s was removed: TELEGRAM_WEBHOOK_URL is not set any more", host)
        return
    if not take_over:
        why = f"TELEGRAM_BOT_TOKEN: a webhook at {host} gets this bot's messages, maybe for another program"
        raise SettingsError((f"{why}; {REMEDY}",))
    await bot.delete_webhook()
    log.warning("the webhook at %s was removed: TELEGRAM_TAKE_OVER is on", host)


class ConflictWatch(BaseRequestMiddleware):
    """A middleware of the polling bot's session: says that another program takes updates too.

    Where updates are brought, `bot.chat.webhook_watch` tells it of the webhooks of others.

    In the log at once and then once an hour, and to each owner once a day: messages can be sent all the
    same.
    """

    def __init__(self, outbox: Outbox, people: People, clock: Clock, words: Words) -> None:
        """`words`: for the log."""
        self._outbox = outbox
        self._people = people
        self._clock = clock
        self._words = words
        self._said_at: timedelta | None = None
        self._is_on = False

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the request, and take note of what comes of a poll."""
        if method.__api_method__ != GetUpdates.__api_method__:
            return await make_request(bot, method)
        self._is_on = False
        try:
            return await make_request(bot, method)
        except TelegramConflictError as error:
            self._is_on = True
            await self._note(bot, error)
            raise

    @contextmanager
    def instead_of_aiogram(self) -> Iterator[None]:
        """Within the block keep aiogram from saying with every poll what is said here."""
        poller = logging.getLogger(POLLER_OF_AIOGRAM)

        def is_news(record: logging.LogRecord) -> bool:
            return not (self._is_on and record.levelno >= logging.WARNING)

        poller.addFilter(is_news)
        try:
            yield
        finally:
            poller.removeFilter(is_news)

    async def another(self, host: str | None) -> None:
        """Say it, unless that was done within the hour. `host`: of its webhook; None: it polls, or did."""
        if self._is_due():
            await self._say(host)

    def _is_due(self) -> bool:
        now = self._clock.monotonic()
        if self._said_at is not None and now - self._said_at < SAID_EVERY:
            return False
        self._said_at = now
        return True

    async def _note(self, bot: Bot, error: TelegramConflictError) -> None:
        if not self._is_due():
            return
        by_webhook = "webhook" in error.message.lower()
        await self._say(webhook_host((await bot.get_webhook_info()).url) if by_webhook else None)

    async def _say(self, host: str | None) -> None:
        notice = TokenShared(at=self._clock.now(), webhook_host=host)
        log.error("%s", plain(word(self._words, notice)).replace("\n", " "))
        try:
            for owner in await self._people.owners():
                key = f"token shared {notice.at:%Y-%m-%d} {owner.user_id} {host}"[:200]
                await self._outbox.owe(ToPerson(owner.user_id), notice, key=key)
        except TryLater as error:
            log.warning("The owners could not be told: %s", error)
