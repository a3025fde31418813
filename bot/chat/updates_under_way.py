"""The updates that are being handled: the chat ends after them."""

import asyncio
from typing import Any

from aiogram import BaseMiddleware, Dispatcher
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.types import TelegramObject

LAST_ANSWERS_S = 2.0
"""How long an answer may still take when the program ends."""


class UpdatesUnderWay(BaseMiddleware):
    """Keeps the task of each update while it is handled. An outer middleware, around all others.

    aiogram forgets its updates when it stops polling. They would go on without the database and the
    connection that are closed meanwhile, and a person would read of an unexpected error.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def watch(self, dispatcher: Dispatcher) -> None:
        """Stand around all that the dispatcher handles."""
        dispatcher.update.outer_middleware(self)

    async def __call__(
        self, handler: NextMiddlewareType[TelegramObject], event: TelegramObject, data: dict[str, Any]
    ) -> object:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("an update is handled in a task")
        self._tasks.add(task)
        try:
            return await handler(event, data)
        finally:
            self._tasks.discard(task)

    async def end(self) -> None:
        """Return when all are through. Those that take longer than 2 s are cut short."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LAST_ANSWERS_S)
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
