"""The updates that are being handled: the chat ends after them."""

import asyncio
import logging
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from pydantic import ValidationError

log = logging.getLogger(__name__)

LAST_ANSWERS_S = 2.0
"""How long an answer may still take when the program ends."""


class DrainingDispatcher(Dispatcher):
    """aiogram's dispatcher, which keeps the task of each update until it is through, its errors told.

    aiogram forgets its updates when it stops polling. They would go on without the database and the
    connection that are closed meanwhile, and a person would read of an unexpected error.
    """

    def __init__(self) -> None:
        """Without aiogram's middleware for forms: who comes in is decided before it."""
        super().__init__(disable_fsm=True)
        self._under_way: set[asyncio.Task[Any]] = set()

    async def feed_update(self, bot: Bot, update: Update, **kwargs: Any) -> Any:  # noqa: ANN401 - as aiogram has it
        """Handle one update. What a form feeds while an update is handled belongs to that one."""
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("an update is handled in a task")
        if task in self._under_way:
            return await super().feed_update(bot, update, **kwargs)
        self._under_way.add(task)
        try:
            return await super().feed_update(bot, update, **kwargs)
        finally:
            self._under_way.discard(task)

    async def feed_raw_update(self, bot: Bot, update: dict[str, Any], **kwargs: Any) -> Any:  # noqa: ANN401
        """Handle one that Telegram has brought. What goes wrong is logged: nobody waits for it."""
        try:
            return await super().feed_raw_update(bot, update, **kwargs)
        except ValidationError:
            log.warning("update %s cannot be read and is let be", update.get("update_id"))
        except Exception:  # noqa: BLE001 - aiogram has logged it
            log.debug("update %s could not be handled", update.get("update_id"))
        return None

    async def drain(self) -> None:
        """Return when all updates are through, once polling has stopped. After 2 s they are cut short."""
        await asyncio.sleep(0)  # what came last has not begun yet
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_ANSWERS_S)
        for task in self._under_way:
            task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way)
