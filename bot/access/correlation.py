"""Each update has an id in the log, and so has all that comes of it."""

from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.types import TelegramObject, Update

from bot.access.senders import comes_from_telegram
from engine.correlation import correlated, new_correlation_id


class Correlation(BaseMiddleware):
    """An outer middleware, the outermost."""

    async def __call__(
        self, handler: NextMiddlewareType[TelegramObject], event: TelegramObject, data: dict[str, Any]
    ) -> object:
        if isinstance(event, Update) and not comes_from_telegram(event):
            return await handler(event, data)  # what a form feeds belongs to the update that is handled
        with correlated(new_correlation_id()):
            return await handler(event, data)
