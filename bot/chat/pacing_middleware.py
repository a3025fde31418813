"""What the chat's handlers send: counted with the notices, and tried again once when Telegram says wait."""

import logging

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.notifier.chat_pace import ChatId, ChatPace
from engine.clock import Clock

log = logging.getLogger(__name__)

LONGEST_WAIT_S = 30
"""A person waits that long for an answer, not longer."""
COUNTED = ("send", "edit", "copy", "forward")
NOT_COUNTED = "sendChatAction"


class PacingMiddleware(BaseRequestMiddleware):
    """A middleware of the interactive bot's session: `bot.session.middleware(PacingMiddleware(...))`.

    An answer to a person is never held back for the pace, but it is counted, so that the notices give way.
    """

    def __init__(self, pace: ChatPace, clock: Clock) -> None:
        self._pace = pace
        self._clock = clock

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make the request; after `retry_after` seconds once more."""
        self._count(method)
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            chat = _chat(method)
            if chat is not None:
                self._pace.hold(chat, self._clock.monotonic(), error.retry_after)
            if error.retry_after > LONGEST_WAIT_S:
                raise
            log.info("%s: Telegram asks to wait %s s first", method.__api_method__, error.retry_after)
            await self._clock.sleep(error.retry_after)
            self._count(method)
            return await make_request(bot, method)

    def _count(self, method: TelegramMethod[TelegramType]) -> None:
        chat = _chat(method)
        name = method.__api_method__
        if chat is not None and name.startswith(COUNTED) and name != NOT_COUNTED:
            self._pace.sent(chat, self._clock.monotonic())


def _chat(method: TelegramMethod[TelegramType]) -> ChatId | None:
    chat = getattr(method, "chat_id", None)
    return chat if isinstance(chat, int | str) else None
