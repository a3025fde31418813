"""What one person asks in one chat is handled one after the other, in the order in which it came."""

import asyncio
from typing import Any
from weakref import WeakValueDictionary

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.types import TelegramObject, Update

from bot.access.senders import comes_from_telegram, stops_all


class InTurn(BaseMiddleware):
    """An outer middleware, the outermost: before anything is awaited, updates are in their order.

    What stops all bots has a turn of its own: it waits for what its sender asked of that kind before, and
    for nothing else. Nothing is kept of who has nothing under way.
    """

    def __init__(self) -> None:
        self._turns = WeakValueDictionary[tuple[int | None, int | None, bool], asyncio.Lock]()

    async def __call__(
        self, handler: NextMiddlewareType[TelegramObject], event: TelegramObject, data: dict[str, Any]
    ) -> object:
        if not isinstance(event, Update) or not comes_from_telegram(event):
            return await handler(event, data)  # what a form feeds belongs to the update that is handled
        context: EventContext = data[EVENT_CONTEXT_KEY]
        whose = context.user_id, context.chat_id, stops_all(event)
        turn = self._turns.setdefault(whose, asyncio.Lock())
        async with turn:
            return await handler(event, data)
